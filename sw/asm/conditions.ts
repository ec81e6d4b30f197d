/** The conditions of `.if` and its kin. */
import { withoutSpace } from "./arguments.js";
import { fail, splitOutside, type Statement } from "./source.js";
import { TokenReader } from "./tokens.js";

/** What a condition asks of the assembler. */
export interface ConditionHost {
  /** Value of the expression at the reader, which must be known now. */
  constant(reader: TokenReader): number;
  isDefined(name: string): boolean;
}

const COMPARISONS: Readonly<Record<string, (value: number) => boolean>> = {
  ".if": (value) => value !== 0,
  ".ifne": (value) => value !== 0,
  ".ifeq": (value) => value === 0,
  ".ifge": (value) => value >= 0,
  ".ifgt": (value) => value > 0,
  ".ifle": (value) => value <= 0,
  ".iflt": (value) => value < 0,
};

const NAMES = [
  ...Object.keys(COMPARISONS),
  ...[".ifdef", ".ifndef", ".ifnotdef", ".ifb", ".ifnb", ".ifc", ".ifnc", ".ifeqs", ".ifnes"],
];

/** The two texts of `.ifc`, and the two strings of `.ifeqs`. */
function pairIsEqual(at: Statement, after: number, quoted: boolean): boolean {
  const texts = splitOutside(at.text.slice(after), ",").map(({ text }) => withoutSpace(text));
  if (texts.length !== 2) fail(at, after, `two texts are compared, separated by a comma, found ${texts.length}`);
  if (quoted && !texts.every((text) => /^".*"$/.test(text))) {
    fail(at, after, "two strings in double quotes are compared");
  }
  return texts[0] === texts[1];
}

/** Whether the branch after a condition is assembled; `offset` is where its word stands. */
export function testCondition(at: Statement, word: string, offset: number, host: ConditionHost): boolean {
  const after = offset + word.length;
  const text = at.text.slice(after).trim();
  const compare = COMPARISONS[word];
  if (compare) {
    const reader = new TokenReader(at, after);
    const holds = compare(host.constant(reader));
    reader.expectEnd();
    return holds;
  }
  const isDefined = (): boolean => {
    const reader = new TokenReader(at, after);
    const { text: name } = reader.takeName("the name of a symbol");
    reader.expectEnd();
    return host.isDefined(name);
  };
  switch (word) {
    case ".ifdef":
      return isDefined();
    case ".ifndef":
    case ".ifnotdef":
      return !isDefined();
    case ".ifb":
      return text === "";
    case ".ifnb":
      return text !== "";
    case ".ifc":
      return pairIsEqual(at, after, false);
    case ".ifnc":
      return !pairIsEqual(at, after, false);
    case ".ifeqs":
      return pairIsEqual(at, after, true);
    case ".ifnes":
      return !pairIsEqual(at, after, true);
    default:
      return fail(at, offset, `'${word}' is none of ${NAMES.join(", ")}`);
  }
}

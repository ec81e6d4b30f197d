/** Conditional assembly, macros, repetitions and included files: turns the source into the statements to assemble. */
import { splitOutside, fail, readStatements, type Statement } from "./source.js";
import { callMacro, readMacro, substitute, type Macro } from "./macros.js";
import { TokenReader } from "./tokens.js";

/** What the expander asks of the assembler. */
export interface ExpanderHost {
  /** Value of the expression at the reader, which must be known now. */
  constant(reader: TokenReader): number;
  isDefined(name: string): boolean;
  /** Text of an included file. */
  include?: ((name: string) => string) | undefined;
}

interface Frame {
  readonly statements: readonly Statement[];
  next: number;
  readonly macro: boolean;
  /** Open conditionals when the frame began. */
  readonly conditions: number;
}

interface Condition {
  /** The present branch is assembled. */
  active: boolean;
  /** One branch was assembled, or the whole conditional is skipped. */
  settled: boolean;
  hadElse: boolean;
  readonly at: Statement;
}

const MAX_DEPTH = 64;
const BLOCKS: ReadonlySet<string> = new Set([".macro", ".endm", ".rept", ".irp", ".endr", ".include", ".exitm"]);
const HEAD = /^\s*(?:[\w.$]+\s*:\s*)*/;
const WORD = /^\.?[A-Za-z_][\w.$]*/;

/** The statement's word after its labels, and where it begins. */
export function headOf(statement: Statement): { word: string; offset: number } {
  const offset = HEAD.exec(statement.text)![0].length;
  return { word: WORD.exec(statement.text.slice(offset))?.[0] ?? "", offset };
}

/** The part of a statement from `offset` on. */
const tail = (at: Statement, offset: number): Statement => ({
  ...at,
  text: at.text.slice(offset),
  columns: at.columns.slice(offset),
});

export class Expander {
  readonly #host: ExpanderHost;
  readonly #frames: Frame[] = [];
  readonly #conditions: Condition[] = [];
  readonly #macros = new Map<string, Macro>();
  #expansions = 0;

  constructor(host: ExpanderHost, statements: readonly Statement[]) {
    this.#host = host;
    this.#push(statements, false);
  }

  #push(statements: readonly Statement[], macro: boolean): void {
    this.#frames.push({ statements, next: 0, macro, conditions: this.#conditions.length });
  }

  #raw(): Statement | undefined {
    for (;;) {
      const frame = this.#frames.at(-1)!;
      if (frame.next < frame.statements.length) return frame.statements[frame.next++];
      if (this.#conditions.length > frame.conditions) fail(this.#conditions.at(-1)!.at, 0, "this .if has no .endif");
      if (this.#frames.length === 1) return undefined;
      this.#frames.pop();
    }
  }

  /** The next statement to assemble, or undefined at the end. */
  next(): Statement | undefined {
    for (;;) {
      const statement = this.#raw();
      if (!statement) return undefined;
      const { word, offset } = headOf(statement);
      if (this.#conditional(statement, word.toLowerCase(), offset)) continue;
      if (this.#conditions.some(({ active }) => !active)) continue;
      const macro = this.#macros.get(word);
      if (!macro && !BLOCKS.has(word)) return statement;
      if (statement.text.slice(0, offset).trim() !== "") {
        // Labels before a macro call or a block are assembled on their own first.
        const rest = tail(statement, offset);
        const frame = this.#frames.at(-1)!;
        this.#push([rest], frame.macro);
        return { ...statement, text: statement.text.slice(0, offset) };
      }
      if (macro) {
        this.#checkDepth(statement, `the macro '${word}'`);
        this.#push(callMacro(macro, statement, offset + word.length, this.#expansions++), true);
      } else this.#block(word, statement, offset + word.length);
    }
  }

  #conditional(at: Statement, word: string, offset: number): boolean {
    const skipping = this.#conditions.some(({ active }) => !active);
    const after = offset + word.length;
    if (word.startsWith(".if")) {
      const active = !skipping && this.#test(at, word, offset, after);
      this.#conditions.push({ active, settled: skipping || active, hadElse: false, at });
      return true;
    }
    if (word !== ".else" && word !== ".elseif" && word !== ".endif") return false;
    const condition = this.#conditions.at(-1);
    if (!condition || this.#conditions.length <= this.#frames.at(-1)!.conditions)
      fail(at, offset, `${word} has no .if`);
    if (word === ".endif") {
      this.#conditions.pop();
      return true;
    }
    if (condition.hadElse) fail(at, offset, `${word} follows the .else of the same .if`);
    condition.active =
      !condition.settled && (word === ".else" || this.#host.constant(new TokenReader(at, after)) !== 0);
    condition.settled ||= condition.active;
    condition.hadElse = word === ".else";
    return true;
  }

  #test(at: Statement, word: string, offset: number, after: number): boolean {
    const text = at.text.slice(after).trim();
    const reader = (): TokenReader => new TokenReader(at, after);
    switch (word) {
      case ".if":
      case ".ifne":
        return this.#host.constant(reader()) !== 0;
      case ".ifeq":
        return this.#host.constant(reader()) === 0;
      case ".ifdef":
        return this.#host.isDefined(reader().takeName("the name of a symbol").text);
      case ".ifndef":
        return !this.#host.isDefined(reader().takeName("the name of a symbol").text);
      case ".ifb":
        return text === "";
      case ".ifnb":
        return text !== "";
      default:
        return fail(at, offset, `'${word}' is none of .if, .ifeq, .ifne, .ifdef, .ifndef, .ifb, .ifnb`);
    }
  }

  /** The statements up to the matching end of a block, nested blocks included. */
  #body(at: Statement, opens: readonly string[], end: string): Statement[] {
    const frame = this.#frames.at(-1)!;
    const body: Statement[] = [];
    let depth = 1;
    while (frame.next < frame.statements.length) {
      const statement = frame.statements[frame.next++];
      const { word } = headOf(statement);
      if (opens.includes(word)) depth++;
      if (word === end && --depth === 0) return body;
      body.push(statement);
    }
    return fail(at, 0, `this ${headOf(at).word} has no ${end}`);
  }

  #block(word: string, at: Statement, after: number): void {
    switch (word) {
      case ".macro": {
        const macro = readMacro(at, after, this.#body(at, [".macro"], ".endm"));
        this.#macros.set(macro.name, macro);
        return;
      }
      case ".rept": {
        const count = this.#host.constant(new TokenReader(at, after));
        const body = this.#body(at, [".rept", ".irp"], ".endr");
        if (count < 0 || count > 1e6) fail(at, after + 1, `.rept repeats 0 to 1000000 times, not ${count}`);
        return this.#push(Array.from({ length: count }, () => body).flat(), false);
      }
      case ".irp": {
        const [name, ...values] = splitOutside(at.text.slice(after), ",").map(({ text }) => text.trim());
        const body = this.#body(at, [".rept", ".irp"], ".endr");
        return this.#push(
          values.flatMap((value) => body.map((statement) => substitute(statement, new Map([[name, value]])))),
          false,
        );
      }
      case ".include":
        return this.#include(at, after);
      case ".exitm": {
        const depth = this.#frames.findLastIndex(({ macro }) => macro);
        if (depth < 0) fail(at, 0, ".exitm stands outside of a macro");
        this.#conditions.length = this.#frames[depth].conditions;
        this.#frames.length = depth;
        return;
      }
      default:
        return fail(at, 0, `'${word}' closes nothing`);
    }
  }

  #include(at: Statement, after: number): void {
    const reader = new TokenReader(at, after);
    const token = reader.take();
    if (token.kind !== "string") fail(at, token.offset, ".include takes the name of a file in double quotes");
    if (!this.#host.include)
      fail(at, token.offset, `'${token.text}' cannot be included, as no include function was given`);
    this.#checkDepth(at, `including '${token.text}'`);
    this.#push(readStatements(token.text, this.#host.include(token.text)), false);
  }

  #checkDepth(at: Statement, what: string): void {
    if (this.#frames.length > MAX_DEPTH) fail(at, 0, `${what} is nested more than ${MAX_DEPTH} levels deep`);
  }
}

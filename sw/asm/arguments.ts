/** Arguments of macro calls and repetitions, cut as GNU as cuts them. */
import type { Statement } from "./source.js";
import { characterCode } from "./tokens.js";

export interface ArgumentText {
  readonly text: string;
  /** Where it begins in the statement. */
  readonly offset: number;
}

const SYMBOL = /[\w.$\\]/;
const OPENING = "([";
const CLOSING = ")]";
const STRING = /"(?:\\.|[^"\\])*"/y;
const CHARACTER = /'(?:\\(?:x[\da-fA-F]+|\d{1,3}|.)|[^\\])'?/y;

const matchAt = (pattern: RegExp, text: string, at: number): string | undefined => {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0];
};

/**
 * The arguments from `after` on. A comma ends one, and so does white space between two characters of names or numbers, outside of
 * brackets; other white space has no meaning: `m a + b` has one argument and `m a b` two. A character constant is its number.
 */
export function readArgumentTexts(at: Statement, after: number): ArgumentText[] {
  const { text } = at;
  const parts: ArgumentText[] = [];
  let current = "";
  let start = -1;
  let depth = 0;
  /** The last piece was a character constant: white space behind it has no meaning, as GNU as has it. */
  let afterConstant = false;
  const take = (piece: string, i: number): void => {
    if (start < 0) start = i;
    current += piece;
    afterConstant = false;
  };
  const end = (i: number): void => {
    parts.push({ text: current, offset: start < 0 ? i : start });
    current = "";
    start = -1;
  };
  for (let i = after; i < text.length; i++) {
    const character = text[i];
    const string = matchAt(STRING, text, i);
    const constant = matchAt(CHARACTER, text, i);
    if (string !== undefined) {
      take(string, i);
      i += string.length - 1;
    } else if (constant !== undefined) {
      take(String(characterCode(constant)), i);
      afterConstant = true;
      i += constant.length - 1;
    } else if (/\s/.test(character)) {
      const next = text.slice(i).search(/\S/);
      if (next < 0) break;
      const separates = start >= 0 && !afterConstant && SYMBOL.test(current.at(-1)!) && SYMBOL.test(text[i + next]);
      const afterString = start >= 0 && current.endsWith('"') && text[i + next] !== ",";
      if (separates && depth > 0) current += " ";
      else if (separates || afterString) end(i);
      i += next - 1;
    } else if (character === ",") end(i);
    else {
      if (OPENING.includes(character)) depth++;
      if (CLOSING.includes(character)) depth--;
      take(character, i);
    }
  }
  if (start >= 0 || parts.length > 0) end(text.length);
  return parts;
}

/** Contents of a text in double quotes, or the text itself. */
export const unquote = (text: string): string => /^"((?:\\.|[^"\\])*)"$/.exec(text)?.[1] ?? text;

/** White space without meaning taken out, as GNU as reads a line; strings stay as they are. */
export const withoutSpace = (text: string): string =>
  text
    .trim()
    .replace(/"(?:\\.|[^"\\])*"|\s+/g, (piece) => (piece.startsWith('"') ? piece : " "))
    .replace(/"(?:\\.|[^"\\])*"|(?<![\w.$]) | (?![\w.$])/g, (piece) => (piece.startsWith('"') ? piece : ""));

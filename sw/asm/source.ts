/** Source text: comments taken out, cut into statements that know where they came from. */
import { UsageError } from "../../hw/errors.js";

/** A source with its name. */
export interface SourceFile {
  /** As error messages call it. */
  readonly name: string;
  readonly text: string;
}

/** One statement of the source, or of a macro after substitution. */
export interface Statement {
  readonly text: string;
  readonly file: string;
  /** 1-based. */
  readonly line: number;
  /** 1-based column of each character of `text`, and of its end. */
  readonly columns: readonly number[];
  /** Set inside a macro: its name and the place of the call. */
  readonly within?: string;
}

/** Stops with one sentence that begins `file:line:column:`. `offset` counts characters of the statement. */
export function fail(at: Statement, offset: number, message: string): never {
  const column = at.columns[Math.min(offset, at.columns.length - 1)];
  throw new UsageError(`${at.file}:${at.line}:${column}: ${message}${at.within ? ` (${at.within})` : ""}.`);
}

const LITERAL = /"(?:\\.|[^"\\\n])*"|'\\?[^\n]'?/y;

/** Blanks comments, keeping every other character in its place. */
function stripComments(text: string): string {
  let result = "";
  let i = 0;
  while (i < text.length) {
    LITERAL.lastIndex = i;
    const literal = LITERAL.exec(text)?.[0];
    let end = i + 1;
    if (literal !== undefined) {
      end = i + literal.length;
      result += literal;
    } else if (text.startsWith("/*", i)) {
      const close = text.indexOf("*/", i + 2);
      end = close < 0 ? text.length : close + 2;
      result += text.slice(i, end).replace(/[^\n]/g, " ");
    } else if (text[i] === "#" || text.startsWith("//", i)) {
      const newline = text.indexOf("\n", i);
      end = newline < 0 ? text.length : newline;
      result += " ".repeat(end - i);
    } else {
      result += text[i];
    }
    i = end;
  }
  return result;
}

/** Cuts at `separator` outside of literals and parentheses; gives each part with its offset. */
export function splitOutside(text: string, separator: string): { text: string; offset: number }[] {
  const parts: { text: string; offset: number }[] = [];
  let start = 0;
  let depth = 0;
  for (let i = 0; i < text.length; i++) {
    LITERAL.lastIndex = i;
    const literal = LITERAL.exec(text)?.[0];
    if (literal !== undefined) {
      i += literal.length - 1;
    } else if (text[i] === "(") depth++;
    else if (text[i] === ")") depth--;
    else if (text[i] === separator && (depth <= 0 || separator === ";")) {
      parts.push({ text: text.slice(start, i), offset: start });
      start = i + 1;
    }
  }
  parts.push({ text: text.slice(start), offset: start });
  return parts;
}

/** The statements of a file: lines, cut at semicolons, blank ones left out. */
export function readStatements(file: string, source: string): Statement[] {
  const statements: Statement[] = [];
  const text = source.replace(/\r\n?/g, "\n");
  const original = text.split("\n");
  for (const [index, lineText] of stripComments(text).split("\n").entries()) {
    const directive = /^#\s*(include|define|undef|ifdef|ifndef|if|elif|endif)\b/.exec(original[index]);
    const line = index + 1;
    if (directive && /^#\S/.test(original[index])) {
      const at = { text: original[index], file, line, columns: [1] };
      fail(at, 0, `the C preprocessor's '#${directive[1]}' is not run; use .include, .equ, .macro or .if`);
    }
    for (const part of splitOutside(lineText, ";")) {
      if (part.text.trim() === "") continue;
      const columns = Array.from({ length: part.text.length + 1 }, (_, i) => part.offset + i + 1);
      statements.push({ text: part.text, file, line, columns });
    }
  }
  return statements;
}

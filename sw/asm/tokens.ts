/** Tokens of one statement. */
import { fail, type Statement } from "./source.js";

/** A "literal" begins like a number and is none: a floating-point number, or a mistake. */
export type TokenKind = "name" | "number" | "local" | "literal" | "string" | "punctuation" | "end";

export interface Token {
  readonly kind: TokenKind;
  /** As written; the contents without quotes for a string, one character per byte (latin 1). */
  readonly text: string;
  /** Of numbers and character constants. */
  readonly value: bigint;
  /** Where it begins in the statement. */
  readonly offset: number;
}

const PATTERN =
  /\s*(?:(?<name>[A-Za-z_.$][\w.$]*)|(?<number>0[xX][\da-fA-F]+|0[bB][01]+(?!\w)|\d+)(?<suffix>\w*)|(?<string>"(?:\\.|[^"\\])*")|(?<char>'(?:\\.|[^\\])'?)|(?<punctuation><<|>>|==|!=|<>|<=|>=|&&|\|\||[-+*/%&|^~!<>=(),:@[\]]))/y;

const ESCAPES: Record<string, number> = { n: 10, t: 9, r: 13, b: 8, f: 12, v: 11 };

/**
 * Bytes of a literal's text after its escapes, UTF-8, as a latin-1 string. As GNU as has it, `\\x` takes all hexadecimal digits that
 * follow and keeps the low byte, up to three decimal digits count in octal, and any other letter stands for itself.
 */
function unescape(text: string): string {
  const utf8 = String.fromCharCode(...new TextEncoder().encode(text));
  return utf8.replace(/\\(?:[xX]([\da-fA-F]*)|(\d{1,3})|(.))/gs, (_all, hex, octal, letter) => {
    if (hex !== undefined) return String.fromCharCode(parseInt(hex.slice(-2) || "0", 16));
    if (octal !== undefined) {
      return String.fromCharCode([...octal].reduce((value, digit) => 8 * value + Number(digit), 0) & 0xff);
    }
    return String.fromCharCode(ESCAPES[letter] ?? letter.charCodeAt(0));
  });
}

/** Code of a character constant such as `'a` or `'\\n'`. */
export function characterCode(text: string): number {
  return unescape(text.slice(1).replace(/(?<=.)'$/, "")).charCodeAt(0);
}

function numberValue(at: Statement, text: string, offset: number): bigint {
  if (!/^0\d/.test(text)) return BigInt(text);
  if (/[89]/.test(text)) fail(at, offset, `'${text}' begins with 0 and so is octal, which has no digits 8 and 9`);
  return BigInt("0o" + text);
}

/** The tokens of a statement from `start` on, with an "end" token last. */
export function readTokens(at: Statement, start = 0): Token[] {
  const tokens: Token[] = [];
  const { text } = at;
  let i = start;
  while (text.slice(i).trim() !== "") {
    PATTERN.lastIndex = i;
    const match = PATTERN.exec(text);
    const offset = i + /^\s*/.exec(text.slice(i))![0].length;
    if (!match) fail(at, offset, `'${text[offset]}' cannot stand in a statement`);
    i = PATTERN.lastIndex;
    const { name, number, suffix, string, char, punctuation } = match.groups as Record<string, string | undefined>;
    if (number !== undefined) {
      if (suffix === "") tokens.push({ kind: "number", text: number, value: numberValue(at, number, offset), offset });
      else if (/^[bf]$/.test(suffix!) && /^\d+$/.test(number)) {
        tokens.push({ kind: "local", text: number + suffix, value: BigInt(number), offset });
      } else tokens.push({ kind: "literal", text: number + suffix, value: 0n, offset });
    } else if (string !== undefined) {
      tokens.push({ kind: "string", text: unescape(string.slice(1, -1)), value: 0n, offset });
    } else if (char !== undefined) {
      const value = BigInt(characterCode(char));
      tokens.push({ kind: "number", text: char, value, offset });
    } else {
      tokens.push({
        kind: name === undefined ? "punctuation" : "name",
        text: (name ?? punctuation)!,
        value: 0n,
        offset,
      });
    }
  }
  tokens.push({ kind: "end", text: "", value: 0n, offset: text.trimEnd().length });
  return tokens;
}

/** A cursor over the tokens of a statement. */
export class TokenReader {
  readonly at: Statement;
  private readonly tokens: Token[];
  private next = 0;

  constructor(at: Statement, start = 0) {
    this.at = at;
    this.tokens = readTokens(at, start);
  }

  peek(ahead = 0): Token {
    return this.tokens[Math.min(this.next + ahead, this.tokens.length - 1)];
  }

  take(): Token {
    const token = this.peek();
    if (token.kind !== "end") this.next++;
    return token;
  }

  /** True, and past it, if the next token is this punctuation. */
  accept(text: string): boolean {
    const { kind, text: found } = this.peek();
    if (kind !== "punctuation" || found !== text) return false;
    this.next++;
    return true;
  }

  expect(text: string): void {
    if (!this.accept(text)) this.reject(`'${text}'`);
  }

  get atEnd(): boolean {
    return this.peek().kind === "end";
  }

  /** Stops if anything is left of the statement. */
  expectEnd(): void {
    if (!this.atEnd) this.reject("the end of the statement");
  }

  /** Goes past the rest of the statement. */
  takeAll(): void {
    this.next = this.tokens.length - 1;
  }

  takeName(what: string): Token {
    return this.peek().kind === "name" ? this.take() : this.reject(what);
  }

  /** Stops at the next token, saying what was expected instead. */
  reject(expected: string): never {
    const token = this.peek();
    const found = token.kind === "end" ? "the statement ends" : `found '${token.text}'`;
    return fail(this.at, token.offset, `expected ${expected}, ${found}`);
  }
}

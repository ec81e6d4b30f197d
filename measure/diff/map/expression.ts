import { UsageError } from "../../../hw/errors.js";

/** What a name in an expression stands for. */
export type Resolve = (name: string, index: readonly number[]) => () => number;

/** A compiled expression; without a name in it, a constant. */
export interface Expression {
  read(): number;
  /** The name and index where the expression is nothing else. */
  readonly plain?: { readonly name: string; readonly index: readonly number[] };
}

const TOKEN =
  /\s*(?:(\d+|0[xX][0-9a-fA-F]+)(?![\w.])|"([^"]*)"|([A-Za-z_$][\w$]*(?:\.[A-Za-z_$][\w$]*)*)|(<<|>>|<=|>=|==|!=|&&|\|\||[-+*/%&|^~!<>?:()[\]]))/y;

/** Binary operators by how strongly they bind. */
const LEVELS: readonly (readonly string[])[] = [
  ["||"],
  ["&&"],
  ["|"],
  ["^"],
  ["&"],
  ["==", "!="],
  ["<", "<=", ">", ">="],
  ["<<", ">>"],
  ["+", "-"],
  ["*", "/", "%"],
];

const OPERATORS: Readonly<Record<string, (a: number, b: number) => number>> = {
  "||": (a, b) => (a !== 0 || b !== 0 ? 1 : 0),
  "&&": (a, b) => (a !== 0 && b !== 0 ? 1 : 0),
  "|": (a, b) => (a | b) >>> 0,
  "^": (a, b) => (a ^ b) >>> 0,
  "&": (a, b) => (a & b) >>> 0,
  "==": (a, b) => (a === b ? 1 : 0),
  "!=": (a, b) => (a !== b ? 1 : 0),
  "<": (a, b) => (a < b ? 1 : 0),
  "<=": (a, b) => (a <= b ? 1 : 0),
  ">": (a, b) => (a > b ? 1 : 0),
  ">=": (a, b) => (a >= b ? 1 : 0),
  "<<": (a, b) => (b > 31 ? 0 : (a << b) >>> 0),
  ">>": (a, b) => (b > 31 ? 0 : a >>> b),
  "+": (a, b) => a + b,
  "-": (a, b) => a - b,
  "*": (a, b) => a * b,
  "/": (a, b) => Math.floor(a / b),
  "%": (a, b) => a % b,
};

class Parser {
  private readonly text: string;
  private readonly resolve: Resolve;
  private at = 0;
  private token = "";
  private kind: "number" | "name" | "operator" | "end" = "end";

  constructor(text: string, resolve: Resolve) {
    this.text = text;
    this.resolve = resolve;
    this.next();
  }

  whole(): Expression {
    const result = this.choice();
    if (this.kind !== "end") throw this.error(`"${this.token}" is not expected`);
    return result;
  }

  private choice(): Expression {
    const condition = this.binary(0);
    if (!this.takes("?")) return condition;
    const yes = this.choice();
    this.expect(":");
    const no = this.choice();
    return { read: () => (condition.read() !== 0 ? yes.read() : no.read()) };
  }

  private binary(level: number): Expression {
    if (level === LEVELS.length) return this.unary();
    let left = this.binary(level + 1);
    while (this.kind === "operator" && LEVELS[level].includes(this.token)) {
      const apply = OPERATORS[this.token];
      this.next();
      const [a, b] = [left, this.binary(level + 1)];
      left = { read: () => apply(a.read(), b.read()) };
    }
    return left;
  }

  private unary(): Expression {
    for (const sign of ["-", "!", "~"]) {
      if (!this.takes(sign)) continue;
      const of = this.unary();
      if (sign === "-") return { read: () => -of.read() };
      if (sign === "!") return { read: () => (of.read() === 0 ? 1 : 0) };
      return { read: () => ~of.read() >>> 0 };
    }
    return this.primary();
  }

  private primary(): Expression {
    if (this.takes("(")) {
      const inner = this.choice();
      this.expect(")");
      return inner;
    }
    if (this.kind === "number") {
      const value = Number(this.token);
      this.next();
      return { read: () => value };
    }
    if (this.kind !== "name")
      throw this.error(this.kind === "end" ? "it ends early" : `"${this.token}" is not expected`);
    const name = this.token;
    this.next();
    if (name === "ONES" && this.takes("(")) {
      const of = this.choice();
      this.expect(")");
      return { read: () => onesOf(of.read()) };
    }
    const index: number[] = [];
    while (this.takes("[")) {
      index.push(this.choice().read());
      if (this.takes(":")) index.push(this.choice().read());
      this.expect("]");
    }
    return { read: this.resolve(name, index), plain: { name, index } };
  }

  private takes(token: string): boolean {
    if (this.kind !== "operator" || this.token !== token) return false;
    this.next();
    return true;
  }

  private expect(token: string): void {
    if (!this.takes(token)) throw this.error(`"${token}" is missing`);
  }

  private next(): void {
    TOKEN.lastIndex = this.at;
    const match = TOKEN.exec(this.text);
    if (match === null) {
      if (this.text.slice(this.at).trim() !== "") throw this.error(`"${this.text.slice(this.at)}" is not understood`);
      this.kind = "end";
      this.token = "";
      return;
    }
    this.at = TOKEN.lastIndex;
    const [, number, quoted, name, operator] = match;
    this.kind = number !== undefined ? "number" : (quoted ?? name) !== undefined ? "name" : "operator";
    this.token = number ?? quoted ?? name ?? operator;
  }

  private error(problem: string): UsageError {
    return new UsageError(`The map's expression "${this.text}" cannot be read: ${problem}.`);
  }
}

/** How many bits of a word are 1. */
function onesOf(word: number): number {
  let count = 0;
  for (let rest = word >>> 0; rest !== 0; rest &= rest - 1) count++;
  return count;
}

/**
 * Compiles an expression of a map: numbers, names with indices, `ONES(…)` for the number of ones in a word, and the operators of C. A name in quotes may hold anything.
 * Values are whole numbers below 2^53; bit operators work on 32 bits.
 * @throws UsageError naming expression and fault
 */
export function compile(text: string, resolve: Resolve): Expression {
  return new Parser(text, resolve).whole();
}

/** The value of an expression of constants. */
export function constant(text: string, constants: Readonly<Record<string, number>>): number {
  const { read } = compile(text, (name) => {
    const value = constants[name];
    if (value === undefined) {
      const known = Object.keys(constants).join(", ");
      throw new UsageError(`The map's expression "${text}" names ${name}: give one of ${known}.`);
    }
    return () => value;
  });
  return read();
}

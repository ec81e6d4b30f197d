import { UsageError } from "../hw/errors.js";

/** Comparisons of a condition. */
export const COMPARISONS = ["==", "!=", "<=", ">=", "<", ">"] as const;
export type Comparison = (typeof COMPARISONS)[number];

/** Functions of a condition: what an expression does from one clock to the next. */
export const EDGES = ["rose", "fell", "changed"] as const;
export type Edge = (typeof EDGES)[number];

/** A parsed condition. `at` is where it stands in the text, from 0 on. */
export type Expression =
  | { readonly kind: "number"; readonly at: number; readonly value: number }
  /** A signal, or a state of the signal that it is compared with. */
  | { readonly kind: "name"; readonly at: number; readonly name: string }
  | { readonly kind: "not"; readonly at: number; readonly operand: Expression }
  | { readonly kind: "edge"; readonly at: number; readonly edge: Edge; readonly operand: Expression }
  | Binary;

/** An expression of two operands. */
export interface Binary {
  readonly kind: "and" | "or" | "compare";
  readonly at: number;
  readonly comparison?: Comparison;
  readonly left: Expression;
  readonly right: Expression;
}

interface Token {
  readonly kind: "number" | "name" | "sign" | "end";
  readonly at: number;
  readonly text: string;
}

const NUMBER = String.raw`0[xX][0-9a-fA-F]+|0[bB][01]+|\d+`;
const NAME = String.raw`[A-Za-z_]\w*(?:\[\d+\])?(?:\.[A-Za-z_]\w*(?:\[\d+\])?)*`;
const SIGN = String.raw`&&|\|\||[=!<>]=|[<>!()]`;
const TOKEN = new RegExp(String.raw`\s*(?:(?<number>(?:${NUMBER})(?!\w))|(?<name>${NAME})|(?<sign>${SIGN}))`, "y");

/** A mistake in a condition; the position counts from 1 as editors do. */
export function conditionError(text: string, at: number, mistake: string): UsageError {
  return new UsageError(`The condition "${text}" is wrong at position ${at + 1}: ${mistake}.`);
}

function tokensOf(text: string): Token[] {
  const tokens: Token[] = [];
  TOKEN.lastIndex = 0;
  const end = text.trimEnd().length;
  for (let at = 0; at < end; at = TOKEN.lastIndex) {
    const groups = TOKEN.exec(text)?.groups;
    if (groups === undefined) {
      const start = at + text.slice(at).search(/\S/);
      throw conditionError(
        text,
        start,
        `"${/^\w+|./.exec(text.slice(start))![0]}" is no name, number or sign of a condition`,
      );
    }
    const { number, name } = groups;
    const kind = number !== undefined ? "number" : name !== undefined ? "name" : "sign";
    const found = groups[kind];
    tokens.push({ kind, at: TOKEN.lastIndex - found.length, text: found });
  }
  return [...tokens, { kind: "end", at: end, text: "the end" }];
}

/** Recursive descent over the tokens: || over && over comparisons over ! and what stands in parentheses. */
class Parser {
  private readonly text: string;
  private readonly tokens: readonly Token[];
  private position = 0;

  constructor(text: string) {
    this.text = text;
    this.tokens = tokensOf(text);
  }

  parse(): Expression {
    const expression = this.or();
    const { kind, at, text } = this.tokens[this.position];
    if (kind !== "end") throw this.error(at, `after a whole condition comes "${text}"; join conditions with && or ||`);
    return expression;
  }

  private error(at: number, mistake: string): UsageError {
    return conditionError(this.text, at, mistake);
  }

  /** Takes the next token if it is one of the signs. */
  private take(...signs: readonly string[]): Token | undefined {
    const token = this.tokens[this.position];
    if (token.kind !== "sign" || !signs.includes(token.text)) return undefined;
    this.position++;
    return token;
  }

  private or(): Expression {
    let left = this.and();
    for (let sign = this.take("||"); sign; sign = this.take("||")) {
      left = { kind: "or", at: sign.at, left, right: this.and() };
    }
    return left;
  }

  private and(): Expression {
    let left = this.comparison();
    for (let sign = this.take("&&"); sign; sign = this.take("&&")) {
      left = { kind: "and", at: sign.at, left, right: this.comparison() };
    }
    return left;
  }

  private comparison(): Expression {
    const left = this.operand();
    const sign = this.take(...COMPARISONS);
    if (sign === undefined) return left;
    const right = this.operand();
    const second = this.take(...COMPARISONS);
    if (second) throw this.error(second.at, `comparisons do not chain; join two with &&`);
    return { kind: "compare", at: sign.at, comparison: sign.text as Comparison, left, right };
  }

  private operand(): Expression {
    const not = this.take("!");
    if (not) return { kind: "not", at: not.at, operand: this.operand() };
    if (this.take("(")) return this.closed();
    const { kind, at, text } = this.tokens[this.position];
    if (kind === "end" || kind === "sign") {
      const found = kind === "end" ? "the condition ends here" : `"${text}" stands here`;
      throw this.error(at, `${found}, but a signal, a number or a parenthesis is needed`);
    }
    this.position++;
    if (kind === "number") return { kind, at, value: this.value(text, at) };
    if (!this.take("(")) return { kind: "name", at, name: text };
    const edge = EDGES.find((name) => name === text);
    if (edge === undefined) throw this.error(at, `"${text}" is no function; there are ${EDGES.join(", ")}`);
    return { kind: "edge", at, edge, operand: this.closed() };
  }

  private value(text: string, at: number): number {
    const value = Number(text);
    if (value > 0xffffffff) throw this.error(at, `${text} is larger than 32 bits; signals have at most 32`);
    return value;
  }

  /** What stands in parentheses, the first of which has been taken. */
  private closed(): Expression {
    const inner = this.or();
    if (!this.take(")")) throw this.error(this.tokens[this.position].at, `a closing parenthesis is missing`);
    return inner;
  }
}

/**
 * Parses a condition over signals: names, numbers (decimal, 0x, 0b), `== != < <= > >=`, `! && ||`, parentheses, and
 * `rose(…)`, `fell(…)`, `changed(…)` of an expression.
 * @throws UsageError naming the position of a mistake
 */
export function parseCondition(text: string): Expression {
  return new Parser(text).parse();
}

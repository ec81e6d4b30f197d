/** Expressions with the operators and precedences of GNU as, kept as trees until addresses are known. */
import { fail, type Statement } from "./source.js";
import type { Token, TokenReader } from "./tokens.js";

export type Modifier = "hi" | "lo" | "pcrel_hi" | "pcrel_lo";

/** A symbol that an expression refers to; its value is known when the layout is. */
export interface SymbolReference {
  /** Whether it stands for a place in a section. */
  readonly isLabel: boolean;
  /** The symbol's value; the arguments are the place of its use, for the error. */
  value(at: Statement, offset: number): bigint;
}

/** What the names in an expression mean. */
export interface Names {
  /** A reference to a symbol, or the value that it has now. */
  read(at: Statement, token: Token): Expression;
  /** A reference such as `1b` or `1f`. */
  readLocal(at: Statement, token: Token): Expression;
}

export type Expression =
  | { readonly kind: "number"; readonly value: bigint }
  | { readonly kind: "symbol"; readonly entry: SymbolReference; readonly at: Statement; readonly offset: number }
  | { readonly kind: "unary"; readonly operator: string; readonly operand: Expression }
  | {
      readonly kind: "binary";
      readonly operator: string;
      readonly left: Expression;
      readonly right: Expression;
      /** Where the operator stands. */
      readonly at: Statement;
      readonly offset: number;
    }
  /** `back`: bytes from the `auipc` that belongs to a generated low part to the instruction that holds it. */
  | {
      readonly kind: "modifier";
      readonly name: Modifier;
      readonly operand: Expression;
      readonly back?: number;
      readonly at: Statement;
      readonly offset: number;
    };

/** What an evaluation knows beside the names. */
export interface Place {
  /** Address of the instruction that holds the expression. */
  readonly pc: number;
  /** Distance computed by the `%pcrel_hi` of the instruction at an address. */
  pcrelAt(address: number): bigint | undefined;
}

const PRECEDENCE: Record<string, number> = {
  "||": 1,
  "&&": 2,
  "==": 3,
  "!=": 3,
  "<>": 3,
  "<": 3,
  "<=": 3,
  ">": 3,
  ">=": 3,
  "+": 4,
  "-": 4,
  "|": 5,
  "&": 5,
  "^": 5,
  "*": 6,
  "/": 6,
  "%": 6,
  "<<": 6,
  ">>": 6,
};

export const constant = (value: number | bigint): Expression => ({ kind: "number", value: BigInt(value) });

function readPrimary(reader: TokenReader, names: Names): Expression {
  const token = reader.peek();
  const { at } = reader;
  if (token.kind === "number") return constant(reader.take().value);
  if (token.kind === "literal") {
    fail(at, token.offset, `'${token.text}' is neither a number nor a local label such as 1b or 1f`);
  }
  if (token.kind === "local") return names.readLocal(at, reader.take());
  if (token.kind === "name") return names.read(at, reader.take());
  for (const operator of ["-", "~", "!", "+"]) {
    if (reader.accept(operator)) return { kind: "unary", operator, operand: readPrimary(reader, names) };
  }
  if (reader.accept("(")) {
    const inner = readExpression(reader, names);
    reader.expect(")");
    return inner;
  }
  if (reader.accept("%")) {
    const { text, offset } = reader.takeName("hi, lo, pcrel_hi or pcrel_lo");
    if (!["hi", "lo", "pcrel_hi", "pcrel_lo"].includes(text)) {
      fail(at, offset, `'%${text}' is not one of %hi, %lo, %pcrel_hi, %pcrel_lo`);
    }
    reader.expect("(");
    const operand = readExpression(reader, names);
    reader.expect(")");
    return { kind: "modifier", name: text as Modifier, operand, at, offset };
  }
  return reader.reject("a number, a symbol or an expression");
}

/** Reads an expression; symbols that `.set` can redefine are bound to their present value. */
export function readExpression(reader: TokenReader, names: Names, lowest = 1): Expression {
  let left = readPrimary(reader, names);
  for (;;) {
    const { kind, text: operator, offset } = reader.peek();
    const precedence = kind === "punctuation" ? PRECEDENCE[operator] : undefined;
    if (precedence === undefined || precedence < lowest) return left;
    reader.take();
    const right = readExpression(reader, names, precedence + 1);
    left = { kind: "binary", operator, left, right, at: reader.at, offset };
  }
}

type Binary = Extract<Expression, { kind: "binary" }>;

const truth = (value: boolean): bigint => (value ? -1n : 0n);

function applyBinary({ operator, at, offset }: Binary, a: bigint, b: bigint): bigint {
  if (b === 0n && (operator === "/" || operator === "%")) fail(at, offset, `${a} is divided by zero`);
  switch (operator) {
    case "+":
      return a + b;
    case "-":
      return a - b;
    case "*":
      return a * b;
    case "/":
      return a / b;
    case "%":
      return a % b;
    case "<<":
      return a << (b & 63n);
    case ">>":
      return a >> (b & 63n);
    case "&":
      return a & b;
    case "|":
      return a | b;
    case "^":
      return a ^ b;
    case "==":
      return truth(a === b);
    case "<":
      return truth(a < b);
    case "<=":
      return truth(a <= b);
    case ">":
      return truth(a > b);
    case ">=":
      return truth(a >= b);
    case "&&":
      return a !== 0n && b !== 0n ? 1n : 0n;
    case "||":
      return a !== 0n || b !== 0n ? 1n : 0n;
    default:
      return truth(a !== b);
  }
}

function applyUnary(operator: string, value: bigint): bigint {
  if (operator === "-") return -value;
  if (operator === "~") return ~value;
  if (operator === "!") return value === 0n ? 1n : 0n;
  return value;
}

const lowPart = (value: bigint): bigint => BigInt.asIntN(12, value);
const highPart = (value: bigint): bigint => BigInt.asUintN(20, (value + 0x800n) >> 12n);

/** The value if it depends on no label and on no symbol that is yet to come, else undefined. */
export function constantValue(expression: Expression): bigint | undefined {
  switch (expression.kind) {
    case "number":
      return expression.value;
    case "unary": {
      const value = constantValue(expression.operand);
      return value === undefined ? undefined : applyUnary(expression.operator, value);
    }
    case "binary": {
      const left = constantValue(expression.left);
      const right = constantValue(expression.right);
      if (left === undefined || right === undefined) return undefined;
      return BigInt.asIntN(64, applyBinary(expression, left, right));
    }
    default:
      return undefined;
  }
}

/** How often an expression counts the address of a label: once for an address, not at all for a distance between two. */
function labelsIn(expression: Expression): number {
  if (expression.kind === "symbol") return expression.entry.isLabel ? 1 : 0;
  if (expression.kind === "unary") return (expression.operator === "-" ? -1 : 1) * labelsIn(expression.operand);
  if (expression.kind !== "binary") return 0;
  const [left, right] = [labelsIn(expression.left), labelsIn(expression.right)];
  return expression.operator === "+" ? left + right : expression.operator === "-" ? left - right : 0;
}

/** Whether an expression is an address in a section rather than a number. */
export const isAddress = (expression: Expression): boolean => labelsIn(expression) === 1;

/** Distance from `from` to the target of a pc-relative modifier. */
export const pcrelDistance = (target: Expression, from: number): bigint =>
  evaluate(target, { pc: from, pcrelAt: () => undefined }) - BigInt(from);

/** The value once every address is known. Stops at an undefined symbol. */
export function evaluate(expression: Expression, place: Place): bigint {
  switch (expression.kind) {
    case "number":
      return expression.value;
    case "symbol":
      return expression.entry.value(expression.at, expression.offset);
    case "unary":
      return applyUnary(expression.operator, evaluate(expression.operand, place));
    case "binary": {
      const left = evaluate(expression.left, place);
      return BigInt.asIntN(64, applyBinary(expression, left, evaluate(expression.right, place)));
    }
    case "modifier": {
      const { name, operand, back, at, offset } = expression;
      if (name === "hi") return highPart(evaluate(operand, place));
      if (name === "lo") return lowPart(evaluate(operand, place));
      if (name === "pcrel_hi") return highPart(pcrelDistance(operand, place.pc));
      if (back !== undefined) return lowPart(pcrelDistance(operand, place.pc - back));
      const distance = place.pcrelAt(Number(evaluate(operand, place)));
      if (distance === undefined) fail(at, offset, "%pcrel_lo needs the label of an instruction that holds %pcrel_hi");
      return lowPart(distance);
    }
  }
}

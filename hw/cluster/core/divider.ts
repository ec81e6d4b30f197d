import { registersOf, type Block, type Scope } from "../../probe.js";
import { Op } from "./instruction.js";

const State = { idle: 0, divide: 1, finish: 2 } as const;
type State = (typeof State)[keyof typeof State];
const STATE_NAMES = ["idle", "divide", "finish"] as const;

/**
 * Quotient bits that a division by `b` produces, less one. Of a negative divisor the sign bits are counted: its magnitude
 * may be a power of two, one bit longer.
 */
export function divisionSteps(op: Op, b: number): number {
  const signed = op === Op.div || op === Op.rem;
  return signed && b < 0 ? Math.clz32(~b) - 1 : Math.clz32(b);
}

/** Quotient or remainder (unprivileged manual, "Division Operations"): by 0 the quotient is all ones, whatever the signs. */
export function quotient(op: Op, a: number, b: number): number {
  switch (op) {
    case Op.div:
      return b === 0 ? -1 : (a / b) | 0;
    case Op.divu:
      return b === 0 ? -1 : ((a >>> 0) / (b >>> 0)) | 0;
    case Op.rem:
      return b === 0 ? a : (a % b) | 0;
    default:
      return b === 0 ? a : ((a >>> 0) % (b >>> 0)) | 0;
  }
}

/**
 * Restoring divider, one quotient bit a clock. The divisor is first shifted left as far as its leading zeros allow, so
 * the number of bits to produce, and with it the time, depends on the divisor alone. Steps only while EX holds its
 * operation.
 */
export class Divider implements Block {
  // Inputs. Operands stay while the unit is busy.
  op: Op = Op.div;
  a = 0;
  b = 0;
  /** Input: EX moves on (`leave`), or drops its instruction (`kill`). */
  leave = 0;
  kill = 0;

  // Wires.
  ready = 1;
  result = 0;

  // Registers: magnitudes as unsigned words.
  state: State = State.idle;
  remainder = 0;
  divisor = 0;
  quotient = 0;
  count = 0;

  /** Clocks that a division under way still takes before it is ready. */
  get left(): number {
    return this.state === State.divide ? this.count + 1 : 0;
  }

  settle(): void {
    this.ready = this.state === State.finish ? 1 : 0;
    if (this.state !== State.finish) return;
    const signed = this.op === Op.div || this.op === Op.rem;
    if (this.op === Op.rem || this.op === Op.remu) {
      this.result = (signed && this.a < 0 ? -this.remainder : this.remainder) | 0;
    } else {
      // Division by zero gives all ones whatever the signs (unprivileged manual, "Division Operations").
      const negate = signed && (this.a ^ this.b) < 0 && this.b !== 0;
      this.result = (negate ? -this.quotient : this.quotient) | 0;
    }
  }

  edge(): void {
    if (this.kill) this.state = State.idle;
    else if (this.state === State.divide) this.step();
    else if (this.state === State.finish) this.state = this.leave ? State.idle : State.finish;
    else this.load();
  }

  private load(): void {
    const signed = this.op === Op.div || this.op === Op.rem;
    const { a, b } = this;
    this.state = State.divide;
    this.remainder = signed && a < 0 ? -a : a >>> 0;
    this.quotient = 0;
    this.count = divisionSteps(this.op, b);
    const magnitude = signed && b < 0 ? -b : b >>> 0;
    this.divisor = magnitude === 0 ? 0 : magnitude * 2 ** this.count;
  }

  private step(): void {
    const fits = this.remainder >= this.divisor;
    if (fits) this.remainder -= this.divisor;
    this.quotient = ((this.quotient << 1) | (fits ? 1 : 0)) >>> 0;
    this.divisor = Math.floor(this.divisor / 2);
    if (this.count === 0) this.state = State.finish;
    else this.count--;
  }

  reset(): void {
    this.state = State.idle;
    this.remainder = this.divisor = this.quotient = this.count = 0;
  }

  scope(name: string): Scope {
    const probes = [
      ...registersOf(this, { state: 2 }, { state: { states: STATE_NAMES } }),
      ...registersOf(this, { remainder: 32, divisor: 32, quotient: 32, count: 6 }),
    ];
    return { name, probes, children: [] };
  }
}

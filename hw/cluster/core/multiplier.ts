import { register, registersOf, type Block, type Scope } from "../../probe.js";
import { Op } from "./instruction.js";

const State = { idle: 0, lowLow: 1, highLow: 2, lowHigh: 3, highHigh: 4 } as const;
type State = (typeof State)[keyof typeof State];
const STATE_NAMES = ["idle", "low_low", "high_low", "low_high", "high_high"] as const;
const WORD = 2 ** 32;

/** Upper half of a product, signed or unsigned as the operation says. */
export function highProduct(op: Op, a: number, b: number): number {
  const highA = op === Op.mulhu ? a >>> 16 : a >> 16;
  const highB = op === Op.mulh ? b >> 16 : b >>> 16;
  const lowA = a & 0xffff;
  const lowB = b & 0xffff;
  const middle = Math.floor((lowA * lowB) / 0x10000) + highA * lowB + lowA * highB;
  return (Math.floor(middle / 0x10000) + highA * highB) | 0;
}

/**
 * Upper half of a 32 x 32 bit product on one 17 x 17 bit multiplier: a partial product a clock, added to the
 * shifted sum of the ones before. The first clock only recognises the operation. Steps only while EX holds its operation.
 */
export class HighMultiplier implements Block {
  // Inputs. Operands stay while the unit is busy.
  op: Op = Op.mulh;
  a = 0;
  b = 0;
  /** Input: EX moves on (`leave`), or drops its instruction (`kill`). */
  leave = 0;
  kill = 0;

  // Wires.
  ready = 1;
  result = 0;
  private sum = 0;

  // Registers: the running sum as a 32-bit word and its carry, which may be negative.
  state: State = State.idle;
  low = 0;
  private carry = 0;

  settle(): void {
    this.ready = this.state === State.highHigh ? 1 : 0;
    if (this.state === State.idle) return;
    const highA = this.op === Op.mulhu ? this.a >>> 16 : this.a >> 16;
    const highB = this.op === Op.mulh ? this.b >> 16 : this.b >>> 16;
    const sum = this.low + this.carry * WORD;
    switch (this.state) {
      case State.lowLow:
        this.sum = Math.floor(((this.a & 0xffff) * (this.b & 0xffff)) / 0x10000);
        break;
      case State.highLow:
        this.sum = sum + highA * (this.b & 0xffff);
        break;
      case State.lowHigh:
        this.sum = Math.floor((sum + (this.a & 0xffff) * highB) / 0x10000);
        break;
      case State.highHigh:
        this.sum = sum + highA * highB;
        break;
    }
    this.result = this.sum | 0;
  }

  edge(): void {
    if (this.state === State.idle) {
      if (!this.kill) this.state = State.lowLow;
      return;
    }
    if (this.kill) {
      this.state = State.idle;
    } else if (this.state === State.highHigh) {
      if (this.leave) this.state = State.idle;
    } else {
      this.low = this.sum >>> 0;
      this.carry = Math.floor(this.sum / WORD);
      this.state = (this.state + 1) as State;
    }
  }

  reset(): void {
    this.state = State.idle;
    this.low = this.carry = 0;
  }

  scope(name: string): Scope {
    const probes = [
      ...registersOf(this, { state: 3 }, { state: { states: STATE_NAMES } }),
      ...registersOf(this, { low: 32 }),
      register(
        "carry",
        2,
        () => this.carry & 3,
        (v) => (this.carry = (v << 30) >> 30),
      ),
    ];
    return { name, probes, children: [] };
  }
}

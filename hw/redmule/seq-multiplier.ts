import { registersOf, wideRegistersOf, type Block, type Scope } from "../probe.js";

const STEPS = 16;

/**
 * Shift-and-add multiplier: 16 clocks from `start` to a valid product of a 16-bit and a wider factor. The product is kept
 * as an exact integer of up to 48 bits.
 */
export class SeqMultiplier implements Block {
  // Input wires; a and b stay stable for 16 clocks.
  start = 0;
  a = 0;
  b = 0;
  clear = 0;
  // Registers.
  count = 0;
  valid = 0;
  product = 0;

  edge(): void {
    if (this.clear) {
      this.reset();
      return;
    }
    const addend = (this.a >>> this.count) & 1 ? this.b * 2 ** this.count : 0;
    if (this.start) this.product = addend;
    else if (this.count > 0) this.product += addend;
    if (this.count === STEPS - 1) {
      this.count = 0;
      this.valid = 1;
    } else if (this.start || this.count > 0) {
      this.count++;
      this.valid = 0;
    }
  }

  reset(): void {
    this.count = 0;
    this.valid = 0;
    this.product = 0;
  }

  scope(name: string): Scope {
    return {
      name,
      probes: [...registersOf(this, { count: 4, valid: 1 }), ...wideRegistersOf(this, ["product"])],
      children: [],
    };
  }
}

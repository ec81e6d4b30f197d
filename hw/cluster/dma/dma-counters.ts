import { registerArray, registersOf, type Block, type Scope } from "../../probe.js";
import { lowest } from "../bits.js";
import { COUNTERS } from "./dma-map.js";

const ALL = (1 << COUNTERS) - 1;

/** The counters by which programs tell commands apart: which are taken, and how many commands each one counts. */
export class DmaCounters implements Block {
  // Inputs of the edge: the lowest free counter is taken; counters given back.
  takes = 0;
  frees = 0;

  // Registers.
  /** Bit per counter. */
  allocated = 0;
  running = 0;
  private readonly commands = new Uint16Array(COUNTERS);

  /** 1 when a counter is free. */
  get free(): number {
    return this.allocated === ALL ? 0 : 1;
  }

  /** The lowest free counter, 0 when there is none. */
  get next(): number {
    return this.free !== 0 ? lowest(~this.allocated) : 0;
  }

  /** The status word: running counters in bits 15:0, taken ones in bits 31:16. */
  get status(): number {
    return ((this.allocated << COUNTERS) | this.running) >>> 0;
  }

  /** At the edge: a command of a counter has been given. */
  begin(counter: number): void {
    this.commands[counter]++;
    this.running |= 1 << counter;
  }

  /** At the edge: a command of a counter is complete. */
  end(counter: number): void {
    if (--this.commands[counter] === 0) this.running &= ~(1 << counter);
  }

  edge(): void {
    this.allocated = (this.allocated | (this.takes << this.next)) & ~this.frees;
  }

  reset(): void {
    this.allocated = this.running = 0;
    this.commands.fill(0);
  }

  scope(name: string): Scope {
    return {
      name,
      probes: [
        ...registersOf(this, { allocated: COUNTERS, running: COUNTERS }),
        registerArray("commands", 16, this.commands),
      ],
      children: [],
    };
  }
}

import { registerArray, type Probe } from "../../../hw/probe.js";
import type { FifoControl } from "../../../hw/redmule/fifo.js";

/** Which entries of a FIFO have been written since it was cleared: the RTL keeps their strobes, which are all 1. */
export class WrittenEntries {
  private readonly fifo: FifoControl;
  private readonly written: Uint8Array;
  private tail = 0;

  constructor(fifo: FifoControl) {
    this.fifo = fifo;
    this.written = new Uint8Array(fifo.depth);
  }

  /** @param cleared the FIFO was cleared at the last edge; otherwise at most one entry was pushed */
  settle(cleared: number): void {
    if (cleared) this.written.fill(0);
    else if (this.fifo.tail !== this.tail) this.written[this.tail] = 1;
    this.tail = this.fifo.tail;
  }

  /** The FIFO has been loaded. */
  loaded(): void {
    this.tail = this.fifo.tail;
  }

  reset(): void {
    this.written.fill(0);
    this.tail = 0;
  }

  probe(name: string): Probe {
    return registerArray(name, 1, this.written);
  }
}

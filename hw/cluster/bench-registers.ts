import type { NarrowPort } from "../ports.js";
import { registersOf, watched, type Block, type Scope } from "../probe.js";

/** Byte offsets of the bench registers. */
export const BENCH_REGISTERS = { result: 0x0, console: 0x4, regionBegin: 0x8, regionEnd: 0xc } as const;

/**
 * The registers through which a program talks to its bench: a store to `result` ends it with that value, a store to
 * `console` prints a character. Both read as last written. Stores to the other two mark a region of the program's time, by the address
 * of its name, for those who observe the cores; they do nothing and read as 0. Granted at once, answered one clock later.
 */
export class BenchRegisters implements Block {
  readonly port: NarrowPort;
  /** Last value stored to `result`. */
  result = 0;
  /** 1 once `result` has been stored. */
  done = 0;
  /** Last character stored to `console`. */
  character = 0;
  /** 1 in the clock after a store to `console`. */
  printed = 0;

  /** No access, and none in the last clock: nothing changes before a request. */
  idle = false;

  valid = 0;
  err = 0;
  rdata = 0;

  constructor(port: NarrowPort) {
    this.port = port;
  }

  settleResponse(): void {
    const { port } = this;
    port.rvalid = this.valid;
    port.err = this.err;
    port.rdata = this.rdata;
  }

  settleGrant(): void {
    this.port.gnt = this.port.req;
  }

  edge(): void {
    const { gnt, write, addr, wdata } = this.port;
    const offset = addr & 0xffc;
    this.idle = (this.valid | this.printed | gnt) === 0;
    this.valid = gnt;
    this.printed = 0;
    if (gnt === 0) return;
    this.err = 0;
    if (offset === BENCH_REGISTERS.result) {
      this.rdata = this.result;
      if (write === 0) return;
      this.result = wdata;
      this.done = 1;
    } else if (offset === BENCH_REGISTERS.console) {
      this.rdata = this.character;
      if (write === 0) return;
      this.character = wdata & 0xff;
      this.printed = 1;
    } else {
      this.rdata = 0;
      this.err = offset === BENCH_REGISTERS.regionBegin || offset === BENCH_REGISTERS.regionEnd ? 0 : 1;
    }
  }

  /** The next clock settles everything anew. */
  wake(): void {
    this.idle = false;
  }

  reset(): void {
    this.wake();
    this.result = this.done = this.character = this.printed = 0;
    this.valid = this.err = this.rdata = 0;
  }

  scope(name: string): Scope {
    const scope = {
      name,
      probes: registersOf(this, { result: 32, done: 1, character: 8, printed: 1, valid: 1, err: 1, rdata: 32 }),
      children: [],
    };
    return watched(scope, () => this.wake());
  }
}

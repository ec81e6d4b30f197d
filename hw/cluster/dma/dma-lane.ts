import { NarrowPort } from "../../ports.js";
import { registerArray, registersOf, wire, type Block, type Scope } from "../../probe.js";

/** Accesses of a TCDM port that are queued, open or answered and not yet taken; a power of two. */
const DEPTH = 8;
const MASK = DEPTH - 1;

/**
 * One TCDM port of the DMA with its queue, so that the ports of a direction wait for their banks independently. The four
 * counters say how many accesses have ever passed each point, modulo 2^32.
 */
export class DmaLane implements Block {
  readonly port = new NarrowPort();
  // Registers.
  pushed = 0;
  issued = 0;
  answered = 0;
  popped = 0;
  private readonly addr = new Uint32Array(DEPTH);
  private readonly be = new Uint8Array(DEPTH);
  /** Data to write, or data that were read. */
  private readonly data = new Uint32Array(DEPTH);

  /** @param write 1 for a port that writes */
  constructor(write: 0 | 1) {
    this.port.write = write;
  }

  /** 1 when an access may be pushed. */
  get free(): number {
    return ((this.pushed - this.popped) | 0) < DEPTH ? 1 : 0;
  }

  /** 1 when an answered access may be popped. */
  get ready(): number {
    return this.answered !== this.popped ? 1 : 0;
  }

  /** Data of the access that is popped next. */
  get rdata(): number {
    return this.data[this.popped & MASK];
  }

  settleRequest(): void {
    const { port } = this;
    const at = this.issued & MASK;
    port.req = this.issued !== this.pushed ? 1 : 0;
    port.addr = this.addr[at];
    port.be = this.be[at];
    port.wdata = this.data[at];
  }

  /** At the edge, after `edge`. */
  push(addr: number, be: number, data: number): void {
    const at = this.pushed & MASK;
    this.addr[at] = addr;
    this.be[at] = be;
    this.data[at] = data;
    this.pushed = (this.pushed + 1) >>> 0;
  }

  /** At the edge, after `edge`. */
  pop(): void {
    this.popped = (this.popped + 1) >>> 0;
  }

  edge(): void {
    const { port } = this;
    this.issued = (this.issued + (port.req & port.gnt)) >>> 0;
    if (port.rvalid === 0) return;
    if (port.write === 0) this.data[this.answered & MASK] = port.rdata;
    else this.pop();
    this.answered = (this.answered + 1) >>> 0;
  }

  reset(): void {
    this.pushed = this.issued = this.answered = this.popped = 0;
    this.addr.fill(0);
    this.be.fill(0);
    this.data.fill(0);
    this.port.req = 0;
  }

  scope(name: string): Scope {
    const { port } = this;
    return {
      name,
      probes: [
        ...registersOf(this, { pushed: 32, issued: 32, answered: 32, popped: 32 }),
        registerArray("addr", 32, this.addr),
        registerArray("be", 4, this.be),
        registerArray("data", 32, this.data),
        wire("req", 1, () => port.req),
        wire("gnt", 1, () => port.gnt),
        wire("rvalid", 1, () => port.rvalid),
      ],
      children: [],
    };
  }
}

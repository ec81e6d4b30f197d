import { NarrowPort } from "../../ports.js";
import { registersOf, signedWordsOf, registerArray, type Block, type Scope } from "../../probe.js";

/** Requests that may wait inside. */
const DEPTH = 2;

/**
 * Registers on both ways of a narrow port (OBI cut): a request leaves one clock after it was granted, a response one clock
 * after it came in. Two requests fit, so the grant depends on registers only. Order of one clock: the slave's response,
 * `settleResponse`, `settleRequest`, the slave's grant and the master's request, `settleGrant`.
 */
export class RegisterCut implements Block {
  /** The side of the master. */
  readonly port: NarrowPort;
  /** The side of the slave. */
  readonly out = new NarrowPort();

  /** Requests inside, and where the oldest stands. */
  count = 0;
  head = 0;
  private readonly addr = new Uint32Array(DEPTH);
  private readonly write = new Uint8Array(DEPTH);
  private readonly be = new Uint8Array(DEPTH);
  private readonly wdata = new Uint32Array(DEPTH);
  private readonly atomic = new Uint16Array(DEPTH);
  rvalid = 0;
  rdata = 0;
  err = 0;

  /** @param port the master's port, whose slave the cut is */
  constructor(port: NarrowPort) {
    this.port = port;
  }

  settleResponse(): void {
    const { port } = this;
    port.rvalid = this.rvalid;
    port.rdata = this.rdata;
    port.err = this.err;
  }

  settleRequest(): void {
    const { out, head } = this;
    out.req = this.count === 0 ? 0 : 1;
    out.addr = this.addr[head];
    out.write = this.write[head];
    out.be = this.be[head];
    out.wdata = this.wdata[head];
    out.atomic = this.atomic[head];
  }

  settleGrant(): void {
    this.port.gnt = this.count < DEPTH ? this.port.req : 0;
  }

  edge(): void {
    const { port, out } = this;
    this.rvalid = out.rvalid;
    this.rdata = out.rdata;
    this.err = out.err;
    if (port.gnt !== 0) {
      const free = (this.head + this.count) % DEPTH;
      this.addr[free] = port.addr;
      this.write[free] = port.write;
      this.be[free] = port.be;
      this.wdata[free] = port.wdata;
      this.atomic[free] = port.atomic;
    }
    const leaves = out.req & out.gnt;
    this.head = (this.head + leaves) % DEPTH;
    this.count += port.gnt - leaves;
  }

  reset(): void {
    this.count = this.head = this.rvalid = this.rdata = this.err = 0;
    this.addr.fill(0);
    this.write.fill(0);
    this.be.fill(0);
    this.wdata.fill(0);
    this.atomic.fill(0);
  }

  scope(name: string): Scope {
    return {
      name,
      probes: [
        ...registersOf(this, { count: 2, head: 1, rvalid: 1 }),
        ...signedWordsOf(this, ["rdata"]),
        ...registersOf(this, { err: 1 }),
        registerArray("addr", 32, this.addr),
        registerArray("write", 1, this.write),
        registerArray("be", 4, this.be),
        registerArray("wdata", 32, this.wdata),
        registerArray("atomic", 10, this.atomic),
      ],
      children: [],
    };
  }
}

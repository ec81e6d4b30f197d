import type { NarrowPort } from "../ports.js";
import { registersOf, registerArray, watched, wire, type Block, type Scope } from "../probe.js";

/** Accesses that the slave may have open. */
const DEPTH = 8;

/**
 * Several masters take turns at one slave port, round robin from the one behind the last granted. The slave answers in
 * order, in any later clock. In a clock: the slave's response, `settleResponse`, the masters' requests, `settleRequest`,
 * the slave's grant, `settleGrant`.
 */
export class PortArbiter implements Block {
  readonly slave: NarrowPort;
  private readonly masters: readonly NarrowPort[];
  /** The master whose request stands at the slave. */
  private winner = 0;
  private requested = 0;
  /** No access is open, and none was in the last clock: nothing changes before a request. */
  idle = false;

  // Registers: the master to look at first, and the masters of open accesses in order.
  first = 0;
  private readonly owners = new Uint8Array(DEPTH);
  oldest = 0;
  open = 0;

  constructor(masters: readonly NarrowPort[], slave: NarrowPort) {
    this.masters = masters;
    this.slave = slave;
  }

  /** In the last clock nobody asked and the slave did not answer: nothing changes before a request or an answer. */
  get rests(): boolean {
    return (this.requested | this.slave.rvalid) === 0;
  }

  settleResponse(): void {
    const { masters, slave } = this;
    for (let i = 0; i < masters.length; i++) masters[i].rvalid = 0;
    if (slave.rvalid === 0 || this.open === 0) return;
    const owner = masters[this.owners[this.oldest]];
    owner.rvalid = 1;
    owner.rdata = slave.rdata;
    owner.err = slave.err;
  }

  settleRequest(): void {
    const { masters, slave } = this;
    const n = masters.length;
    // Without a request the address lines are 0.
    slave.req = slave.addr = this.requested = 0;
    if (this.open === DEPTH) return;
    let i = this.first;
    for (let k = 0; k < n; k++) {
      const master = masters[i];
      if (master.req !== 0) {
        this.winner = i;
        this.requested = slave.req = 1;
        slave.addr = master.addr;
        slave.write = master.write;
        slave.be = master.be;
        slave.wdata = master.wdata;
        slave.atomic = master.atomic;
        slave.id = 1 << i;
        return;
      }
      i = i + 1 === n ? 0 : i + 1;
    }
  }

  settleGrant(): void {
    const { masters } = this;
    for (let i = 0; i < masters.length; i++) masters[i].gnt = 0;
    masters[this.winner].gnt = this.requested & this.slave.gnt;
  }

  edge(): void {
    const { slave } = this;
    const granted = this.requested & slave.gnt;
    this.idle = (this.open | this.requested | slave.rvalid) === 0;
    if (slave.rvalid !== 0 && this.open !== 0) {
      this.oldest = (this.oldest + 1) % DEPTH;
      this.open--;
    }
    if (granted === 0) return;
    this.owners[(this.oldest + this.open) % DEPTH] = this.winner;
    this.open++;
    this.first = this.winner + 1 === this.masters.length ? 0 : this.winner + 1;
  }

  /** The next clock settles everything anew. */
  wake(): void {
    this.idle = false;
  }

  reset(): void {
    this.wake();
    this.first = this.oldest = this.open = 0;
    this.owners.fill(0);
  }

  scope(name: string): Scope {
    const probes = [
      ...registersOf(this, { first: 4, oldest: 4, open: 4 }),
      registerArray("owners", 8, this.owners),
      wire("req", 1, () => this.slave.req),
      wire("winner", 5, () => this.winner),
      wire("addr", 32, () => this.slave.addr),
    ];
    return watched({ name, probes, children: [] }, () => this.wake());
  }
}

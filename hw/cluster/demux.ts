import { NarrowPort } from "../ports.js";
import { registersOf, wire, type Block, type Scope } from "../probe.js";
import { regionAt, type AddressMap, type Target } from "./address-map.js";

/** Accesses that may wait for their response. */
const MAX_OUTSTANDING = 2;

/**
 * Splits a core's data port by address. Order of one clock: the slaves' responses, `settleResponse`, the core's request,
 * `settleRequest`, the slaves' grants, `settleGrant`. An access nobody answers is granted and answered with `err`.
 */
export class DataDemux implements Block {
  readonly port: NarrowPort;
  /** One port per region of the map, in its order. */
  readonly slaves: readonly NarrowPort[];

  /** Accesses granted and not yet answered. */
  outstanding = 0;
  /** Target of the last grant. */
  last = 0;
  /** 1 when an access to nobody is answered in this clock. */
  missed = 0;

  /** Target that the request addresses, and its bit when the request goes there in this clock. */
  private target = 0;
  asks = 0;
  private readonly map: AddressMap;
  private readonly nobody: NarrowPort;
  /** Every port once, in the order of the regions, and nobody. */
  private readonly targets: readonly NarrowPort[];
  /** Target of each region. */
  private readonly targetOf: readonly number[];

  /**
   * @param port the core's port: the demultiplexer is its slave and the master of `slaves`
   * @param given ports of targets that bring their own; the others get a new one. Regions behind one port are one target:
   * accesses to them do not wait for each other.
   */
  constructor(port: NarrowPort, map: AddressMap, given: Partial<Record<Target, NarrowPort>> = {}) {
    this.port = port;
    this.map = map;
    this.slaves = map.regions.map(({ target }) => given[target] ?? new NarrowPort());
    this.nobody = new NarrowPort();
    this.nobody.err = 1;
    const ports = [...new Set(this.slaves)];
    this.targets = [...ports, this.nobody];
    this.targetOf = this.slaves.map((slave) => ports.indexOf(slave));
  }

  /** The port behind which a target of the map answers. */
  slave(target: Target): NarrowPort {
    return this.slaves[this.map.regions.findIndex((region) => region.target === target)];
  }

  /** Place of a target: its bit in `asks`, and its number in `last`. */
  placeOf(target: Target): number {
    return this.targets.indexOf(this.slave(target));
  }

  settleResponse(): void {
    this.nobody.rvalid = this.missed;
    const from = this.targets[this.last];
    this.port.rvalid = this.outstanding !== 0 ? from.rvalid : 0;
    this.port.rdata = from.rdata;
    this.port.err = from.err;
  }

  settleRequest(): void {
    const { port, targets, outstanding } = this;
    const region = regionAt(this.map, port.addr);
    this.target = region < 0 ? targets.length - 1 : this.targetOf[region];
    const ordered =
      this.target === this.last || outstanding === 0 || (outstanding === 1 && port.rvalid !== 0) ? port.req : 0;
    const open = outstanding < MAX_OUTSTANDING ? ordered : 0;
    for (let i = 0; i < targets.length; i++) targets[i].req = 0;
    const to = targets[this.target];
    to.req = open;
    this.asks = open << this.target;
    to.addr = port.addr;
    to.write = port.write;
    to.be = port.be;
    to.wdata = port.wdata;
    to.atomic = port.atomic;
    this.nobody.gnt = this.nobody.req;
  }

  settleGrant(): void {
    const to = this.targets[this.target];
    this.port.gnt = to.req & to.gnt;
  }

  edge(): void {
    const { port } = this;
    this.outstanding += port.gnt - port.rvalid;
    this.missed = this.nobody.req;
    if (port.gnt !== 0) this.last = this.target;
  }

  reset(): void {
    this.outstanding = 0;
    this.last = 0;
    this.missed = 0;
  }

  scope(name: string): Scope {
    return {
      name,
      probes: [
        ...registersOf(this, { outstanding: 2, last: 8, missed: 1 }),
        wire("target", 8, () => this.target),
        wire("req", 1, () => this.port.req),
        wire("gnt", 1, () => this.port.gnt),
        wire("addr", 32, () => this.port.addr),
        wire("write", 1, () => this.port.write),
        wire("rvalid", 1, () => this.port.rvalid),
      ],
      children: [],
    };
  }
}

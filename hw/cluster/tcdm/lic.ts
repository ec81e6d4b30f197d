import { UsageError } from "../../errors.js";
import type { NarrowPort } from "../../ports.js";
import { register, registerArray, type Block, type Probe, type Scope } from "../../probe.js";
import type { SideArbiter } from "./arbiter.js";
import { hasBank, putBank, type BankSet } from "./bank-set.js";
import type { BankStorage } from "./bank-storage.js";
import { isZero, lowest } from "../bits.js";
import type { Tcdm } from "./tcdm.js";

/** Masters are bits of one 32-bit mask. */
const MAX_PORTS = 32;

/**
 * The log interconnect: a crossbar from narrow ports to banks with a round-robin arbiter per bank. A master must hold a
 * denied request; one that does not is still served with whatever its port carries, as in the RTL.
 */
export class LogInterconnect implements Block {
  readonly ports: readonly NarrowPort[];
  /** Banks with competitors in this clock; 1 when there are any. */
  readonly requested: BankSet;
  active = 0;
  /** Bit m of element b: port m competes for bank b; valid where requested. */
  private readonly competitors: Int32Array;
  /** Banks that serve a competitor in this clock, and bit m for each port that is served. */
  private readonly granted: BankSet;
  private grants = 0;
  /** Ports that request; not 0 when two of them meet at a bank, or a bank is locked; not 0 when one was refused. */
  private asking = 0;
  private collides = 0;
  private refused = 0;
  /** Ports whose `rvalid` is 1. */
  private shown = 0;
  /** Ports whose `gnt` may be another than `grants` says. */
  private stale = 0;

  /** Round-robin pointer of each bank. */
  readonly rr: Uint8Array;
  /** Banks whose competitors stay `frozen[b]`. */
  readonly locked: BankSet;
  private readonly frozen: Uint32Array;
  /** Bit m: port m gets a response. */
  private valid = 0;
  /** Bank that answers each port. */
  private readonly source: Uint32Array;

  private readonly tcdm: Tcdm;
  private readonly levels: number;
  /** At `pointer * levels + level`: the ports that the pointer prefers at that level of the binary tree. */
  private readonly preferred: Int32Array;

  constructor(ports: readonly NarrowPort[], tcdm: Tcdm, storage: BankStorage) {
    if (ports.length < 1 || ports.length > MAX_PORTS) {
      throw new UsageError(`${ports.length} narrow ports are not between 1 and ${MAX_PORTS}: attach fewer masters.`);
    }
    this.ports = ports;
    // A bank answers always.
    for (const port of ports) port.err = 0;
    this.tcdm = tcdm;
    const { requested, competitors, granted, rr, locked, frozen, source } = storage;
    [this.requested, this.granted, this.locked] = [requested, granted, locked];
    [this.competitors, this.rr, this.frozen, this.source] = [competitors, rr, frozen, source];
    this.levels = Math.ceil(Math.log2(ports.length));
    this.preferred = preferredPorts(this.levels);
  }

  /** Ports that are answered in this clock, bit per port. */
  get answers(): number {
    return this.valid;
  }

  /** Nothing was asked in the last clock, and nothing is answered: every wire stays as it is before a request. */
  get rests(): boolean {
    return (this.asking | this.active | this.refused | this.grants | this.valid | this.shown | this.stale) === 0;
  }

  /** Without a valid a port keeps the data of its last answer. */
  settleResponse(): void {
    const { ports, source } = this;
    const { rdata } = this.tcdm;
    for (let left = this.shown & ~this.valid; left !== 0; left &= left - 1) ports[lowest(left)].rvalid = 0;
    this.shown = this.valid;
    for (let left = this.valid; left !== 0; left &= left - 1) {
      const m = lowest(left);
      ports[m].rvalid = 1;
      ports[m].rdata = rdata[source[m]];
    }
  }

  settleRequest(): void {
    const { ports, requested, locked } = this;
    let asking = 0;
    for (let m = 0; m < ports.length; m++) asking |= ports[m].req << m;
    this.asking = asking;
    let held = 0;
    for (let e = 0; e < locked.length; e++) held |= locked[e];
    this.active = (asking | held) !== 0 ? 1 : 0;
    this.collides = held === 0 ? this.spread(asking) : 1;
    if (held === 0) return;
    for (let e = 0; e < requested.length; e++) requested[e] = this.compete(e);
  }

  /** Puts each request to its bank, while no bank is locked; not 0 when two meet at one. */
  private spread(asking: number): number {
    const { ports, requested, competitors } = this;
    const { bankMask, select } = this.tcdm;
    for (let e = 0; e < requested.length; e++) requested[e] = 0;
    let collides = 0;
    for (let left = asking; left !== 0; left &= left - 1) {
      const m = lowest(left);
      const b = (ports[m].addr >>> 2) & bankMask;
      const taken = (requested[b >>> 5] >>> b) & 1;
      collides |= taken;
      competitors[b] = (competitors[b] & -taken) | (1 << m);
      requested[b >>> 5] |= 1 << b;
      select.master[b] = m;
    }
    return collides;
  }

  /** Finds the competitors of the banks of element `e`; those banks that have any. */
  private compete(e: number): number {
    const { ports, competitors, frozen } = this;
    const { bankMask } = this.tcdm;
    const locked = this.locked[e];
    const first = e << 5;
    let set = locked;
    for (let left = locked; left !== 0; left &= left - 1) {
      const b = first | lowest(left);
      competitors[b] = frozen[b];
    }
    for (let m = 0; m < ports.length; m++) {
      const { req, addr } = ports[m];
      const bank = (addr >>> 2) & bankMask;
      // Late arrivals wait behind a frozen set.
      const joins = req & isZero((bank >>> 5) ^ e) & ~(locked >>> bank);
      const b = first | (bank & 31);
      competitors[b] = (competitors[b] & -((set >>> bank) & 1)) | (joins << m);
      set |= joins << bank;
    }
    return set;
  }

  /** @param wide banks that the wide port requests */
  settleGrant(arbiter: SideArbiter, wide: BankSet): void {
    const { ports, requested, granted } = this;
    const { select, gnt } = this.tcdm;
    let grants = 0;
    let refused = this.collides;
    for (let e = 0; e < requested.length; e++) {
      const shared = wide[e];
      const connected = requested[e] & ((shared & -arbiter.licShared) | (~shared & -arbiter.licAlone));
      select.narrow[e] = connected;
      granted[e] = connected & gnt[e];
      refused |= requested[e] ^ granted[e];
    }
    this.refused = refused;
    if (refused === 0) grants = this.asking;
    else for (let e = 0; e < requested.length; e++) grants |= this.pickWinners(e, select.narrow[e]);
    for (let left = (this.grants ^ grants) | this.stale; left !== 0; left &= left - 1) {
      const m = lowest(left);
      ports[m].gnt = (grants >>> m) & 1;
    }
    this.grants = grants;
    this.stale = 0;
  }

  /** Ports and registers were overwritten: the next clock writes every port. */
  wake(): void {
    this.stale = this.shown = 2 ** this.ports.length - 1;
  }

  /** The winners of the connected banks of element `e`; bit m for each port whose bank grants. */
  private pickWinners(e: number, connected: number): number {
    const { competitors, rr } = this;
    const { master } = this.tcdm.select;
    const granted = this.granted[e];
    let grants = 0;
    for (let left = connected; left !== 0; left &= left - 1) {
      const bank = lowest(left);
      const b = (e << 5) | bank;
      const m = this.pick(competitors[b], rr[b]);
      master[b] = m;
      grants |= ((granted >>> bank) & 1) << m;
    }
    return grants;
  }

  edge(): void {
    const { requested, granted, locked, competitors, frozen, rr, source } = this;
    const { master } = this.tcdm.select;
    this.valid = this.grants;
    if (this.refused === 0) {
      this.edgeAlone();
      return;
    }
    for (let e = 0; e < requested.length; e++) {
      const first = e << 5;
      for (let left = granted[e]; left !== 0; left &= left - 1) {
        const b = first | lowest(left);
        const set = competitors[b];
        const above = set & -(2 << rr[b]);
        rr[b] = lowest(above | (set & -isZero(above)));
        source[master[b]] = b;
      }
      locked[e] = requested[e] & ~granted[e];
      for (let left = locked[e]; left !== 0; left &= left - 1) {
        const b = first | lowest(left);
        frozen[b] = competitors[b];
      }
    }
  }

  /** Every port that asked had its bank for itself. */
  private edgeAlone(): void {
    const { ports, rr, source } = this;
    const { bankMask } = this.tcdm;
    for (let left = this.asking; left !== 0; left &= left - 1) {
      const m = lowest(left);
      const b = (ports[m].addr >>> 2) & bankMask;
      rr[b] = m;
      source[m] = b;
    }
  }

  reset(): void {
    this.rr.fill(0);
    this.locked.fill(0);
    this.frozen.fill(0);
    this.valid = 0;
    this.source.fill(0);
  }

  scope(name: string): Scope {
    const { ports, requested, competitors, locked, tcdm } = this;
    const { select } = tcdm;
    const index = Math.max(1, this.levels);
    const wires = (field: string, width: number, length: number, get: (i: number) => number): Probe => {
      return { name: field, width, length, kind: "wire", get };
    };
    return {
      name,
      probes: [
        registerArray("rr", index, this.rr),
        {
          ...{ name: "lock", width: 1, length: tcdm.banks, kind: "register" },
          get: (b) => hasBank(locked, b),
          set: (b, bit) => putBank(locked, b, bit),
        },
        registerArray("frozen", ports.length, this.frozen),
        register(
          "valid",
          ports.length,
          () => this.valid >>> 0,
          (value) => (this.valid = value | 0),
        ),
        registerArray("source", Math.max(1, tcdm.bankBits), this.source),
        wires("competitors", ports.length, tcdm.banks, (b) => (competitors[b] & -hasBank(requested, b)) >>> 0),
        wires("winner", index, tcdm.banks, (b) => select.master[b] * hasBank(select.narrow, b)),
        wires("req", 1, ports.length, (m) => ports[m].req),
        wires("gnt", 1, ports.length, (m) => ports[m].gnt),
      ],
      children: [],
    };
  }

  /** The leaf that a descent of the binary tree reaches: at each node the half that the pointer's bit prefers, if it competes. */
  private pick(set: number, pointer: number): number {
    if ((set & (set - 1)) !== 0) {
      const { levels, preferred } = this;
      for (let at = pointer * levels, end = at + levels; at < end; at++) {
        const half = set & preferred[at];
        set = half | (set & -isZero(half));
      }
    }
    return 31 - Math.clz32(set);
  }
}

function preferredPorts(levels: number): Int32Array {
  const leaves = 2 ** levels;
  const table = new Int32Array(leaves * levels);
  for (let pointer = 0; pointer < leaves; pointer++) {
    for (let level = 0; level < levels; level++) {
      const bit = levels - 1 - level;
      for (let leaf = 0; leaf < leaves; leaf++) {
        if (((leaf ^ pointer) >> bit) % 2 === 0) table[pointer * levels + level] |= 1 << leaf;
      }
    }
  }
  return table;
}

import { UsageError } from "../errors.js";
import type { NarrowPort, WidePort } from "../ports.js";
import { register, registerArray, type Block, type Probe, type Scope } from "../probe.js";
import type { SideArbiter } from "./arbiter.js";
import { choose, isZero, lowest } from "./bits.js";
import type { Tcdm } from "./tcdm.js";

/** Masters are bits of one 32-bit mask. */
const MAX_PORTS = 32;

/**
 * The log interconnect: a crossbar from narrow ports to banks with a round-robin arbiter per bank. A master must hold a
 * denied request; one that does not is still served with whatever its port carries, as in the RTL.
 */
export class LogInterconnect implements Block {
  readonly ports: readonly NarrowPort[];
  /** Banks with competitors in this clock, and their numbers in any order (one spare place for a number not counted). */
  active = 0;
  readonly bank: Uint32Array;
  /** Bit m of element b: port m competes for bank b. */
  readonly competitors: Int32Array;
  /** The competitor that wins bank b; stale where nobody competes. */
  private readonly winner: Uint8Array;
  /** 1 when bank b is granted; stale where nobody competes. */
  private readonly granted: Uint8Array;
  /** Bit m: port m is granted. */
  private grants = 0;

  /** Round-robin pointer of each bank. */
  readonly rr: Uint8Array;
  /** 1 when the competitors of bank b stay `frozen[b]`. */
  readonly lock: Uint8Array;
  /** Four elements of `lock` at a time. */
  private readonly lockGroups: Uint32Array;
  private readonly frozen: Uint32Array;
  /** Bit m: port m gets a response. */
  private valid = 0;
  /** Bank that answers each port. */
  private readonly source: Uint32Array;

  private readonly tcdm: Tcdm;
  private readonly levels: number;
  /** At `pointer * levels + level`: the ports that the pointer prefers at that level of the binary tree. */
  private readonly preferred: Int32Array;

  constructor(ports: readonly NarrowPort[], tcdm: Tcdm) {
    if (ports.length < 1 || ports.length > MAX_PORTS) {
      throw new UsageError(`${ports.length} narrow ports are not between 1 and ${MAX_PORTS}: attach fewer masters.`);
    }
    const { banks } = tcdm;
    this.ports = ports;
    // A bank answers always.
    for (const port of ports) port.err = 0;
    this.tcdm = tcdm;
    this.bank = new Uint32Array(banks + 1);
    this.competitors = new Int32Array(banks);
    this.winner = new Uint8Array(banks);
    this.granted = new Uint8Array(banks);
    this.rr = new Uint8Array(banks);
    this.lockGroups = new Uint32Array(Math.ceil(banks / 4));
    this.lock = new Uint8Array(this.lockGroups.buffer, 0, banks);
    this.frozen = new Uint32Array(banks);
    this.source = new Uint32Array(ports.length);
    this.levels = Math.ceil(Math.log2(ports.length));
    this.preferred = preferredPorts(this.levels);
  }

  /** Without a valid a port keeps the data of its last answer. */
  settleResponse(): void {
    const { ports, source } = this;
    const { rdata } = this.tcdm;
    for (let m = 0; m < ports.length; m++) ports[m].rvalid = (this.valid >>> m) & 1;
    for (let left = this.valid; left !== 0; left &= left - 1) {
      const m = lowest(left);
      ports[m].rdata = rdata[source[m]];
    }
  }

  settleRequest(): void {
    const { ports, bank, competitors, lock } = this;
    const { bankMask } = this.tcdm;
    for (let n = 0; n < this.active; n++) competitors[bank[n]] = 0;
    let active = this.thaw();
    for (let m = 0; m < ports.length; m++) {
      const { req, addr } = ports[m];
      const b = (addr >>> 2) & bankMask;
      const set = competitors[b];
      bank[active] = b;
      active += isZero(set) & req;
      // Late arrivals wait behind a frozen set.
      competitors[b] = set | ((req << m) & (lock[b] - 1));
    }
    this.active = active;
  }

  settleGrant(arbiter: SideArbiter, wide: WidePort): void {
    const { ports, bank, competitors, rr, winner, granted } = this;
    const { select, gnt, bankMask } = this.tcdm;
    const { licAlone, licShared } = arbiter;
    const offset = wide.addr >>> 2;
    const span = wide.req !== 0 ? wide.words : 0;
    let grants = 0;
    let narrow = 0;
    for (let n = 0; n < this.active; n++) {
      const b = bank[n];
      const m = this.pick(competitors[b], rr[b]);
      winner[b] = m;
      const shared = (((b - offset) & bankMask) - span) >>> 31;
      const connected = choose(shared, licShared, licAlone);
      select.bank[narrow] = b;
      select.master[narrow] = m;
      narrow += connected;
      granted[b] = connected & gnt[b];
      grants |= granted[b] << m;
    }
    select.narrow = narrow;
    this.grants = grants;
    for (let m = 0; m < ports.length; m++) ports[m].gnt = (grants >>> m) & 1;
  }

  edge(): void {
    const { bank, competitors, winner, granted, rr, lock, frozen, source } = this;
    this.valid = this.grants;
    for (let n = 0; n < this.active; n++) {
      const b = bank[n];
      const set = competitors[b];
      const above = set & -(2 << rr[b]);
      const next = lowest(above | (set & -isZero(above)));
      rr[b] += granted[b] * (next - rr[b]);
      lock[b] = granted[b] ^ 1;
      frozen[b] = set;
      source[winner[b]] = b;
    }
  }

  reset(): void {
    this.rr.fill(0);
    this.lock.fill(0);
    this.frozen.fill(0);
    this.valid = 0;
    this.source.fill(0);
  }

  scope(name: string): Scope {
    const { ports, competitors, tcdm } = this;
    const index = Math.max(1, this.levels);
    const wires = (field: string, width: number, length: number, get: (i: number) => number): Probe => {
      return { name: field, width, length, kind: "wire", get };
    };
    return {
      name,
      probes: [
        registerArray("rr", index, this.rr),
        registerArray("lock", 1, this.lock),
        registerArray("frozen", ports.length, this.frozen),
        register(
          "valid",
          ports.length,
          () => this.valid >>> 0,
          (value) => (this.valid = value | 0),
        ),
        registerArray("source", Math.max(1, tcdm.bankBits), this.source),
        wires("competitors", ports.length, tcdm.banks, (b) => competitors[b] >>> 0),
        wires("winner", index, tcdm.banks, (b) => this.winner[b]),
        wires("req", 1, ports.length, (m) => ports[m].req),
        wires("gnt", 1, ports.length, (m) => ports[m].gnt),
      ],
      children: [],
    };
  }

  /** Puts the frozen sets of the locked banks in place; the number of locked banks. */
  private thaw(): number {
    const { lock, lockGroups, frozen, bank, competitors } = this;
    let active = 0;
    for (let group = 0; group < lockGroups.length; group++) {
      if (lockGroups[group] === 0) continue;
      for (let b = 4 * group, end = Math.min(b + 4, lock.length); b < end; b++) {
        bank[active] = b;
        competitors[b] = frozen[b] & -lock[b];
        active += lock[b];
      }
    }
    return active;
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

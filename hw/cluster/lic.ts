import { UsageError } from "../errors.js";
import type { NarrowPort, WidePort } from "../ports.js";
import { register, registerArray, type Block, type Probe, type Scope } from "../probe.js";
import type { SideArbiter } from "./arbiter.js";
import type { Tcdm } from "./tcdm.js";

/** Masters are bits of one 32-bit mask. */
const MAX_PORTS = 32;

/**
 * The log interconnect: a crossbar from narrow ports to banks with a round-robin arbiter per bank. A master must hold a
 * denied request; one that does not is still served with whatever its port carries, as in the RTL.
 */
export class LogInterconnect implements Block {
  readonly ports: readonly NarrowPort[];
  /** Banks with competitors in this clock, and their numbers in any order. */
  active = 0;
  readonly bank: Uint32Array;
  /** Bit m of element b: port m competes for bank b. */
  readonly competitors: Int32Array;
  /** The competitor that wins bank b; stale where nobody competes. */
  private readonly winner: Uint8Array;
  /** Bit m: port m is granted. */
  private grants = 0;

  /** Round-robin pointer of each bank. */
  readonly rr: Uint8Array;
  /** Bit b % 32 of element b / 32: the competitors of bank b stay `frozen[b]`. */
  private readonly lock: Uint32Array;
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
    this.tcdm = tcdm;
    this.bank = new Uint32Array(banks);
    this.competitors = new Int32Array(banks);
    this.winner = new Uint8Array(banks);
    this.rr = new Uint8Array(banks);
    this.lock = new Uint32Array(Math.ceil(banks / 32));
    this.frozen = new Uint32Array(banks);
    this.source = new Uint32Array(ports.length);
    this.levels = Math.ceil(Math.log2(ports.length));
    this.preferred = preferredPorts(this.levels);
  }

  /** 1 when the competitors of bank `b` are frozen. */
  locked(b: number): number {
    return (this.lock[b >>> 5] >>> (b & 31)) & 1;
  }

  settleResponse(): void {
    const { ports, valid, source } = this;
    const { rdata } = this.tcdm;
    for (let m = 0; m < ports.length; m++) {
      const port = ports[m];
      port.rvalid = (valid >>> m) & 1;
      port.rdata = rdata[source[m]];
      port.err = 0;
    }
  }

  settleRequest(): void {
    const { ports, bank, competitors, winner, rr } = this;
    const { bankMask } = this.tcdm;
    for (let n = 0; n < this.active; n++) competitors[bank[n]] = 0;
    let active = this.thaw();
    for (let m = 0; m < ports.length; m++) {
      const port = ports[m];
      if (port.req === 0) continue;
      const b = (port.addr >>> 2) & bankMask;
      const set = competitors[b];
      if (set === 0) bank[active++] = b;
      // Late arrivals wait behind a denied set.
      else if (this.locked(b) !== 0) continue;
      competitors[b] = set | (1 << m);
    }
    for (let n = 0; n < active; n++) {
      const b = bank[n];
      winner[b] = this.pick(competitors[b], rr[b]);
    }
    this.active = active;
  }

  settleGrant(arbiter: SideArbiter, wide: WidePort): void {
    const { ports, bank, winner } = this;
    const { select, gnt, bankMask } = this.tcdm;
    const { licAlone, licShared } = arbiter;
    const offset = wide.addr >>> 2;
    const span = wide.req !== 0 ? wide.words : 0;
    let grants = 0;
    let narrow = 0;
    for (let n = 0; n < this.active; n++) {
      const b = bank[n];
      const connected = ((b - offset) & bankMask) < span ? licShared : licAlone;
      if (connected === 0) continue;
      select.bank[narrow] = b;
      select.master[narrow++] = winner[b];
      grants |= gnt[b] << winner[b];
    }
    select.narrow = narrow;
    this.grants = grants;
    for (let m = 0; m < ports.length; m++) ports[m].gnt = (grants >>> m) & 1;
  }

  edge(): void {
    const { ports, bank, competitors, rr, lock, frozen, source } = this;
    const { select, gnt, bankMask } = this.tcdm;
    this.valid = this.grants;
    lock.fill(0);
    for (let n = 0; n < this.active; n++) {
      const b = bank[n];
      lock[b >>> 5] |= 1 << (b & 31);
      frozen[b] = competitors[b];
    }
    for (let n = 0; n < select.narrow; n++) {
      const b = select.bank[n];
      if (gnt[b] === 0) continue;
      lock[b >>> 5] &= ~(1 << (b & 31));
      const set = competitors[b];
      const above = set & -(2 << rr[b]);
      rr[b] = lowest(above !== 0 ? above : set);
      const m = select.master[n];
      source[m] = (ports[m].addr >>> 2) & bankMask;
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
        registerArray("lock", Math.min(32, tcdm.banks), this.lock),
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
    const { lock, frozen, bank, competitors } = this;
    let active = 0;
    for (let w = 0; w < lock.length; w++) {
      for (let bits = lock[w] | 0; bits !== 0; bits &= bits - 1) {
        const b = 32 * w + lowest(bits);
        bank[active++] = b;
        competitors[b] = frozen[b];
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
        if (half !== 0) set = half;
      }
    }
    return 31 - Math.clz32(set);
  }
}

function lowest(set: number): number {
  return 31 - Math.clz32(set & -set);
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

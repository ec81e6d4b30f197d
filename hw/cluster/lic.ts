import { UsageError } from "../errors.js";
import type { NarrowPort } from "../ports.js";
import { registerArray, type Block, type Scope } from "../probe.js";
import { BankPorts, wireArray } from "./bank-port.js";
import type { BankAddressing } from "./tcdm.js";

/** Masters are bits of one 32-bit mask. */
const MAX_PORTS = 32;

/**
 * The log interconnect: a crossbar from narrow ports to banks with a round-robin arbiter per bank. A master must hold a
 * denied request; one that does not is still served with whatever its port carries, as in the RTL.
 */
export class LogInterconnect implements Block {
  readonly ports: readonly NarrowPort[];
  readonly out: BankPorts;
  /** 1 when any bank is requested. */
  active = 0;
  /** Bit m of element b: port m competes for bank b in this clock. */
  readonly competitors: Uint32Array;
  /** The competitor that wins bank b; stale where nobody competes. */
  readonly winner: Uint8Array;

  /** Round-robin pointer of each bank. */
  readonly rr: Uint8Array;
  /** Competitors of a locked bank; 0 means not locked. */
  readonly frozen: Uint32Array;
  private readonly valid: Uint8Array;
  /** Bank that answers each port. */
  private readonly source: Uint32Array;

  private readonly addressing: BankAddressing;
  private readonly rdata: Uint32Array;
  private readonly levels: number;
  /** At `pointer * levels + level`: the ports that the pointer prefers at that level of the binary tree. */
  private readonly preferred: Int32Array;

  /** @param rdata output registers of the banks */
  constructor(ports: readonly NarrowPort[], addressing: BankAddressing, rdata: Uint32Array) {
    if (ports.length < 1 || ports.length > MAX_PORTS) {
      throw new UsageError(`${ports.length} narrow ports are not between 1 and ${MAX_PORTS}: attach fewer masters.`);
    }
    const banks = rdata.length;
    this.ports = ports;
    this.addressing = addressing;
    this.rdata = rdata;
    this.out = new BankPorts(banks);
    this.competitors = new Uint32Array(banks);
    this.winner = new Uint8Array(banks);
    this.rr = new Uint8Array(banks);
    this.frozen = new Uint32Array(banks);
    this.valid = new Uint8Array(ports.length);
    this.source = new Uint32Array(ports.length);
    this.levels = Math.ceil(Math.log2(ports.length));
    this.preferred = preferredPorts(this.levels);
  }

  settleResponse(): void {
    const { ports, valid, source, rdata } = this;
    for (let m = 0; m < ports.length; m++) {
      const port = ports[m];
      port.rvalid = valid[m];
      port.rdata = rdata[source[m]];
      port.err = 0;
    }
  }

  settleRequest(): void {
    const { ports, out, competitors, winner, frozen, rr } = this;
    const { bankMask, rowShift, rowMask } = this.addressing;
    competitors.fill(0);
    for (let m = 0; m < ports.length; m++) {
      const port = ports[m];
      if (port.req !== 0) competitors[(port.addr >>> 2) & bankMask] |= 1 << m;
    }
    let active = 0;
    for (let b = 0; b <= bankMask; b++) {
      if (frozen[b] !== 0) competitors[b] = frozen[b];
      const set = competitors[b] | 0;
      if (set === 0) {
        out.req[b] = 0;
        continue;
      }
      active = 1;
      const m = this.pick(set, rr[b]);
      const port = ports[m];
      winner[b] = m;
      out.req[b] = 1;
      out.row[b] = (port.addr >>> rowShift) & rowMask;
      out.write[b] = port.write;
      out.be[b] = port.be;
      out.wdata[b] = port.wdata;
    }
    this.active = active;
  }

  settleGrant(): void {
    const { ports, out, winner } = this;
    for (let m = 0; m < ports.length; m++) ports[m].gnt = 0;
    for (let b = 0; b < out.banks; b++) if ((out.req[b] & out.gnt[b]) !== 0) ports[winner[b]].gnt = 1;
  }

  edge(): void {
    const { ports, out, competitors, rr, frozen, valid, source } = this;
    const { bankMask } = this.addressing;
    for (let m = 0; m < ports.length; m++) {
      const port = ports[m];
      valid[m] = port.gnt;
      source[m] = (port.addr >>> 2) & bankMask;
    }
    for (let b = 0; b <= bankMask; b++) {
      const set = competitors[b] | 0;
      if (out.gnt[b] === 0 || set === 0) {
        frozen[b] = set;
        continue;
      }
      frozen[b] = 0;
      const above = set & -(2 << rr[b]);
      rr[b] = lowest(above !== 0 ? above : set);
    }
  }

  reset(): void {
    this.rr.fill(0);
    this.frozen.fill(0);
    this.valid.fill(0);
    this.source.fill(0);
  }

  scope(name: string): Scope {
    const { ports, frozen } = this;
    const perPort = (field: "req" | "gnt", width: number) => ({
      name: field,
      width,
      length: ports.length,
      kind: "wire" as const,
      get: (i: number) => ports[i][field],
    });
    return {
      name,
      probes: [
        registerArray("rr", Math.max(1, this.levels), this.rr),
        registerArray("frozen", ports.length, frozen),
        registerArray("valid", 1, this.valid),
        registerArray("source", Math.max(1, this.addressing.rowShift - 2), this.source),
        { name: "lock", width: 1, length: frozen.length, kind: "wire", get: (i) => Number(frozen[i] !== 0) },
        wireArray("competitors", ports.length, this.competitors),
        wireArray("winner", Math.max(1, this.levels), this.winner),
        perPort("req", 1),
        perPort("gnt", 1),
      ],
      children: [this.out.scope("bank")],
    };
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

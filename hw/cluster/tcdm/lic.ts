import { UsageError } from "../../errors.js";
import type { NarrowPort } from "../../ports.js";
import { register, registerArray, type Block, type Probe, type Scope } from "../../probe.js";
import { BYTE_MASK, lowest } from "../bits.js";
import { hasBank, putBank, type BankSet } from "./bank-set.js";
import * as at from "./interconnect-layout.js";
import { MAX_PORTS, type InterconnectRecord } from "./interconnect-record.js";
import type { Tcdm } from "./tcdm.js";

/** Words of the record. */
const ASKING = at.ASKING >> 2;
const GRANTS = at.GRANTS >> 2;
const VALID = at.VALID >> 2;
const ACTIVE = at.ACTIVE >> 2;
const REFUSED = at.REFUSED >> 2;
const KEPT = at.KEPT >> 2;
const ADDR = at.ADDR >> 2;
const MASK = at.MASK >> 2;
const WDATA = at.WDATA >> 2;

/** @throws UsageError for more or fewer narrow ports than there may be */
export function checkNarrowPorts(ports: readonly NarrowPort[]): void {
  if (ports.length >= 1 && ports.length <= MAX_PORTS) return;
  throw new UsageError(`${ports.length} narrow ports are not between 1 and ${MAX_PORTS}: attach fewer masters.`);
}

/**
 * The log interconnect: a crossbar from narrow ports to banks with a round-robin arbiter per bank. A master must hold a
 * denied request; one that does not is still served with whatever its port carries, as in the RTL. The record of the interconnect holds
 * and clocks its registers (lic.as.ts); requests are copied into it, grants and answers out of it.
 */
export class LogInterconnect implements Pick<Block, "reset" | "scope"> {
  readonly ports: readonly NarrowPort[];
  /** Banks with competitors in this clock. */
  readonly requested: BankSet;
  /** Round-robin pointer of each bank. */
  readonly rr: Uint8Array;
  /** Banks whose competitors stay `frozen[b]`. */
  readonly locked: BankSet;
  /** Ports whose request of this clock is atomic, bit per port. */
  atomics = 0;

  private readonly fields: Int32Array;
  /** Bank that answers each port. */
  private readonly source: Uint32Array;
  private readonly competitors: Int32Array;
  private readonly frozen: Uint32Array;
  private readonly tcdm: Tcdm;
  /** Ports whose `rvalid` is 1, and whose `gnt` is. */
  private shown = 0;
  private granted = 0;
  /** Ports whose `gnt` may be another than `granted` says. */
  private stale = 0;

  constructor(ports: readonly NarrowPort[], tcdm: Tcdm, record: InterconnectRecord) {
    this.ports = ports;
    // A bank answers always.
    for (const port of ports) port.err = 0;
    this.tcdm = tcdm;
    this.fields = record.fields;
    this.source = record.source.subarray(0, ports.length);
    this.requested = record.requested;
    this.competitors = record.competitors;
    this.rr = record.rr;
    this.locked = record.locked;
    this.frozen = record.frozen;
  }

  /** Ports that are answered in this clock, bit per port. */
  get answers(): number {
    return this.fields[VALID];
  }

  /** 1 when any bank has competitors in this clock. */
  get active(): number {
    return this.fields[ACTIVE];
  }

  /** Nothing was asked in the last clock, and nothing is answered: every wire stays as it is before a request. */
  get rests(): boolean {
    const { fields } = this;
    const moves = fields[ASKING] | fields[ACTIVE] | fields[REFUSED] | fields[GRANTS] | fields[VALID];
    return (moves | this.granted | this.shown | this.stale) === 0;
  }

  /** Without a valid a port keeps the data of its last answer. */
  settleResponse(): void {
    const { ports, fields, source } = this;
    const { rdata } = this.tcdm;
    const valid = fields[VALID];
    for (let left = this.shown & ~valid; left !== 0; left &= left - 1) ports[lowest(left)].rvalid = 0;
    this.shown = valid;
    for (let left = valid; left !== 0; left &= left - 1) {
      const m = lowest(left);
      ports[m].rvalid = 1;
      ports[m].rdata = rdata[source[m]];
    }
  }

  /** The requests into the record, and what the ports carry whose refused requests a bank has kept. */
  settleRequest(): void {
    const { ports, fields } = this;
    let asking = 0;
    for (let m = 0; m < ports.length; m++) asking |= ports[m].req << m;
    fields[ASKING] = asking;
    let atomics = 0;
    for (let left = asking | fields[KEPT]; left !== 0; left &= left - 1) {
      const m = lowest(left);
      const { addr, write, be, wdata, atomic } = ports[m];
      fields[ADDR + m] = addr;
      fields[MASK + m] = BYTE_MASK[be] & -write;
      fields[WDATA + m] = wdata;
      if (atomic === 0) continue;
      // The memory executes it on its own.
      fields[MASK + m] = 0;
      atomics |= 1 << m;
    }
    this.atomics = atomics;
  }

  settleGrant(): void {
    const { ports } = this;
    const grants = this.fields[GRANTS];
    for (let left = (this.granted ^ grants) | this.stale; left !== 0; left &= left - 1) {
      const m = lowest(left);
      ports[m].gnt = (grants >>> m) & 1;
    }
    this.granted = grants;
    this.stale = 0;
  }

  /** Ports and registers were overwritten: the next clock writes every port. */
  wake(): void {
    this.stale = this.shown = 2 ** this.ports.length - 1;
  }

  reset(): void {
    this.rr.fill(0);
    this.locked.fill(0);
    this.frozen.fill(0);
    this.fields[VALID] = 0;
    this.source.fill(0);
  }

  scope(name: string): Scope {
    const { ports, requested, competitors, locked, tcdm, fields } = this;
    const { select } = tcdm;
    const index = Math.max(1, Math.ceil(Math.log2(ports.length)));
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
          () => fields[VALID] >>> 0,
          (value) => (fields[VALID] = value),
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
}

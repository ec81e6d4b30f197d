import { ADDR, ASKING, GRANTS, MASK, RECORD_BYTES, WDATA } from "../../hw/cluster/tcdm/interconnect-layout.js";
import { UsageError } from "../../hw/errors.js";
import type { NarrowPort } from "../../hw/ports.js";
import { register, registersOf, type Scope } from "../../hw/probe.js";
import { hasSimd } from "../../hw/redmule/simd-array.js";
import { memoryOf, WasmModule } from "../../hw/wasm-module.js";
import { SplitMix64 } from "../data/random.js";
import { MODULE } from "./load-generators.wasm.js";
import * as layout from "./load-layout.js";
import { type LoadExports, scalarExports } from "./scalar-drive.js";

/** What the masters request. Addresses are bytes, counted from the start of the TCDM. */
export interface Load {
  /** Probability that a master with nothing to wait for begins a request in a clock, 0 to 1. */
  readonly p: number;
  readonly seed: number;
  /** Size of the TCDM: reads go anywhere. */
  readonly bytes: number;
  /** Writes go from here on, where they hurt nobody. */
  readonly writeFrom: number;
}

/** Where the masters lie: `LOAD_BYTES` from `address` on, in the memory that holds the record of an interconnect. */
export interface LoadStorage {
  readonly memory: WebAssembly.Memory;
  readonly address: number;
  readonly record: number;
}

const module = new WasmModule<LoadExports>(MODULE);
const RANGE = 2 ** 32;
const LOG_WORDS = layout.LOG_ENTRY >> 2;

/** A record that belongs to no interconnect. */
function ownStorage(): LoadStorage {
  return { memory: memoryOf(layout.LOAD_BYTES + RECORD_BYTES), address: 0, record: layout.LOAD_BYTES };
}

/**
 * A random master on each port: a word access with probability `p` in every clock, held until it is granted. Random numbers
 * are of Marsaglia's xorshift generator of 32 bits ("Xorshift RNGs", 2003), one state a master.
 */
export class LoadGenerators {
  private readonly ports: readonly NarrowPort[];
  private readonly states: Int32Array;
  /** The record of the interconnect. */
  private readonly fields: Int32Array;
  private readonly storage: LoadStorage;
  private readonly exports: LoadExports;
  /** The first word that a master may write. */
  readonly firstWrite: number;
  private readonly log: Int32Array;
  private noted = 0;

  /**
   * @param storage in the memory of an interconnect, so that clocks in its record reach it; a memory of their own by default
   * @param vectors whether masters are driven by vector instructions: the same requests in the same clocks
   * @throws UsageError for a probability outside 0 to 1 or a seed that `SplitMix64` refuses
   */
  constructor(
    ports: readonly NarrowPort[],
    { p, seed, bytes, writeFrom }: Load,
    storage = ownStorage(),
    vectors = hasSimd(),
  ) {
    if (!(p >= 0 && p <= 1)) throw new UsageError(`A load of ${p} is no probability: give one from 0 to 1.`);
    const random = new SplitMix64(seed);
    const { memory, address, record } = storage;
    this.ports = ports;
    this.storage = storage;
    this.exports = vectors ? module.instance(memory) : scalarExports(memory);
    this.states = new Int32Array(memory.buffer, address + layout.STATES, ports.length);
    this.states.set(ports.map(() => 1 + random.integer(RANGE - 1)));
    this.fields = new Int32Array(memory.buffer, record, RECORD_BYTES / 4);
    const job = new Int32Array(memory.buffer, address, layout.STATES / 4);
    const set = (offset: number, value: number): void => void (job[offset >> 2] = value);
    const first = (this.firstWrite = Math.ceil(writeFrom / 4));
    this.log = new Int32Array(memory.buffer, address + layout.LOG, layout.LOG_ENTRIES * LOG_WORDS);
    set(layout.MASTERS, ports.length);
    set(layout.BEGINS, Math.round(p * 2 ** 30));
    set(layout.FIRST_WRITE, first);
    set(layout.READS, bytes / 4);
    set(layout.WRITES, bytes / 4 - first);
  }

  /** Puts the requests of a clock on the ports, whose grants still are those of the clock before. */
  drive(): void {
    const { ports, fields } = this;
    let [asking, grants] = [0, 0];
    for (let m = 0; m < ports.length; m++) {
      asking |= ports[m].req << m;
      grants |= ports[m].gnt << m;
    }
    fields[ASKING >> 2] = asking;
    fields[GRANTS >> 2] = grants;
    this.driveRecord();
    this.show(~asking | grants);
  }

  /** The same in the record alone; see `takeIn` and `show`. */
  private driveRecord(): void {
    this.exports.drive(this.storage.address, this.storage.record);
  }

  /** So many clocks of masters and interconnect in the record, without a wide request. */
  pass(clocks: number): void {
    this.exports.pass(this.storage.address, this.storage.record, clocks);
  }

  /** So many clocks without a wide request, then requests and grants of one in which the wide port asks (`wide` 1) or does not. */
  settleAfter(clocks: number, wide: number): void {
    this.exports.settleAfter(this.storage.address, this.storage.record, clocks, wide);
  }

  /** So many clocks without a wide request, then one with the wide request in the record. */
  clockAfter(clocks: number): void {
    this.exports.clockAfter(this.storage.address, this.storage.record, clocks);
  }

  /** A wide read after so many clocks without a wide request, which has to wait for `readLog`. True when the log is full then. */
  noteRead(clocks: number, address: number): boolean {
    const { log } = this;
    const at = this.noted++ * LOG_WORDS;
    log[at] = clocks;
    log[at + 1] = address;
    return this.noted === layout.LOG_ENTRIES;
  }

  /** The clocks of all wide reads that were noted. */
  readLog(): void {
    if (this.noted !== 0) this.exports.readLog(this.storage.address, this.storage.record, this.noted);
    this.noted = 0;
  }

  /** The requests and grants of the ports into the record, so that clocks in the record go on from them. */
  takeIn(): void {
    const { ports, fields } = this;
    fields[ASKING >> 2] = fields[GRANTS >> 2] = 0;
    for (let m = 0; m < ports.length; m++) {
      const { req, gnt, addr, write, wdata } = ports[m];
      fields[ASKING >> 2] |= req << m;
      fields[GRANTS >> 2] |= gnt << m;
      fields[(ADDR >> 2) + m] = addr;
      fields[(MASK >> 2) + m] = -write;
      fields[(WDATA >> 2) + m] = wdata;
    }
  }

  /** The requests in the record onto the ports, those of `masters` (bit per port). */
  show(masters = -1): void {
    const { ports, fields } = this;
    const asking = fields[ASKING >> 2];
    for (let m = 0; m < ports.length; m++) {
      if (((masters >>> m) & 1) === 0) continue;
      const port = ports[m];
      port.req = (asking >>> m) & 1;
      port.write = fields[(MASK >> 2) + m] & 1;
      port.addr = fields[(ADDR >> 2) + m];
      port.wdata = fields[(WDATA >> 2) + m];
    }
  }

  /** What a master carries from clock to clock: its random state and the request that it holds. */
  scope(name: string): Scope {
    const { ports, states } = this;
    const children = ports.map((port, m) => ({
      name: `master${m}`,
      probes: [
        register(
          "state",
          32,
          () => states[m] >>> 0,
          (value) => (states[m] = value),
        ),
        ...registersOf(port, { req: 1, gnt: 1, write: 1, addr: 32, wdata: 32 }),
      ],
      children: [],
    }));
    return { name, probes: [], children };
  }
}

import { registersOf, signedWordsOf, wire, type Block, type Scope } from "../../probe.js";
import type { NarrowPort } from "../../ports.js";
import type { ExStage } from "./ex-stage.js";
import { Extend } from "./instruction.js";
import type { LoadStoreUnit } from "./load-store-unit.js";

/** Write-back stage: holds the access that waits for its response, and brings loaded data into place. */
export class WbStage implements Block {
  // Wires.
  /** No response is awaited, or the last one is here. */
  ready = 0;
  /** The access of this stage is answered with data or an acknowledge. */
  done = 0;
  /** It is answered with an error, or was refused. */
  fault = 0;
  value = 0;

  // Registers.
  /** An access waits. */
  valid = 0;
  /** It loads `rd`. */
  load = 0;
  rd = 0;
  pc = 0;
  address = 0;
  bytes = 0;
  /** How narrow data is extended, an `Extend`. */
  extend = 0;
  /** It writes to the memory, which atomic accesses do beside loading. */
  stores = 0;
  /** It was not made, as it is atomic and misaligned. */
  refused = 0;
  /** It is the first of the two accesses of a misaligned one. */
  first = 0;
  /** Word of that first access. */
  firstWord = 0;
  /** Register that the access has moved as its base, 0 for none, and what it held: a fault gives it back. */
  baseRd = 0;
  base = 0;

  private readonly port: NarrowPort;
  private readonly lsu: LoadStoreUnit;
  private readonly ex: ExStage;

  constructor(port: NarrowPort, lsu: LoadStoreUnit, ex: ExStage) {
    this.port = port;
    this.lsu = lsu;
    this.ex = ex;
  }

  settle(): void {
    const { port } = this;
    const answered = port.rvalid;
    this.ready = this.lsu.drained = answered || this.lsu.outstanding === 0 ? 1 : 0;
    this.fault = this.lsu.fault = this.valid & ((answered & port.err) | this.refused);
    this.lsu.loadsFloat = this.load & (this.rd >> 5);
    this.done = answered & this.valid & (port.err ^ 1) & (this.first ^ 1);
    if (this.done && (this.load || !this.stores)) this.value = this.align(port.rdata | 0);
  }

  /** Byte address of the faulting part of the access in this stage. */
  get faultAddress(): number {
    const second = !this.first && !this.refused && (this.address & 3) + this.bytes > 4;
    return second ? this.address & ~3 : this.address;
  }

  private align(word: number): number {
    const shift = (this.address & 3) << 3;
    let value = word;
    if (shift !== 0) {
      const above = (this.address & 3) + this.bytes > 4;
      value = above ? (word << (32 - shift)) | (this.firstWord >>> shift) : word >>> shift;
    }
    if (this.bytes === 4) return value;
    const unused = this.bytes === 2 ? 16 : 24;
    if (this.extend === Extend.zero) return (value << unused) >>> unused;
    return this.extend === Extend.sign ? (value << unused) >> unused : value | (-1 << (32 - unused));
  }

  edge(): void {
    const ex = this.ex;
    if (this.first && this.port.rvalid) this.firstWord = this.port.rdata | 0;
    if (ex.accessLeaves) {
      const d = ex.instruction;
      this.valid = 1;
      this.load = d.loads ? 1 : 0;
      this.rd = d.rd;
      this.pc = ex.pc;
      this.address = ex.address;
      this.bytes = d.bytes;
      this.extend = d.extend;
      this.stores = d.stores ? 1 : 0;
      this.refused = ex.refusesAccess;
      this.first = ex.splits;
      this.baseRd = d.postIncrement ? d.aluRd : 0;
      this.base = ex.a;
    } else if (this.ready) {
      this.valid = this.load = this.refused = 0;
    }
  }

  reset(): void {
    this.valid = this.load = this.rd = this.pc = this.address = this.bytes = 0;
    this.extend = this.stores = this.refused = this.first = this.firstWord = this.baseRd = this.base = 0;
  }

  scope(name: string): Scope {
    const probes = [
      ...registersOf(this, {
        valid: 1,
        load: 1,
        rd: 6,
        bytes: 3,
        extend: 2,
        stores: 1,
        refused: 1,
        first: 1,
        baseRd: 5,
      }),
      ...signedWordsOf(this, ["pc", "address", "firstWord", "base"]),
      wire("ready", 1, () => this.ready),
      wire("value", 32, () => this.value >>> 0),
    ];
    return { name, probes, children: [] };
  }
}

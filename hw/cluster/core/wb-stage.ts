import { register, wire, type Block, type Scope } from "../../probe.js";
import type { NarrowPort } from "../../ports.js";
import type { ExStage } from "./ex-stage.js";
import type { LoadStoreUnit } from "./load-store-unit.js";

/** Write-back stage: holds the access that waits for its response, and brings loaded data into place. */
export class WbStage implements Block {
  // Wires.
  /** No response is awaited, or the last one is here. */
  ready = 0;
  /** The access of this stage is answered with data or an acknowledge. */
  done = 0;
  /** It is answered with an error. */
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
  private signed = 0;
  /** It is the first of the two accesses of a misaligned one. */
  private first = 0;
  /** Word of that first access. */
  private firstWord = 0;

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
    this.ready = answered || this.lsu.outstanding === 0 ? 1 : 0;
    this.fault = answered & port.err & this.valid;
    this.done = answered & this.valid & (port.err ^ 1) & (this.first ^ 1);
    if (this.done && this.load) this.value = this.align(port.rdata | 0);
  }

  /** Byte address of the faulting part of the access in this stage. */
  get faultAddress(): number {
    const second = !this.first && (this.address & 3) + this.bytes > 4;
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
    return this.signed ? (value << unused) >> unused : (value << unused) >>> unused;
  }

  edge(): void {
    const ex = this.ex;
    if (this.first && this.port.rvalid) this.firstWord = this.port.rdata | 0;
    if (ex.accessLeaves) {
      this.valid = 1;
      this.load = ex.accessLoads;
      this.rd = ex.accessRd;
      this.pc = ex.accessPc;
      this.address = ex.address;
      this.bytes = ex.accessBytes;
      this.signed = ex.accessSigned;
      this.first = ex.splits;
    } else if (this.ready) {
      this.valid = this.load = 0;
    }
  }

  reset(): void {
    this.valid = this.load = this.rd = this.pc = this.address = this.bytes = 0;
    this.signed = this.first = this.firstWord = 0;
  }

  scope(name: string): Scope {
    const probes = [
      register(
        "valid",
        1,
        () => this.valid,
        (v) => (this.valid = v),
      ),
      register(
        "load",
        1,
        () => this.load,
        (v) => (this.load = v),
      ),
      register(
        "rd",
        5,
        () => this.rd,
        (v) => (this.rd = v),
      ),
      register(
        "pc",
        32,
        () => this.pc >>> 0,
        (v) => (this.pc = v | 0),
      ),
      register(
        "address",
        32,
        () => this.address >>> 0,
        (v) => (this.address = v | 0),
      ),
      register(
        "bytes",
        3,
        () => this.bytes,
        (v) => (this.bytes = v),
      ),
      register(
        "signed",
        1,
        () => this.signed,
        (v) => (this.signed = v),
      ),
      register(
        "first",
        1,
        () => this.first,
        (v) => (this.first = v),
      ),
      register(
        "first_word",
        32,
        () => this.firstWord >>> 0,
        (v) => (this.firstWord = v | 0),
      ),
      wire("ready", 1, () => this.ready),
      wire("value", 32, () => this.value >>> 0),
    ];
    return { name, probes, children: [] };
  }
}

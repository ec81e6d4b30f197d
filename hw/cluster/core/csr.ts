import { registersOf, signedWordsOf, type Block, type Scope } from "../../probe.js";
import { Counters } from "./counters.js";
import {
  counterIndex,
  Csr,
  isCounter,
  isEvent,
  isLoopCsr,
  isPcer,
  isPcmr,
  isPulpCounter,
  isUpperHalf,
  misaOf,
} from "./csr-map.js";
import type { HardwareLoops } from "./hwloop.js";
import { Op } from "./instruction.js";
import type { CoreParameters } from "./parameters.js";
import { PulpCounters } from "./pulp-counters.js";

/** Interrupts this core has: the three of machine mode (software 3, timer 7, external 11) and 16 fast ones above. */
const IRQ_MASK = 0xffff_0888 | 0;
const MIE_BIT = 1 << 3;
const MPIE_BIT = 1 << 7;
const MPP = 3 << 11;
const MTVEC_MASK = ~2;
const FS_SHIFT = 13;
const SD_BIT = 1 << 31;
/** States of mstatus.FS. */
const Fs = { off: 0, initial: 1, dirty: 3 } as const;
const FRM_SHIFT = 5;

/** Machine-mode control and status registers. Reads are combinational; writes, traps and counting happen at the edge, which a sleeping core does not have. */
export class CsrFile implements Block {
  /** Input: value of mhartid. */
  hartId = 0;
  /** Input: requested interrupts, registered into mip. */
  irq = 0;
  /** Inputs: exceptions that the FPU raises in this clock, and 1 when a floating-point register is written. */
  floatFlags = 0;
  floatWrite = 0;
  /** Inputs: a CSR instruction writes in this clock. */
  write = 0;
  writeAddress = 0;
  writeValue = 0;
  /** Inputs: a trap is entered in this clock. */
  trap = 0;
  trapPc = 0;
  trapCause = 0;
  trapValue = 0;
  /** Input: mret is executed in this clock. */
  trapReturn = 0;

  readonly counters = new Counters();
  readonly pulpCounters = new PulpCounters();
  /** What `time` reads: clocks that run while the core sleeps, too. */
  timer: { readonly clock: number } = { clock: 0 };

  // Registers.
  mie = 0;
  mtvec = 0;
  mepc = 0;
  mip = 0;
  interruptEnable = 0;
  previousEnable = 0;
  mscratch = 0;
  mcause = 0;
  mtval = 0;
  /** mstatus.FS. It starts as initial, so that programs that know nothing of it can use the FPU. */
  fs = 0;
  frm = 0;
  fflags = 0;

  private readonly misa: number;
  private readonly hasFs: boolean;
  private readonly loops: HardwareLoops;

  constructor(loops: HardwareLoops, parameters: CoreParameters) {
    this.loops = loops;
    this.hasFs = parameters.float === "separate";
    this.misa = misaOf(parameters);
  }

  /**
   * Value of a CSR that exists.
   * @param floatLoads 1 while an older load of a floating-point register is open, which mstatus.FS has to tell
   */
  read(csr: number, floatLoads = 0): number {
    switch (csr) {
      case Csr.fflags:
        return this.fflags;
      case Csr.frm:
        return this.frm;
      case Csr.fcsr:
        return (this.frm << FRM_SHIFT) | this.fflags;
      case Csr.mstatus:
        return this.mstatus(floatLoads);
      case Csr.misa:
        return this.misa;
      case Csr.mie:
        return this.mie;
      case Csr.mtvec:
        return this.mtvec;
      case Csr.mcountinhibit:
        return this.counters.inhibit;
      case Csr.mscratch:
        return this.mscratch;
      case Csr.mepc:
        return this.mepc;
      case Csr.mcause:
        return this.mcause;
      case Csr.mtval:
        return this.mtval;
      case Csr.mip:
        return this.mip;
      case Csr.mhartid:
        return this.hartId;
      case Csr.time:
        return this.timer.clock | 0;
      case Csr.timeh:
        return Math.floor(this.timer.clock / 2 ** 32);
    }
    if (isPulpCounter(csr)) return this.readPulpCounter(csr);
    if (isCounter(csr)) return this.counters.read(counterIndex(csr), isUpperHalf(csr));
    if (isEvent(csr)) return this.counters.readSelector(counterIndex(csr));
    return isLoopCsr(csr) ? this.loops.read(loopOf(csr), csr & 3) : 0;
  }

  private readPulpCounter(csr: number): number {
    const { pulpCounters } = this;
    if (isPcer(csr)) return pulpCounters.selected;
    return isPcmr(csr) ? pulpCounters.mode : pulpCounters.read(csr & 31);
  }

  /** 1 while a counter of events may move. */
  get counting(): number {
    return this.counters.counting | this.pulpCounters.counting;
  }

  private mstatus(floatLoads: number): number {
    const interrupts = (this.interruptEnable ? MIE_BIT : 0) | (this.previousEnable ? MPIE_BIT : 0);
    const fs = floatLoads ? Fs.dirty : this.fs;
    return MPP | interrupts | (fs << FS_SHIFT) | (fs === Fs.dirty ? SD_BIT : 0);
  }

  /** 1 when the rounding mode in frm is reserved, a write of this clock already in it. */
  get roundingReserved(): boolean {
    let mode = this.frm;
    if (this.write) {
      if (this.writeAddress === Csr.frm) mode = this.writeValue & 7;
      else if (this.writeAddress === Csr.fcsr) mode = (this.writeValue >>> FRM_SHIFT) & 7;
    }
    return mode > 4;
  }

  /** Instructions of the FPU are illegal, as mstatus.FS is off. */
  get refusesFloat(): boolean {
    return this.hasFs && this.fs === Fs.off;
  }

  /** Exceptions and a write of a floating-point register, as the edge takes them from `floatFlags` and `floatWrite`. */
  accrue(flags: number, write: number): void {
    this.fflags |= flags;
    if (this.hasFs && (write | flags) !== 0) this.fs = Fs.dirty;
  }

  /** What a CSR holds after `op` with `operand` on its `old` value. */
  static combine(op: Op, old: number, operand: number): number {
    if (op === Op.csrWrite) return operand;
    return op === Op.csrSet ? old | operand : old & ~operand;
  }

  /** mie with a write of this clock already in it, so that an interrupt is enabled for the next instruction. */
  private mieBypassed(): number {
    return this.write && this.writeAddress === Csr.mie ? this.writeValue & IRQ_MASK : this.mie;
  }

  /** 1 when a line of this clock ends a sleep; mstatus.MIE does not matter. */
  get wake(): boolean {
    return (this.irq & this.mie & IRQ_MASK) !== 0;
  }

  /** Number of the interrupt to take, -1 for none. Fast interrupts first, the highest number wins. */
  pendingInterrupt(): number {
    if (!this.interruptEnable) return -1;
    const pending = this.mip & this.mieBypassed();
    if (pending === 0) return -1;
    if (pending >>> 16 !== 0) return 31 - Math.clz32(pending);
    if (pending & 0x800) return 11;
    return pending & 8 ? 3 : 7;
  }

  /** Where a trap with this mcause continues. */
  trapTarget(cause: number): number {
    const base = this.mtvec & ~3;
    return cause < 0 && this.mtvec & 1 ? (base + ((cause & 31) << 2)) | 0 : base;
  }

  edge(): void {
    const { counters } = this;
    const pending = this.irq & IRQ_MASK;
    if (pending !== this.mip) this.mip = pending;
    counters.written = this.write && isCounter(this.writeAddress) ? counterIndex(this.writeAddress) : -1;
    counters.edge();
    if (this.pulpCounters.counting !== 0) this.pulpCounters.edge();
    if (this.floatFlags | this.floatWrite) this.accrue(this.floatFlags, this.floatWrite);
    if (this.write | this.trap | this.trapReturn) this.edgeControl();
  }

  private edgeControl(): void {
    if (this.write) this.store(this.writeAddress, this.writeValue);
    if (this.trap) {
      this.previousEnable = this.interruptEnable;
      this.interruptEnable = 0;
      this.mepc = this.trapPc;
      this.mcause = this.trapCause;
      this.mtval = this.trapValue;
    } else if (this.trapReturn) {
      this.interruptEnable = this.previousEnable;
      this.previousEnable = 1;
    }
  }

  /** Between two clocks: what an instruction would write. Registers that cannot be written stay as they are. */
  poke(csr: number, value: number): void {
    this.store(csr, value | 0);
  }

  private store(csr: number, value: number): void {
    switch (csr) {
      case Csr.fflags:
      case Csr.frm:
      case Csr.fcsr:
        this.storeFloat(csr, value);
        return;
      case Csr.mstatus:
        this.interruptEnable = value & MIE_BIT ? 1 : 0;
        this.previousEnable = value & MPIE_BIT ? 1 : 0;
        if (this.hasFs) this.fs = (value >>> FS_SHIFT) & 3;
        return;
      case Csr.mie:
        this.mie = value & IRQ_MASK;
        return;
      case Csr.mtvec:
        this.mtvec = value & MTVEC_MASK;
        return;
      case Csr.mcountinhibit:
        this.counters.writeInhibit(value);
        return;
      case Csr.mscratch:
        this.mscratch = value;
        return;
      case Csr.mepc:
        this.mepc = value & ~1;
        return;
      case Csr.mcause:
        this.mcause = value & 0x8000_001f;
        return;
      case Csr.mtval:
        this.mtval = value;
        return;
    }
    if (isPulpCounter(csr)) this.storePulpCounter(csr, value);
    else if (isCounter(csr)) this.counters.write(counterIndex(csr), isUpperHalf(csr), value);
    else if (isEvent(csr)) this.counters.writeSelector(counterIndex(csr), value);
    else if (isLoopCsr(csr)) this.loops.write(loopOf(csr), csr & 3, value);
  }

  private storePulpCounter(csr: number, value: number): void {
    const { pulpCounters } = this;
    if (isPcer(csr)) pulpCounters.writeSelected(value);
    else if (isPcmr(csr)) pulpCounters.writeMode(value);
    else pulpCounters.write(csr & 31, value);
  }

  private storeFloat(csr: number, value: number): void {
    if (csr !== Csr.frm) this.fflags = value & 0x1f;
    if (csr === Csr.frm) this.frm = value & 7;
    else if (csr === Csr.fcsr) this.frm = (value >>> FRM_SHIFT) & 7;
    if (this.hasFs) this.fs = Fs.dirty;
  }

  reset(): void {
    this.mie = this.mtvec = this.mepc = 0;
    this.interruptEnable = this.previousEnable = 0;
    this.mscratch = this.mcause = this.mtval = this.mip = this.frm = this.fflags = 0;
    this.fs = this.hasFs ? Fs.initial : Fs.off;
    this.counters.reset();
    this.pulpCounters.reset();
  }

  scope(name: string): Scope {
    const probes = [
      ...registersOf(this, { interruptEnable: 1, previousEnable: 1, fs: 2, frm: 3, fflags: 5 }),
      ...signedWordsOf(this, ["mie", "mtvec", "mepc", "mscratch", "mcause", "mtval", "mip"]),
    ];
    return { name, probes, children: [this.counters.scope("counters"), this.pulpCounters.scope("pulp_counters")] };
  }
}

/** Loop that a CSR belongs to. */
const loopOf = (csr: number): number => (csr >> 2) & 1;

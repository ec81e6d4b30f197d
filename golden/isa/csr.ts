/** Machine-mode and floating-point CSRs of the instruction-set model (RISC-V privileged manual, "Machine-Level ISA"). */
import { ROUNDING_MODES, type RoundingMode } from "../arithmetic/round.js";
import type { IsaVariant } from "./variant.js";

/** A hardware loop of Xpulp, as its CSRs show it. */
export interface HardwareLoop {
  /** Address of the first instruction. */
  start: number;
  /** Address of the last instruction. */
  end: number;
  /** Iterations left, the current one included. */
  count: number;
}

const STATUS = 0x300;
const FFLAGS = 1;
const FRM = 2;
const FCSR = 3;
const MPP = 0x1800;
/** States of mstatus.FS, where it stands, and the bit that sums it up. */
const OFF = 0;
const INITIAL = 1;
const DIRTY = 3;
const FS_SHIFT = 13;
const SD = 0x80000000;
/** Start, end and count of the hardware loops (RI5CY user manual, "Control and Status Registers"). */
const LOOP_FIELDS = ["start", "end", "count"] as const;
const LOOPS = 0x7c0;
const LAST_LOOP_CSR = 0x7c6;
/** Bits that software can write. */
const MASKS = new Map([
  [STATUS, 0x88],
  [0x304, 0xffff0888],
  [0x305, 0xfffffffd],
  [0x340, 0xffffffff],
  [0x341, 0xfffffffe],
  [0x342, 0x8000001f],
  [0x343, 0xffffffff],
]);

function misa({ atomics, float, pulp }: IsaVariant): number {
  return 0x40001104 | (atomics ? 1 : 0) | (float === "separate" ? 0x20 : 0) | (pulp ? 1 << 23 : 0);
}

export class IsaCsrs {
  hartId = 0;
  /** Instructions retired so far. */
  instret = 0;
  /** Accrued floating-point flags. */
  fflags = 0;
  private frm = 0;
  /** mstatus.FS; it exists with f registers only and stays off else. */
  private fs: number;
  private readonly values = new Map<number, number>([...MASKS.keys()].map((address) => [address, 0]));
  private readonly constants: ReadonlyMap<number, number>;
  private readonly variant: IsaVariant;
  private readonly loops: readonly HardwareLoop[];

  constructor(variant: IsaVariant, loops: readonly HardwareLoop[]) {
    this.variant = variant;
    this.loops = loops;
    this.fs = variant.float === "separate" ? INITIAL : OFF;
    this.constants = new Map([
      [0x301, misa(variant)],
      [0xf11, 0],
      [0xf12, 0],
      [0xf13, 0],
    ]);
  }

  /** The mode in frm; undefined when the value there is reserved. */
  get rounding(): RoundingMode | undefined {
    return ROUNDING_MODES[this.frm];
  }

  /** Floating-point instructions and CSRs are switched off. */
  get floatOff(): boolean {
    return this.variant.float === "separate" && this.fs === OFF;
  }

  /** Floating-point state changes. */
  markDirty(): void {
    if (this.variant.float === "separate") this.fs = DIRTY;
  }

  /** Accrues flags of an operation. */
  raise(flags: number): void {
    this.fflags |= flags;
    if (flags !== 0) this.markDirty();
  }

  private hasFloatCsr(address: number): boolean {
    return address >= FFLAGS && address <= FCSR && this.variant.float !== "none" && !this.floatOff;
  }

  /** The loop and the field of it that a CSR stands for. */
  private loopField(address: number): [HardwareLoop, (typeof LOOP_FIELDS)[number]] | undefined {
    if (!this.variant.pulp || address < LOOPS || address > LAST_LOOP_CSR || address % 4 === 3) return undefined;
    return [this.loops[(address - LOOPS) >> 2], LOOP_FIELDS[address % 4]];
  }

  /** Value of a CSR, undefined when there is none. */
  read(address: number): number | undefined {
    if (address === STATUS) {
      return (MPP | this.values.get(STATUS)! | (this.fs << FS_SHIFT) | (this.fs === DIRTY ? SD : 0)) >>> 0;
    }
    if (address === 0xf14) return this.hartId;
    if (address === 0xb02 || address === 0xc02) return this.instret;
    if (this.hasFloatCsr(address)) {
      return [this.fflags, this.frm, (this.frm << 5) | this.fflags][address - FFLAGS];
    }
    const loop = this.loopField(address);
    if (loop) return loop[0][loop[1]];
    return this.values.get(address) ?? this.constants.get(address);
  }

  /** Writes what can be written of a CSR. */
  write(address: number, value: number): void {
    const mask = MASKS.get(address);
    if (mask !== undefined) this.values.set(address, (value & mask) >>> 0);
    if (address === STATUS && this.variant.float === "separate") this.fs = (value >>> FS_SHIFT) & 3;
    const loop = this.loopField(address);
    if (loop) loop[0][loop[1]] = (loop[1] === "count" ? value : value & ~1) >>> 0;
    if (!this.hasFloatCsr(address)) return;
    this.markDirty();
    if (address === FFLAGS || address === FCSR) this.fflags = value & 31;
    if (address === FRM) this.frm = value & 7;
    if (address === FCSR) this.frm = (value >>> 5) & 7;
  }

  /** Enters a trap at `pc`; returns where the hart continues. */
  enterTrap(cause: number, pc: number, value: number): number {
    this.values.set(STATUS, this.values.get(STATUS)! & 8 ? 0x80 : 0);
    this.values.set(0x341, pc);
    this.values.set(0x342, cause);
    this.values.set(0x343, value >>> 0);
    const vector = this.values.get(0x305)!;
    const offset = cause >= 0x80000000 && vector & 1 ? 4 * (cause % 32) : 0;
    return ((vector & ~3) + offset) >>> 0;
  }

  /** mret; returns where the hart continues. */
  leaveTrap(): number {
    this.values.set(STATUS, this.values.get(STATUS)! & 0x80 ? 0x88 : 0x80);
    return this.values.get(0x341)!;
  }
}

/** Machine-mode and floating-point CSRs of the instruction-set model (RISC-V privileged manual, "Machine-Level ISA"). */
import { ROUNDING_MODES, type RoundingMode } from "./round.js";
import type { IsaVariant } from "./isa-variant.js";

const STATUS = 0x300;
const FFLAGS = 1;
const FRM = 2;
const FCSR = 3;
const MPP = 0x1800;
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
  private readonly values = new Map<number, number>([...MASKS.keys()].map((address) => [address, 0]));
  private readonly constants: ReadonlyMap<number, number>;
  private readonly hasFloat: boolean;

  constructor(variant: IsaVariant) {
    this.hasFloat = variant.float !== "none";
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

  /** Value of a CSR, undefined when there is none. */
  read(address: number): number | undefined {
    if (address === STATUS) return MPP | this.values.get(STATUS)!;
    if (address === 0xf14) return this.hartId;
    if (address === 0xb02 || address === 0xc02) return this.instret;
    if (this.hasFloat && address >= FFLAGS && address <= FCSR) {
      return [this.fflags, this.frm, (this.frm << 5) | this.fflags][address - FFLAGS];
    }
    return this.values.get(address) ?? this.constants.get(address);
  }

  /** Writes what can be written of a CSR. */
  write(address: number, value: number): void {
    const mask = MASKS.get(address);
    if (mask !== undefined) this.values.set(address, (value & mask) >>> 0);
    if (!this.hasFloat) return;
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

import type { HardwareLoop, IsaCsrs } from "./csr.js";
import type { IsaVariant } from "./variant.js";

/** One hart as its instructions see it. Registers are unsigned 32-bit numbers. */
export interface Hart {
  readonly x: Uint32Array;
  /** Floating-point registers: with Zfinx the integer ones. */
  readonly f: Uint32Array;
  pc: number;
  readonly csrs: IsaCsrs;
  /** Address that lr.w reserved, -1 for none. */
  reservation: number;
  readonly loops: readonly HardwareLoop[];
  /** Operand registers of the dot products that load (`pv.ml…`): four of weights, two of activations. */
  readonly weights: Uint32Array;
  readonly activations: Uint32Array;
  readonly variant: IsaVariant;
  /** Writes a floating-point register. */
  setFloat(register: number, value: number): void;
  /** Raises the breakpoint exception. */
  breakpoint(): never;
  /** Raises the exception of an instruction that does not exist. */
  illegal(word: number): never;
  /** Raises the exception of an atomic access that is not aligned. */
  misaligned(address: number, store: boolean): never;
  /** Loads little-endian bytes, sign-extended on demand; raises `cause`, a load fault by default, where nobody answers. */
  load(address: number, bytes: number, signed: boolean, cause?: number): number;
  /** Loads the word that an atomic operation is about to store: an exception is that of a store. */
  loadToModify(address: number): number;
  /** Stores the low bytes of `value`; a reservation of what is written ends. */
  store(address: number, bytes: number, value: number): void;
  /** Continues at `target`, whose bit 0 is dropped. */
  jump(target: number): void;
}

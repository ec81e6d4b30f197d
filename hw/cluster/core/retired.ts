import type { ExStage } from "./ex-stage.js";
import type { FloatUnit } from "./float-unit.js";
import { Unit } from "./instruction.js";
import type { WbStage } from "./wb-stage.js";

/**
 * The instruction that leaves EX in a clock: it will not be undone, except by a bus error of a load or store. To be read
 * between settle and edge; the fields count while `valid` is 1.
 */
export class Retired {
  valid = 0;
  private readonly ex: ExStage;

  constructor(ex: ExStage) {
    this.ex = ex;
  }

  get pc(): number {
    return this.ex.pc;
  }

  /** As fetched, 16 bits wide when compressed. */
  get word(): number {
    return this.ex.instruction.word;
  }

  /**
   * Register that EX writes, 0 for none: the result, or the base of a post-increment access. Loads and the FPU write
   * later, see `Loaded` and `Computed`.
   */
  get rd(): number {
    return this.ex.instruction.aluRd;
  }

  /** Signed value of `rd`. */
  get value(): number {
    return this.ex.result;
  }

  /** Register that the FPU will write, -1 when this is no operation of the FPU. */
  get floatRd(): number {
    const d = this.ex.instruction;
    return d.unit === Unit.float ? d.rd : -1;
  }

  /** Bytes of a load or store, else 0; `store` and `data` tell a store and what it writes. */
  get bytes(): number {
    return this.ex.instruction.bytes;
  }

  get address(): number {
    return this.ex.address;
  }

  get store(): number {
    return this.ex.instruction.unit === Unit.store ? 1 : 0;
  }

  get data(): number {
    return this.ex.c;
  }

  /** The access is this atomic operation (hw/cluster/atomics.ts) with operand `data`; 0 for a plain one. */
  get atomic(): number {
    return this.ex.instruction.atomic;
  }
}

/** The response to the oldest open load or store, while `valid` is 1. */
export class Loaded {
  private readonly wb: WbStage;

  constructor(wb: WbStage) {
    this.wb = wb;
  }

  get valid(): number {
    return this.wb.done;
  }

  /** Register written, 0 for none. */
  get rd(): number {
    return this.wb.load ? this.wb.rd : 0;
  }

  get value(): number {
    return this.wb.value;
  }
}

/** A result of the FPU, while `valid` is 1. Results come in the order of their operations. */
export class Computed {
  private readonly float: FloatUnit;

  constructor(float: FloatUnit) {
    this.float = float;
  }

  get valid(): number {
    return this.float.done;
  }

  get rd(): number {
    return this.float.rd;
  }

  get value(): number {
    return this.float.result;
  }

  /** Exceptions it raised, as in fflags. */
  get flags(): number {
    return this.float.flags;
  }
}

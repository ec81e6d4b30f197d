import type { ExStage } from "./ex-stage.js";
import type { FloatUnit } from "./float-unit.js";
import { Unit } from "./instruction.js";
import type { MacLoad } from "./mac-load.js";
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
   * Register that EX writes, 0 for none: the result, or the base of a post-increment access. Loads, the FPU and
   * mac-loads write later, see `Loaded`, `Computed` and `Summed`.
   */
  get rd(): number {
    return this.ex.instruction.aluRd;
  }

  /** Signed value of `rd`. */
  get value(): number {
    return this.ex.result;
  }

  /** Register that the FPU will write; -1 for other instructions. */
  get floatRd(): number {
    const d = this.ex.instruction;
    return d.unit === Unit.float ? d.rd : -1;
  }

  /** Register that a mac-load without an access will write; -1 for other instructions. */
  get sumRd(): number {
    const d = this.ex.instruction;
    return d.unit === Unit.macLoad && d.bytes === 0 ? d.rd : -1;
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
  private readonly mac: MacLoad;

  constructor(wb: WbStage, mac: MacLoad) {
    this.wb = wb;
    this.mac = mac;
  }

  get valid(): number {
    return this.wb.done;
  }

  /** Register written, 0 for none. A mac-load writes its sum, not the word. */
  get rd(): number {
    if (this.sums) return this.mac.heldRd;
    return this.wb.load ? this.wb.rd : 0;
  }

  get value(): number {
    return this.sums ? this.mac.result : this.wb.value;
  }

  private get sums(): boolean {
    return this.mac.done !== 0 && this.mac.heldLoads !== 0;
  }
}

/** The sum of a mac-load without access, while `valid` is 1. It may come in the clock of a quotient of the FPU. */
export class Summed {
  private readonly mac: MacLoad;

  constructor(mac: MacLoad) {
    this.mac = mac;
  }

  get valid(): number {
    return this.mac.done & (this.mac.heldLoads ^ 1);
  }

  get rd(): number {
    return this.mac.heldRd;
  }

  get value(): number {
    return this.mac.result;
  }
}

/** A result of the FPU, while `valid` is 1. They come in the order of their operations. */
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

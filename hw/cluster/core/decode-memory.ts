import { Atomic } from "../atomics.js";
import { useImmediate } from "./decode-integer.js";
import { funct3, iImmediate, sImmediate } from "./formats.js";
import { Extend, Special, Unit, type Instruction } from "./instruction.js";
import type { CoreParameters } from "./parameters.js";

/** Of Xpulp's register-offset loads: funct7 is the funct3 of the load shifted left by three. */
const REGISTER_OFFSET = 7;
const EVENT_LOAD = 6;

function toLoad(d: Instruction, width: number): boolean {
  if (width === 3 || width > 5) return false;
  d.unit = Unit.load;
  d.loads = true;
  d.bytes = 1 << (width & 3);
  d.extend = width < 4 ? Extend.sign : Extend.zero;
  d.usesRs1 = true;
  return true;
}

/** A load with the offset in rs2. */
function toIndexedLoad(d: Instruction, word: number): boolean {
  d.usesRs2 = true;
  const width = word >>> 28;
  return ((word >>> 25) & 7) === 0 && toLoad(d, width);
}

export function load(d: Instruction, word: number, parameters: CoreParameters): boolean {
  const width = funct3(word);
  if (width < EVENT_LOAD) {
    useImmediate(d, iImmediate(word));
    return toLoad(d, width);
  }
  if (!parameters.pulp) return false;
  if (width === REGISTER_OFFSET) return toIndexedLoad(d, word);
  useImmediate(d, iImmediate(word));
  d.special = Special.eventLoad;
  return toLoad(d, 2);
}

/** Xpulp's loads that add the offset to the base afterwards. */
export function postIncrementLoad(d: Instruction, word: number, parameters: CoreParameters): boolean {
  if (!parameters.pulp) return false;
  d.postIncrement = true;
  const width = funct3(word);
  if (width === REGISTER_OFFSET) return toIndexedLoad(d, word);
  useImmediate(d, iImmediate(word));
  return toLoad(d, width);
}

/** The data register moves to operand c, which leaves operand b to the offset. */
function toStore(d: Instruction, width: number): boolean {
  if (width > 2) return false;
  d.unit = Unit.store;
  d.stores = true;
  d.bytes = 1 << width;
  d.rs3 = d.rs2;
  d.usesRs1 = d.usesRs3 = true;
  return true;
}

/** Stores with the offset in the immediate, or with funct3 4 to 6 in the register that the field of rd names. */
function toAnyStore(d: Instruction, word: number, indexed: boolean): boolean {
  const width = funct3(word);
  if (!indexed || width < 4) {
    useImmediate(d, sImmediate(word));
    return toStore(d, width);
  }
  if (word >>> 25 !== 0 || !toStore(d, width & 3)) return false;
  d.rs2 = d.rd;
  d.usesRs2 = true;
  return true;
}

export function store(d: Instruction, word: number, parameters: CoreParameters): boolean {
  return toAnyStore(d, word, parameters.pulp);
}

/** Xpulp's stores that add the offset to the base afterwards. */
export function postIncrementStore(d: Instruction, word: number, parameters: CoreParameters): boolean {
  d.postIncrement = true;
  return parameters.pulp && toAnyStore(d, word, true);
}

/**
 * True for a width of floating-point accesses that the core has: words, half words, with smallFloat also bytes. RI5CY has them
 * with smallFloat on integer registers too.
 */
function floatWidth(width: number, { float, half, vector }: CoreParameters): boolean {
  if (float !== "separate" && !vector) return false;
  return width === 2 || (width === 1 && half) || (width === 0 && vector);
}

/** Loads of floating-point numbers; a narrow one is boxed by ones. */
export function floatLoad(d: Instruction, word: number, parameters: CoreParameters): boolean {
  const width = funct3(word);
  if (!floatWidth(width, parameters)) return false;
  useImmediate(d, iImmediate(word));
  d.usesFs = parameters.float === "separate";
  if (d.usesFs) d.rd += 32;
  toLoad(d, width);
  d.extend = Extend.ones;
  return true;
}

export function floatStore(d: Instruction, word: number, parameters: CoreParameters): boolean {
  const width = funct3(word);
  if (!floatWidth(width, parameters)) return false;
  useImmediate(d, sImmediate(word));
  d.usesFs = parameters.float === "separate";
  if (d.usesFs) d.rs2 += 32;
  return toStore(d, width);
}

/** funct5 of the instructions of A (unprivileged manual, chapter "A"). */
const ATOMICS: ReadonlyMap<number, Atomic> = new Map([
  [0x02, Atomic.loadReserved],
  [0x03, Atomic.storeConditional],
  [0x01, Atomic.swap],
  [0x00, Atomic.add],
  [0x04, Atomic.xor],
  [0x0c, Atomic.and],
  [0x08, Atomic.or],
  [0x10, Atomic.min],
  [0x14, Atomic.max],
  [0x18, Atomic.minu],
  [0x1c, Atomic.maxu],
]);

/** lr, sc and the read-modify-writes. Accesses of a core stay in order, so that aq and rl ask for nothing. */
export function atomic(d: Instruction, word: number, parameters: CoreParameters): boolean {
  const operation = ATOMICS.get(word >>> 27);
  if (!parameters.atomics || operation === undefined || funct3(word) !== 2) return false;
  if (operation === Atomic.loadReserved && d.rs2 !== 0) return false;
  d.unit = Unit.atomic;
  d.loads = true;
  d.stores = operation !== Atomic.loadReserved;
  d.bytes = 4;
  d.atomic = operation;
  useImmediate(d, 0);
  d.rs3 = d.rs2;
  d.usesRs1 = d.usesRs3 = true;
  return true;
}

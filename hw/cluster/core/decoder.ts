import { expandCompressed } from "./compressed.js";
import { decodeFloat } from "./decode-float.js";
import { branch, immediate, jalr, jump, register, upper } from "./decode-integer.js";
import { atomic, floatLoad, floatStore, load, postIncrementLoad, postIncrementStore, store } from "./decode-memory.js";
import { decodePulp } from "./decode-pulp.js";
import { fence, loop, system } from "./decode-system.js";
import { DYNAMIC_ROUNDING } from "../../fpu/float-operation.js";
import { jImmediate } from "./formats.js";
import { Instruction, Jump, Special, Unit } from "./instruction.js";
import { decodeMacLoad } from "./mac-load.js";
import type { CoreParameters } from "./parameters.js";
import { useOf } from "./use.js";

/** Fills `d` from a 32-bit word of one major opcode; false when the word is no instruction of this core. */
type MajorDecoder = (d: Instruction, word: number, parameters: CoreParameters) => boolean;

const pulp: MajorDecoder = (d, word, parameters) => parameters.pulp && decodePulp(d, word);

/** Operations on registers; each extension fills other values of funct7. */
const operation: MajorDecoder = (d, word, parameters) =>
  register(d, word) || pulp(d, word, parameters) || (parameters.vector && decodeFloat(d, word, parameters));

const DECODERS: Readonly<Record<number, MajorDecoder>> = {
  0x03: load,
  0x07: floatLoad,
  0x0b: postIncrementLoad,
  0x0f: fence,
  0x13: immediate,
  0x17: upper,
  0x23: store,
  0x27: floatStore,
  0x2b: postIncrementStore,
  0x2f: atomic,
  0x33: operation,
  0x37: upper,
  0x43: decodeFloat,
  0x47: decodeFloat,
  0x4b: decodeFloat,
  0x4f: decodeFloat,
  0x53: decodeFloat,
  0x57: pulp,
  0x5b: pulp,
  0x63: branch,
  0x67: jalr,
  0x6f: (d, word) => jump(d, Jump.jal, jImmediate(word)),
  0x73: system,
  0x77: (d, word, parameters) => parameters.pulp && decodeMacLoad(d, word),
  0x7b: loop,
};

/** One function a major opcode, index = bits 6:2 of the word. */
const MAJOR: readonly (MajorDecoder | undefined)[] = Array.from(
  { length: 32 },
  (_unused, major) => DECODERS[(major << 2) | 3],
);

/**
 * Decodes a fetched word for a core; of a compressed instruction only the low 16 bits count. What the core does not have
 * becomes `Special.illegal`.
 */
export function decode(fetched: number, parameters: CoreParameters): Instruction {
  const compressed = (fetched & 3) !== 3;
  const word = compressed ? expandCompressed(fetched & 0xffff) : fetched;
  const d = new Instruction();
  d.rd = (word >>> 7) & 0x1f;
  d.rs1 = (word >>> 15) & 0x1f;
  d.rs2 = (word >>> 20) & 0x1f;
  const decoder = (word & 3) === 3 ? MAJOR[(word >>> 2) & 0x1f] : undefined;
  if (!decoder?.(d, word, parameters)) return trap(fetched, Special.illegal);
  finish(d, fetched, compressed, parameters);
  return d;
}

function finish(d: Instruction, fetched: number, compressed: boolean, parameters: CoreParameters): void {
  d.word = compressed ? fetched & 0xffff : fetched;
  d.size = compressed ? 2 : 4;
  d.use = useOf(d);
  if (d.unit === Unit.float) finishFloat(d, parameters);
  else if (d.jump !== Jump.none) d.immB = d.size;
  else if (d.unit === Unit.pulp || d.unit === Unit.macLoad) d.immB = d.imm;
  if (d.postIncrement) d.aluRd = d.rs1;
  else if (d.writesAlu) d.aluRd = d.rd;
  d.ordinary = d.special === Special.none && d.jump === Jump.none;
  const mayBeRefused = d.usesFs || d.roundsDynamically || parameters.loopControl === "decode";
  if (mayBeRefused) d.refused = trap(fetched, Special.illegal);
}

function finishFloat(d: Instruction, parameters: CoreParameters): void {
  d.usesFs = parameters.float === "separate";
  d.roundsDynamically = d.float?.rounding === DYNAMIC_ROUNDING;
}

function trap(fetched: number, special: Special): Instruction {
  const d = new Instruction();
  const compressed = (fetched & 3) !== 3;
  d.word = compressed ? fetched & 0xffff : fetched;
  d.size = compressed ? 2 : 4;
  d.special = special;
  d.ordinary = false;
  d.traps = true;
  d.use = useOf(d);
  // A CSR access keeps EX busy even if it is refused, and EX is done with it a clock sooner than with nothing.
  if ((fetched & 0x7f) === 0x73 && (fetched & 0x7000) !== 0) d.unit = Unit.alu;
  return d;
}

/** Stands in the pipeline in place of a word whose fetch ended in a bus error. */
export const FETCH_FAULT = trap(0, Special.fetchFault);
/** The same for an instruction whose first half was fetched: the fault lies `imm` bytes behind its start. */
export const FETCH_FAULT_BEHIND = trap(0, Special.fetchFault);
FETCH_FAULT_BEHIND.imm = 2;

/** Nothing: what a stage holds after it has handed over without taking the next instruction. */
export const BUBBLE = new Instruction();

const ENTRIES = 4096;
/** By what decoding depends on: cores that are built alike share what they have decoded. */
const CACHES = new Map<string, DecodeCache>();
const MOST_CACHES = 16;

/** Decoded instructions by address. A slot is valid for the word it was decoded from, so changed code is decoded again. */
export class DecodeCache {
  /** The one of all cores with these parameters. */
  static of(parameters: CoreParameters): DecodeCache {
    const key = JSON.stringify(parameters);
    let cache = CACHES.get(key);
    if (cache === undefined) {
      if (CACHES.size === MOST_CACHES) CACHES.clear();
      cache = new DecodeCache(parameters);
      CACHES.set(key, cache);
    }
    return cache;
  }

  private readonly words = new Int32Array(ENTRIES);
  private readonly instructions: Instruction[];
  private readonly parameters: CoreParameters;

  private constructor(parameters: CoreParameters) {
    this.parameters = parameters;
    this.instructions = new Array<Instruction>(ENTRIES).fill(decode(0, parameters));
  }

  /** The decoded form of `fetched` at `pc`. */
  lookup(pc: number, fetched: number): Instruction {
    const word = (fetched & 3) === 3 ? fetched | 0 : fetched & 0xffff;
    const slot = (pc >>> 1) & (ENTRIES - 1);
    if (this.words[slot] === word) return this.instructions[slot];
    const instruction = decode(word, this.parameters);
    this.words[slot] = word;
    this.instructions[slot] = instruction;
    return instruction;
  }
}

import { expandCompressed } from "./compressed.js";
import { isCsr, isReadOnly, isStatusCsr } from "./csr-map.js";
import { bImmediate, iImmediate, jImmediate, sImmediate, uImmediate } from "./formats.js";
import { Instruction, Jump, Op, Special, Unit } from "./instruction.js";

const ALU_OPS: readonly Op[] = [Op.add, Op.sll, Op.slt, Op.sltu, Op.xor, Op.srl, Op.or, Op.and];
const MULDIV_OPS: readonly Op[] = [Op.mul, Op.mulh, Op.mulhsu, Op.mulhu, Op.div, Op.divu, Op.rem, Op.remu];
const BRANCH_OPS: readonly (Op | -1)[] = [Op.eq, Op.ne, -1, -1, Op.lt, Op.ge, Op.ltu, Op.geu];
const CSR_OPS: readonly Op[] = [Op.csrRead, Op.csrWrite, Op.csrSet, Op.csrClear];
const SYSTEM_WORDS: ReadonlyMap<number, Special> = new Map([
  [0x0000_0073, Special.ecall],
  [0x0010_0073, Special.ebreak],
  [0x3020_0073, Special.mret],
  [0x1050_0073, Special.wfi],
]);

/** Fills `d` from a 32-bit word of one major opcode; false when the word is no instruction of this core. */
type MajorDecoder = (d: Instruction, word: number) => boolean;

const funct3 = (word: number) => (word >>> 12) & 7;

function toAlu(d: Instruction, op: Op): void {
  d.unit = Unit.alu;
  d.op = op;
  d.writesAlu = true;
}

function useImmediate(d: Instruction, imm: number): void {
  d.bIsImm = true;
  d.imm = imm;
}

function upper(d: Instruction, word: number): boolean {
  toAlu(d, Op.add);
  useImmediate(d, uImmediate(word));
  d.aIsPc = (word & 0x7f) === 0x17;
  d.rs1 = 0;
  return true;
}

function jump(d: Instruction, kind: Jump, imm: number): boolean {
  toAlu(d, Op.add);
  d.aIsPc = true;
  d.jump = kind;
  useImmediate(d, imm);
  return true;
}

function jalr(d: Instruction, word: number): boolean {
  if (funct3(word) !== 0) return false;
  d.usesRs1 = true;
  return jump(d, Jump.jalr, iImmediate(word));
}

function branch(d: Instruction, word: number): boolean {
  const op = BRANCH_OPS[funct3(word)];
  if (op === -1) return false;
  d.unit = Unit.branch;
  d.op = op;
  d.imm = bImmediate(word);
  d.usesRs1 = d.usesRs2 = true;
  return true;
}

function load(d: Instruction, word: number): boolean {
  const width = funct3(word);
  if (width === 3 || width > 5) return false;
  d.unit = Unit.load;
  d.bytes = 1 << (width & 3);
  d.signed = width < 4;
  useImmediate(d, iImmediate(word));
  d.usesRs1 = true;
  return true;
}

function store(d: Instruction, word: number): boolean {
  const width = funct3(word);
  if (width > 2) return false;
  d.unit = Unit.store;
  d.bytes = 1 << width;
  useImmediate(d, sImmediate(word));
  d.usesRs1 = d.usesRs2 = true;
  return true;
}

function immediate(d: Instruction, word: number): boolean {
  const f3 = funct3(word);
  const f7 = word >>> 25;
  const shift = f3 === 1 || f3 === 5;
  if (shift && f7 !== 0 && !(f3 === 5 && f7 === 0x20)) return false;
  toAlu(d, f3 === 5 && f7 === 0x20 ? Op.sra : ALU_OPS[f3]);
  useImmediate(d, shift ? (word >>> 20) & 0x1f : iImmediate(word));
  d.usesRs1 = true;
  return true;
}

function register(d: Instruction, word: number): boolean {
  const f3 = funct3(word);
  d.usesRs1 = d.usesRs2 = true;
  switch (word >>> 25) {
    case 0:
      toAlu(d, ALU_OPS[f3]);
      return true;
    case 1:
      toAlu(d, MULDIV_OPS[f3]);
      if (f3 > 0) d.unit = f3 > 3 ? Unit.divider : Unit.mulh;
      return true;
    case 0x20:
      if (f3 !== 0 && f3 !== 5) return false;
      toAlu(d, f3 === 0 ? Op.sub : Op.sra);
      return true;
    default:
      return false;
  }
}

function fence(d: Instruction, word: number): boolean {
  if (funct3(word) > 1) return false;
  d.unit = Unit.alu;
  d.special = Special.fence;
  return true;
}

function system(d: Instruction, word: number): boolean {
  const f3 = funct3(word);
  if (f3 === 0) {
    const special = SYSTEM_WORDS.get(word >>> 0);
    if (special === undefined) return false;
    d.unit = Unit.alu;
    d.special = special;
    d.traps = special === Special.ecall || special === Special.ebreak;
    return true;
  }
  if (f3 === 4) return false;
  const source = (word >>> 15) & 0x1f;
  const csr = word >>> 20;
  const op = f3 & 2 && source === 0 ? Op.csrRead : CSR_OPS[f3 & 3];
  if (!isCsr(csr) || (isReadOnly(csr) && op !== Op.csrRead)) return false;
  d.unit = Unit.csr;
  d.op = op;
  d.csr = csr;
  d.writesAlu = true;
  if (isStatusCsr(csr)) d.special = Special.csrStatus;
  useImmediate(d, source);
  d.usesRs1 = f3 < 4;
  return true;
}

/** One function a major opcode (bits 6:2 of the word). Extensions of the core add theirs here. */
const MAJOR: readonly (MajorDecoder | undefined)[] = Array.from({ length: 32 }, (_unused, major) => {
  switch ((major << 2) | 3) {
    case 0x03:
      return load;
    case 0x0f:
      return fence;
    case 0x13:
      return immediate;
    case 0x17:
    case 0x37:
      return upper;
    case 0x23:
      return store;
    case 0x33:
      return register;
    case 0x63:
      return branch;
    case 0x67:
      return jalr;
    case 0x6f:
      return (d: Instruction, word: number) => jump(d, Jump.jal, jImmediate(word));
    case 0x73:
      return system;
  }
  return undefined;
});

/** Decodes a fetched word; of a compressed instruction only the low 16 bits count. Reserved words become `Special.illegal`. */
export function decode(fetched: number): Instruction {
  const compressed = (fetched & 3) !== 3;
  const word = compressed ? expandCompressed(fetched & 0xffff) : fetched;
  const d = new Instruction();
  d.rd = (word >>> 7) & 0x1f;
  d.rs1 = (word >>> 15) & 0x1f;
  d.rs2 = (word >>> 20) & 0x1f;
  const decoder = (word & 3) === 3 ? MAJOR[(word >>> 2) & 0x1f] : undefined;
  if (!decoder?.(d, word)) return trap(fetched, Special.illegal);
  d.word = compressed ? fetched & 0xffff : fetched;
  d.size = compressed ? 2 : 4;
  d.immB = d.jump === Jump.none ? d.imm : d.size;
  return d;
}

function trap(fetched: number, special: Special): Instruction {
  const d = new Instruction();
  const compressed = (fetched & 3) !== 3;
  d.word = compressed ? fetched & 0xffff : fetched;
  d.size = compressed ? 2 : 4;
  d.special = special;
  d.traps = true;
  return d;
}

/** Stands in the pipeline in place of a word whose fetch ended in a bus error. */
export const FETCH_FAULT = trap(0, Special.fetchFault);

/** Nothing: what a stage holds after it has handed over without taking the next instruction. */
export const BUBBLE = new Instruction();

const ENTRIES = 4096;

/** Decoded instructions by address. A slot is valid for the word it was decoded from, so changed code is decoded again. */
export class DecodeCache {
  private readonly words = new Int32Array(ENTRIES);
  private readonly instructions: Instruction[] = new Array<Instruction>(ENTRIES).fill(decode(0));

  /** The decoded form of `fetched` at `pc`. */
  lookup(pc: number, fetched: number): Instruction {
    const word = (fetched & 3) === 3 ? fetched | 0 : fetched & 0xffff;
    const slot = (pc >>> 1) & (ENTRIES - 1);
    if (this.words[slot] === word) return this.instructions[slot];
    const instruction = decode(word);
    this.words[slot] = word;
    this.instructions[slot] = instruction;
    return instruction;
  }
}

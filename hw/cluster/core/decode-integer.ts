import { bImmediate, funct3, iImmediate, uImmediate } from "./formats.js";
import { Jump, Op, Unit, type Instruction } from "./instruction.js";
import type { CoreParameters } from "./parameters.js";

const ALU_OPS: readonly Op[] = [Op.add, Op.sll, Op.slt, Op.sltu, Op.xor, Op.srl, Op.or, Op.and];
const MULDIV_OPS: readonly Op[] = [Op.mul, Op.mulh, Op.mulhsu, Op.mulhu, Op.div, Op.divu, Op.rem, Op.remu];
/** 2 and 3 are p.beqimm and p.bneimm. */
const BRANCH_OPS: readonly Op[] = [Op.eq, Op.ne, Op.eq, Op.ne, Op.lt, Op.ge, Op.ltu, Op.geu];

function toAlu(d: Instruction, op: Op): void {
  d.unit = Unit.alu;
  d.op = op;
  d.writesAlu = true;
}

export function useImmediate(d: Instruction, imm: number): void {
  d.bIsImm = true;
  d.imm = d.immB = imm;
}

/** lui and auipc. */
export function upper(d: Instruction, word: number): boolean {
  toAlu(d, Op.add);
  useImmediate(d, uImmediate(word));
  d.aIsPc = (word & 0x7f) === 0x17;
  d.rs1 = 0;
  return true;
}

/** jal and jalr: the ALU makes the link address, so operand b is the size of the instruction, set by `decode`. */
export function jump(d: Instruction, kind: Jump, imm: number): boolean {
  toAlu(d, Op.add);
  d.aIsPc = true;
  d.jump = kind;
  useImmediate(d, imm);
  return true;
}

export function jalr(d: Instruction, word: number): boolean {
  if (funct3(word) !== 0) return false;
  d.usesRs1 = true;
  return jump(d, Jump.jalr, iImmediate(word));
}

export function branch(d: Instruction, word: number, parameters: CoreParameters): boolean {
  const f3 = funct3(word);
  d.unit = Unit.branch;
  d.op = BRANCH_OPS[f3];
  d.usesRs1 = true;
  if (f3 === 2 || f3 === 3) {
    if (!parameters.pulp) return false;
    useImmediate(d, (word << 7) >> 27);
  } else d.usesRs2 = true;
  d.imm = bImmediate(word);
  return true;
}

export function immediate(d: Instruction, word: number): boolean {
  const f3 = funct3(word);
  const f7 = word >>> 25;
  const shift = f3 === 1 || f3 === 5;
  if (shift && f7 !== 0 && !(f3 === 5 && f7 === 0x20)) return false;
  toAlu(d, f3 === 5 && f7 === 0x20 ? Op.sra : ALU_OPS[f3]);
  useImmediate(d, shift ? (word >>> 20) & 0x1f : iImmediate(word));
  d.usesRs1 = true;
  return true;
}

/** Instructions of RV32IM on two registers; other words leave `d` as it was. */
export function register(d: Instruction, word: number): boolean {
  const f3 = funct3(word);
  switch (word >>> 25) {
    case 0:
      toAlu(d, ALU_OPS[f3]);
      break;
    case 1:
      toAlu(d, MULDIV_OPS[f3]);
      if (f3 > 0) d.unit = f3 > 3 ? Unit.divider : Unit.mulh;
      break;
    case 0x20:
      if (f3 !== 0 && f3 !== 5) return false;
      toAlu(d, f3 === 0 ? Op.sub : Op.sra);
      break;
    default:
      return false;
  }
  d.usesRs1 = d.usesRs2 = true;
  return true;
}

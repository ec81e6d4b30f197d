import { isCsr, isFloatCsr, isLoopCsr, isReadOnly, isStatusCsr } from "./csr-map.js";
import { useImmediate } from "./decode-integer.js";
import { funct3 } from "./formats.js";
import { LoopWrite, Op, Special, Unit, type Instruction } from "./instruction.js";
import type { CoreParameters } from "./parameters.js";

const CSR_OPS: readonly Op[] = [Op.csrRead, Op.csrWrite, Op.csrSet, Op.csrClear];
const SYSTEM_WORDS: ReadonlyMap<number, Special> = new Map([
  [0x0000_0073, Special.ecall],
  [0x0010_0073, Special.ebreak],
  [0x3020_0073, Special.mret],
  [0x1050_0073, Special.wfi],
]);

export function fence(d: Instruction, word: number): boolean {
  if (funct3(word) > 1) return false;
  d.unit = Unit.alu;
  d.special = Special.fence;
  return true;
}

export function system(d: Instruction, word: number, parameters: CoreParameters): boolean {
  const f3 = funct3(word);
  if (f3 === 4) return false;
  if (f3 !== 0) return csrAccess(d, word, parameters);
  const special = SYSTEM_WORDS.get(word >>> 0);
  if (special === undefined) return false;
  d.unit = Unit.alu;
  d.special = special;
  d.traps = special === Special.ecall || special === Special.ebreak;
  return true;
}

function csrAccess(d: Instruction, word: number, parameters: CoreParameters): boolean {
  const f3 = funct3(word);
  const source = (word >>> 15) & 0x1f;
  const csr = word >>> 20;
  const op = f3 & 2 && source === 0 ? Op.csrRead : CSR_OPS[f3 & 3];
  if (!isCsr(csr, parameters) || (isReadOnly(csr) && op !== Op.csrRead)) return false;
  d.unit = Unit.csr;
  d.op = op;
  d.csr = csr;
  d.writesAlu = true;
  d.usesFs = isFloatCsr(csr) && parameters.float === "separate";
  if (isStatusCsr(csr)) d.special = Special.csrStatus;
  // Fetch may have followed the old loop already.
  else if (isLoopCsr(csr) && op !== Op.csrRead) d.special = Special.fence;
  useImmediate(d, source);
  d.usesRs1 = f3 < 4;
  return true;
}

/** Bits that must be 0 and what is written, by funct3: starti, endi, count, counti, setup, setupi. */
const LOOPS: readonly (readonly [zeros: number, writes: number])[] = [
  [0x000f_8f00, LoopWrite.start],
  [0x000f_8f00, LoopWrite.end],
  [0xfff0_0f00, LoopWrite.count],
  [0x000f_8f00, LoopWrite.count],
  [0x0000_0f00, LoopWrite.start | LoopWrite.startsNext | LoopWrite.end | LoopWrite.count],
  [0x0000_0f00, LoopWrite.start | LoopWrite.startsNext | LoopWrite.end | LoopWrite.count],
];
const COUNT = 2;
const SETUP = 4;
const SETUP_IMMEDIATE = 5;

/** lp.*: the loop registers are written when the instruction leaves ID. */
export function loop(d: Instruction, word: number, parameters: CoreParameters): boolean {
  const f3 = funct3(word);
  if (!parameters.pulp || f3 >= LOOPS.length) return false;
  const [zeros, writes] = LOOPS[f3];
  if ((word & zeros) !== 0) return false;
  d.unit = Unit.alu;
  d.loop = writes | (word & 0x80 ? LoopWrite.second : 0);
  useImmediate(d, word >>> 20);
  d.imm = (f3 === SETUP_IMMEDIATE ? d.rs1 : word >>> 20) << 1;
  d.usesRs1 = f3 === COUNT || f3 === SETUP;
  return true;
}

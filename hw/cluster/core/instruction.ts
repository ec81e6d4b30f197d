import { Atomic } from "../atomics.js";
import type { FloatOperation } from "../../fpu/float-operation.js";

/** The unit of the EX stage that executes an instruction; `none` for what only traps. */
export const Unit = {
  alu: 0,
  mulh: 1,
  divider: 2,
  load: 3,
  store: 4,
  branch: 5,
  csr: 6,
  none: 7,
  /** Single-clock operations of Xpulp on up to three operands. */
  pulp: 8,
  float: 9,
  atomic: 10,
  /** Dot products on special registers that a load may refill. */
  macLoad: 11,
} as const;
export type Unit = (typeof Unit)[keyof typeof Unit];

/** Operation inside its unit. ALU and branch comparisons share one numbering, as they share the adder and comparator. */
export const Op = {
  add: 0,
  sub: 1,
  sll: 2,
  slt: 3,
  sltu: 4,
  xor: 5,
  srl: 6,
  sra: 7,
  or: 8,
  and: 9,
  mul: 10,
  eq: 11,
  ne: 12,
  lt: 13,
  ge: 14,
  ltu: 15,
  geu: 16,
  mulh: 17,
  mulhsu: 18,
  mulhu: 19,
  div: 20,
  divu: 21,
  rem: 22,
  remu: 23,
  csrWrite: 24,
  csrSet: 25,
  csrClear: 26,
  csrRead: 27,
} as const;
export type Op = (typeof Op)[keyof typeof Op];

/** What the controller does with an instruction that empties the pipeline; 0 for all others. */
export const Special = {
  none: 0,
  illegal: 1,
  fetchFault: 2,
  ecall: 3,
  ebreak: 4,
  mret: 5,
  wfi: 6,
  /** fence and fence.i: fetch again behind them. */
  fence: 7,
  /** A CSR whose value steers fetch or traps: the next instruction waits for it. */
  csrStatus: 8,
  /** p.elw: nothing follows before the event unit has granted it. */
  eventLoad: 9,
} as const;
export type Special = (typeof Special)[keyof typeof Special];

/** What a hardware-loop instruction writes, as bits of `Instruction.loop`. */
export const LoopWrite = {
  start: 1,
  end: 2,
  count: 4,
  /** The start is the next instruction. */
  startsNext: 8,
  /** The other one of the two loops. */
  second: 16,
} as const;

/** How a load fills the bits above it. */
export const Extend = { zero: 0, sign: 1, ones: 2 } as const;
export type Extend = (typeof Extend)[keyof typeof Extend];

export const Jump = { none: 0, jal: 1, jalr: 2 } as const;
export type Jump = (typeof Jump)[keyof typeof Jump];

/** One decoded instruction. Objects are shared by all executions of the same word and never change after decoding. */
export class Instruction {
  /** As fetched: 16 bits wide when `size` is 2. */
  word = 0;
  /** Bytes in memory. */
  size = 4;
  unit: Unit = Unit.none;
  op: Op = Op.add;
  /** Registers 0 to 31 are x0 to x31, 32 to 63 are f0 to f31. rs2 feeds operand b and rs3 operand c, the data of a store. */
  rd = 0;
  rs1 = 0;
  rs2 = 0;
  rs3 = 0;
  /** Offset, upper immediate or shift amount; the 5-bit immediate of a CSR instruction. */
  imm = 0;
  /** What operand b is with `bIsImm`: `imm`, for a jump the distance to the link address, for p.beqimm the comparand. */
  immB = 0;
  usesRs1 = false;
  usesRs2 = false;
  usesRs3 = false;
  /** Operand a is the pc. */
  aIsPc = false;
  /** Operand b is `immB`. */
  bIsImm = false;
  /** The result of EX is written to `rd`. */
  writesAlu = false;
  /** Register that the result of EX is written to, 0 for none: `rd`, or the base of a post-increment access. */
  aluRd = 0;
  jump: Jump = Jump.none;
  /** It never retires: it raises an exception. */
  traps = false;
  special: Special = Special.none;
  /** Neither special nor a jump: the controller lets it pass. */
  ordinary = true;
  /** Bytes of a load, store or atomic access, else 0. */
  bytes = 0;
  /** The response is written to `rd`: a load, or an atomic access. */
  loads = false;
  /** It writes to the memory. */
  stores = false;
  extend: Extend = Extend.zero;
  /** The address is the base alone, to which operand b is then added. */
  postIncrement = false;
  /** Operation of `Unit.atomic`, an `Atomic`. */
  atomic: Atomic = Atomic.none;
  csr = 0;
  /** `LoopWrite` bits; `imm` is the offset to start or end, `immB` the count unless rs1 holds it. */
  loop = 0;
  /** It needs mstatus.FS to be on. */
  usesFs = false;
  /** Its rounding mode is the one in frm. */
  roundsDynamically = false;
  /** The same word as an illegal instruction, for instructions that mstatus.FS, frm or their place can make one. */
  refused: Instruction | null = null;
  /** Operation of `Unit.pulp`, a `PulpOp`. */
  pulpOp = 0;
  /** Operation of `Unit.float`. */
  float: FloatOperation | null = null;
  /** What a clock that issues it counts as, see `useOf`. */
  use = 0;
}

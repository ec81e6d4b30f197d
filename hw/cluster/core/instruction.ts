import type { FloatOperation } from "./float-operation.js";

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
} as const;
export type Special = (typeof Special)[keyof typeof Special];

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
  /** Registers 0 to 31 are x0 to x31, 32 to 63 are f0 to f31. */
  rd = 0;
  rs1 = 0;
  rs2 = 0;
  rs3 = 0;
  /** Offset, upper immediate or shift amount; the 5-bit immediate of a CSR instruction. */
  imm = 0;
  /** What operand b is with `bIsImm`: `imm`, or for a jump the distance to the link address. */
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
  jump: Jump = Jump.none;
  /** It never retires: it raises an exception. */
  traps = false;
  special: Special = Special.none;
  /** Bytes of a load or store. */
  bytes = 0;
  signed = false;
  csr = 0;
  /** Operation of `Unit.pulp`, a `PulpOp`. */
  pulpOp = 0;
  /** Operation of `Unit.float`. */
  float: FloatOperation | null = null;
}

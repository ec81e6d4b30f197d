import type { CoreParameters } from "./parameters.js";

/**
 * Addresses of the CSRs (RISC-V privileged manual, "CSR Listing"); those of hardware loops are RI5CY's (its user manual,
 * "Control and Status Registers"), and so are PULP's counters: pccr, pcer and pcmr, the latter two at addresses for machine and user
 * mode (`riscv_defines.sv`, revision 85be66b).
 */
export const Csr = {
  fflags: 0x001,
  frm: 0x002,
  fcsr: 0x003,
  mstatus: 0x300,
  misa: 0x301,
  mie: 0x304,
  mtvec: 0x305,
  mcountinhibit: 0x320,
  mhpmevent3: 0x323,
  mhpmevent31: 0x33f,
  mscratch: 0x340,
  mepc: 0x341,
  mcause: 0x342,
  mtval: 0x343,
  mip: 0x344,
  tselect: 0x7a0,
  tdata1: 0x7a1,
  tdata2: 0x7a2,
  tdata3: 0x7a3,
  pccr0: 0x780,
  pccr31: 0x79f,
  lpstart0: 0x7c0,
  lpend0: 0x7c1,
  lpcount0: 0x7c2,
  lpstart1: 0x7c4,
  lpend1: 0x7c5,
  lpcount1: 0x7c6,
  pcerMachine: 0x7e0,
  pcmrMachine: 0x7e1,
  mcycle: 0xb00,
  minstret: 0xb02,
  mcycleh: 0xb80,
  minstreth: 0xb82,
  cycle: 0xc00,
  time: 0xc01,
  instret: 0xc02,
  pcer: 0xcc0,
  pcmr: 0xcc1,
  cycleh: 0xc80,
  timeh: 0xc81,
  instreth: 0xc82,
  mvendorid: 0xf11,
  marchid: 0xf12,
  mimpid: 0xf13,
  mhartid: 0xf14,
} as const;

const SINGLE: ReadonlySet<number> = new Set(Object.values(Csr));

/** Index of a counter or of its event selector: 0 mcycle, 2 minstret, from 3 on mhpmcounter. */
export const counterIndex = (csr: number): number => csr & 0x1f;

/** True for the upper half of a counter. */
export const isUpperHalf = (csr: number): boolean => (csr & 0x80) !== 0;

/** mcycle, minstret, mhpmcounter3..31, their upper halves and their read-only mirrors. */
export function isCounter(csr: number): boolean {
  const bank = csr & 0xf60;
  return (bank === 0xb00 || bank === 0xc00) && (csr & 0x1f) !== 1;
}

export const isEvent = (csr: number) => csr >= Csr.mhpmevent3 && csr <= Csr.mhpmevent31;

export const isFloatCsr = (csr: number): boolean => csr >= Csr.fflags && csr <= Csr.fcsr;
/** pcer, pcmr and the counters pccr0 to pccr31. */
export const isPulpCounter = (csr: number): boolean =>
  (csr >= Csr.pccr0 && csr <= Csr.pccr31) || isPcer(csr) || isPcmr(csr);
export const isPcer = (csr: number): boolean => csr === Csr.pcer || csr === Csr.pcerMachine;
export const isPcmr = (csr: number): boolean => csr === Csr.pcmr || csr === Csr.pcmrMachine;
export const isTime = (csr: number): boolean => csr === Csr.time || csr === Csr.timeh;
export const isLoopCsr = (csr: number): boolean => csr >= Csr.lpstart0 && csr <= Csr.lpcount1;

export function isCsr(csr: number, parameters: CoreParameters): boolean {
  if (isFloatCsr(csr)) return parameters.float !== "none";
  if (isLoopCsr(csr)) return parameters.pulp && SINGLE.has(csr);
  if (isPulpCounter(csr)) return parameters.pulp;
  if (isTime(csr)) return parameters.time;
  return SINGLE.has(csr) || isCounter(csr) || isEvent(csr);
}

/**
 * The two top bits of a CSR address are 11 when it cannot be written (privileged manual, section "CSR Address Mapping"); RI5CY lets
 * programs write pcer and pcmr all the same.
 */
export const isReadOnly = (csr: number): boolean => csr >>> 10 === 3 && !isPcer(csr) && !isPcmr(csr);

/** CSRs that steer traps or count instructions: an access waits until the pipeline is empty behind it. */
export function isStatusCsr(csr: number): boolean {
  return (
    csr === Csr.mstatus ||
    csr === Csr.mepc ||
    csr === Csr.mtvec ||
    csr === Csr.mcause ||
    csr === Csr.mcountinhibit ||
    isEvent(csr) ||
    isPulpCounter(csr) ||
    isTime(csr) ||
    isCounter(csr)
  );
}

/** misa has a bit for each letter of the ISA; MXL in the top bits says 32. */
export function misaOf({ atomics, float, pulp, tensor }: CoreParameters): number {
  const letters = `IMC${atomics ? "A" : ""}${float === "separate" ? "F" : ""}${pulp || tensor ? "X" : ""}`;
  return [...letters].reduce((misa, letter) => misa | (1 << (letter.charCodeAt(0) - 65)), 1 << 30);
}

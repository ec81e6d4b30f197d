import { hex } from "../../hw/hex.js";

/**
 * Control and status registers by name (RISC-V privileged manual, chapter 2). Those of hardware loops are `hwloop0_start` …
 * where RI5CY has them and `lpstart0` … where CV32E40P has them (CV32E40P user manual).
 */

const FIXED: Record<string, number> = {
  fflags: 0x001,
  frm: 0x002,
  fcsr: 0x003,
  fprec: 0x006,
  uhartid: 0x014,
  cycle: 0xc00,
  time: 0xc01,
  instret: 0xc02,
  cycleh: 0xc80,
  timeh: 0xc81,
  instreth: 0xc82,
  mstatus: 0x300,
  misa: 0x301,
  medeleg: 0x302,
  mideleg: 0x303,
  mie: 0x304,
  mtvec: 0x305,
  mcounteren: 0x306,
  mstatush: 0x310,
  mcountinhibit: 0x320,
  mscratch: 0x340,
  mepc: 0x341,
  mcause: 0x342,
  mtval: 0x343,
  mip: 0x344,
  satp: 0x180,
  tselect: 0x7a0,
  tdata1: 0x7a1,
  tdata2: 0x7a2,
  tdata3: 0x7a3,
  tinfo: 0x7a4,
  mcontext: 0x7a8,
  dcsr: 0x7b0,
  dpc: 0x7b1,
  dscratch0: 0x7b2,
  dscratch1: 0x7b3,
  hwloop0_start: 0x7c0,
  hwloop0_end: 0x7c1,
  hwloop0_counter: 0x7c2,
  hwloop1_start: 0x7c4,
  hwloop1_end: 0x7c5,
  hwloop1_counter: 0x7c6,
  pcer: 0x7e0,
  pcmr: 0x7e1,
  mcycle: 0xb00,
  minstret: 0xb02,
  mcycleh: 0xb80,
  minstreth: 0xb82,
  lpstart0: 0xcc0,
  lpend0: 0xcc1,
  lpcount0: 0xcc2,
  lpstart1: 0xcc4,
  lpend1: 0xcc5,
  lpcount1: 0xcc6,
  privlv: 0xcd1,
  zfinx: 0xcd2,
  mvendorid: 0xf11,
  marchid: 0xf12,
  mimpid: 0xf13,
  mhartid: 0xf14,
  mconfigptr: 0xf15,
};

const NUMBERS = new Map<string, number>(Object.entries(FIXED));
for (let i = 3; i < 32; i++) {
  NUMBERS.set(`hpmcounter${i}`, 0xc00 + i);
  NUMBERS.set(`hpmcounter${i}h`, 0xc80 + i);
  NUMBERS.set(`mhpmcounter${i}`, 0xb00 + i);
  NUMBERS.set(`mhpmcounter${i}h`, 0xb80 + i);
  NUMBERS.set(`mhpmevent${i}`, 0x320 + i);
}
for (let i = 0; i < 32; i++) NUMBERS.set(`pccr${i}`, 0x780 + i);
for (let i = 0; i < 4; i++) NUMBERS.set(`pmpcfg${i}`, 0x3a0 + i);
for (let i = 0; i < 16; i++) NUMBERS.set(`pmpaddr${i}`, 0x3b0 + i);

const NAMES = new Map<number, string>();
for (const [name, number] of NUMBERS) NAMES.set(number, name);

/** The number of the CSR of that name, or undefined. */
export const csrNumber = (name: string): number | undefined => NUMBERS.get(name);

/** The name of a CSR, or its number in hexadecimal. */
export const csrName = (number: number): string => NAMES.get(number) ?? hex(number);

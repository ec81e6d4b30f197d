import type { CsrFile } from "./csr.js";
import type { IdStage } from "./id-stage.js";
import { Special } from "./instruction.js";
import type { WbStage } from "./wb-stage.js";

/** Exception codes (privileged manual, mcause). */
const Cause = {
  fetchFault: 1,
  illegal: 2,
  breakpoint: 3,
  loadMisaligned: 4,
  loadFault: 5,
  storeMisaligned: 6,
  storeFault: 7,
  ecall: 11,
} as const;
const INTERRUPT = 1 << 31;

/** Tells the CSRs which trap is entered in this clock, and by what. */
export class TrapEntry {
  private readonly csrs: CsrFile;

  constructor(csrs: CsrFile) {
    this.csrs = csrs;
  }

  /** An interrupt before the instruction at `pc`. */
  interrupt(interrupt: number, pc: number): void {
    this.enter(INTERRUPT | interrupt, pc, 0);
  }

  /** The access in WB was answered with a bus error, or refused. */
  access(wb: WbStage): void {
    const misaligned = wb.stores ? Cause.storeMisaligned : Cause.loadMisaligned;
    const fault = wb.stores ? Cause.storeFault : Cause.loadFault;
    this.enter(wb.refused ? misaligned : fault, wb.pc, wb.faultAddress);
  }

  /** The instruction of ID, which has reached EX, if it raises an exception. */
  exception(id: IdStage): void {
    const { special } = id.current;
    if (special === Special.ecall) this.enter(Cause.ecall, id.pc, 0);
    else if (special === Special.ebreak) this.enter(Cause.breakpoint, id.pc, 0);
    else if (special === Special.illegal) this.enter(Cause.illegal, id.pc, id.instruction.word);
    else if (special === Special.fetchFault) this.enter(Cause.fetchFault, id.pc, (id.pc + id.current.imm) | 0);
  }

  private enter(cause: number, pc: number, value: number): void {
    const { csrs } = this;
    csrs.trap = 1;
    csrs.trapCause = cause;
    csrs.trapPc = pc;
    csrs.trapValue = value;
  }
}

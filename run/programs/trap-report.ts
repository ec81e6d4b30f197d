import type { Core } from "../../hw/cluster/core/core.js";
import { hex } from "../../hw/errors.js";
import { disassemble } from "../../sw/disasm/disassemble.js";
import { findWord, readMarch } from "../../sw/isa/isa.js";
import type { Places } from "./places.js";

/** An access that nobody answered. */
export interface BusError {
  /** The core that made the access or gave the DMA its command, -1 for RedMulE. */
  readonly core: number;
  readonly clock: number;
  /** Address of the access. */
  readonly value: number;
  /** One sentence without its full stop. */
  readonly message: string;
}

/** A trap that a core took; `value` is the illegal word where it is no bus error. */
export interface TrapReport extends BusError {
  /** mcause. */
  readonly cause: number;
  readonly pc: number;
}

const CAUSES: Readonly<Record<number, string>> = {
  0: "misaligned instruction address",
  3: "breakpoint",
  4: "misaligned load",
  6: "misaligned store or atomic access",
  11: "environment call",
};
const BUS_ERRORS: Readonly<Record<number, string>> = { 1: "an instruction fetch", 5: "a load", 7: "a store" };

/** Whether an mcause stands for an access that nobody answered. */
export const isBusError = (cause: number): boolean => BUS_ERRORS[cause] !== undefined;

/** What a trap of this clock is about; call it between settle and edge. */
export function describeTrap(core: Core, clock: number, isa: string, places: Places): TrapReport {
  const { trapCause: cause, trapPc: pc, trapValue: value } = core.csrs;
  const place = places.of(pc);
  const where = `at pc ${hex(pc)} of core ${core.hartId} in clock ${clock}${place === "" ? "" : `, in ${place}`}`;
  return {
    core: core.hartId,
    clock,
    cause,
    pc: pc >>> 0,
    value: value >>> 0,
    message: text(cause, value, where, isa, pc),
  };
}

/** An access of the DMA that nobody answered in this clock. */
export function describeDmaFault(core: number, address: number, clock: number): BusError {
  const message = `Bus error: nobody answers an access of the DMA to ${hex(address)}, commanded by core ${core}, in clock ${clock}`;
  return { core, clock, value: address >>> 0, message };
}

function text(cause: number, value: number, where: string, isa: string, pc: number): string {
  if (isBusError(cause)) return `Bus error: nobody answers ${BUS_ERRORS[cause]} of ${hex(value)} ${where}`;
  if (cause !== 2) return `${CAUSES[cause] ?? `Trap ${cause}`} ${where}`;
  const found = findWord(value);
  const digits = (value & 3) === 3 ? 8 : 4;
  const word = `Illegal instruction 0x${(value >>> 0).toString(16).padStart(digits, "0")}`;
  if (!found) return `${word} ${where}: it belongs to no extension that is known`;
  const { extension } = found.instruction;
  const mend = readMarch(isa).has(extension)
    ? `of ${extension} the cores have no such instruction`
    : `it needs the extension ${extension}, the cores are built as ${isa}`;
  return `${word} (${disassemble(value, pc)}) ${where}: ${mend}`;
}

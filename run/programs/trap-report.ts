import { hex } from "../../hw/hex.js";
import type { Core } from "../../hw/cluster/core/core.js";
import { Csr } from "../../hw/cluster/core/csr-map.js";
import { disassemble } from "../../sw/disasm/disassemble.js";
import { findWord, readMarch } from "../../sw/isa/isa.js";
import type { Program } from "../../sw/program.js";
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

/** Whether the handler at `mtvec` is that of the SDK or of `sw/runtime`, which end the program at any trap. */
export function isFatal(mtvec: number, { symbols }: Program): boolean {
  const handler = symbols.get("sdk_trap_entry") ?? (symbols.has("trapped") ? symbols.get("trap") : undefined);
  return handler !== undefined && ((mtvec ^ handler) & ~3) === 0;
}

/** An address that the DMA refuses, and the memory in which it was expected. */
interface DmaRefusal {
  readonly memory: string;
  readonly address: number;
}

/**
 * What a trap of this clock is about; call it between settle and edge.
 * @param dma what the DMA refused, where the store went there
 */
export function describeTrap(core: Core, clock: number, isa: string, places: Places, dma?: DmaRefusal): TrapReport {
  const { trapCause: cause, trapPc: pc, trapValue: value } = core.csrs;
  const place = places.of(pc);
  const where = `at pc ${hex(pc)} of core ${core.hartId} in clock ${clock}${place === "" ? "" : `, in ${place}`}`;
  return {
    core: core.hartId,
    clock,
    cause,
    pc: pc >>> 0,
    value: value >>> 0,
    message: text(cause, value, where, isa, pc, dma),
  };
}

/** An access of the DMA that nobody answered in this clock. */
export function describeDmaFault(core: number, address: number, clock: number): BusError {
  const message = `Bus error: nobody answers an access of the DMA to ${hex(address)}, commanded by core ${core}, in clock ${clock}`;
  return { core, clock, value: address >>> 0, message };
}

/** Double precision by its encodings: loads, stores, arithmetic and conversions from it. */
function isDouble(word: number): boolean {
  if ((word & 3) !== 3) return (word & 3) !== 1 && [1, 5].includes((word >>> 13) & 7);
  const opcode = word & 0x7f;
  if (opcode === 0x07 || opcode === 0x27) return ((word >>> 12) & 7) === 3;
  const format = (word >>> 25) & 3;
  return /^(53|43|47|4b|4f)$/.test(opcode.toString(16)) && (format === 1 || (word & 0xfff0_0000) >>> 20 === 0x401);
}

/** A read of `time` or `timeh` where the core has neither. */
const readsTime = (word: number): boolean =>
  (word & 0x7f) === 0x73 && ((word >>> 12) & 3) !== 0 && [Csr.time, Csr.timeh].includes((word >>> 20) as never);

function text(
  cause: number,
  value: number,
  where: string,
  isa: string,
  pc: number,
  dma: DmaRefusal | undefined,
): string {
  if (dma !== undefined && cause === 7) {
    return `Bus error: the DMA refuses ${hex(dma.address)} as an address of the ${dma.memory} in the store ${where}: a command has one end in the TCDM and one in L2`;
  }
  if (isBusError(cause)) return `Bus error: nobody answers ${BUS_ERRORS[cause]} of ${hex(value)} ${where}`;
  if (cause !== 2) return `${CAUSES[cause] ?? `Trap ${cause}`} ${where}`;
  const found = findWord(value);
  const digits = (value & 3) === 3 ? 8 : 4;
  const word = `Illegal instruction ${hex(value, digits)}`;
  if (!found && isDouble(value)) {
    return `${word} ${where}: it belongs to D, double precision, which these cores have not: compile with -march=rv32imafc -mabi=ilp32f`;
  }
  if (!found) return `${word} ${where}: it belongs to no extension that is known`;
  if (readsTime(value)) {
    return `${word} (${disassemble(value, pc)}) ${where}: RI5CY has no time: read the timer unit, or mcycle, which stands still while a core sleeps`;
  }
  const { extension } = found.instruction;
  const mend = readMarch(isa).has(extension)
    ? `of ${extension} the cores have no such instruction`
    : `it needs the extension ${extension}, the cores are built as ${isa}`;
  return `${word} (${disassemble(value, pc)}) ${where}: ${mend}`;
}

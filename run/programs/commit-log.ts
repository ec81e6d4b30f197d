import { hexDigits } from "../../hw/hex.js";
import type { Core } from "../../hw/cluster/core/core.js";
import { Csr } from "../../hw/cluster/core/csr-map.js";
import { csrName } from "../../sw/isa/csr.js";
import { Atomic, modify } from "../../hw/cluster/atomics.js";
import { spikeText } from "./spike-text.js";

/** What an entry waits for: the response to an access, a result of the FPU, the sum of a mac-load, nothing. */
type Wait = "access" | "float" | "sum" | "";

/** An instruction that has left EX and is not printed yet. */
interface Entry {
  readonly clock: number;
  readonly pc: number;
  readonly word: number;
  /** Registers written, 32 and above being f0 and above, with their values. */
  readonly writes: [register: number, value: number][];
  /** Its access in words; a value that an atomic operation stores is known with the response. */
  memory: string;
  readonly atomic: number;
  readonly operand: number;
  /** CSRs written; their values are known in the next clock. */
  readonly csrs: number[];
  readonly status: [csr: number, value: number][];
  waits: Wait;
}

/** What a log holds and where it goes. */
export interface CommitLogOptions {
  /** First and last clock whose instructions are logged. */
  readonly from: number;
  readonly to: number;
  /** Extensions of the core (`readMarch`), for the disassembly. */
  readonly extensions: ReadonlySet<string>;
  /** The word at a pc, undefined where no memory is. */
  readonly fetch: (pc: number) => number | undefined;
  /** Every line of an instruction begins with the clock in which it retired. */
  readonly clocks?: boolean;
  /** Takes a line, without its end. */
  readonly write: (line: string) => void;
}

const MRET = 0x30200073;

/** Names that spike has for traps, by mcause; those with a value say it. */
const TRAPS: Readonly<Record<number, readonly [name: string, hasValue: boolean]>> = {
  0: ["instruction_address_misaligned", true],
  1: ["instruction_access_fault", true],
  2: ["illegal_instruction", true],
  3: ["breakpoint", true],
  4: ["load_address_misaligned", true],
  5: ["load_access_fault", true],
  6: ["store_address_misaligned", true],
  7: ["store_access_fault", true],
  11: ["machine_ecall", false],
};

/** CSRs that a write to one stands for: fcsr is made of two. */
const partsOf = (csr: number): number[] => (csr === Csr.fcsr ? [Csr.fflags, Csr.frm] : [csr]);

/** The low bytes of a value, all their digits. */
const bytesText = (value: number, bytes = 4): string => `0x${hexDigits(value, 2 * bytes).slice(-2 * bytes)}`;

/** The bits of an instruction, those of a compressed one alone. */
const bitsOf = (word: number): number => ((word & 3) === 3 ? word : word & 0xffff);

/**
 * Log of retired instructions in the format of spike (`spike -l --log-commits`): a line with the disassembly, then one with
 * what it wrote. Instructions are logged in program order once their loads are answered.
 */
export class CommitLog {
  private readonly core: Core;
  private readonly options: CommitLogOptions;
  private readonly pending: Entry[] = [];
  private readonly name: string;

  constructor(core: Core, options: CommitLogOptions) {
    this.core = core;
    this.options = options;
    this.name = `core${String(core.hartId).padStart(4)}:`;
  }

  /** Call in every clock, between settle and edge. */
  sample(clock: number): void {
    const { core, pending } = this;
    for (const { csrs, status } of pending) {
      for (const csr of csrs.splice(0)) status.push([csr, core.csrs.read(csr)]);
    }
    while (pending[0]?.waits === "") this.print(pending.shift()!);
    if (core.loaded.valid !== 0) this.finish("access", core.loaded);
    if (core.computed.valid !== 0) this.finish("float", core.computed);
    if (core.summed.valid !== 0) this.finish("sum", core.summed);
    if (core.wb.fault !== 0) {
      const faulting = pending.findIndex((entry) => entry.waits === "access");
      if (faulting >= 0) pending.length = faulting;
    }
    if (core.csrs.trap !== 0 && core.csrs.trapCause >= 0) this.printTrap(clock);
    if (core.retired.valid !== 0) pending.push(this.record(clock));
  }

  private write(clock: number, line: string): void {
    const { clocks, write } = this.options;
    write(clocks === true ? `${String(clock).padStart(10)} ${line}` : line);
  }

  /** Prints what still waits at the end of a run. */
  close(): void {
    for (const entry of this.pending.splice(0)) this.print(entry);
  }

  private finish(wait: Wait, { rd, value }: { readonly rd: number; readonly value: number }): void {
    const entry = this.pending.find((candidate) => candidate.waits === wait);
    if (entry === undefined) return;
    entry.waits = "";
    if (rd !== 0) entry.writes.push([rd, value]);
    const { csrs } = this.core;
    if (wait === "float" && csrs.floatFlags !== 0) entry.status.push([Csr.fflags, csrs.fflags | csrs.floatFlags]);
    if (entry.atomic > Atomic.storeConditional)
      entry.memory += `${entry.memory} ${bytesText(modify(entry.atomic, value, entry.operand))}`;
    if (entry.atomic === Atomic.storeConditional)
      entry.memory = value === 0 ? `${entry.memory} ${bytesText(entry.operand)}` : "";
  }

  /** An exception: the instruction, unless it could not be fetched, and what happened. Nothing of it is committed. */
  private printTrap(clock: number): void {
    const { from, to, extensions, fetch } = this.options;
    const write = (line: string): void => this.write(clock, line);
    if (clock < from || clock > to) return;
    while (this.pending.length > 0) this.print(this.pending.shift()!);
    const { trapPc, trapCause, trapValue } = this.core.csrs;
    const [name, hasValue] = TRAPS[trapCause] ?? [`cause_${trapCause}`, true];
    const word = name.startsWith("instruction_") ? undefined : fetch(trapPc >>> 0);
    if (word !== undefined)
      write(`${this.name} ${bytesText(trapPc)} (${bytesText(bitsOf(word))}) ${spikeText(word, extensions)}`);
    write(`${this.name} exception trap_${name}, epc ${bytesText(trapPc)}`);
    if (hasValue) write(`${this.name}           tval ${bytesText(trapValue)}`);
  }

  private record(clock: number): Entry {
    const { retired, csrs } = this.core;
    const { pc, word, rd, value, bytes, address, store, data, floatRd, sumRd, atomic } = retired;
    const memory =
      bytes === 0 ? "" : ` mem ${bytesText(address)}${store && atomic === 0 ? ` ${bytesText(data, bytes)}` : ""}`;
    return {
      ...{ clock, pc, word, memory, atomic, operand: data, status: [] },
      writes: rd === 0 ? [] : [[rd, value]],
      csrs: csrs.write !== 0 ? partsOf(csrs.writeAddress) : word === MRET ? [Csr.mstatus] : [],
      waits: bytes !== 0 ? "access" : floatRd >= 0 ? "float" : sumRd >= 0 ? "sum" : "",
    };
  }

  private print({ clock, pc, word, writes, memory, status, csrs }: Entry): void {
    const { from, to, extensions } = this.options;
    const write = (line: string): void => this.write(clock, line);
    if (clock < from || clock > to) return;
    for (const csr of csrs) status.push([csr, this.core.csrs.read(csr)]);
    // Spike's order: by number, of equal numbers integer registers, floating-point ones, CSRs.
    const written = [
      ...writes.map(([register, value]) => ({
        order: 4 * (register & 31) + (register < 32 ? 0 : 1),
        text: ` ${`${register < 32 ? "x" : "f"}${register & 31}`.padEnd(3)} ${bytesText(value)}`,
      })),
      ...status.map(([csr, value]) => ({ order: 4 * csr + 2, text: ` c${csr}_${csrName(csr)} ${bytesText(value)}` })),
    ].sort((a, b) => a.order - b.order);
    write(`${this.name} ${bytesText(pc)} (${bytesText(bitsOf(word))}) ${spikeText(word, extensions)}`);
    const committed = `${bytesText(pc)} (${bytesText(word, (word & 3) === 3 ? 4 : 2)})`;
    write(`${this.name} 3 ${committed}${written.map(({ text }) => text).join("")}${memory}`);
  }
}

import { hex } from "../../hw/hex.js";
import { IsaModel, type IsaMemory } from "../../golden/isa/isa.js";
import type { Retired } from "../../hw/cluster/core/core.js";
import { CORE_ERRATUM_NAMES } from "../../hw/cluster/core/errata.js";
import { BUBBLE } from "../../hw/cluster/core/decoder.js";
import { disassemble } from "../../sw/disasm/disassemble.js";
import type { Bench } from "./bench.js";

/** A register and what was written to it; register 0 for none. */
interface Write {
  readonly rd: number;
  readonly value: number;
}
const NO_WRITE: Write = { rd: 0, value: 0 };

/** What an instruction that left EX waits for: the response to its access, its result from the FPU, its sum, or nothing more. */
type Wait = "access" | "float" | "sum" | "";

/** An instruction that left EX, or a trap that was entered behind the ones before. */
interface Pending {
  /** mcause of the trap that this entry stands for, else -1. */
  readonly trap: number;
  readonly pc: number;
  readonly word: number;
  waits: Wait;
  /** What EX wrote: the result, or the base of a post-increment access. */
  readonly result: Write;
  /** What a load or the FPU brought. */
  late: Write;
}

const MRET = 0x3020_0073;
const FIRST_INTERRUPT = 0x8000_0000;
const MSTATUS = 0x300;
const COMPARED_CSRS = [0x001, 0x002, MSTATUS, 0x304, 0x305, 0x340, 0x341, 0x342, 0x343];
const nameOf = (register: number) => (register < 32 ? `x${register}` : `f${register - 32}`);

/**
 * Runs a core beside the instruction-set model: each instruction is compared when its result is final, traps and
 * interrupts are followed, and whenever no instruction is open so are all registers, CSRs and bytes written.
 * Throws at the first difference.
 */
export class Lockstep {
  readonly model: IsaModel;
  /** Instructions compared. */
  compared = 0;
  /** Traps and interrupts followed, by mcause. */
  readonly traps = new Map<number, number>();
  private readonly pending: Pending[] = [];
  /** mcause of an interrupt that was entered while EX was busy with the instruction before it, 0 for none. */
  private lateInterrupt = 0;
  private readonly bench: Bench;
  private readonly modelBytes: Uint8Array;
  private readonly written: number[] = [];
  /** mret leaves EX before the controller executes it. */
  private returning = false;

  constructor(bench: Bench, entry: number, isa?: string) {
    this.bench = bench;
    const { base } = bench.ram;
    const bytes = bench.ram.bytes.slice();
    this.modelBytes = bytes;
    const memory: IsaMemory = {
      read: (address) => bytes[address - base],
      write: (address, byte) => {
        if (address < base || address >= base + bytes.length) return false;
        bytes[address - base] = byte;
        this.written.push(address - base);
        return true;
      },
    };
    const { errata } = bench.core.parameters;
    const departures = CORE_ERRATUM_NAMES.filter((erratum) => errata[erratum]);
    this.model = new IsaModel(memory, entry, isa, departures);
  }

  /** Some instruction still waits for its result. */
  get open(): boolean {
    return this.pending.length > 0;
  }

  /** One clock of the core, and the model's steps that became final in it. */
  clock(): void {
    const { core } = this.bench;
    this.bench.settle();
    const { csrs } = core;
    if (core.loaded.valid) this.finish("access", core.loaded);
    if (core.computed.valid) this.finish("float", core.computed);
    if (core.summed.valid) this.finish("sum", core.summed);
    if (csrs.trap && csrs.trapCause >= 0) this.followException(csrs.trapCause);
    if (core.retired.valid) this.pending.push(record(core.retired));
    if (core.retired.valid && this.lateInterrupt !== 0) this.queueInterrupt(this.lateInterrupt);
    if (csrs.trap && csrs.trapCause < 0) {
      const busy = core.ex.instruction !== BUBBLE && !core.ex.leaves;
      if (busy) this.lateInterrupt = csrs.trapCause >>> 0;
      else this.queueInterrupt(csrs.trapCause >>> 0);
    }
    this.bench.edge();
    while (this.pending[0]?.waits === "") this.compare(this.pending.shift()!);
    if (this.pending.length === 0 && this.lateInterrupt === 0) this.compareState();
  }

  private queueTrap(cause: number): void {
    this.traps.set(cause, (this.traps.get(cause) ?? 0) + 1);
    this.pending.push({ trap: cause, pc: 0, word: 0, waits: "", result: NO_WRITE, late: NO_WRITE });
  }

  private queueInterrupt(cause: number): void {
    this.queueTrap(cause);
    this.lateInterrupt = 0;
  }

  private finish(wait: Wait, { rd, value }: Write): void {
    const open = this.pending.find((p) => p.waits === wait);
    if (open === undefined) throw new Error(`a result that nobody waits for (${wait}) in clock ${this.bench.clock}`);
    open.waits = "";
    open.late = { rd, value };
  }

  private followException(cause: number): void {
    // A faulting access has left EX before; it and what followed it never happened.
    const faulting = this.pending.findIndex((p) => p.waits === "access");
    if (faulting >= 0) this.pending.length = faulting;
    this.queueTrap(cause);
  }

  private at(pc: number, word: number): string {
    return `${hex(pc, 8)} ${hex(word, 8)} (${disassemble(word, pc)}) in clock ${this.bench.clock}`;
  }

  private compareTrap(cause: number): void {
    this.returning = false;
    if (cause >= FIRST_INTERRUPT) {
      this.model.interrupt(cause % 32);
      return;
    }
    const { trap, pc, word } = this.model.step();
    if (trap !== cause) throw new Error(`core traps with ${cause} at ${this.at(pc, word)}, model with ${trap}`);
  }

  private compare(p: Pending): void {
    if (p.trap >= 0) {
      this.compareTrap(p.trap);
      return;
    }
    const step = this.model.step();
    const here = () => this.at(p.pc, p.word);
    if (step.pc !== p.pc >>> 0 || step.word !== p.word >>> 0) {
      throw new Error(`core executes ${here()}, model ${this.at(step.pc, step.word)}`);
    }
    this.returning = step.word === MRET;
    if (step.trap !== undefined) throw new Error(`core executes ${here()}, model traps with ${step.trap}`);
    // Of two writes to one register the loaded value stays.
    const writes = p.late.rd === p.result.rd ? [p.late] : [p.result, p.late];
    for (const { rd, value } of writes) this.compareRegister(rd, value, here);
    this.compared++;
  }

  private compareRegister(register: number, value: number, where: () => string): void {
    if (register === 0) return;
    const expected = register < 32 ? this.model.x[register] : this.model.f[register - 32];
    if (expected !== value >>> 0) {
      throw new Error(`${nameOf(register)} is ${hex(value, 8)}, in the model ${hex(expected, 8)}, at ${where()}`);
    }
  }

  /** Registers, CSRs and what was written to memory; nothing may be open. */
  private compareState(): void {
    const { core, ram, clock } = this.bench;
    const where = () => `clock ${clock}`;
    const { values } = core.registers;
    const registers = this.model.variant.float === "separate" ? 64 : 32;
    for (let i = 1; i < registers; i++) this.compareRegister(i, values[i], where);
    for (const address of COMPARED_CSRS) {
      if (address === MSTATUS && this.returning) continue;
      const expected = this.model.csrs.read(address);
      const found = core.csrs.read(address) >>> 0;
      if (expected !== undefined && found !== expected) {
        throw new Error(`CSR ${hex(address, 8)} is ${hex(found, 8)}, in the model ${hex(expected, 8)}, ${where()}`);
      }
    }
    // The first half of a misaligned store is written before the store leaves EX.
    if (core.lsu.outstanding > 0 || core.ex.instruction.bytes > 0) return;
    for (const at of this.written.splice(0)) {
      if (ram.bytes[at] !== this.modelBytes[at])
        throw new Error(`memory differs at ${hex(ram.base + at, 8)}, ${where()}`);
    }
  }

  /** The whole memory; call it when nothing is open. */
  compareMemory(): void {
    if (Buffer.compare(this.bench.ram.bytes, this.modelBytes) !== 0) throw new Error("memory differs");
  }
}

/** What an instruction that leaves EX waits for. */
function waitOf({ bytes, floatRd, sumRd }: Retired): Wait {
  if (bytes !== 0) return "access";
  if (floatRd >= 0) return "float";
  return sumRd >= 0 ? "sum" : "";
}

function record(retired: Retired): Pending {
  const { pc, word, rd, value } = retired;
  const waits = waitOf(retired);
  return { trap: -1, pc, word, waits, result: { rd, value }, late: NO_WRITE };
}

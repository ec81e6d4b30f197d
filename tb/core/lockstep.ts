import { IsaModel, type IsaMemory } from "../../golden/isa.js";
import type { Core, Retired } from "../../hw/cluster/core/core.js";
import { BUBBLE } from "../../hw/cluster/core/decoder.js";
import type { Bench } from "./bench.js";

/** An instruction that left EX and may still wait for its load. */
interface Pending {
  /** Number of the interrupt that this entry stands for, else -1. */
  readonly interrupt: number;
  readonly pc: number;
  readonly word: number;
  readonly waits: boolean;
  rd: number;
  value: number;
}

const FINAL_CHECK = [0x300, 0x304, 0x305, 0x340, 0x341, 0x342, 0x343];
const hex = (value: number) => `0x${(value >>> 0).toString(16).padStart(8, "0")}`;

/**
 * Runs a core beside the instruction-set model: each instruction is compared when its result is final, traps and
 * interrupts are followed. Throws at the first difference.
 */
export class Lockstep {
  readonly model: IsaModel;
  /** Instructions compared. */
  compared = 0;
  /** Traps and interrupts followed, by mcause. */
  readonly traps = new Map<number, number>();
  private readonly pending: Pending[] = [];
  /** An interrupt was entered while EX was busy with the instruction before it. */
  private lateInterrupt = -1;
  private readonly bench: Bench;
  private readonly modelBytes: Uint8Array;

  constructor(bench: Bench, entry: number) {
    this.bench = bench;
    const { base } = bench.ram;
    const bytes = bench.ram.bytes.slice();
    this.modelBytes = bytes;
    const memory: IsaMemory = {
      read: (address) => bytes[address - base],
      write: (address, byte) => {
        if (address < base || address >= base + bytes.length) return false;
        bytes[address - base] = byte;
        return true;
      },
    };
    this.model = new IsaModel(memory, entry);
  }

  /** One clock of the core, and the model's steps that became final in it. */
  clock(): void {
    const { core } = this.bench;
    this.bench.settle();
    const { csrs } = core;
    if (core.loaded.valid) this.finishAccess(core);
    if (csrs.trap && csrs.trapCause >= 0) this.followException(csrs.trapCause);
    if (core.retired.valid) this.pending.push(record(core.retired));
    if (core.retired.valid && this.lateInterrupt >= 0) this.queueInterrupt(this.lateInterrupt);
    if (csrs.trap && csrs.trapCause < 0) {
      const busy = core.ex.instruction !== BUBBLE && !core.ex.leaves;
      if (busy) this.lateInterrupt = csrs.trapCause & 31;
      else this.queueInterrupt(csrs.trapCause & 31);
    }
    this.bench.edge();
    while (this.pending.length > 0 && !this.pending[0].waits) this.compare(this.pending.shift()!);
  }

  private queueInterrupt(interrupt: number): void {
    this.count((0x8000_0000 | interrupt) >>> 0);
    this.pending.push({ interrupt, pc: 0, word: 0, waits: false, rd: 0, value: 0 });
    this.lateInterrupt = -1;
  }

  private count(cause: number): void {
    this.traps.set(cause, (this.traps.get(cause) ?? 0) + 1);
  }

  private finishAccess(core: Core): void {
    const access = this.pending.findIndex((p) => p.waits);
    if (access < 0) throw new Error(`a response without an open access in clock ${this.bench.clock}`);
    const { loaded } = core;
    this.pending[access] = {
      ...this.pending[access],
      waits: false,
      rd: loaded.rd,
      value: loaded.rd === 0 ? 0 : loaded.value,
    };
  }

  private followException(cause: number): void {
    this.count(cause);
    // A faulting access has left EX before; it and what followed it never happened.
    const faulting = this.pending.findIndex((p) => p.waits);
    const undone = faulting < 0 ? 0 : this.pending.length - faulting;
    this.pending.length -= undone;
    this.flush();
    const step = this.model.step();
    if (step.trap !== cause) throw new Error(`core trapped with ${cause} at ${hex(step.pc)}, model with ${step.trap}`);
  }

  private flush(): void {
    for (const p of this.pending.splice(0)) {
      if (p.waits) throw new Error(`access at ${hex(p.pc)} is open when a trap is entered`);
      this.compare(p);
    }
  }

  private compare(p: Pending): void {
    if (p.interrupt >= 0) {
      this.model.interrupt(p.interrupt);
      return;
    }
    const step = this.model.step();
    const expected = this.model.x[p.rd];
    const same = step.pc === p.pc >>> 0 && step.word === p.word >>> 0 && step.trap === undefined;
    if (!same || expected !== p.value >>> 0) {
      const model = `model ${hex(step.pc)} ${hex(step.word)} trap ${step.trap} x${p.rd}=${hex(expected)}`;
      throw new Error(`core ${hex(p.pc)} ${hex(p.word)} x${p.rd}=${hex(p.value)}, ${model}, clock ${this.bench.clock}`);
    }
    this.compared++;
  }

  /** Registers, trap CSRs and memory; call it when no access is open. */
  compareState(): void {
    const { core, ram } = this.bench;
    for (let i = 0; i < 32; i++) {
      if (core.registers.values[i] >>> 0 !== this.model.x[i]) throw new Error(`x${i} differs`);
    }
    for (const address of FINAL_CHECK) {
      const mask = address === 0x300 ? 0x88 : 0xffffffff;
      const own = (core.csrs.read(address) & mask) >>> 0;
      if (own !== (this.model.csrs.read(address)! & mask) >>> 0)
        throw new Error(`CSR ${hex(address)} differs: ${hex(own)}`);
    }
    if (Buffer.compare(ram.bytes, this.modelBytes) !== 0) throw new Error("memory differs");
  }
}

function record(retired: Retired): Pending {
  const { pc, word, rd, value, bytes } = retired;
  return { interrupt: -1, pc, word, waits: bytes !== 0, rd, value: rd === 0 ? 0 : value };
}

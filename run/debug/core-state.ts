import type { Core } from "../../hw/cluster/core/core.js";
import { Stall } from "../../hw/cluster/core/stall.js";

/** x0 to x31, then f0 to f31. */
const REGISTERS = 64;
const A0 = 10;

/** An instruction that has left EX and whose result or store is still under way. */
interface Pending {
  readonly kind: "access" | "float" | "sum";
  /** What it stores, until the memory has it; empty for a load. */
  readonly address: number;
  readonly stored: readonly number[];
}

/** What a program sees of a core at a clock boundary. */
export interface CoreSnapshot {
  readonly registers: Int32Array;
  readonly pending: readonly Pending[];
  readonly executing: number;
  readonly fresh: number;
  readonly written: ReadonlyMap<number, number>;
}

/** Stands for no address. */
export const NOWHERE = -1;

/**
 * The state of a core as its program sees it, in program order, beside a pipeline: every instruction up to one has been
 * executed, none behind it. The one behind is the one in EX, or the next that enters it.
 */
export class CoreState {
  readonly core: Core;
  registers = new Int32Array(REGISTERS);
  /** Address of the instruction in EX that has not left it, `NOWHERE` for none. */
  executing = NOWHERE;
  /** The same, when it has entered EX with the last clock edge: a stop before it is a stop here. */
  fresh = NOWHERE;
  /** Values that a debugger has given to registers while results were under way, which they override. */
  readonly written = new Map<number, number>();
  private pending: Pending[] = [];
  /** While the machine looks ahead: results of these go here, and the next instruction to enter EX is noted. */
  private ahead: { registers: Int32Array; results: Set<Pending>; pc: number } | null = null;

  constructor(core: Core) {
    this.core = core;
  }

  /** Call in every clock, between settle and edge. */
  sample(): void {
    const { core, registers } = this;
    const { loaded, computed, summed, retired, wb, id } = core;
    if (core.sleeping !== 0) {
      this.fresh = NOWHERE;
      return;
    }
    if (loaded.valid !== 0) this.finish("access", loaded.rd, loaded.value);
    if (computed.valid !== 0) this.finish("float", computed.rd, computed.value);
    if (summed.valid !== 0) this.finish("sum", summed.rd, summed.value);
    if (wb.fault !== 0) {
      if (wb.baseRd !== 0 && wb.first === 0) registers[wb.baseRd] = wb.base;
      this.pending = this.pending.filter(({ kind }) => kind !== "access");
    }
    if (retired.valid !== 0) {
      if (retired.rd !== 0) registers[retired.rd] = retired.value;
      this.wait();
      this.executing = NOWHERE;
    }
    if (core.csrs.trap !== 0) this.executing = NOWHERE;
    const enters = core.stallReason === Stall.issued;
    // Behind a call of a semihosting host, whose result no instruction has computed.
    if (enters && core.controller.hostCalls.has((id.pc - 4) >>> 0)) registers[A0] = core.registers.values[A0];
    if (enters) {
      this.executing = id.pc >>> 0;
      if (this.ahead !== null && this.ahead.pc === NOWHERE) this.ahead.pc = this.executing;
    }
    this.fresh = enters ? this.executing : NOWHERE;
  }

  private wait(): void {
    const { bytes, address, store, data, atomic, floatRd, sumRd } = this.core.retired;
    if (bytes !== 0) {
      const at = (this.core.ex.second !== 0 ? address - 4 : address) >>> 0;
      const stored =
        store !== 0 && atomic === 0 ? Array.from({ length: bytes }, (_, i) => (data >>> (8 * i)) & 0xff) : [];
      this.pending.push({ kind: "access", address: at, stored });
    } else if (floatRd >= 0) this.pending.push({ kind: "float", address: 0, stored: [] });
    else if (sumRd >= 0) this.pending.push({ kind: "sum", address: 0, stored: [] });
  }

  private finish(kind: Pending["kind"], rd: number, value: number): void {
    const at = this.pending.findIndex((entry) => entry.kind === kind);
    if (at < 0) return;
    const [entry] = this.pending.splice(at, 1);
    if (this.written.has(rd)) {
      this.ahead?.results.delete(entry);
      return;
    }
    if (rd !== 0) this.registers[rd] = value;
    if (this.ahead?.results.delete(entry) === true && rd !== 0) this.ahead.registers[rd] = value;
  }

  /** Results are under way that will be written to registers. */
  get awaits(): boolean {
    return this.pending.some(({ kind, stored }) => kind !== "access" || stored.length === 0);
  }

  /** The instruction that was about to be executed will be fetched again. */
  cancel(): void {
    this.executing = this.fresh = NOWHERE;
  }

  /** Writes what is stored and not yet in memory over bytes that stand for the memory from `address` on. */
  overlay(address: number, bytes: Uint8Array): void {
    for (const { address: at, stored } of this.pending) {
      stored.forEach((byte, i) => {
        const offset = at + i - address;
        if (offset >= 0 && offset < bytes.length) bytes[offset] = byte;
      });
    }
  }

  /** From now on, until `seen`, results of what is under way are collected, and the next instruction is awaited. */
  lookAhead(): void {
    this.ahead = { registers: this.registers.slice(), results: new Set(this.pending), pc: this.executing };
  }

  /** Nothing more has to be looked for. */
  get settled(): boolean {
    return this.ahead === null || (this.ahead.results.size === 0 && this.ahead.pc !== NOWHERE);
  }

  /** What was seen ahead; `NOWHERE` where no instruction followed. */
  seen(): { readonly registers: Int32Array; readonly pc: number } {
    const { registers, pc } = this.ahead!;
    this.ahead = null;
    return { registers, pc };
  }

  save(): CoreSnapshot {
    const { registers, pending, executing, fresh, written } = this;
    return { registers: registers.slice(), pending: [...pending], executing, fresh, written: new Map(written) };
  }

  restore({ registers, pending, executing, fresh, written }: CoreSnapshot): void {
    this.written.clear();
    for (const [register, value] of written) this.written.set(register, value);
    this.registers = registers.slice();
    this.pending = [...pending];
    this.executing = executing;
    this.fresh = fresh;
  }
}

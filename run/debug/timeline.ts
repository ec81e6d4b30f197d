import type { System } from "../../hw/cluster/systems/system.js";
import type { ProgramRun, ProgramState } from "../programs/program-run.js";
import { accessesOf, type Access } from "./accesses.js";
import { CoreState, NOWHERE, type CoreSnapshot } from "./core-state.js";
import { Refetch } from "./refetch.js";
import { MachineStates, type MachineState } from "./machine-state.js";

/** Everything at a clock boundary. */
interface Checkpoint {
  readonly clock: number;
  readonly machine: MachineState;
  readonly cores: readonly CoreSnapshot[];
  readonly program: ProgramState;
}

/** What a debugger has changed before a clock; doing it twice is doing it once. */
interface Edit {
  readonly clock: number;
  readonly apply: () => void;
}

/** A register that is written: x0 to x31 as 0 to 31, f0 to f31 from 32 on, a CSR, or where the core goes on. */
export type Target = { readonly register: number } | { readonly csr: number } | "pc";

/** Clocks between two checkpoints at first, and how many of them are kept: then every second one goes. */
const INTERVAL = 8192;
const MOST = 64;
/** Clocks in which whatever a core has under way at a boundary is over, unless it sleeps. */
const HORIZON = 400;

/** What a program sees of a core at a boundary. */
export interface CoreView {
  readonly registers: Int32Array;
  /** Address of the next instruction. */
  readonly pc: number;
}

/**
 * A running program that can go back: it is saved now and then, and since a machine does the same from the same state, any
 * clock is the last checkpoint before it and the clocks in between once more.
 */
export class Timeline {
  readonly system: System;
  readonly run: ProgramRun;
  readonly cores: readonly CoreState[];
  /** Accesses of the clock that was stepped last. */
  readonly accesses: Access[] = [];
  /** Clocks that were reached so far. */
  furthest = 0;
  ended = false;

  private readonly states: MachineStates;
  private readonly refetch: Refetch;
  /** Cores that fetch their next instruction again, with its address. */
  private readonly refetching = new Map<number, number>();
  private checkpoints: Checkpoint[] = [];
  private origin: Checkpoint | undefined;
  private interval = INTERVAL;
  private edits: Edit[] = [];
  private views: readonly CoreView[] | null = null;

  /** @param run a program that stands at reset */
  constructor(run: ProgramRun) {
    this.run = run;
    this.system = run.system;
    this.cores = run.system.cores.map((core) => new CoreState(core));
    this.states = new MachineStates(run.system.scope("machine"));
    this.refetch = new Refetch(run.system);
    run.system.observers.push(() => this.sample());
    this.checkpoints.push(this.save());
  }

  get clock(): number {
    return this.system.clock;
  }

  /** One clock; false when the program has ended before. */
  step(): boolean {
    const { run, system, accesses, checkpoints } = this;
    this.views = null;
    accesses.length = 0;
    run.silent = system.clock < this.furthest;
    const before = system.clock;
    this.ended = run.advance(1);
    if (system.clock === before) return false;
    if (this.edits.length > 0) {
      this.refetch.forget();
      this.applyEdits();
    }
    this.furthest = Math.max(this.furthest, system.clock);
    if (system.clock >= checkpoints[checkpoints.length - 1].clock + this.interval) this.keep();
    return true;
  }

  private sample(): void {
    for (const core of this.cores) core.sample();
    accessesOf(this.system, (access) => this.accesses.push(access));
  }

  private keep(): void {
    this.checkpoints.push(this.save());
    if (this.checkpoints.length < MOST) return;
    this.interval *= 2;
    this.checkpoints = this.checkpoints.filter((_, i) => i % 2 === 0);
  }

  private save(): Checkpoint {
    const cores = this.cores.map((core) => core.save());
    return { clock: this.clock, machine: this.states.save(), cores, program: this.run.save() };
  }

  private restore({ machine, cores, program }: Checkpoint): void {
    this.views = null;
    this.accesses.length = 0;
    this.states.restore(machine);
    this.cores.forEach((core, i) => core.restore(cores[i]));
    this.run.restore(program);
    this.ended = false;
    if (this.edits.length === 0) return;
    this.refetching.clear();
    this.refetch.forget();
    this.applyEdits();
  }

  /** The next `goTo` of a clock from here on is cheap. */
  remember(): void {
    this.origin = this.save();
  }

  /** Goes to a clock that was reached before. */
  goTo(clock: number): void {
    const saved = this.origin === undefined ? this.checkpoints : [...this.checkpoints, this.origin];
    const best = saved.filter((point) => point.clock <= clock).reduce((a, b) => (b.clock > a.clock ? b : a));
    if (clock < this.clock || best.clock > this.clock) this.restore(best);
    while (this.clock < clock && this.step());
  }

  /**
   * Goes from the latest stretch of clocks back to the first, and through each from its start, until `visit` has noted
   * something: it is called behind each clock. Leaves the machine somewhere.
   * @returns whether something was noted
   */
  searchBack(end: number, begin: () => void, visit: () => boolean): boolean {
    let until = end;
    const starts = this.checkpoints.map(({ clock }) => clock).filter((clock) => clock < end);
    for (const start of starts.reverse()) {
      this.goTo(start);
      begin();
      let noted = false;
      while (this.clock < until && this.step()) noted = visit() || noted;
      if (noted) return true;
      until = start;
    }
    return false;
  }

  /** Registers and pc of every core as its program sees them here. */
  get view(): readonly CoreView[] {
    this.views ??= this.look();
    return this.views;
  }

  /** Lets the machine run on until everything under way has its result, and takes it back. */
  private look(): readonly CoreView[] {
    const { cores, system } = this;
    const here = this.save();
    const seen = [...this.accesses];
    const decoded = cores.map(({ core }) => core.id.pc >>> 0);
    const { ended, clock } = this;
    this.run.silent = true;
    for (const core of cores) core.lookAhead();
    for (let i = 0; i < HORIZON && cores.some((core) => !core.settled && core.core.sleeping === 0); i++) system.step();
    const views = cores.map((core, i) => {
      const { registers, pc } = core.seen();
      if (pc !== NOWHERE) return { registers, pc };
      return { registers, pc: clock === 0 ? core.core.bootAddress >>> 0 : decoded[i] };
    });
    this.restore(here);
    this.ended = ended;
    this.accesses.push(...seen);
    return views;
  }

  /**
   * Bytes of a memory, what cores have stored and not yet been answered for included.
   * @throws UsageError when they are in no memory
   */
  memory(address: number, length: number): Uint8Array {
    const bytes = this.system.memoryAt(address, length).slice();
    for (const core of this.cores) core.overlay(address, bytes);
    return bytes;
  }

  /** Stores to a memory before the next clock; what was reached behind this one is forgotten. */
  write(address: number, bytes: Uint8Array): void {
    const memory = this.system.memoryAt(address, bytes.length);
    this.edit(() => memory.set(bytes));
  }

  /**
   * Writes a register of a core before its next instruction, which it fetches again when the machine goes on: `arrive` waits for that. What was reached
   * behind this clock is forgotten.
   * @returns why it cannot be written here
   */
  writeRegister(i: number, target: Target, value: number): string | undefined {
    const { cores, refetch, refetching } = this;
    const state = cores[i];
    const refusal = refetching.has(i) ? undefined : refetch.refusal(i, state);
    if (refusal !== undefined) return refusal;
    const pc = target === "pc" ? value >>> 0 : (refetching.get(i) ?? state.fresh);
    this.cancel(i, pc);
    if (target === "pc") return undefined;
    if ("csr" in target) this.edit(() => state.core.csrs.poke(target.csr, value));
    else if (target.register !== 0) this.edit(() => this.setRegister(i, target.register, value));
    return undefined;
  }

  private cancel(i: number, pc: number): void {
    this.edit(() => {
      this.refetching.set(i, pc);
      this.cores[i].cancel();
      this.refetch.cancel(i, pc);
    });
  }

  /** While results are under way the register is written once more behind them. */
  private setRegister(i: number, register: number, value: number): void {
    const state = this.cores[i];
    state.registers[register] = value;
    if (state.awaits) state.written.set(register, value);
    this.refetch.setRegister(i, register, value);
  }

  /** Runs until every core whose registers were written stands before its next instruction again. */
  arrive(behindEachClock: (core: number) => void): void {
    for (let n = 0; n < HORIZON && this.refetching.size > 0; n++) {
      for (const [i, pc] of this.refetching) {
        const state = this.cores[i];
        if (state.fresh !== NOWHERE) this.refetching.delete(i);
        else if (state.awaits) this.cancel(i, pc);
        else if (state.written.size > 0) this.settle(i, pc);
      }
      if (this.refetching.size === 0 || !this.step()) return;
      for (const i of this.refetching.keys()) behindEachClock(i);
    }
  }

  /** The results have come: what was written stands over them. */
  private settle(i: number, pc: number): void {
    const state = this.cores[i];
    const written = [...state.written];
    this.cancel(i, pc);
    this.edit(() => {
      state.written.clear();
      for (const [register, value] of written) this.setRegister(i, register, value);
    });
  }

  /** Does something now, and again whenever the machine comes by here; what was reached behind this clock is forgotten. */
  private edit(apply: () => void): void {
    const { clock } = this;
    this.checkpoints = this.checkpoints.filter((point) => point.clock <= clock);
    if (this.origin !== undefined && this.origin.clock > clock) this.origin = undefined;
    this.edits = [...this.edits.filter((edit) => edit.clock <= clock), { clock, apply }];
    this.furthest = clock;
    this.views = null;
    apply();
  }

  private applyEdits(): void {
    for (const { clock, apply } of this.edits) if (clock === this.clock) apply();
  }
}

import { regionOf } from "../../hw/cluster/address-map.js";
import { DMA_REGISTERS } from "../../hw/cluster/dma/dma-map.js";
import type { DmaQueue } from "../../hw/cluster/dma/dma-queue.js";
import { BareSystem } from "../../hw/cluster/systems/bare-system.js";
import { Cluster } from "../../hw/cluster/systems/cluster.js";
import type { Core } from "../../hw/cluster/core/core.js";
import type { System } from "../../hw/cluster/systems/system.js";
import type { Program } from "../../sw/program.js";
import { attachTo } from "../attach.js";
import { CoreStatistics, type CoreCounts, type CoreReport } from "./core-statistics.js";
import { Deadlock } from "./deadlock.js";
import { HostInterface } from "./host-interface.js";
import { Places } from "./places.js";
import { RedmuleAccesses } from "./redmule-accesses.js";
import { RedmuleRemarks } from "./redmule-remarks.js";
import { SemihostingHost } from "./semihosting.js";
import { StackGuards, stackRemarks } from "./stack-remarks.js";
import { describeDmaFault, describeTrap, isBusError, isFatal, type BusError, type TrapReport } from "./trap-report.js";
import { whereabouts } from "./whereabouts.js";

/** How a program ended. */
export interface ProgramResult {
  /** "ended" with the program's own value, "hang" (`message` says why), or "limit" after the clocks allowed. */
  readonly status: "ended" | "hang" | "limit";
  /** What the program stored to its result register or signalled through `tohost`; null when it did not end. */
  readonly value: number | null;
  /** Of a hang: what can no longer go on, and who waits for what. */
  readonly message?: string;
  /** Clocks from reset. */
  readonly clocks: number;
  /** Where the clocks of each core went. */
  readonly cores: readonly CoreReport[];
  /** The first bus errors, at most `BUS_ERRORS`. */
  readonly busErrors: readonly BusError[];
  /** Other traps that the program's start-up ends it for; missing where there is none. */
  readonly traps?: readonly TrapReport[];
  /** What a program that has ended hardly meant: jobs of RedMulE, stacks used up; missing where there is nothing. */
  readonly remarks?: readonly string[];
  /** Of a program whose clocks were used up: where every core stands and why it waits, what RedMulE and the DMA do. */
  readonly whereabouts?: readonly string[];
}

const BUS_ERRORS = 16;

/** What is known of a run at a clock boundary, beside its machine. */
export interface ProgramState {
  readonly value: number | null;
  readonly message: string | undefined;
  readonly busErrors: number;
  readonly traps: number;
  readonly counts: readonly CoreCounts[];
}

/** What a run is told beside its system and program. */
export interface ProgramOptions {
  /** ISA string of the cores, for the diagnosis of an illegal instruction. */
  readonly isa: string;
  /** Clocks from reset after which the run is given up, with the status "limit". */
  readonly maxClocks: number;
  /** Takes what the program prints. */
  readonly print: (bytes: Uint8Array) => void;
  /** Takes a sentence about a bus error when it happens; of many of them the first. */
  readonly say?: (sentence: string) => void;
}

/** Runs a program on a system until it stores its result, signals its host, or cannot go on. */
export class ProgramRun {
  readonly system: System;
  private readonly options: ProgramOptions;
  private readonly statistics: readonly CoreStatistics[];
  private readonly host: HostInterface | undefined;
  private readonly semihosting: SemihostingHost | undefined;
  /** Prints and says nothing: these clocks were run before. */
  silent = false;
  private deadlock: Deadlock;
  private readonly busErrors: BusError[] = [];
  private readonly traps: TrapReport[] = [];
  private readonly guards: StackGuards;
  private readonly places: Places;
  private readonly program: Program;
  private readonly redmule: RedmuleAccesses | null;
  private readonly remarks: RedmuleRemarks | null;
  private readonly character = new Uint8Array(1);
  private value: number | null = null;
  private message: string | undefined;
  /** Addresses of `onMark`. */
  private readonly marks = new Set<number>();
  private onMark: ((pc: number, clock: number) => void) | undefined;

  /** @throws UsageError when the program does not fit the memories of the system */
  constructor(system: System, program: Program, options: ProgramOptions) {
    this.system = system;
    this.options = options;
    system.load(program);
    this.places = new Places(program);
    this.statistics = system.cores.map(
      (core, i) => new CoreStatistics(core, system instanceof Cluster ? system.totalsOf(i) : undefined),
    );
    this.host = HostInterface.of(system, program, (bytes) => this.print(bytes));
    this.semihosting = SemihostingHost.of(system, program, (bytes) => this.print(bytes));
    this.deadlock = new Deadlock(system);
    this.program = program;
    this.guards = new StackGuards(system, program, this.places);
    this.redmule = system.redmule && new RedmuleAccesses(system.redmule);
    this.remarks = system.redmule && new RedmuleRemarks(system.redmule);
    system.observers.push((clock) => this.observe(clock));
    attachTo(system);
  }

  /** Calls `seen` with every clock in which core 0 retires the instruction at one of these addresses. */
  watch(pcs: readonly number[], seen: (pc: number, clock: number) => void): void {
    const { system } = this;
    this.onMark = seen;
    for (const pc of pcs) this.marks.add(pc);
    if (!(system instanceof Cluster)) return;
    system.onMark = seen;
    for (const pc of pcs) system.mark(pc);
  }

  /** Runs to the end, or for at most so many clocks; true at the end. */
  advance(clocks = Infinity): boolean {
    const { system, host, semihosting } = this;
    const alone = this.coreAlone();
    const ahead = system instanceof Cluster && system.observers.length === 1 && host === undefined ? system : null;
    const end = system.clock + clocks;
    while (system.clock < end) {
      if (this.ended) return true;
      const most = Math.min(end, this.options.maxClocks) - system.clock;
      if (ahead !== null) this.clusterAhead(ahead, most);
      else if (alone === null) system.step();
      else this.goAhead(alone, Math.min(most, this.guards.clocks));
      for (const sentence of this.guards.look()) this.say(sentence);
      this.lookAtBench();
      host?.look();
      semihosting?.look();
      this.value = host?.value ?? semihosting?.value ?? this.value;
      if (this.value === null) this.message ??= this.deadlock.look();
    }
    return this.ended;
  }

  /** The system, when its one core may run ahead because nobody else observes the clocks. */
  private coreAlone(): BareSystem | null {
    const { system, host } = this;
    if (!(system instanceof BareSystem) || system.runAhead === null || system.observers.length > 1) return null;
    if (host !== undefined) system.runAhead.watch(host.address);
    return system;
  }

  private goAhead(system: BareSystem, limit: number): void {
    system.advance(limit);
    const { totals } = system.runAhead!;
    if (totals.clocks > 0) this.statistics[0].add(totals);
    else this.observe(system.clock - 1);
  }

  /** As far as nothing happens that this run has to look at; nobody else observes the clocks. */
  private clusterAhead(cluster: Cluster, limit: number): void {
    cluster.advance(limit, this.guards);
    for (let i = 0; i < cluster.cores.length; i++) {
      if (((cluster.trapped >>> i) & 1) !== 0) this.lookAtTrap(cluster.cores[i], cluster.clock - 1);
    }
    if (cluster.dma.busy !== 0) this.lookAtDma(cluster);
    this.lookAtRedmule(cluster.clock - 1);
  }

  private get ended(): boolean {
    return this.value !== null || this.message !== undefined || this.system.clock >= this.options.maxClocks;
  }

  /** Clocks of each core by use. */
  get uses(): readonly Float64Array[] {
    return this.statistics.map(({ uses }) => uses);
  }

  /** How the program ended, without a report of its cores. */
  get ending(): Pick<ProgramResult, "status" | "value" | "message"> {
    const { value, message } = this;
    const status = value !== null ? "ended" : message !== undefined ? "hang" : "limit";
    return { status, value, ...(message === undefined ? {} : { message }) };
  }

  get result(): ProgramResult {
    const { value, message, busErrors, traps, system, places } = this;
    const remarks = value === null ? [] : [...(this.remarks?.sentences ?? []), ...stackRemarks(system, this.program)];
    return {
      ...this.ending,
      clocks: this.system.clock,
      cores: this.statistics.map((core) => core.report()),
      busErrors: [...busErrors, ...(this.redmule?.unchecked ?? [])],
      ...(traps.length === 0 ? {} : { traps }),
      ...(remarks.length === 0 ? {} : { remarks }),
      ...(value === null && message === undefined ? { whereabouts: whereabouts(system, places) } : {}),
    };
  }

  private print(bytes: Uint8Array): void {
    if (!this.silent) this.options.print(bytes);
  }

  /** To be taken with the machine between two clocks of a run that is stepped. */
  save(): ProgramState {
    const { value, message, busErrors, traps, statistics } = this;
    return {
      value,
      message,
      busErrors: busErrors.length,
      traps: traps.length,
      counts: statistics.map((core) => core.save()),
    };
  }

  /** Back to a state whose machine has been restored. */
  restore({ value, message, busErrors, traps, counts }: ProgramState): void {
    this.value = value;
    this.message = message;
    this.busErrors.length = busErrors;
    this.traps.length = traps;
    for (const host of [this.host, this.semihosting]) if (host !== undefined) host.value = value ?? undefined;
    this.deadlock = new Deadlock(this.system);
    this.statistics.forEach((core, i) => core.restore(counts[i]));
  }

  /** Where every core stands and why it waits, what RedMulE and the DMA do; a line each. */
  whereabouts(): string[] {
    return whereabouts(this.system, this.places);
  }

  private observe(clock: number): void {
    const { statistics, system } = this;
    for (let i = 0; i < statistics.length; i++) {
      statistics[i].sample();
      const core = system.cores[i];
      if (core.csrs.trap !== 0) this.lookAtTrap(core, clock);
    }
    if (system instanceof Cluster && system.dma.busy !== 0) this.lookAtDma(system);
    this.lookAtRedmule(clock);
    const { retired } = system.cores[0];
    if (retired.valid !== 0 && this.marks.has(retired.pc >>> 0)) this.onMark?.(retired.pc >>> 0, clock);
  }

  private lookAtRedmule(clock: number): void {
    const fault = this.redmule?.look(clock);
    if (fault !== undefined) this.note(fault);
  }

  private lookAtTrap(core: Core, clock: number): void {
    const { trapCause, mtvec } = core.csrs;
    if (trapCause < 0) return;
    const report = describeTrap(core, clock, this.options.isa, this.places, this.dmaRefusal(core));
    if (isBusError(trapCause)) this.note(report);
    else if (mtvec !== 0 && isFatal(mtvec, this.program)) this.noteTrap(report);
    if (mtvec === 0) this.message ??= `${report.message} (no trap handler is set: mtvec is 0)`;
  }

  /** What the DMA has refused, when the trapping store went to its command register. */
  private dmaRefusal({ csrs, hartId }: Core): DmaQueue["refused"] | undefined {
    const { system } = this;
    if (!(system instanceof Cluster)) return undefined;
    const offset = (csrs.trapValue - regionOf(system.map, "dma").base) >>> 0;
    return offset < 0x400 && (offset & 0xc) === DMA_REGISTERS.command ? system.dma.queues[hartId].refused : undefined;
  }

  private note(error: BusError): void {
    if (this.busErrors.length === BUS_ERRORS) return;
    this.busErrors.push(error);
    this.say(`${error.message}.`);
  }

  private noteTrap(trap: TrapReport): void {
    if (this.traps.length === BUS_ERRORS) return;
    this.traps.push(trap);
    this.say(`${trap.message}.`);
  }

  private say(sentence: string): void {
    if (!this.silent) this.options.say?.(sentence);
  }

  private lookAtDma({ dma, clock }: Cluster): void {
    for (const { fault, faultAddress, faultCore } of dma.faults) {
      if (fault !== 0) this.note(describeDmaFault(faultCore, faultAddress, clock));
    }
  }

  private lookAtBench(): void {
    const { endsAsleep, cores, bench } = this.system;
    if (bench === null) return;
    if (bench.printed !== 0) {
      this.character[0] = bench.character;
      this.print(this.character);
    }
    if (bench.done === 0 || (endsAsleep === 1 && cores[0].sleeping === 0)) return;
    this.value = bench.result;
  }
}

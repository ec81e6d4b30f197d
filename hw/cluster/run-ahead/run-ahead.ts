import type { Scope } from "../../probe.js";
import { SavedRegisters } from "../../snapshot.js";
import type { Reservations } from "../atomics.js";
import { State } from "../core/controller-state.js";
import type { Core } from "../core/core.js";
import { BUBBLE } from "../core/decoder.js";
import { Mark, MemoryImage } from "./memory-image.js";
import { Recorder } from "./recorder.js";
import { Replayer } from "./replayer.js";
import { Boundary, type StretchEnd, Totals } from "./stretch.js";

/** Replays in vain from one boundary after which it is left to the pipeline. */
const PATIENCE = 64;

/** What the run-ahead needs of the system around the core. */
export interface RunAheadHost {
  readonly core: Core;
  /** Words of the only memory, which answers every access of both ports one clock later, and its base. */
  readonly words: Uint32Array;
  readonly base: number;
  /** While a load-reserved waits for its store, every store counts. */
  readonly reservations: Reservations;
  /** Every register of the system but memory words, reservations, and what programs see of the core. */
  readonly pipeline: Scope;
  /** Answers the fetch that is under way with the word at an address. */
  refetch(address: number): void;
  settle(): void;
  edge(): void;
}

/**
 * Lets a core alone on an ideal memory run faster than clock by clock, to the same state in the same clock. There the time
 * from one boundary to the next depends on the instructions in between alone. So the pipeline runs each such stretch once,
 * its clocks and stalls are kept, and when the stretch comes again only its results are computed. What was not seen
 * before, or does more than compute, load, store and branch, goes through the pipeline.
 */
export class RunAhead {
  /** Costs of the stretches replayed by the last `advance`. */
  readonly totals = new Totals();

  private readonly host: RunAheadHost;
  private readonly core: Core;
  private readonly pipeline: SavedRegisters;
  private readonly memory: MemoryImage;
  private readonly recorder: Recorder;
  private readonly replayer: Replayer;
  private boundaries = new Map<number, Boundary>();
  /** Ends that were replayed and are not in `totals` yet. */
  private readonly replayed: StretchEnd[] = [];
  private vain = new Map<Boundary, number>();
  /** The boundary at which the pipeline stands. */
  private here: Boundary | null = null;

  constructor(host: RunAheadHost) {
    this.host = host;
    this.core = host.core;
    this.pipeline = new SavedRegisters(host.pipeline);
    this.memory = new MemoryImage(host.words, host.base);
    this.recorder = new Recorder(host.core);
    this.replayer = new Replayer(host.core, this.memory);
  }

  /** Stores to the word at a byte address always go through the pipeline, one clock at a time. */
  watch(address: number): void {
    this.memory.mark(address, Mark.watched);
  }

  /** Forgets what it knows: somebody else has stepped the core, or changed its state or the memory. */
  forget(): void {
    this.here = null;
    this.recorder.cancel();
    if (this.boundaries.size > 0) this.forgetCode();
  }

  private forgetCode(): void {
    this.boundaries = new Map();
    this.vain = new Map();
    this.memory.unmark(Mark.code);
  }

  /** Goes on for at least one clock and at most `limit`; the clocks. Those of replays stand in `totals`. */
  advance(limit: number): number {
    this.totals.clear();
    if (this.here !== null && limit > 1 && this.mayReplay) {
      const clocks = this.replay(this.here, limit);
      if (clocks > 0) return clocks;
    }
    this.step();
    return 1;
  }

  /** Nothing counts events, watches for stores or interrupts. */
  private get mayReplay(): boolean {
    const { counting, irq } = this.core.csrs;
    return (counting | irq) === 0 && this.host.reservations.held === 0;
  }

  private replay(from: Boundary, limit: number): number {
    const { replayer, vain } = this;
    const failures = vain.get(from) ?? 0;
    if (failures > PATIENCE) return 0;
    let at = from;
    let clocks = 0;
    let limited = false;
    for (;;) {
      const end = replayer.run(at);
      if (end === null) break;
      limited = clocks + end.clocks > limit;
      if (limited) {
        replayer.undo();
        break;
      }
      replayer.commit();
      if (end.times++ === 0) this.replayed.push(end);
      clocks += end.clocks;
      at = end.boundary;
    }
    if (clocks > 0) {
      if (failures > 0) vain.set(from, 0);
      this.leave(at);
    } else if (!limited) vain.set(from, failures + 1);
    return clocks;
  }

  /** The pipeline takes over at a boundary. */
  private leave(boundary: Boundary): void {
    const { core, totals, replayer } = this;
    this.pipeline.restore(boundary.state);
    // What has been stored since the boundary was seen first is fetched, too.
    this.host.refetch(core.fetch.prefetch.address);
    for (const end of this.replayed) totals.collect(end);
    this.replayed.length = 0;
    core.csrs.counters.advance(totals.clocks, totals.instructions);
    core.csrs.accrue(replayer.flags, replayer.wroteFloat);
    replayer.flags = replayer.wroteFloat = 0;
    this.here = boundary;
  }

  /** One clock of the pipeline. */
  private step(): void {
    const { host, core, recorder, here } = this;
    if (here !== null && !recorder.recording) recorder.begin(here);
    host.settle();
    recorder.sample();
    if (core.retired.valid !== 0 && recorder.recording) this.lookAtRetired();
    this.lookAtStore();
    host.edge();
    this.here = null;
    if (this.isBoundary()) this.arrive();
  }

  /** What is recorded is code, unless it is not there any more. */
  private lookAtRetired(): void {
    const { pc, instruction } = this.core.ex;
    this.markCode(pc, instruction.size);
    if (!this.memory.holds(pc, instruction)) this.recorder.cancel();
  }

  private markCode(pc: number, bytes: number): void {
    this.memory.mark(pc, Mark.code);
    this.memory.mark(pc + bytes - 1, Mark.code);
  }

  /** Code that changes makes what was recorded of it worthless. */
  private lookAtStore(): void {
    const { memory, recorder, core } = this;
    const { req, gnt, write, atomic, addr } = core.dataPort;
    if ((req & gnt) === 0 || (write === 0 && atomic === 0)) return;
    const at = memory.index(addr);
    if (at >= memory.marks.length || (memory.marks[at] & Mark.code) === 0) return;
    this.forgetCode();
    recorder.cancel();
  }

  private arrive(): void {
    const { core, recorder, memory } = this;
    const { id, fetch } = core;
    // A word that was fetched before it was changed tells nothing about the next time.
    if (!memory.holds(id.pc, id.instruction) || ((fetch.pc & 2) !== 0 && memory.half(fetch.pc) !== fetch.half)) {
      recorder.cancel();
      return;
    }
    const key = id.pc * 2 + core.ex.enabled;
    let boundary = this.boundaries.get(key);
    if (boundary === undefined) {
      boundary = new Boundary(id.pc, this.pipeline.save());
      this.boundaries.set(key, boundary);
      this.markCode(id.pc, id.instruction.size);
    }
    recorder.finish(boundary);
    this.here = boundary;
  }

  /** True when the state of the pipeline depends on the pc alone, see `Boundary`. */
  private isBoundary(): boolean {
    const { id, ex, wb, lsu, float, fetch, controller, csrs, loops } = this.core;
    if (id.valid === 0 || ex.valid !== 0 || ex.instruction !== BUBBLE || fetch.prefetch.count !== 0) return false;
    const { prefetch } = fetch;
    if (prefetch.outstanding !== 1 || prefetch.discard !== 0 || prefetch.held !== 0 || prefetch.targetWaits !== 0)
      return false;
    if (controller.state !== State.decode || controller.jumpDone !== 0 || wb.valid !== 0 || lsu.outstanding !== 0)
      return false;
    if (float.valid !== 0 || float.division.busy !== 0 || loops.repeating !== 0 || fetch.loopTaken !== 0) return false;
    if (ex.mac.held !== 0) return false;
    if (id.pass !== 0 || csrs.mip !== 0 || csrs.irq !== 0) return false;
    // One word ahead of the one in which the instruction in ID ends.
    return prefetch.address === ((((id.pc + id.instruction.size - 1) & ~3) + 4) | 0) && fetch.pc === id.nextPc;
  }
}

import { tileColumns } from "../parameters.js";
import type { Redmule } from "../redmule.js";
import { ERRATUM_NAMES } from "../errata.js";
import { SimdArray } from "../simd-array.js";
import { ControlWords } from "./control-words.js";
import { isRegular } from "./addresses.js";
import { limitsOf, movingOf, unseenOf, type Limit } from "./limits.js";
import { Player, type GrantingMemory } from "./player.js";
import { Recorder } from "./recorder.js";
import { StateStore, statesOf } from "./state-store.js";
import { fits, Reach, type State, type Stretch } from "./stretch.js";

/** Most clocks of a stretch, in tiles of D W rows. */
const LONGEST = 4;

/** Fewest stretches of a job that is worth a look. */
const FEWEST = 16;

/**
 * Replays the stretches of a job that repeat as moves of data. On a memory that always grants, control does not depend on data: from
 * a control state on that has been met before, the same clocks follow. See docs/architecture.md.
 *
 * To be asked between two clocks, by whoever alone steps the design: nobody may look at it, stall it or access it meanwhile.
 */
export class Replay {
  private readonly redmule: Redmule;
  private readonly memory: GrantingMemory;
  private readonly limits: readonly Limit[];
  private readonly moving: readonly [Record<string, number>, string][];
  private readonly words: ControlWords;
  private readonly states: StateStore;
  private readonly recorder: Recorder;
  private readonly player: Player;
  private readonly reach: Reach;
  private readonly D: number;
  private readonly longest: number;
  private readonly left: Float64Array;
  private readonly before: Float64Array;
  private readonly moved: Float64Array;
  /** Bytes to the chunk of X that is fetched next where the stretch begins. */
  private place = 0;

  /** What is recorded begins here; null when nothing is. */
  private from: State | null = null;
  private clocks = 0;
  /** What holds control state that moves while a job computes. */
  readonly controlled: readonly object[];
  /** Clocks that were replayed, for observers. */
  replayed = 0;

  /** A replay of a design that has one: without errata, with the vector array, on a memory of the window that it checks, if any. */
  static of(redmule: Redmule, memory: GrantingMemory): Replay | null {
    const { parameters, engine, streamer } = redmule;
    const isSound = ERRATUM_NAMES.every((name) => !parameters.errata[name]);
    const { window } = streamer;
    const isWhole = window === null || (window.base === memory.base && window.bytes === 4 * memory.words.length);
    return isSound && isWhole && engine.array instanceof SimdArray ? new Replay(redmule, memory) : null;
  }

  private constructor(redmule: Redmule, memory: GrantingMemory) {
    const { scheduler, memoryScheduler, streamer, xBuffer, wBuffer, zBuffer, engine, tcdm, parameters } = redmule;
    const { x, w, y, z, mux, yzMux } = streamer;
    const { positions } = scheduler;
    this.redmule = redmule;
    this.memory = memory;
    this.limits = limitsOf(redmule);
    this.moving = [
      ...this.limits.filter(({ isKept }) => !isKept).map(({ owner, name }) => [owner, name]),
      ...movingOf(redmule, memory),
    ] as unknown as [Record<string, number>, string][];
    const generators = [x, w, y, z].map(({ generator }) => generator);
    const owners = [
      ...[redmule, redmule.control, redmule.data, scheduler, positions, positions.xPosition, positions.wPosition],
      ...[scheduler.yz, scheduler.yz.tile],
      ...[memoryScheduler, memoryScheduler.position, streamer, mux, yzMux, tcdm, memory, engine],
      ...[xBuffer, xBuffer.fill, xBuffer.fill.inputs, wBuffer, zBuffer],
      ...[x, w, y].flatMap((channel) => [channel, channel.requests, channel.responses, channel.offsets, channel.rows]),
      ...[z, z.rows, z.stores],
      ...generators.flatMap((generator) => [generator, generator.fifo, generator.shape]),
    ];
    this.controlled = owners;
    const counters = this.limits.map(({ owner, name }) => ({ owner, names: [name] }));
    this.words = new ControlWords(owners, [...counters, ...unseenOf(redmule, memory)], [xBuffer.readHalves]);
    const tags = [
      ...[x, w, y].map(({ offsets, offsetTag }) => ({ fifo: offsets, tags: offsetTag })),
      ...generators.map(({ fifo, fifoTag }) => ({ fifo, tags: fifoTag })),
    ];
    const { tile } = scheduler.yz;
    this.states = new StateStore(
      statesOf(parameters, memory),
      this.words,
      tags,
      () => scheduler.config,
      () => [
        // What is compared with the first tile and with the first row.
        Number(tile.columnTile === 0 && tile.rowTile === 0),
        Number(w.generator.d0 === 0),
      ],
    );
    this.recorder = new Recorder(redmule, memory.pass !== undefined);
    this.player = new Player(redmule, memory);
    this.reach = new Reach(this.limits);
    this.D = tileColumns(parameters);
    this.longest = LONGEST * this.D * (parameters.P + 1);
    this.left = new Float64Array(this.limits.length);
    this.before = new Float64Array(this.moving.length);
    this.moved = new Float64Array(this.moving.length);
  }

  /** Clocks that were replayed, `most` at most; 0 where this one has to be stepped, between `settled` and `clocked`. */
  advance(most: number): number {
    const hasBegun = this.from !== null && this.clocks === 0;
    if (hasBegun || !this.isBorder) return 0;
    if (!this.isOpen) {
      this.from = null;
      return 0;
    }
    this.redmule.engine.compute();
    let state = this.states.current();
    if (this.from !== null) this.record(state);
    for (let i = 0; i < this.left.length; i++) this.left[i] = this.limits[i].left();
    let stretch = this.next(state);
    if (stretch === null) {
      this.begin(state);
      return 0;
    }
    if (stretch.clocks > most || !isRegular(this.redmule, this.memory)) return 0;
    let clocks = 0;
    this.moved.fill(0);
    this.place = this.placeOfChunk;
    this.player.begin();
    while (stretch !== null && clocks + stretch.clocks <= most) {
      this.play(stretch);
      clocks += stretch.clocks;
      state = stretch.end;
      stretch = this.next(state);
    }
    this.words.write(state.words);
    this.moving.forEach(([owner, name], i) => (owner[name] += this.moved[i]));
    this.player.finish();
    this.replayed += clocks;
    // What comes is not known.
    if (stretch === null) this.begin(state);
    return clocks;
  }

  /** A clock that is stepped has settled. */
  settled(): void {
    if (this.from !== null && (this.clocks++ === this.longest || !this.recorder.look())) this.from = null;
  }

  /** It has passed. */
  clocked(): void {
    if (this.from !== null) this.reach.clock();
  }

  /** What is recorded is not complete: the next clock may be stepped by others. */
  leave(): void {
    this.from = null;
  }

  /** Stretches end with the last W row of a chunk. */
  private get isBorder(): boolean {
    const { loadsW, positions } = this.redmule.scheduler;
    return loadsW !== 0 && positions.wDone === 0 && positions.wPosition.step % this.D === 0;
  }

  /** The job computes, its control side is idle, and nothing hinders it. */
  private get isOpen(): boolean {
    const { redmule, memory } = this;
    const { memoryScheduler, streamer, control, periph } = redmule;
    const isQuiet = (periph.req | memory.stall | streamer.faulted | streamer.z.done) === 0;
    const { rowTiles, columnTiles, chunks } = memoryScheduler.config;
    return control.rests && isQuiet && !memoryScheduler.stale && rowTiles * columnTiles * chunks >= FEWEST;
  }

  private next(state: State): Stretch | null {
    const { stretches } = state;
    if (stretches.length === 0) return null;
    for (let i = 0; i < stretches.length; i++) if (fits(stretches[i], this.left)) return stretches[i];
    return null;
  }

  private get placeOfChunk(): number {
    const { rowOffset, chunkOffset } = this.redmule.memoryScheduler;
    return rowOffset + chunkOffset;
  }

  private play(stretch: Stretch): void {
    const { moved, left } = this;
    this.player.play(stretch.code, this.place);
    this.place += stretch.forth;
    for (let i = 0; i < moved.length; i++) moved[i] += stretch.moved[i];
    for (let i = 0; i < left.length; i++) left[i] -= stretch.spent[i];
  }

  private begin(from: State): void {
    this.from = from;
    this.clocks = 0;
    this.place = this.placeOfChunk;
    this.recorder.begin(this.place);
    this.reach.begin();
    this.readMoving(this.before);
  }

  private readMoving(to: Float64Array): void {
    this.moving.forEach(([owner, name], i) => (to[i] = owner[name]));
  }

  private record(end: State): void {
    const moved = new Float64Array(this.moving.length);
    this.readMoving(moved);
    for (let i = 0; i < moved.length; i++) moved[i] -= this.before[i];
    this.states.add(this.from!, {
      clocks: this.clocks,
      code: this.recorder.end(),
      ...this.reach.end(),
      moved,
      forth: this.placeOfChunk - this.place,
      end,
    });
    this.from = null;
  }
}

import { redmuleOf } from "../hw/config.js";
import { Account } from "../hw/redmule/account.js";
import type { Scope } from "../hw/probe.js";
import { REGISTER } from "../hw/redmule/registers.js";
import { CHANNEL_YZ } from "../hw/redmule/streamer.js";
import { pack } from "../run/cluster/cluster-job.js";
import { ContendedRedmule } from "../run/load/contended-redmule.js";
import { LoadGenerators } from "../run/load/load-generators.js";
import { StallPattern } from "../run/data/random.js";
import { withTensors } from "../run/redmule/job.js";
import { checkPlaces } from "../run/redmule/layout.js";
import { fillGarbage, PlacedJob } from "../run/redmule/placed-job.js";
import { Watchdog } from "../run/redmule/watchdog.js";
import { packEntry, Words } from "./clock-log.js";
import { History } from "./history.js";
import { inHalves } from "./halves.js";
import type { Setup } from "./setup.js";
import { StoreLog } from "./store-log.js";
import { viewScope } from "./view-scope.js";

/** How a run ended: with the event and so many elements unlike golden, or with the watchdog's diagnosis. */
export interface Ending {
  readonly clock: number;
  readonly mismatches: number;
  readonly diagnosis?: string;
}

/** The operands of a job as the array sees them: FP16 encodings, row by row. */
export interface Tensors {
  readonly x: Uint16Array;
  readonly w: Uint16Array;
  readonly y: Uint16Array | null;
}

/** Bytes at the end of the TCDM that the cores may write. */
const SPARE = 1024;

/**
 * A job on RedMulE, its TCDM and eight cores that load the banks, at any clock of its run. Clock 0 is the trigger write. A clock
 * is shown when everything in it has settled, before its edge.
 */
export class Model {
  readonly bench: ContendedRedmule;
  readonly scope: Scope;
  /** The last clock that has been reached. */
  head = -1;
  /** One packed `ClockEntry` for each clock up to `head`. */
  readonly log = new Words();
  /** Elements of Z that were stored up to `head`. */
  readonly stores: StoreLog;
  ending: Ending | null = null;
  /** Called when a clock is shown for the first time. */
  observer: () => void = () => undefined;

  private readonly placed: PlacedJob;
  private readonly load: LoadGenerators;
  private readonly stall: StallPattern;
  private readonly account: Account;
  private readonly watchdog: Watchdog;
  private readonly history: History;

  /** @throws UsageError when the tensors do not fit the TCDM or the array does not fit its errata */
  constructor({ job, load }: Setup) {
    const { config, seed, stall, stallSeed, misalign } = job;
    const redmule = redmuleOf(config);
    const { banks, tcdmKib, arbiter } = config;
    const bytes = tcdmKib * 1024;
    const { bases, bytes: sizes, end } = pack(job, misalign, redmule, 0);
    const mend = `give ${Math.ceil((end + SPARE) / 1024)} KiB of TCDM or a smaller shape`;
    checkPlaces(bases, sizes, { base: 0, bytes: bytes - SPARE }, mend);

    const tcdm = { banks, rows: bytes / 4 / banks, arbiter };
    this.bench = new ContendedRedmule({ redmule, tcdm, ce: config.ce });
    const { interconnect, ports } = this.bench;
    fillGarbage(interconnect.tcdm.words, seed);
    const memory = { base: 0, bytes: interconnect.tcdm.bytes };
    this.placed = new PlacedJob({ redmule: this.bench.redmule, memory }, withTensors(job), bases);
    this.stores = new StoreLog(this.placed);
    this.load = new LoadGenerators(ports, { p: load, seed, bytes, writeFrom: bytes - SPARE });
    this.stall = new StallPattern(stall, stallSeed);
    this.account = new Account(this.bench.redmule);
    const share = Math.min(1, this.bench.redmule.tcdm.words / banks) * load;
    this.watchdog = new Watchdog(this.bench.redmule, Math.min(0.99, 1 - (1 - stall) * (1 - share) ** ports.length));
    this.scope = viewScope(this.bench, this.load);
    this.history = new History(this.scope);
    this.start(config.priority === "redmule" ? 1 : 0);
  }

  /** X, W and Y (null without) in FP16, row by row. */
  get tensors(): Tensors {
    const { x, w, y, fmt } = this.placed.job;
    return { x: inHalves(x, fmt), w: inHalves(w, fmt), y: y === undefined ? null : inHalves(y, fmt) };
  }

  /** The clock that is shown. */
  get clock(): number {
    return this.bench.cycle;
  }

  private start(invertPrio: 0 | 1): void {
    this.bench.interconnect.arbiter.invertPrio = invertPrio;
    this.bench.softClear();
    this.bench.program(this.placed.registers);
    this.bench.cycle = 0;
    this.settle();
  }

  /** Shows the clock `clock`, or the last one of the run when that comes before. Going back restores a snapshot. */
  go(clock: number): void {
    const to = Math.max(0, clock);
    if (to < this.clock || this.history.before(to) > this.clock) this.restore(to);
    while (this.clock < to && !this.ended) this.step();
  }

  /** Shows the clocks from `from` to `to` one after the other; `to` has been reached before. */
  replay(from: number, to: number, visit: () => void): void {
    this.restore(from);
    while (this.clock < from) this.step();
    visit();
    while (this.clock < to) {
      this.step();
      visit();
    }
  }

  /** The clock that is shown is the last one of the run. */
  get ended(): boolean {
    return this.clock === this.ending?.clock;
  }

  private restore(clock: number): void {
    // Checkers compare a clock with the one before it in time.
    this.bench.checks = null;
    this.bench.cycle = this.history.restore(clock);
    this.settle();
  }

  private step(): void {
    this.bench.edge();
    const diagnosis = this.clock > this.head ? this.watchdog.look(this.clock) : undefined;
    this.settle();
    if (diagnosis !== undefined) this.ending ??= { clock: this.clock, mismatches: this.placed.mismatches(), diagnosis };
  }

  private settle(): void {
    const { bench, clock } = this;
    this.history.note(clock);
    bench.redmule.periph.req = 0;
    if (clock === 0) bench.request(REGISTER.TRIGGER, 0);
    bench.interconnect.tcdm.gnt.fill(this.stall.at(clock) ? 0 : -1);
    this.load.drive();
    bench.settle();
    if (clock > this.head) this.record();
  }

  private record(): void {
    const { bench, clock } = this;
    this.head = clock;
    this.stores.look(bench.redmule.tcdm, clock);
    if (bench.redmule.event) this.ending = { clock, mismatches: this.placed.mismatches() };
    else this.log.push(this.entry());
    this.observer();
  }

  private entry(): number {
    const { scheduler, streamer, wBuffer, tcdm } = this.bench.redmule;
    const { winner } = streamer.mux;
    let columns = 0;
    for (const step of wBuffer.steps) columns += step;
    return packEntry({
      kind: this.account.sample(),
      request: tcdm.req,
      grant: tcdm.req & tcdm.gnt,
      channel: winner === CHANNEL_YZ ? CHANNEL_YZ + streamer.yzMux.winner : winner,
      working: scheduler.enable * scheduler.activeRows * columns,
    });
  }
}

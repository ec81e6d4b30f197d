import type { Redmule } from "../../redmule/redmule.js";
import type { ExternalMemory } from "../external/external-memory.js";
import type { Icache } from "../icache/icache.js";
import type { L2 } from "../l2/l2.js";
import type { ClockWatcher } from "../replay/clock-watcher.js";
import type { Others } from "../replay/engine.js";
import type { Replays } from "../replay/replays.js";
import { AHEAD, BEGUN, LINES, RENEWS, STOPS, TIMES, WATCHED, WIDE } from "../replay/wasm/layout.js";
import type { Interconnect } from "../tcdm/interconnect.js";
import type { TimerUnit } from "../timer/timer-unit.js";

/** What works in clocks in which every core that is awake is replayed. */
export interface ReplayedBlocks {
  readonly interconnect: Interconnect;
  readonly redmule: Redmule;
  readonly icache: Icache | null;
  readonly l2: L2;
  readonly timer: TimerUnit;
  readonly external: ExternalMemory | null;
}

/** Clocks that the engine runs in one go: it is made faster between two calls only. */
const MOST_CLOCKS = 2048;
const ALL_CORES = -1;

/**
 * Clocks of a cluster in which the cores that are awake are replayed and ask the banks and the shared instruction cache alone,
 * and nothing else works but RedMulE, refills, counters of time and the memory outside: the engine calls these where there are
 * any.
 */
export class ReplayedClocks implements Others {
  /** Of the last run: clocks in which RedMulE worked. */
  redmuleClocks = 0;
  /** RedMulE has met a bus error in the last clock. */
  faulted = false;
  private readonly blocks: ReplayedBlocks;
  private replays: Replays | null = null;
  private watcher: ClockWatcher | null = null;
  // Of the clock: RedMulE works, the wide port is settled, a line is under way.
  private works = false;
  private wide = false;
  private refills = false;
  /** Lines and words of L2 rest until a core asks for a line, and the engine knows. */
  private rests = false;

  constructor(blocks: ReplayedBlocks) {
    this.blocks = blocks;
  }

  /** Up to `end`, to an event, to a bus error of RedMulE, or to a clock that is not settled so: then it is settled anew. The clock. */
  run(replays: Replays, from: number, end: number, watcher: ClockWatcher | null): number {
    const { interconnect, icache } = this.blocks;
    let clock = from;
    this.redmuleClocks = 0;
    this.works = this.faulted = this.rests = false;
    [this.replays, this.watcher] = [replays, watcher];
    if (icache !== null) icache.flush = 0;
    const renews = this.moves && icache === null;
    // Whoever sees every clock sees it when it is over, and code in a memory that changes is fetched word by word.
    let how = watcher === null && !renews ? AHEAD : 0;
    if (watcher !== null) how |= WATCHED;
    if (renews) how |= RENEWS;
    interconnect.hand();
    interconnect.router.settleRequest();
    let most = Math.min(end - clock, MOST_CLOCKS);
    let clocks = most;
    while (clocks === most && most > 0 && !this.stops) {
      clocks = replays.run(clock, most, how | this.beside, this);
      this.rests = false;
      clock += clocks;
      this.pass();
      if (this.faulted) break;
      most = Math.min(end - clock, MOST_CLOCKS);
    }
    interconnect.takeBack();
    return clock;
  }

  before(): void {
    this.pass();
    this.replays!.engine.askLines();
    this.refills = !this.refillsIdle;
    this.begin();
  }

  private begin(): void {
    this.beginWide();
    if (this.refills) this.beginLines();
  }

  /** Lines, and words of L2, up to the grants. */
  private beginLines(): void {
    const { icache, l2 } = this.blocks;
    l2.settleResponse();
    icache?.settleResponse();
    icache?.settleRequest();
    l2.settleGrant();
    if (icache === null) return;
    icache.settleGrant();
    this.replays!.engine.answerLines(icache.granted, icache.arrived);
  }

  /** Responses to RedMulE and its requests. */
  private beginWide(): void {
    const { redmule, interconnect } = this.blocks;
    const { router } = interconnect;
    this.works = !redmule.idle;
    this.wide = this.asksWide;
    if (this.wide) router.settleResponse();
    if (this.works) {
      redmule.settleResponse();
      redmule.settleRequest();
    }
    if (this.wide) router.settleRequest();
  }

  showGrants(): void {
    if (this.wide) this.blocks.interconnect.router.settleGrant();
  }

  after(clock: number): number {
    const { redmule, icache, l2, timer, external } = this.blocks;
    this.showGrants();
    if (this.replays!.engine.askLines()) this.rests = false;
    if (this.works) {
      redmule.settleGrant();
      this.redmuleClocks += redmule.busy;
      this.watcher?.settled(clock);
      redmule.edge();
      this.faulted = redmule.streamer.outside !== 0;
    }
    if (this.refills) {
      l2.edge();
      icache?.edge();
      // The other private caches are idle, and have had a clock in which their wires came to rest.
      if (icache !== null) icache.replayed = ALL_CORES;
    } else l2.pass(1);
    if (!timer.idle) timer.pass();
    if (external !== null && external.command !== 0) external.move();
    const { beside } = this;
    if (this.stops || this.faulted) return beside | STOPS;
    if ((beside & (WIDE | LINES)) === 0) return beside;
    // The next clock begins in this call: that saves one.
    this.refills = (beside & LINES) !== 0;
    this.begin();
    return beside | BEGUN;
  }

  /** Idle clocks of L2 that the engine has run. */
  private pass(): void {
    const passed = this.replays!.engine.takePassed();
    if (passed !== 0) this.blocks.l2.pass(passed);
  }

  /** Who works beside the cores. */
  private get beside(): number {
    const counts = !this.blocks.timer.idle || this.moves;
    return (this.asksWide ? WIDE : 0) | (this.awaitsLines() ? 0 : LINES) | (counts ? TIMES : 0);
  }

  /** Nothing happens to lines and words of L2 in the next clock, and the engine knows when it does. */
  private awaitsLines(): boolean {
    if (this.rests && !this.refills) return true;
    const { l2, icache } = this.blocks;
    const quiet = icache === null || icache.sharedAwaits ? l2.quiet : 0;
    this.rests = quiet === Infinity;
    this.replays!.engine.waitForLines(quiet > 0 ? quiet : Infinity);
    return quiet > 0;
  }

  private get asksWide(): boolean {
    const { redmule, interconnect } = this.blocks;
    return !redmule.idle || (interconnect.router.valid | redmule.tcdm.req | redmule.tcdm.rvalid) !== 0;
  }

  /** A word that is reserved is watched by the ports, which the engine leaves as they are. */
  private get stops(): boolean {
    const { timer, redmule, interconnect, l2 } = this.blocks;
    return timer.raises || (redmule.event | interconnect.tcdm.reservations.held | l2.answersNarrow) !== 0;
  }

  private get moves(): boolean {
    const { external } = this.blocks;
    return external !== null && external.command !== 0;
  }

  private get refillsIdle(): boolean {
    const { l2, icache } = this.blocks;
    return l2.idle && (icache === null || icache.sharedIdle);
  }
}

import type { Redmule } from "../../redmule/redmule.js";
import type { ExternalMemory } from "../external/external-memory.js";
import type { Icache } from "../icache/icache.js";
import type { L2 } from "../l2/l2.js";
import type { ClockWatcher } from "../replay/clock-watcher.js";
import type { Replays } from "../replay/replays.js";
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

/**
 * Clocks of a cluster in which the cores that are awake are replayed and ask the banks and the shared instruction cache alone,
 * and nothing else works but RedMulE, refills, counters of time and the memory outside.
 */
export class ReplayedClocks {
  /** Of the last run: clocks in which RedMulE worked. */
  redmuleClocks = 0;
  private readonly blocks: ReplayedBlocks;

  constructor(blocks: ReplayedBlocks) {
    this.blocks = blocks;
  }

  /** Up to `end`, to an event, to a bus error of RedMulE, or to a clock that is not settled so: then it is settled anew. The clock. */
  run(replays: Replays, from: number, end: number, watcher: ClockWatcher | null): number {
    const { interconnect, redmule, icache, l2, timer, external } = this.blocks;
    let clock = from;
    this.redmuleClocks = 0;
    if (icache !== null) icache.flush = 0;
    const moves = external !== null && external.command !== 0;
    // Whoever sees every clock sees it when it is over, and code in a memory that changes is fetched word by word.
    const alone = watcher === null && !(moves && icache === null);
    replays.start(clock, alone);
    while (clock < end && !timer.raises && redmule.event === 0) {
      const works = !redmule.idle;
      if (!works && interconnect.idle && !moves && timer.idle && this.refillsIdle) {
        const next = replays.next(clock, end);
        l2.pass(next - clock);
        clock = next;
        if (clock === end) break;
      }
      replays.collect(clock);
      const refills = !this.refillsIdle;
      if (!interconnect.idle) interconnect.settleResponse();
      if (refills) {
        l2.settleResponse();
        icache?.settleResponse();
      }
      if (works) redmule.settleResponse();
      if (!replays.settleRequests()) break;
      if (works) redmule.settleRequest();
      if (refills) {
        icache?.settleRequest();
        l2.settleGrant();
        icache?.settleGrant();
      }
      const asks = replays.asks || !interconnect.idle || (redmule.tcdm.req & (works ? 1 : 0)) !== 0;
      if (asks) interconnect.settleGrant(replays.asks);
      if (!replays.settleGrants()) break;
      if (works) this.settleRedmule(redmule, watcher, clock);
      replays.edge(clock);
      if (works) redmule.edge();
      if (asks) interconnect.edge();
      if (refills) {
        l2.edge();
        icache?.edge();
      } else l2.pass(1);
      if (!timer.idle) timer.pass();
      if (moves && external.command !== 0) external.move();
      clock++;
      if (works && redmule.streamer.outside !== 0) break;
    }
    replays.stop(clock);
    return clock;
  }

  private get refillsIdle(): boolean {
    const { l2, icache } = this.blocks;
    return l2.idle && (icache === null || icache.sharedIdle);
  }

  private settleRedmule(redmule: Redmule, watcher: ClockWatcher | null, clock: number): void {
    redmule.settleGrant();
    this.redmuleClocks += redmule.busy;
    if (watcher !== null) watcher.settled(clock);
  }
}

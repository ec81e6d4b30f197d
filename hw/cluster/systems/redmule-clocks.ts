import type { GrantingMemory } from "../../redmule/replay/player.js";
import { Replay } from "../../redmule/replay/replay.js";
import type { Redmule } from "../../redmule/redmule.js";
import type { ExternalMemory } from "../external/external-memory.js";
import type { L2 } from "../l2/l2.js";
import type { ClockWatcher } from "../replay/clock-watcher.js";
import type { Interconnect } from "../tcdm/interconnect.js";
import type { TimerUnit } from "../timer/timer-unit.js";

/** What works while every core sleeps. */
export interface LoneBlocks {
  readonly interconnect: Interconnect;
  readonly redmule: Redmule;
  readonly l2: L2;
  readonly timer: TimerUnit;
  readonly external: ExternalMemory | null;
}

/** Clocks in which RedMulE may stand still before somebody has to look: far below the patience of watchdogs. */
const STANDSTILL = 32;

/** The banks as RedMulE's port meets them while it alone asks. A read leaves its words in the output registers of the banks. */
class LoneBanks implements GrantingMemory {
  readonly base: number;
  readonly words: Uint32Array;
  readonly rdata: Uint32Array;
  readonly keepsReads = true;
  reads = 0;
  writes = 0;
  stall = 0;
  private readonly direct: Interconnect["direct"];

  constructor({ direct, tcdm, record }: Interconnect, base: number) {
    this.base = base;
    this.words = tcdm.words;
    this.rdata = record.wideRdata;
    this.direct = direct;
  }

  edge(): void {
    this.direct.settleGrant();
    this.direct.edge();
  }
}

/** Clocks of a cluster in which nothing works but RedMulE, counters of time and the memory outside. */
export class RedmuleClocks {
  /** The clock behind the last one in which RedMulE moved. */
  moved = 0;
  /** Of the last run: clocks in which RedMulE worked. */
  redmuleClocks = 0;
  /** The last run has ended with a clock that somebody may want to see. */
  stopped = false;
  private readonly blocks: LoneBlocks;
  /** Of RedMulE's stretches that repeat, as soon as there is one; null for a design that has none. */
  private replay: Replay | null | undefined = undefined;

  constructor(blocks: LoneBlocks) {
    this.blocks = blocks;
  }

  private newReplay(): Replay | null {
    const { redmule, interconnect } = this.blocks;
    const { window } = redmule.streamer;
    return window === null ? null : Replay.of(redmule, new LoneBanks(interconnect, window.base));
  }

  /**
   * Up to `end`, to RedMulE's event, which is settled anew, to a bus error, or to a clock that somebody may want to see: RedMulE has
   * stood still for long, or for the first time in another state of its controller. The clock; all of its wires stand.
   */
  run(from: number, end: number, watcher: ClockWatcher | null): number {
    const { redmule, interconnect, timer, external } = this.blocks;
    const { state } = redmule.controller;
    const counts = !timer.idle || external !== null;
    let memory: Pick<Interconnect, "settleResponse" | "settleGrant" | "edge"> = interconnect;
    let { busy } = redmule;
    let stops = false;
    let clock = from;
    this.redmuleClocks = 0;
    if (this.replay === undefined) this.replay = this.newReplay();
    const replay = counts ? null : this.replay;
    for (; !stops && clock < end && redmule.event === 0 && !(counts && timer.raises); clock++) {
      if (memory === interconnect && interconnect.lone) memory = interconnect.direct;
      const replayed = memory === interconnect || replay === null ? 0 : replay.advance(end - clock);
      if (replayed !== 0) {
        clock += replayed - 1;
        this.redmuleClocks += replayed;
        this.moved = clock + 1;
        continue;
      }
      memory.settleResponse();
      redmule.settleResponse();
      redmule.settleRequest();
      memory.settleGrant();
      redmule.settleGrant();
      if (redmule.busy !== busy) {
        busy = redmule.busy;
        watcher?.settled(clock);
      }
      this.redmuleClocks += busy;
      stops = redmule.streamer.outside !== 0;
      const moves = this.moves;
      replay?.settled();
      redmule.edge();
      memory.edge();
      replay?.clocked();
      if (moves) this.moved = clock + 1;
      else stops ||= redmule.controller.state !== state || clock + 1 - this.moved >= STANDSTILL;
      if (counts) this.count();
    }
    replay?.leave();
    if (memory !== interconnect) interconnect.finishDirect();
    this.blocks.l2.pass(clock - from);
    this.stopped = stops;
    return clock;
  }

  /** As a watchdog sees it (run/redmule/watchdog.ts). */
  private get moves(): boolean {
    const { tcdm, scheduler } = this.blocks.redmule;
    return ((tcdm.req & tcdm.gnt) | (scheduler.loadsW & (1 ^ scheduler.positions.wDone))) !== 0;
  }

  private count(): void {
    const { timer, external } = this.blocks;
    if (!timer.idle) timer.pass();
    if (external !== null && external.command !== 0) external.move();
  }
}

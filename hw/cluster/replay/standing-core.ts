import { Unit } from "../core/instruction.js";
import { CONTROL_WORDS, isPlain, readControl } from "./control.js";
import type { ReplayHost } from "./replay-host.js";

/** Why a core stands, see `StandingCore.patience`. */
const MOVES = 0;

/**
 * A core of the pipeline that stands still, as it waits for an answer of L2 or for the divider: nothing of it changes in a clock but
 * counters and what the divider holds, so that its clocks need not be settled one by one.
 */
export class StandingCore {
  private readonly host: ReplayHost;
  /** Place of L2 among the targets of the demultiplexer. */
  private readonly far: number;
  /** Control words at clock `clock`, and those at the last clock but this one. */
  private words = new Int32Array(CONTROL_WORDS);
  private last = new Int32Array(CONTROL_WORDS);
  private clock = -1;

  constructor(host: ReplayHost) {
    this.host = host;
    this.far = host.demux.placeOf("l2");
  }

  /** Clocks from `clock` on, at whose boundary the pipeline is, in which the core stands still if L2 does not answer. */
  patience(clock: number): number {
    const { core, demux, side } = this.host;
    const { ex, issue } = core;
    const divides = ex.instruction.unit === Unit.divider;
    if (!divides && (demux.outstanding === 0 || demux.last !== this.far)) return MOVES;
    if ((ex.leaves | (issue.load & issue.valid) | demux.asks | demux.port.rvalid) !== 0) return MOVES;
    if (!isPlain(core, demux)) return MOVES;
    const { words, last } = this;
    const follows = this.clock === clock - 1;
    this.clock = clock;
    this.words = last;
    this.last = words;
    readControl(core, demux, side, this.words);
    if (!follows || !this.stood()) return MOVES;
    return divides ? ex.units.divider.left : Infinity;
  }

  private stood(): boolean {
    const { words, last } = this;
    for (let i = 0; i < CONTROL_WORDS; i++) if (words[i] !== last[i]) return false;
    return true;
  }

  /** So many clocks have passed. */
  pass(clocks: number): void {
    const { core, totals } = this.host;
    core.csrs.counters.advance(clocks, 0);
    if (core.ex.instruction.unit === Unit.divider) for (let i = 0; i < clocks; i++) core.ex.units.step(0, 0);
    totals.clocks += clocks;
    totals.uses[core.use] += clocks;
  }
}

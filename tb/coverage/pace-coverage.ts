import { CONTROLLER_STATES, type Controller } from "../../hw/redmule/controller.js";
import type { FifoControl } from "../../hw/redmule/fifo.js";
import type { Redmule } from "../../hw/redmule/redmule.js";
import { SchedulerState, SCHEDULER_STATES, type Scheduler } from "../../hw/redmule/scheduler.js";
import type { WBuffer } from "../../hw/redmule/w-buffer.js";
import { CreditXFill, X_STATES } from "../../hw/redmule/x-fill.js";
import { Z_STATES, type ZBuffer } from "../../hw/redmule/z-buffer.js";
import { X_FILL_FSM, Z_BUFFER_FSM, type FsmCoverage } from "./fsm-coverage.js";
import { Group, type Hits } from "./group.js";
import { Tally } from "./tally.js";

const STALL = new Group(
  "stall",
  "The array has to wait for W, X, Y or several of them in this state of the scheduler.",
  {
    missing: ["nothing", "W", "X", "W+X", "Y", "W+Y", "X+Y", "W+X+Y"],
    scheduler: SCHEDULER_STATES,
  },
);

const CONTROL = new Group("control", "Controller and scheduler are in these states in one clock.", {
  controller: CONTROLLER_STATES,
  scheduler: SCHEDULER_STATES,
});

const TILE = new Group("tile", "Z buffer and X fill control are in these states in one clock of a started job.", {
  z: Z_STATES,
  x: X_STATES,
});

const X_BUFFER = new Group("buffer.x", "A column goes into the X buffer, the array takes one, or both.", {
  activity: ["write", "take", "write and take"],
  columns: ["empty", "some", "full"],
});

const X_PAD = new Group("buffer.pad", "A row of X goes into the pad, or waits because the pad still holds a chunk.", {
  row: ["first", "middle", "last", "only", "waits"],
});

const W_BUFFER = new Group("buffer.w", "A step of the job or a padded one is loaded into a row of the W buffer.", {
  step: ["step", "padding"],
  row: ["first", "middle", "last", "only"],
});

const Z_BUFFER = new Group(
  "buffer.z",
  "A row of Y comes in, a Y column goes to the array, a result column comes in, a row is stored.",
  {
    activity: ["load Y", "push Y", "fill Z", "push Y and fill Z", "store Z", "wait for Y", "wait for the store"],
  },
);

const YZ = new Group("yz", "Results are due, results arrive, the next Y is pushed; what is due may have to wait.", {
  under_way: ["push", "results", "results+push", "due", "due+push", "due+results", "due+results+push"],
  waits: ["-", "waits"],
});

export const PACE_GROUPS: readonly Group[] = [STALL, CONTROL, TILE, X_BUFFER, X_PAD, W_BUFFER, Z_BUFFER, YZ];

const LOAD_Y = 0;
const PUSH_Y = 1;
const FILL_Z = 2;
const PUSH_AND_FILL = 3;
const STORE_Z = 4;
const WAIT_FOR_Y = 5;
const WAIT_FOR_STORE = 6;
/** Behind the places of a row and the bin of one that waits. */
const NO_ROW = 5;

/** Position of an entry among `count`: first, middle, last, only. */
function placeOf(index: number, count: number): number {
  if (count === 1) return 3;
  return index === 0 ? 0 : index === count - 1 ? 2 : 1;
}

/** What the Z buffer does, by the bits of `PaceCoverage.sampleZ`, one at least. */
function zActivity(bits: number): number {
  const [pushY, fill, yReady, zValid, draining] = [1, 2, 4, 8, 16].map((bit) => (bits & bit) !== 0);
  if (pushY) return fill ? PUSH_AND_FILL : PUSH_Y;
  if (fill) return FILL_Z;
  if (yReady) return LOAD_Y;
  if (zValid) return STORE_Z;
  return draining ? WAIT_FOR_STORE : WAIT_FOR_Y;
}

/**
 * Samples how the array is paced: stalls, and what the three operand buffers do. Called in every clock, it adds bits up to
 * keys instead of asking one after the other, for nobody can foretell the answers.
 */
export class PaceCoverage {
  private readonly states: FsmCoverage["states"];
  private readonly controller: Controller;
  private readonly scheduler: Scheduler;
  private readonly wBufferBlock: WBuffer;
  private readonly zBufferBlock: ZBuffer;
  private readonly xRows: FifoControl;
  private readonly H: number;
  /** The X fill control of the sound design; the one of E6 has no credits to sample. */
  private readonly fill: CreditXFill | null;
  /** State of the controller, what is missing, state of the scheduler. */
  private readonly pace: Tally;
  private readonly tile: Tally;
  /** Activity with one for none, and columns. */
  private readonly xBuffer: Tally;
  private readonly xPad: Tally;
  private readonly wBuffer: Tally;
  private readonly zBuffer: Tally;
  /** What is under way with one for nothing, and whether it waits. */
  private readonly yz: Tally;

  /** @param states what `FsmCoverage` has sampled in this clock */
  constructor(redmule: Redmule, states: FsmCoverage["states"], coverage: Hits) {
    const { fill } = redmule.xBuffer;
    this.states = states;
    this.controller = redmule.controller;
    this.scheduler = redmule.scheduler;
    this.wBufferBlock = redmule.wBuffer;
    this.zBufferBlock = redmule.zBuffer;
    this.xRows = redmule.streamer.x.rows;
    this.H = redmule.parameters.H;
    this.fill = fill instanceof CreditXFill ? fill : null;
    const [stall, control] = [coverage.of(STALL), coverage.of(CONTROL)];
    this.pace = new Tally(32 * CONTROLLER_STATES.length, (key, count) => {
      control[4 * (key >> 5) + (key & 3)] += count;
      stall[key & 31] += count;
    });
    this.tile = Tally.of(coverage.of(TILE));
    const [xBuffer, xPad, zBuffer, yz] = [X_BUFFER, X_PAD, Z_BUFFER, YZ].map((group) => coverage.of(group));
    this.xBuffer = new Tally(3 + xBuffer.length, (key, count) => key >= 3 && (xBuffer[key - 3] += count));
    this.xPad = new Tally(NO_ROW + 1, (key, count) => key !== NO_ROW && (xPad[key] += count));
    this.wBuffer = Tally.of(coverage.of(W_BUFFER));
    this.zBuffer = new Tally(64, (key, count) => key !== 0 && (zBuffer[zActivity(key)] += count));
    this.yz = new Tally(2 + yz.length, (key, count) => key >= 2 && (yz[key - 2] += count));
  }

  sample(): void {
    const { scheduler, fill } = this;
    const { state, stallW, stallX, stallY } = scheduler;
    const missing = stallW | (stallX << 1) | (stallY << 2);
    this.pace.counts[(this.controller.state << 5) | (missing << 2) | state]++;
    if (state === SchedulerState.IDLE) return;
    if (fill !== null) this.sampleX(fill);
    if (scheduler.loadsW !== 0) this.sampleW();
    this.sampleZ(stallY);
  }

  private sampleX({ inputs, load, row, valid, writes, ahead }: CreditXFill): void {
    const waits = valid & (-this.xRows.count >>> 31);
    this.xPad.counts[load !== 0 ? placeOf(row, inputs.width) : NO_ROW - waits]++;
    const columns = (-ahead >>> 31) + ((2 * this.H - 1 - ahead) >>> 31);
    this.xBuffer.counts[3 * (writes + 2 * inputs.shift) + columns]++;
  }

  private sampleW(): void {
    const { step, row } = this.wBufferBlock;
    this.wBuffer.counts[4 * (1 ^ step) + placeOf(row, this.H)]++;
  }

  private sampleZ(stallY: number): void {
    const { states } = this;
    const { yz } = this.scheduler;
    const { pushY, fill, yReady, zValid, draining } = this.zBufferBlock;
    this.tile.counts[X_STATES.length * states[Z_BUFFER_FSM] + states[X_FILL_FSM]]++;
    const activity = pushY | (fill << 1) | (yReady << 2) | (zValid << 3) | (draining << 4) | (stallY << 5);
    const underWay = (yz.zWait << 2) | (yz.zAvailable << 1) | yz.yPush;
    if ((activity | underWay) === 0) return;
    this.zBuffer.counts[activity]++;
    this.yz.counts[2 * underWay + (yz.blocks ? 1 : 0)]++;
  }

  /** Adds what was counted since the call before to the hits. */
  finish(): void {
    for (const tally of [this.pace, this.tile, this.xBuffer, this.xPad, this.wBuffer, this.zBuffer, this.yz]) {
      tally.finish();
    }
  }
}

import { CONTROLLER_STATES } from "../../hw/redmule/controller.js";
import type { Redmule } from "../../hw/redmule/redmule.js";
import type { RowFifo } from "../../hw/redmule/row-fifo.js";
import { SchedulerState, SCHEDULER_STATES, type Scheduler } from "../../hw/redmule/scheduler.js";
import { CreditXFill, X_STATES } from "../../hw/redmule/x-fill.js";
import { Z_STATES, type ZBuffer } from "../../hw/redmule/z-buffer.js";
import { X_FILL_FSM, Z_BUFFER_FSM, type FsmCoverage } from "./fsm-coverage.js";
import { Group, type Hits } from "./group.js";

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

const NO_ACTIVITY = -1;
const LOAD_Y = 0;
const PUSH_Y = 1;
const FILL_Z = 2;
const PUSH_AND_FILL = 3;
const STORE_Z = 4;
const WAIT_FOR_Y = 5;
const WAIT_FOR_STORE = 6;
/** Behind the places of a row. */
const WAITS = 4;

/** Position of an entry among `count`: first, middle, last, only. */
function placeOf(index: number, count: number): number {
  if (count === 1) return 3;
  return index === 0 ? 0 : index === count - 1 ? 2 : 1;
}

/** Samples how the array is paced: stalls, and what the three operand buffers do. */
export class PaceCoverage {
  private readonly redmule: Redmule;
  private readonly states: FsmCoverage["states"];
  private readonly scheduler: Scheduler;
  private readonly zBufferBlock: ZBuffer;
  private readonly xRows: RowFifo;
  /** The X fill control of the sound design; the one of E6 has no credits to sample. */
  private readonly fill: CreditXFill | null;
  private readonly stall: Float64Array;
  private readonly control: Float64Array;
  private readonly tile: Float64Array;
  private readonly xBuffer: Float64Array;
  private readonly xPad: Float64Array;
  private readonly wBuffer: Float64Array;
  private readonly zBuffer: Float64Array;
  private readonly yz: Float64Array;

  /** @param states what `FsmCoverage` has sampled in this clock */
  constructor(redmule: Redmule, states: FsmCoverage["states"], coverage: Hits) {
    const { fill } = redmule.xBuffer;
    this.redmule = redmule;
    this.states = states;
    this.scheduler = redmule.scheduler;
    this.zBufferBlock = redmule.zBuffer;
    this.xRows = redmule.streamer.x.rows;
    this.fill = fill instanceof CreditXFill ? fill : null;
    this.stall = coverage.of(STALL);
    this.control = coverage.of(CONTROL);
    this.tile = coverage.of(TILE);
    this.xBuffer = coverage.of(X_BUFFER);
    this.xPad = coverage.of(X_PAD);
    this.wBuffer = coverage.of(W_BUFFER);
    this.zBuffer = coverage.of(Z_BUFFER);
    this.yz = coverage.of(YZ);
  }

  sample(): void {
    const { scheduler, fill } = this;
    const { state } = scheduler;
    this.control[4 * this.redmule.controller.state + state]++;
    this.stall[4 * (scheduler.stallW | (scheduler.stallX << 1) | (scheduler.stallY << 2)) + state]++;
    if (state === SchedulerState.IDLE) return;
    if (fill !== null) this.sampleX(fill);
    if (scheduler.loadsW) this.sampleW();
    this.sampleZ();
  }

  private sampleX(fill: CreditXFill): void {
    const { shift, width } = fill.inputs;
    if (fill.load) this.xPad[placeOf(fill.row, width)]++;
    else if (fill.valid && this.xRows.count > 0) this.xPad[WAITS]++;
    const activity = fill.writes + 2 * shift - 1;
    if (activity === NO_ACTIVITY) return;
    const columns = fill.ahead <= 0 ? 0 : fill.ahead < 2 * this.redmule.parameters.H ? 1 : 2;
    this.xBuffer[3 * activity + columns]++;
  }

  private sampleW(): void {
    const { wBuffer, parameters } = this.redmule;
    this.wBuffer[4 * (1 ^ wBuffer.step) + placeOf(wBuffer.row, parameters.H)]++;
  }

  private sampleZ(): void {
    const { zBufferBlock, scheduler, states } = this;
    const { yz } = scheduler;
    this.tile[X_STATES.length * states[Z_BUFFER_FSM] + states[X_FILL_FSM]]++;
    const activity = this.zActivity(zBufferBlock);
    if (activity !== NO_ACTIVITY) this.zBuffer[activity]++;
    const underWay = 4 * yz.zWait + 2 * yz.zAvailable + yz.yPush;
    if (underWay !== 0) this.yz[2 * (underWay - 1) + (yz.blocks ? 1 : 0)]++;
  }

  private zActivity({ pushY, fill, yReady, zValid, draining }: ZBuffer): number {
    if (pushY) return fill ? PUSH_AND_FILL : PUSH_Y;
    if (fill) return FILL_Z;
    if (yReady) return LOAD_Y;
    if (zValid) return STORE_Z;
    if (draining) return WAIT_FOR_STORE;
    return this.scheduler.stallY ? WAIT_FOR_Y : NO_ACTIVITY;
  }
}

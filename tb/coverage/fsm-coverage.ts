import { walk } from "../../hw/probe.js";
import { DEFAULT_PARAMETERS } from "../../hw/redmule/parameters.js";
import { Redmule } from "../../hw/redmule/redmule.js";
import type { Streamer } from "../../hw/redmule/streamer.js";
import type { XFill } from "../../hw/redmule/x-fill.js";
import { arcsBetween, Group, type Hits } from "./group.js";

/** A state machine of RedMulE: the one probe with state names in its block. */
interface Fsm {
  readonly block: string;
  readonly states: readonly string[];
}

/** State machines by the block they belong to, in the order of the design's scopes. */
export const FSMS: readonly Fsm[] = findFsms();

function findFsms(): Fsm[] {
  const found: Fsm[] = [];
  walk(new Redmule(DEFAULT_PARAMETERS).scope("redmule"), (path, { states }) => {
    if (states) found.push({ block: path.slice(1).join("."), states });
  });
  return found;
}

/** Bits of a state in a number that holds the states of all machines. */
const STATE_BITS = 3;

/** The blocks that have the machines in `FSMS`, in their order. */
class Machines {
  private readonly registers: Redmule["registers"];
  private readonly controller: Redmule["controller"];
  private readonly scheduler: Redmule["scheduler"];
  private readonly x: Streamer["x"];
  private readonly w: Streamer["w"];
  private readonly y: Streamer["y"];
  private readonly z: Streamer["z"];
  private readonly fill: XFill;
  private readonly zBuffer: Redmule["zBuffer"];

  constructor({ registers, controller, scheduler, streamer, xBuffer, zBuffer }: Redmule) {
    this.registers = registers;
    this.controller = controller;
    this.scheduler = scheduler;
    this.x = streamer.x;
    this.w = streamer.w;
    this.y = streamer.y;
    this.z = streamer.z;
    this.fill = xBuffer.fill;
    this.zBuffer = zBuffer;
  }

  /** Their states, the first one lowest: what the probes show, at the cost of a field each. */
  get packed(): number {
    return (
      this.registers.runState |
      (this.controller.state << STATE_BITS) |
      (this.scheduler.state << (2 * STATE_BITS)) |
      (this.x.state << (3 * STATE_BITS)) |
      (this.w.state << (4 * STATE_BITS)) |
      (this.y.state << (5 * STATE_BITS)) |
      (this.z.state << (6 * STATE_BITS)) |
      (this.fill.state << (7 * STATE_BITS)) |
      (this.zBuffer.state << (8 * STATE_BITS))
    );
  }
}

/** The states of the machines in `FSMS`, the first one lowest. */
export function packedStates(redmule: Redmule): number {
  return new Machines(redmule).packed;
}

/** The state of one machine of `FSMS`. */
export function unpackedState(packed: number, fsm: number): number {
  return (packed >> (STATE_BITS * fsm)) & ((1 << STATE_BITS) - 1);
}

const ENTERED = FSMS.map(
  ({ block, states }) =>
    new Group(`state.${block}`, `The state machine of ${block} enters this state.`, { state: states }),
);

const ARCS = FSMS.map(
  ({ block, states }) =>
    new Group(`arc.${block}`, `The state machine of ${block} goes from one state to another.`, {
      arc: arcsBetween(states),
    }),
);

const CLEARED = new Group("clear.state", "A soft clear meets this state.", {
  state: FSMS.flatMap(({ block, states }) => states.map((state) => `${block} ${state}`)),
});

export const FSM_GROUPS: readonly Group[] = [...ENTERED, ...ARCS, CLEARED];

/** Places of machines in `FSMS`. */
export const X_FILL_FSM = FSMS.findIndex(({ block }) => block.startsWith("x_buffer"));
export const Z_BUFFER_FSM = FSMS.findIndex(({ block }) => block === "z_buffer");

/** States of no machine. */
const UNKNOWN = -1;

/** Samples states, arcs and the states that a soft clear meets; the bins come from the probes with state names. */
export class FsmCoverage {
  private readonly registers: Redmule["registers"];
  private readonly machines: Machines;
  private readonly entered: readonly Float64Array[];
  private readonly arcs: readonly Float64Array[];
  private readonly cleared: Float64Array;
  /** The states of the clock that was sampled last, in the order of `FSMS`. */
  readonly states = new Uint8Array(FSMS.length);
  /** The same in one number; `UNKNOWN` before the first. */
  private packed = UNKNOWN;
  private clear = 0;

  constructor(redmule: Redmule, coverage: Hits) {
    this.registers = redmule.registers;
    this.machines = new Machines(redmule);
    this.entered = ENTERED.map((group) => coverage.of(group));
    this.arcs = ARCS.map((group) => coverage.of(group));
    this.cleared = coverage.of(CLEARED);
  }

  sample(): void {
    const { packed } = this.machines;
    if (packed !== this.packed) this.change(packed);
    const { clear } = this.registers;
    if (clear !== this.clear) this.changeClear(clear);
  }

  private change(packed: number): void {
    const { states } = this;
    const before = this.packed;
    this.packed = packed;
    for (let fsm = 0; fsm < states.length; fsm++) {
      const from = states[fsm];
      const to = unpackedState(packed, fsm);
      if (before !== UNKNOWN && to === from) continue;
      states[fsm] = to;
      this.entered[fsm][to]++;
      if (before === UNKNOWN) continue;
      const others = FSMS[fsm].states.length - 1;
      this.arcs[fsm][from * others + (to < from ? to : to - 1)]++;
    }
  }

  private changeClear(clear: number): void {
    this.clear = clear;
    if (!clear) return;
    let base = 0;
    for (let i = 0; i < FSMS.length; i++) {
      this.cleared[base + this.states[i]]++;
      base += FSMS[i].states.length;
    }
  }
}

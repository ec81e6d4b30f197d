import { walk } from "../../hw/probe.js";
import { DEFAULT_PARAMETERS } from "../../hw/redmule/parameters.js";
import { Redmule } from "../../hw/redmule/redmule.js";
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

/** Writes the state of every machine in `FSMS`, in its order: what its probe shows, at the cost of a field. */
export function readStates(
  { registers, controller, scheduler, streamer, xBuffer, zBuffer }: Redmule,
  into: Uint8Array,
) {
  into[0] = registers.runState;
  into[1] = controller.state;
  into[2] = scheduler.state;
  into[3] = streamer.x.state;
  into[4] = streamer.w.state;
  into[5] = streamer.y.state;
  into[6] = streamer.z.state;
  into[7] = xBuffer.fill.state;
  into[8] = zBuffer.state;
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

/** A state that no machine has. */
const UNKNOWN = 0xff;

/** Samples states, arcs and the states that a soft clear meets; the bins come from the probes with state names. */
export class FsmCoverage {
  private readonly redmule: Redmule;
  private readonly entered: readonly Float64Array[];
  private readonly arcs: readonly Float64Array[];
  private readonly cleared: Float64Array;
  /** The states of the clock that was sampled last, in the order of `FSMS`. */
  readonly states = new Uint8Array(FSMS.length);
  /** States of the clock before. */
  private readonly last = new Uint8Array(FSMS.length).fill(UNKNOWN);
  private clear = 0;

  constructor(redmule: Redmule, coverage: Hits) {
    this.redmule = redmule;
    this.entered = ENTERED.map((group) => coverage.of(group));
    this.arcs = ARCS.map((group) => coverage.of(group));
    this.cleared = coverage.of(CLEARED);
  }

  sample(): void {
    const { states, last, redmule } = this;
    readStates(redmule, states);
    for (let i = 0; i < states.length; i++) if (states[i] !== last[i]) this.enter(i);
    const { clear } = redmule.registers;
    if (clear !== this.clear) this.changeClear(clear);
  }

  private enter(fsm: number): void {
    const from = this.last[fsm];
    const to = this.states[fsm];
    this.last[fsm] = to;
    this.entered[fsm][to]++;
    if (from === UNKNOWN) return;
    const others = FSMS[fsm].states.length - 1;
    this.arcs[fsm][from * others + (to < from ? to : to - 1)]++;
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

import type { Group } from "./group.js";

/** Bins that no sound run can hit, and why. A hit of one is an error. */
export interface Waiver {
  /** Bin names; on an axis, `*` stands for every label and `A|B` for several. */
  readonly bins: readonly string[];
  readonly reason: string;
}

/** Whether one pattern of a waiver names bin `index` of a group. */
export function names(pattern: string, group: Group, index: number): boolean {
  const opening = pattern.indexOf("[");
  if (pattern.slice(0, opening) !== group.name) return false;
  const wanted = pattern.slice(opening + 1, -1).split(", ");
  const labels = group.labelsOf(index);
  return (
    wanted.length === labels.length && wanted.every((part, i) => part === "*" || part.split("|").includes(labels[i]))
  );
}

/** Bins of every FIFO, patterns behind its name. */
function everyFifo(...patterns: string[]): string[] {
  return patterns.map((pattern) => `fifo[*, ${pattern}]`);
}

function arcs(block: string, ...bins: string[]): string[] {
  return bins.map((arc) => `arc.${block}[${arc}]`);
}

const STREAMS = ["x", "w", "y", "z"];

export const WAIVERS: readonly Waiver[] = [
  {
    bins: ["row[*, 1|3, fp16|bf16]"],
    reason: "A row of two-byte elements is a whole number of halfwords.",
  },
  {
    bins: ["design[H=1, P=0|P=1, narrow port]"],
    reason: "The narrowest port, 64 bits, holds a row of one or two elements.",
  },
  {
    bins: ["result[*, bf16, +subnormal|-subnormal]"],
    reason: "Results are rounded to FP16 first, whose smallest number is a normal bfloat16.",
  },
  { bins: ["result[*, *, signalling NaN]"], reason: "Every operation answers the canonical, quiet NaN." },
  {
    bins: [
      ...arcs("controller", "IDLE>LATCH_RST", "STARTING>LATCH_RST", "COMPUTING>LATCH_RST", "FINISHED>LATCH_RST"),
      ...arcs("controller", "LATCH_RST>STARTING", "LATCH_RST>COMPUTING", "LATCH_RST>FINISHED"),
      ...arcs("controller", "IDLE>COMPUTING", "IDLE>FINISHED", "STARTING>FINISHED", "COMPUTING>STARTING"),
      ...arcs("controller", "FINISHED>STARTING", "FINISHED>COMPUTING"),
      ...arcs("scheduler", "IDLE>LOAD_W", "IDLE>WAIT", "PRELOAD>WAIT", "LOAD_W>PRELOAD", "WAIT>PRELOAD"),
      ...STREAMS.flatMap((stream) => arcs(`streamer.${stream}`, "IDLE>DONE", "DONE>WORKING")),
      ...arcs("registers", "IDLE>RUN", "RUN>STARTING"),
      ...arcs("z_buffer", "PUSHED>LOADED"),
    ],
    reason: "The state machine has no such arc.",
  },
  {
    bins: [
      ...arcs("x_buffer", "PRELOAD>WAIT_FIRST_READ", "PRELOAD>WAIT_SHIFT", "PRELOAD>FILL", "PRELOAD>PAD_EMPTY"),
      ...arcs("x_buffer", "PAD_EMPTY>WAIT_SHIFT"),
    ],
    reason: "A chunk that has just become complete has columns to copy, and the first one is owed 2H of them.",
  },
  {
    bins: [
      ...arcs("x_buffer", "WAIT_FIRST_READ>FAST_FILL", "WAIT_FIRST_READ>WAIT_SHIFT", "WAIT_FIRST_READ>PAD_EMPTY"),
      ...arcs("x_buffer", "FILL>FAST_FILL", "FILL>WAIT_FIRST_READ", "FILL>WAIT_SHIFT"),
    ],
    reason: "Without a debt a column is copied only as the array takes one, and the last one empties the pad at once.",
  },
  {
    bins: arcs("x_buffer", "WAIT_SHIFT>FAST_FILL", "WAIT_SHIFT>WAIT_FIRST_READ", "WAIT_SHIFT>FILL"),
    reason: "A chunk that has been copied leaves the pad before another one becomes complete.",
  },
  {
    bins: ["clear.state[controller LATCH_RST]"],
    reason: "A clear acts two clocks after its request, LATCH_RST lasts one.",
  },
  { bins: ["stall[W|X|W+X|Y|W+Y|X+Y|W+X+Y, IDLE|PRELOAD|WAIT]"], reason: "The array can only be held in LOAD_W." },
  {
    bins: [
      "control[LATCH_RST|IDLE, PRELOAD|LOAD_W|WAIT]",
      "control[STARTING, WAIT]",
      "control[COMPUTING|FINISHED, IDLE|PRELOAD]",
    ],
    reason: "The scheduler begins with STARTING, its first W row ends STARTING, and the end of the job resets it.",
  },
  {
    bins: ["tile[PUSHED, PRELOAD|WAIT_FIRST_READ]"],
    reason: "Results leave the array after a tile, by when the first group of columns has been taken.",
  },
  { bins: ["buffer.x[write|write and take, full]"], reason: "Credits keep the X buffer from overflowing." },
  { bins: ["buffer.w[padding, first|only]"], reason: "Padding only completes a group that holds a step of the job." },
  { bins: ["yz[push|results|results+push, waits]"], reason: "Only what is due waits." },
  { bins: everyFifo("push|push and pop, full"), reason: "No FIFO is pushed while full, even if it is popped." },
  { bins: everyFifo("pop|push and pop, empty"), reason: "No FIFO is popped while empty." },
  {
    bins: ["fifo[x offset|w offset|y offset, pop, full]"],
    reason: "It has room for a beat in flight and one held beside full FIFOs; a held beat keeps others from leaving.",
  },
  {
    bins: ["port[*, *, IDLE]", "port[Z, *, PRELOAD]"],
    reason: "Loads request from the second clock of a job on, stores when a tile has ended.",
  },
  { bins: ["event[*, 2 jobs, locked]"], reason: "With both contexts taken none is being programmed." },
];

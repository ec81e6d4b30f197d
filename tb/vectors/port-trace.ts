import { redmuleOf } from "../../hw/config.js";
import type { StallPattern } from "../../run/data/random.js";
import { RedmuleBench } from "../../run/redmule/redmule-bench.js";
import type { Vector } from "../../run/vectors/vector.js";

/** A clock of the TCDM port and the event, from the clock of the trigger write on; buses as hex of the whole width. */
export interface TraceClock {
  readonly req: number;
  readonly wen: number;
  readonly add: number;
  readonly be: string;
  readonly data: string;
  readonly gnt: number;
  readonly rValid: number;
  readonly rData: string;
  readonly event: number;
}

const DRAIN = 64;

function bus(words: ArrayLike<number>, digits: number): string {
  return Array.from(words, (word) => word.toString(16).padStart(digits, "0"))
    .reverse()
    .join("");
}

/** Plays a vector on the model again, from its files alone, and keeps what stands on the ports of RedMulE. */
export function portTrace(vector: Vector, before: Uint32Array): { trace: TraceClock[]; after: Uint32Array } {
  const { job, window, steps, refused, clocks } = vector;
  const bench = new RedmuleBench(redmuleOf(job.config), window, job.config.ce);
  bench.memory.words.set(before);
  const trace: TraceClock[] = [];
  const pattern: Pick<StallPattern, "p" | "at"> = { p: 0.5, at: (clock) => refused.includes(clock) };
  for (const step of steps.slice(0, -1)) {
    if ("idle" in step) bench.idle(step.idle);
    else if ("read" in step) bench.read(step.read);
    else bench.write(step.write, step.data);
  }
  const { tcdm } = bench.redmule;
  bench.observers.push(() =>
    trace.push({
      ...{ req: tcdm.req, wen: 1 - tcdm.write, add: tcdm.addr, be: bus(tcdm.be, 1), data: bus(tcdm.wdata, 8) },
      ...{ gnt: tcdm.gnt, rValid: tcdm.rvalid, rData: bus(tcdm.rdata, 8), event: bench.redmule.event },
    }),
  );
  bench.cycle = 0;
  bench.stallBy(pattern);
  bench.write(0, 0);
  while (bench.cycle < clocks) bench.step();
  bench.stallBy(null);
  bench.idle(DRAIN);
  return { trace, after: bench.memory.words };
}

import { SplitMix64 } from "../../run/data/random.js";
import type { FlipFlops } from "../../measure/area/flip-flops.js";

/** Single-event upset: one bit turns over once. Stuck-at fault: one bit keeps a value from reset on. */
export const FAULT_KINDS = ["seu", "stuck"] as const;
export type FaultKind = (typeof FAULT_KINDS)[number];

/** What happens to the design in one run. */
export interface Fault {
  readonly block: string;
  /** Path of the register below the design. */
  readonly register: string;
  readonly element: number;
  readonly bit: number;
  /** Upset: the clock at whose beginning the bit turns over, the trigger write being clock 0. Null for a stuck bit. */
  readonly clock: number | null;
  /** Value of a stuck bit; null for an upset. */
  readonly value: 0 | 1 | null;
}

/** Runs that one seed numbers. */
export const MOST_RUNS = 2 ** 24;
export const LARGEST_SEED = 2 ** 32 - 1;
/** Smaller seeds have `MOST_RUNS` states of the generator of their own, larger ones 2^20. */
const ROOMY = 2 ** 28;

/**
 * The fault of a run: a function of seed and run alone. The blocks take turns, so that each gets as many runs as the others;
 * within the block flip-flop and clock are drawn evenly.
 * @param clocks first clock of the event in the run without a fault
 */
export function drawFault(kind: FaultKind, flipFlops: FlipFlops, clocks: number, seed: number, run: number): Fault {
  const random =
    seed < ROOMY
      ? new SplitMix64(seed, MOST_RUNS, run)
      : new SplitMix64(ROOMY * MOST_RUNS + (seed - ROOMY) * 2 ** 20 + run);
  const blocks = [...flipFlops.blocks.keys()];
  const block = blocks[run % blocks.length];
  const { register, element, bit } = flipFlops.draw(block, random);
  const where = { block, register: register.path, element, bit };
  if (kind === "stuck") return { ...where, clock: null, value: random.integer(2) === 0 ? 0 : 1 };
  return { ...where, clock: 1 + random.integer(clocks - 1), value: null };
}

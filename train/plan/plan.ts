import type { ExternalParameters } from "../../hw/cluster/external/external-map.js";
import { UsageError } from "../../hw/errors.js";
import { DEFAULT_PARAMETERS, tileColumns, type RedmuleParameters } from "../../hw/redmule/parameters.js";
import type { Gather, Step, StepTensor } from "../step.js";
import { recordBytes } from "../emit/record.js";
import type { Choices } from "./choice.js";
import { parted, type BackgroundTile } from "./background.js";
import { fusedBatchNorm } from "./batch-norm.js";
import type { ArraySize, Engine, PlanContext } from "./context.js";
import { fileOf } from "./files.js";
import { gathered } from "./gather.js";
import { symbolsOf, type Arbitration, type Symbols } from "./kernel.js";
import { checkL2 } from "./l2-limit.js";
import { planL2, type L2Plan, type SizedTensor } from "./memory.js";
import { inputGradientsFirst } from "./order.js";
import { POLICIES } from "./policy.js";
import { scheduleTiles } from "./schedule.js";
import type { Schedule } from "./slots.js";
import { tilesOf } from "./tilers.js";
import type { Tile, Transfer } from "./tile.js";
import { woven } from "./weave.js";

/** What a step program is planned for. */
export interface PlanTarget {
  readonly cores: number;
  readonly tcdmBytes: number;
  /** Cores by default. */
  readonly engine?: Engine;
  /** Choices of products that are given, for example by the tuner. */
  readonly choices?: Choices;
  /** Who goes first at the banks; the cores by default. */
  readonly priority?: Arbitration["priority"];
  /** Clocks with requests from both sides after which the other one gets a clock, up to 255; 0, the default: never. */
  readonly maxStall?: number;
  /** RedMulE's array, and its port where it is not the one that the array asks for; those of the papers by default. */
  readonly array?: Pick<RedmuleParameters, "L" | "H" | "P"> & Partial<Pick<RedmuleParameters, "port">>;
  /** The memory outside of the chip; absent: none. */
  readonly external?: ExternalParameters;
  /** Most bytes of L2 that program and tensors may take. */
  readonly l2Bytes?: number;
}

/** Slots of tiles: everything that the text of a program is made of. */
export interface ProgramPlan {
  /** What tiles count for, in the order in which they are planned. */
  readonly steps: readonly Pick<Step, "name" | "layer" | "pass">[];
  readonly tensors: ReadonlyMap<string, SizedTensor>;
  readonly target: PlanTarget;
  readonly l2: L2Plan;
  readonly schedule: Schedule;
  /** Sources of the kernels, and the symbols of a program that has them but no slots. */
  readonly files: readonly string[];
  readonly symbols: Symbols;
  /** Bytes of the largest record of a slot. */
  readonly recordBytes: number;
  /** What the program finds the addresses of before its first slot. */
  readonly gather?: Gather;
  /** Bytes of TCDM up to the end of the last buffer. */
  readonly tcdmUsed: number;
}

/** The plan of a list of steps. */
export interface StepPlan extends ProgramPlan {
  readonly steps: readonly Step[];
  readonly tensors: ReadonlyMap<string, StepTensor>;
  /** Activations and gradients that live to the end. */
  readonly kept: ReadonlySet<string>;
}

/** Where the TCDM starts in the map `cluster`. */
export const TCDM_BASE = 0x1000_0000;
/** Bytes that tilers leave for stacks and records; what these really take is known when the slots are. */
export const RESERVED = 12 * 1024;
/** How often slots are made anew to find room for the largest record. */
const TRIES = 4;

/**
 * Plans a list of steps.
 * @param kept names of activations and gradients that are read after the steps
 * @param gather a tensor whose items lie apart in L2
 */
export function planSteps(
  given: readonly Step[],
  tensors: ReadonlyMap<string, StepTensor>,
  target: PlanTarget,
  kept: ReadonlySet<string> = new Set(),
  gather?: Gather,
): StepPlan {
  const steps = inputGradientsFirst(given, tensors);
  const l2 = planL2(steps, tensors, kept);
  // The tensors alone may be too many: no need to cut them into tiles.
  checkL2(l2, l2.bytes, target.l2Bytes);
  const stored: Transfer[] = [];
  const context: PlanContext = {
    tensors,
    l2,
    poolBytes: target.tcdmBytes - RESERVED,
    cores: target.cores,
    engine: target.engine ?? "cores",
    choices: target.choices ?? new Map(),
    stored,
    array: arrayOf(target),
  };
  const fused = new Set<number>();
  const bySteps = steps.map((step, i) => {
    if (fused.has(i)) return [];
    const together = fusedBatchNorm(i, steps, context, kept);
    together?.steps.forEach((index) => fused.add(index));
    const tiles = together?.tiles ?? orRefusal(step.name, () => tilesOf(step, i, context));
    stored.push(...tiles.flatMap(({ stores }) => stores));
    return tiles;
  });
  const tiles = bySteps.flat();
  const kernels = new Set(tiles.flatMap(({ stages }) => stages.flatMap(({ calls }) => calls.map((c) => c.kernel))));
  const files = [...new Set([...kernels].map(fileOf))].sort();
  const { foreground, background } = parted(steps, woven(steps, bySteps));
  const symbols = symbolsOf(files, target.cores);
  const packed = (poolBytes: number) => {
    const schedule = orRefusal("The step", () => gathered(bestSchedule(poolBytes, foreground, background), l2, gather));
    const largest = schedule.slots.reduce((most, slot) => Math.max(most, recordBytes(slot, symbols, target.cores)), 0);
    const record = Math.ceil(largest / 8) * 8;
    return { schedule, record, end: symbols.get("pool")! - TCDM_BASE + 2 * record + schedule.peak };
  };
  let { schedule, record, end } = packed(context.poolBytes);
  // Records of slots with many transfers may take more than what is reserved: the buffers then get less, and other slots have the most.
  for (let room = context.poolBytes, tries = 0; end > target.tcdmBytes && tries < TRIES; tries++) {
    room -= end - target.tcdmBytes;
    ({ schedule, record, end } = packed(room));
  }
  if (end > target.tcdmBytes) {
    throw new UsageError(
      `The step misses ${end - target.tcdmBytes} bytes of TCDM, which has ${target.tcdmBytes}: give a smaller --batch, or --model functional.`,
    );
  }
  const common = { steps, tensors, target, kept, l2, schedule, files, symbols };
  return { ...common, ...(gather !== undefined && { gather }), recordBytes: record, tcdmUsed: end };
}

/** Sizes of the array that a target has. */
export function arrayOf({ array = DEFAULT_PARAMETERS }: PlanTarget): ArraySize {
  return { rows: array.L, steps: array.H, columns: tileColumns(array) };
}

/** The schedule with the fewest estimated clocks. @throws RangeError when no policy finds room for every tile */
function bestSchedule(poolBytes: number, tiles: readonly Tile[], background: readonly BackgroundTile[]): Schedule {
  let best: Schedule | undefined;
  let refusal: unknown;
  for (const policy of POLICIES) {
    try {
      const schedule = scheduleTiles(poolBytes, tiles, background, policy);
      if (schedule.clocks < (best?.clocks ?? Infinity)) best = schedule;
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      refusal ??= error;
    }
  }
  if (best === undefined) throw refusal;
  return best;
}

/** What a planner makes of something. @throws UsageError when there is no way to run it on the cluster */
function orRefusal<T>(what: string, plan: () => T): T {
  try {
    return plan();
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new UsageError(
      `${what} cannot run on the cluster: ${error.message} Give a smaller --batch, or --model functional.`,
    );
  }
}

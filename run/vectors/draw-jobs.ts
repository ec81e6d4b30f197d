import type { ConfigInput } from "../../hw/config.js";
import { OPERATIONS, TENSOR_FORMATS, type TensorFormat } from "../../hw/redmule/operation.js";
import { SplitMix64 } from "../data/random.js";
import { DATA_CLASSES } from "../data/tensors.js";
import { parseJob, type Job, type JobDefaults } from "../redmule/job.js";

const FORMATS = Object.keys(TENSOR_FORMATS) as TensorFormat[];
/** Two tiles and a rest of most arrays. */
const LARGEST = 40;
const STALLS = [0, 0, 0.1, 0.5] as const;
const SEEDS = 2 ** 32;

/** Jobs of any operation, format, shape, data and timing, the same for the same seed; `config` is that of a batch line. */
export function drawJobs(count: number, seed: number, config: ConfigInput, defaults: JobDefaults): Job[] {
  const random = new SplitMix64(seed);
  const pick = <T>(list: readonly T[]): T => list[random.integer(list.length)];
  const size = (): number => 1 + random.integer(random.integer(3) === 0 ? 4 : LARGEST);
  const moved = (): number => (random.integer(3) === 0 ? random.integer(8) : 0);
  return Array.from({ length: count }, (_, i) =>
    parseJob(
      {
        ...{ config, op: pick(OPERATIONS), fmt: pick(FORMATS), m: size(), n: size(), k: size() },
        ...{ data: pick(DATA_CLASSES), seed: random.integer(SEEDS), gap: pick([0, 0, 40]) },
        ...{ stall: pick(STALLS), stallSeed: random.integer(SEEDS), misalign: [moved(), moved(), moved()] },
        id: i,
      },
      `job ${i}`,
      defaults,
    ),
  );
}

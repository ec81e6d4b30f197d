/** Sums over runs of learning that differ by seed. */
import type { LearnTableRun } from "./record.js";

export const meanOf = (list: readonly number[]): number => list.reduce((sum, value) => sum + value, 0) / list.length;

/** A share in per cent; null stays. */
export const percentage = (share: number | null): number | null => (share === null ? null : 100 * share);

/** "seeds 1, 2 and 3". */
export function seedsOf(runs: readonly { readonly seed: number }[]): string {
  const seeds = [...new Set(runs.map(({ seed }) => seed))].sort((a, b) => a - b);
  if (seeds.length === 1) return `seed ${seeds[0]}`;
  return `seeds ${seeds.slice(0, -1).join(", ")} and ${seeds[seeds.length - 1]}`;
}

/** Replays in u8 behind the stage in INT8, FP32 learning: what other runs are compared with. */
export function isPlain({ store, frozen, precision, eightBit }: LearnTableRun): boolean {
  return store === "u8" && frozen === "int8" && precision === "fp32" && !eightBit;
}

/** What a run has beside its number of replays. */
export function choiceOf({ store, frozen, precision, eightBit, lossScale }: LearnTableRun): string {
  const half = precision === "fp16" ? ", FP16 alone" : lossScale === 1 ? ", FP16, loss scale 1" : ", FP16";
  const products = eightBit ? `, products FP8, loss scale ${lossScale ?? 1}` : precision === "fp32" ? "" : half;
  return `${store}${frozen === "fp32" ? ", stage FP32" : ""}${products}`;
}

/** The plain run of the same seed, network, split and number. */
export function partnerOf(run: LearnTableRun, runs: readonly LearnTableRun[]): LearnTableRun | undefined {
  return runs.find(
    (other) =>
      isPlain(other) &&
      other.seed === run.seed &&
      other.sha256 === run.sha256 &&
      other.split === run.split &&
      other.replays === run.replays,
  );
}

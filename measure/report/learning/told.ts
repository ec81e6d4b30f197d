import { grouped, type Picture } from "../study.js";
import { finalAccuracy, pairedDifferences } from "./accuracy.js";
import { eventCosts } from "./costs.js";
import { confusion, runCurve, tableCurves } from "./curves.js";
import { estimateLifetime, stepLifetime } from "./lifetime.js";
import { memoryOverSplits } from "./memory.js";
import { learnEstimate, learnRun, learnSteps, learnTable, type LearnRun } from "./record.js";
import { seedsOf } from "./runs.js";

interface Told {
  readonly title: string;
  readonly lead: readonly string[];
  readonly pictures: readonly Picture[];
}

const percent = (share: number | null): string => (share === null ? "-" : `${(100 * share).toFixed(1)} %`);

/** What a page says of a run of `redmule learn`, of its estimate, or of the tables of learning; undefined for anything else. */
export function ofLearning(json: unknown): Told | undefined {
  const run = learnRun.safeParse(json);
  if (run.success) return ofRun(run.data);
  const table = learnTable.safeParse(json);
  if (table.success) {
    const { runs, events, source, command } = table.data;
    const networks = new Set(runs.map(({ sha256 }) => sha256)).size;
    return {
      title: `Continual learning: accuracy of ${runs.length} runs`,
      lead: [
        `${events} events each on ${source}, without clocks, ${seedsOf(runs)}, ${networks === 1 ? "one pre-trained network" : `${networks} pre-trained networks`}. Made by ${command}.`,
        "Means differ by seed far more than pairs do: what is compared are runs of the same seed.",
      ],
      pictures: [...tableCurves(table.data), ...finalAccuracy(table.data), ...pairedDifferences(table.data)],
    };
  }
  const steps = learnSteps.safeParse(json);
  if (steps.success) {
    const { data } = steps;
    return {
      title: "Continual learning: what an event costs",
      lead: [
        `${data.steps.length} training steps and ${data.frozen.length} frozen stages ran on the modelled cluster, every bit as without clocks. Made by ${data.command}.`,
      ],
      pictures: [...eventCosts(data), ...stepLifetime(data)],
    };
  }
  const estimate = learnEstimate.safeParse(json);
  if (!estimate.success) return undefined;
  const { data } = estimate;
  return {
    title: `Continual learning of ${data.network}, estimated from measured layers`,
    lead: [
      `A mini-batch: ${data.miniBatch.fresh} new images and ${data.miniBatch.replays} replays, one every ${data.miniBatch.seconds} s, at ${data.point}.`,
    ],
    pictures: [...memoryOverSplits(data), ...estimateLifetime(data)],
  };
}

function ofRun(run: LearnRun): Told {
  const last = run.events.at(-1);
  const { replays, frozenWeights, adaptiveWeights, gradients, limit } = run.memory;
  const bytes = replays + frozenWeights + adaptiveWeights + gradients;
  const products = run.eightBit ? "FP8 products" : run.precision;
  return {
    title: `Continual learning of ${run.network}: split ${run.split}, ${run.replays} replays in ${run.store}`,
    lead: [
      `${run.source}, seed ${run.seed}, frozen stage ${run.frozen}, adaptive stage ${products} on ${run.engine === "cores" ? "the cores" : "RedMulE"}.`,
      `Accuracy ${percent(run.before.accuracy)} before and ${percent(last?.accuracy ?? null)} behind ${run.events.length} events; initial classes ${percent(run.before.initial)} and ${percent(last?.initial ?? null)}.`,
      `${grouped(bytes)} bytes of replays, weights and gradients, of ${grouped(limit)}.`,
      ...costOf(run),
    ],
    pictures: [...runCurve(run), ...confusion(run)],
  };
}

function costOf({ whole }: LearnRun): readonly string[] {
  if (whole === undefined || whole === null) return [];
  const { images, steps, milliseconds, microjoules } = whole;
  return [
    `${grouped(images)} images through the frozen stage and ${steps} training steps take ${(milliseconds / 1e3).toFixed(3)} s of the modelled machine and ${(microjoules / 1e3).toFixed(2)} mJ.`,
  ];
}

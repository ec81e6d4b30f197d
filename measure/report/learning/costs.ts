import { INK, OKABE_ITO } from "../colours.js";
import { across, type Panel } from "../spec.js";
import type { Picture } from "../study.js";
import type { LearnSteps } from "./record.js";

export type MeasuredStep = LearnSteps["steps"][number];

const STAGES = { frozen: "frozen stage, INT8 on the cores", step: "adaptive stage" } as const;

/** Who makes the products, and in what. */
export function whoOf({ engine, precision, eightBit, store, array }: MeasuredStep): string {
  const who = engine === "cores" ? "cores" : "RedMulE";
  const format = eightBit ? `FP8 ${store.toUpperCase()}` : precision === "mixed" ? "FP16" : "FP32";
  return `${who} ${format}${array.startsWith("12x4") ? "" : ` ${array.replace(/,.*/, "")}`}`;
}

/** Place of a step among those of its split: cores before RedMulE, wide formats before narrow ones, small arrays before large ones. */
const placeOf = ({ engine, precision, eightBit, array, store }: MeasuredStep): string =>
  [engine, precision, eightBit ? 1 : 0, array, store].join(" ");

/** Steps with replays in u8, or in the format of the products, in their order. */
export const mainSteps = ({ steps }: LearnSteps): MeasuredStep[] =>
  steps
    .filter(({ store, eightBit }) => eightBit || store === "u8")
    .sort((a, b) => placeOf(a).localeCompare(placeOf(b), "en"));

/** Names of splits, each once, by the numbers in them. */
export const inOrder = (splits: readonly string[]): string[] =>
  [...new Set(splits)].sort((a, b) => a.localeCompare(b, "en", { numeric: true }));

/** Latency and energy of an event over splits, by who makes the products. */
export function eventCosts(measured: LearnSteps): readonly Picture[] {
  const { frozen, event, mhz, volt } = measured;
  const main = mainSteps(measured);
  const splits = inOrder(main.map(({ split }) => split));
  const about = `${event.images} images through the frozen stage, and ${event.steps} training steps of 128 samples, at ${mhz} MHz and ${volt} V`;
  const panelsOf = (title: string, of: (step: MeasuredStep) => Bars): Panel[] =>
    splits.map((split, i) => stagePanel(split, i === splits.length - 1 ? title : "", main, of));
  const below = (split: string) => frozen.find((one) => one.split === split)!;
  const time = (clocks: number): number => clocks / mhz / 1e3;
  return [
    {
      name: "event-latency",
      title: "Latency of an event over splits",
      caption: `${about}. Clocks hardly depend on data, so that an event takes its images and steps times the measured ones.`,
      spec: {
        columns: 1,
        concat: panelsOf("milliseconds an event", (step) => ({
          frozen: time(below(step.split).clocks * event.images),
          step: time(step.clocks * event.steps),
        })),
      },
    },
    {
      name: "event-energy",
      title: "Energy of an event over splits",
      caption: `${about}, by the fitted model of cluster and L2. Black: the interval that the published points leave for the adaptive stage.`,
      spec: {
        columns: 1,
        concat: panelsOf("microjoules an event", (step) => {
          const under = below(step.split).microjoules * event.images;
          return {
            ...{ frozen: under, step: step.microjoules * event.steps },
            ...{ low: under + step.low * event.steps, high: under + step.high * event.steps },
          };
        }),
      },
    },
  ];
}

interface Bars {
  readonly frozen: number;
  readonly step: number;
  readonly low?: number;
  readonly high?: number;
}

function stagePanel(split: string, title: string, steps: readonly MeasuredStep[], of: (step: MeasuredStep) => Bars) {
  const own = steps.filter((step) => step.split === split);
  const bars = own.map((step) => ({ who: whoOf(step), ...of(step) }));
  const names = bars.map(({ who }) => who);
  const parts = bars.flatMap(({ who, ...bar }) =>
    (["frozen", "step"] as const).map((key, order) => ({ who, stage: STAGES[key], order, value: bar[key] })),
  );
  const ends = bars.map(({ who, frozen, step, high }) => {
    const sum = frozen + step;
    return { who, sum: Math.max(sum, high ?? 0), text: sum >= 100 ? sum.toFixed(0) : sum.toPrecision(3) };
  });
  const most = Math.max(...ends.map(({ sum }) => sum)) * 1.12;
  const y = { field: "who", type: "nominal", sort: names, axis: { title: null } } as const;
  const stages = Object.values(STAGES);
  const panel: Panel = {
    ...{ width: 560, height: { step: 20 }, title: `split ${split}` },
    layer: [
      {
        data: { values: parts },
        mark: { type: "bar", height: 13 },
        encoding: {
          ...{ y, x: across("value", title, { scale: { domain: [0, most] }, axis: { format: "~s" } }) },
          order: { field: "order", type: "quantitative" },
          color: {
            ...{ field: "stage", type: "nominal", title: null, sort: stages },
            scale: { domain: stages, range: [OKABE_ITO.sky, OKABE_ITO.blue] },
          },
        },
      },
      {
        data: { values: bars.filter(({ low }) => low !== undefined) },
        mark: { type: "rule", color: INK, strokeWidth: 1.5 },
        encoding: { y, x: { field: "low", type: "quantitative" }, x2: { field: "high" } },
      },
      {
        data: { values: ends },
        mark: { type: "text", align: "left", dx: 5 },
        encoding: { y, x: { field: "sum", type: "quantitative" }, text: { field: "text", type: "nominal" } },
      },
    ],
  };
  return panel;
}

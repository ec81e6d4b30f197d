import { OKABE_ITO, QUIET, SERIES } from "../colours.js";
import { decades, type Encoding, type Panel } from "../spec.js";
import { grouped, type Picture } from "../study.js";
import { inOrder, mainSteps, whoOf } from "./costs.js";
import type { LearnEstimate, LearnSteps } from "./record.js";

interface Lifetime {
  readonly split: string;
  readonly who: string;
  readonly hours: number;
}

/** Pixels of a point. */
const ROW = 20;

/** Hours of battery beside those of the paper. */
function lifetime(
  points: readonly Lifetime[],
  paperHours: number,
  { milliampereHours, volts, sleepMicrowatts }: LearnSteps["battery"],
  about: string,
): readonly Picture[] {
  if (points.length === 0) return [];
  const splits = inOrder(points.map(({ split }) => split));
  const names = [...new Set(points.map(({ who }) => who))];
  const all = [paperHours, ...points.map(({ hours }) => hours)];
  const x = decades("hours", "hours of battery", [Math.min(...all) / 2, Math.max(...all) * 3]);
  const rows: Encoding = {
    x,
    y: { field: "split", type: "nominal", sort: splits, scale: { paddingInner: 0.5 }, axis: { title: "split" } },
    yOffset: { field: "who", type: "nominal", sort: names },
  };
  const panel: Panel = {
    ...{ width: 620, height: splits.length * (names.length + 2) * ROW },
    layer: [
      {
        data: { values: [{ hours: paperHours }] },
        mark: { type: "rule", color: OKABE_ITO.vermillion, strokeWidth: 1.5 },
        encoding: { x },
      },
      {
        data: { values: [...points] },
        mark: { type: "point", filled: true, size: 56, opacity: 1 },
        encoding: {
          ...rows,
          color: {
            ...{ field: "who", type: "nominal", title: null, sort: names },
            scale: { domain: names, range: SERIES.filter((colour) => colour !== OKABE_ITO.vermillion) },
          },
        },
      },
      {
        data: { values: points.map((point) => ({ ...point, text: grouped(Math.round(point.hours)) })) },
        mark: { type: "text", align: "left", dx: 8, color: QUIET },
        encoding: { ...rows, text: { field: "text", type: "nominal" } },
      },
    ],
  };
  return [
    {
      name: "lifetime",
      title: "Lifetime at one mini-batch a minute",
      caption: `${milliampereHours} mAh at ${volts} V, over the joules of a mini-batch every 60 s and ${sleepMicrowatts} uW in between; ${about} Red: the paper's ${paperHours} h, of its own network at a split that is not known here, and of a whole chip.`,
      spec: { concat: [panel] },
    },
  ];
}

/** Of the steps that were measured. */
export function stepLifetime(measured: LearnSteps): readonly Picture[] {
  const { battery, paperHours } = measured;
  const points = mainSteps(measured).map((step) => ({ split: step.split, who: whoOf(step), hours: step.hours }));
  return lifetime(
    points,
    paperHours,
    battery,
    "a mini-batch is a training step of 128 samples, and its share of the new images through the frozen stage, by the fitted model of cluster and L2.",
  );
}

/** Of an estimate. */
export function estimateLifetime({
  choices,
  battery,
  paperHours,
  paperDevice: { milliwatts, mhz },
  network,
}: LearnEstimate): readonly Picture[] {
  const bySplit = new Map(choices.toReversed().map((choice) => [choice.split, choice]));
  const points = [...bySplit.values()].toReversed().flatMap(({ split, costs }) =>
    costs.flatMap(({ engine, hours, paperDeviceHours }): Lifetime[] => {
      const own = { split: String(split), who: engine === "redmule" ? "RedMulE" : "cores" };
      const device = `cores' clocks at ${milliwatts} mW, ${mhz} MHz`;
      return [
        ...(hours === null ? [] : [{ ...own, hours }]),
        ...(paperDeviceHours === null ? [] : [{ ...own, who: device, hours: paperDeviceHours }]),
      ];
    }),
  );
  return lifetime(
    points,
    paperHours,
    battery,
    `${network}, FP16 with FP32 masters; by the fitted model of cluster and L2, or with the power and the clock of the papers' device.`,
  );
}

import { OKABE_ITO, QUIET } from "../colours.js";
import { across, type Encoding, type Panel } from "../spec.js";
import type { Picture } from "../study.js";
import type { LearnRun, LearnTable, LearnTableRun } from "./record.js";
import { meanOf, percentage, seedsOf } from "./runs.js";

const WIDTH = 700;
const HEIGHT = 320;
const KINDS = { all: "all classes", initial: "initial classes", learnt: "classes learnt since" } as const;
/** Colours of numbers of replays, from none on. */
const BY_NUMBER = [OKABE_ITO.vermillion, OKABE_ITO.orange, OKABE_ITO.green, OKABE_ITO.sky, OKABE_ITO.blue];

const events = (last: number) =>
  across("event", "events", { scale: { domain: [0, last], nice: false }, axis: { tickCount: 12, format: "d" } });
const accuracy = across("accuracy", "accuracy (%)", { scale: { domain: [0, 100] } });

/** Accuracy of a run, event after event. */
export function runCurve(run: LearnRun): readonly Picture[] {
  const points = [
    { event: 0, kind: KINDS.all, accuracy: percentage(run.before.accuracy) },
    { event: 0, kind: KINDS.initial, accuracy: percentage(run.before.initial) },
    ...run.events.flatMap(({ event, accuracy: all, initial, learnt }) => [
      { event: event + 1, kind: KINDS.all, accuracy: percentage(all) },
      { event: event + 1, kind: KINDS.initial, accuracy: percentage(initial) },
      { event: event + 1, kind: KINDS.learnt, accuracy: percentage(learnt) },
    ]),
  ].filter((point) => point.accuracy !== null);
  const starts = run.events
    .filter(({ introduces }) => introduces)
    .map(({ event, label }) => ({ event: event + 1, accuracy: 100, label: `class ${label}` }));
  const x = events(run.events.length);
  const names = Object.values(KINDS);
  const panel: Panel = {
    ...{ width: WIDTH, height: HEIGHT },
    layer: [
      {
        data: { values: starts },
        mark: { type: "rule", color: QUIET, strokeDash: [2, 3] },
        encoding: { x },
      },
      {
        data: { values: starts },
        mark: { type: "text", color: QUIET, align: "left", baseline: "bottom", dx: 2, dy: -3, fontSize: 10 },
        encoding: { x, y: accuracy, text: { field: "label", type: "nominal" } },
      },
      {
        data: { values: points },
        mark: { type: "line", strokeWidth: 2, point: { size: 28 } },
        encoding: {
          ...{ x, y: accuracy },
          color: {
            ...{ field: "kind", type: "nominal", title: null, sort: names },
            scale: { domain: names, range: [OKABE_ITO.blue, OKABE_ITO.vermillion, OKABE_ITO.green] },
          },
        },
      },
    ],
  };
  return [
    {
      name: "accuracy-over-events",
      title: "Accuracy over events",
      caption:
        "Test images of all classes, also of those that are still to come, of the classes that the network knew, and of those that it has met since. Broken lines: a class is met for the first time.",
      spec: { concat: [panel] },
    },
  ];
}

/** True classes against answers, in shares of a class. */
export function confusion({ confusion: matrix }: LearnRun): readonly Picture[] {
  if (matrix.length === 0) return [];
  const cells = matrix.flatMap((row, label) => {
    const all = row.reduce((sum, count) => sum + count, 0);
    return row.map((count, answer) => ({ label, answer, share: all === 0 ? 0 : count / all, count }));
  });
  const place = (field: string, title: string) => ({ field, type: "ordinal", axis: { title, labelAngle: 0 } }) as const;
  const position = { x: place("answer", "answered"), y: place("label", "class") };
  return [
    {
      name: "confusion",
      title: "What the test images were taken for behind the last event",
      caption: "Numbers of images; the colour is the share of the row's class.",
      spec: {
        concat: [
          {
            ...{ width: 360, height: 360 },
            layer: [
              {
                data: { values: cells },
                mark: { type: "rect" },
                encoding: {
                  ...position,
                  color: {
                    ...{ field: "share", type: "quantitative", title: "share of the class" },
                    scale: { domain: [0, 1], scheme: "viridis" },
                    legend: { format: ".0%" },
                  },
                },
              },
              {
                data: { values: cells.filter(({ count }) => count > 0) },
                mark: { type: "text", fontSize: 10 },
                encoding: {
                  ...position,
                  text: { field: "count", type: "quantitative" },
                  color: { condition: { test: "datum.share > 0.6", value: "#14191f" }, value: "#ffffff" },
                },
              },
            ],
          },
        ],
      },
    },
  ];
}

/** Accuracy over events for numbers of replays, means over seeds within their range. */
export function tableCurves({ runs, events: last }: LearnTable): readonly Picture[] {
  const whole = runs.filter((run): run is LearnTableRun & { curve: number[] } => run.curve !== null);
  if (whole.length === 0) return [];
  const splits = [...new Set(whole.map(({ split }) => split))];
  return splits.map((split): Picture => {
    const own = whole.filter((run) => run.split === split);
    const numbers = [...new Set(own.map(({ replays }) => replays))].sort((a, b) => a - b);
    const points = numbers.flatMap((replays) => {
      const some = own.filter((run) => run.replays === replays);
      return Array.from({ length: last }, (_, i) => {
        const shares = some.map(({ curve }) => 100 * curve[i]);
        const [low, high] = [Math.min(...shares), Math.max(...shares)];
        return { replays: nameOf(replays), event: i + 1, accuracy: meanOf(shares), low, high };
      });
    });
    const x = events(last);
    const names = numbers.map(nameOf);
    const color: Encoding["color"] = {
      ...{ field: "replays", type: "nominal", title: "replays", sort: names },
      scale: { domain: names, range: BY_NUMBER.slice(0, names.length) },
      legend: { symbolOpacity: 1 },
    };
    return {
      name: `accuracy-over-events-${split}`,
      title: `Accuracy over events with and without replays, split ${split}`,
      caption: `All classes, those to come included; means and range of ${seedsOf(own)}.`,
      spec: {
        concat: [
          {
            ...{ width: WIDTH, height: HEIGHT },
            layer: [
              {
                data: { values: points },
                mark: { type: "area", opacity: 0.18 },
                encoding: {
                  x,
                  y: { field: "low", type: "quantitative" },
                  y2: { field: "high" },
                  color,
                },
              },
              {
                data: { values: points },
                mark: { type: "line", strokeWidth: 2 },
                encoding: { x, y: accuracy, color },
              },
            ],
          },
        ],
      },
    };
  });
}

const nameOf = (replays: number): string => (replays === 0 ? "none" : `${replays}`);

import { INK, OKABE_ITO, PALE, QUIET } from "../colours.js";
import { across, type Encoding, type Panel } from "../spec.js";
import type { Picture } from "../study.js";
import type { LearnTable, LearnTableRun } from "./record.js";
import { choiceOf, isPlain, meanOf, partnerOf, seedsOf } from "./runs.js";

const KINDS = { accuracy: "all classes", initial: "initial classes", learnt: "classes learnt since" } as const;
const COLOURS = [OKABE_ITO.blue, OKABE_ITO.vermillion, OKABE_ITO.green];
/** What eight bits may differ by, in points. */
const LIMIT = 0.3;

/** Accuracy behind the last event over the number of replays in u8, a panel a split. */
export function finalAccuracy({ runs, events }: LearnTable): readonly Picture[] {
  const plain = runs.filter(isPlain);
  const splits = [...new Set(plain.map(({ split }) => split))];
  if (splits.length === 0) return [];
  return [
    {
      name: "final-accuracy",
      title: `Accuracy behind ${events} events over the number of replays`,
      caption: `Replays in u8, the frozen stage in INT8, learning in FP32. Dots: ${seedsOf(plain)}; lines: means.`,
      spec: { concat: splits.map((split) => numberPanel(split, plain)) },
    },
  ];
}

function numberPanel(split: string, plain: readonly LearnTableRun[]): Panel {
  const own = plain.filter((run) => run.split === split);
  const numbers = [...new Set(own.map(({ replays }) => replays))].sort((a, b) => a - b);
  const keys = Object.keys(KINDS) as (keyof typeof KINDS)[];
  const dots = own.flatMap((run) =>
    keys.map((key) => ({ replays: run.replays, kind: KINDS[key], accuracy: 100 * run[key] })),
  );
  const means = numbers.flatMap((replays) =>
    keys.map((key) => {
      const some = own.filter((run) => run.replays === replays);
      return { replays, kind: KINDS[key], accuracy: 100 * meanOf(some.map((run) => run[key])) };
    }),
  );
  const names = Object.values(KINDS);
  const encoding: Encoding = {
    x: { field: "replays", type: "ordinal", sort: numbers, axis: { title: "replays", labelAngle: 0 } },
    y: across("accuracy", "accuracy (%)", { scale: { domain: [0, 100] } }),
    color: {
      ...{ field: "kind", type: "nominal", title: null, sort: names },
      scale: { domain: names, range: COLOURS },
      legend: { symbolOpacity: 1 },
    },
  };
  return {
    ...{ width: 250, height: 280, title: `split ${split}` },
    layer: [
      { data: { values: dots }, mark: { type: "point", filled: true, size: 22, opacity: 0.6 }, encoding },
      { data: { values: means }, mark: { type: "line", strokeWidth: 2 }, encoding },
    ],
  };
}

/** Differences of pairs to replays in u8, a panel a split. */
export function pairedDifferences({ runs }: LearnTable): readonly Picture[] {
  const pairs = runs.flatMap((run) => {
    const partner = isPlain(run) ? undefined : partnerOf(run, runs);
    if (partner === undefined) return [];
    const { split, seed, replays } = run;
    return [{ split, seed, replays, choice: choiceOf(run), points: 100 * (run.accuracy - partner.accuracy) }];
  });
  if (pairs.length === 0) return [];
  const splits = [...new Set(pairs.map(({ split }) => split))];
  const numbers = [...new Set(pairs.map(({ replays }) => replays))].join(" or ");
  return [
    {
      name: "paired-differences",
      title: "What the format of replays and of products costs",
      caption: `Accuracy less that of the run with u8 and FP32 learning of the same seed, order, draws and network, ${numbers} replays. Dots: ${seedsOf(pairs)}; strokes and numbers: means. The band is ±${LIMIT} points; the scale is linear around 0 and logarithmic outside.`,
      spec: { columns: 1, concat: splits.map((split) => differencePanel(split, pairs)) },
    },
  ];
}

interface Pair {
  readonly split: string;
  readonly choice: string;
  readonly points: number;
}

function differencePanel(split: string, pairs: readonly Pair[]): Panel {
  const own = pairs.filter((pair) => pair.split === split);
  const choices = [...new Set(own.map(({ choice }) => choice))];
  const means = choices.map((choice) => {
    const points = meanOf(own.filter((pair) => pair.choice === choice).map((pair) => pair.points));
    return { choice, points, text: `${points < 0 ? "−" : "+"}${Math.abs(points).toFixed(2)}` };
  });
  const y = { field: "choice", type: "nominal", sort: choices, axis: { title: null } } as const;
  const ends = own.map(({ points }) => points);
  const domain = [Math.min(-2, ...ends) * 1.1, Math.max(2, ...ends) * 1.6];
  const x = across("points", "points of accuracy", {
    scale: { type: "symlog", constant: 0.5, domain, nice: false },
    axis: { values: [-30, -20, -10, -5, -2, -1, 0, 1, 2], labelExpr: "(datum.value > 0 ? '+' : '') + datum.label" },
  });
  return {
    ...{ width: 560, height: { step: 20 }, title: `split ${split}` },
    layer: [
      {
        data: { values: [{ points: -LIMIT, to: LIMIT }] },
        mark: { type: "rect", color: PALE, opacity: 0.5 },
        encoding: { x, x2: { field: "to" } },
      },
      { data: { values: [{ points: 0 }] }, mark: { type: "rule", color: QUIET }, encoding: { x } },
      {
        data: { values: own },
        mark: { type: "point", filled: true, size: 36, color: OKABE_ITO.blue, opacity: 0.75 },
        encoding: { x, y },
      },
      {
        data: { values: means },
        mark: { type: "tick", color: INK, thickness: 2, height: 13 },
        encoding: { x, y },
      },
      {
        data: { values: means },
        mark: { type: "text", align: "right" },
        encoding: { x: { datum: domain[1] }, y, text: { field: "text", type: "nominal" } },
      },
    ],
  };
}

import { INK, OKABE_ITO, QUIET } from "../colours.js";
import { across, decades, type Encoding, type Panel } from "../spec.js";
import type { Picture } from "../study.js";
import type { TunedProductRecord, TuningRun } from "./record.js";

const ROW = 17;
const WIDTH = 520;
/** Ratios that the published autotuner reaches at most, over one kernel for all and over the naive one. */
const PUBLISHED = { oneSize: 2.4, naive: 2.6 } as const;

const PASSES: Readonly<Record<string, string>> = {
  forward: "forward",
  weightGradient: "weights",
  inputGradient: "input",
};

/** Kinds of points, what is drawn last on top. */
const KINDS = {
  candidate: { title: "another candidate", colour: QUIET },
  default: { title: "without a tuner", colour: OKABE_ITO.orange },
  fastest: { title: "fastest", colour: OKABE_ITO.blue },
} as const;

/** Products of one name, where a layer's gradient takes several, are told apart by a number. */
function labelsOf(products: readonly TunedProductRecord[]): string[] {
  const seen = new Map<string, number>();
  return products.map(({ layer, pass }) => {
    const name = `${layer}, ${PASSES[pass] ?? pass}`;
    const count = (seen.get(name) ?? 0) + 1;
    seen.set(name, count);
    return count === 1 ? name : `${name} ${count}`;
  });
}

/** Every candidate that was run against the bound, and how much slower single kernels are. */
export function tunedProducts({ products, oneSizeKernel }: TuningRun): readonly Picture[] {
  if (products.length === 0) return [];
  const labels = labelsOf(products);
  const points = products.flatMap(({ measured, best, default: base, bound }, i) =>
    measured.map((ran) => {
      const kind: keyof typeof KINDS =
        ran.choice === best.choice ? "fastest" : ran.choice === base.choice ? "default" : "candidate";
      return { product: labels[i], ratio: ran.clocks / bound.clocks, kind: KINDS[kind].title };
    }),
  );
  const runs = points.length;
  const nearest = products
    .map(({ best, bound }, i) => ({ label: labels[i], ratio: best.clocks / bound.clocks }))
    .reduce((a, b) => (b.ratio < a.ratio ? b : a));
  const pictures: Picture[] = [
    {
      name: "candidates",
      title: "Candidates against the bound",
      caption: `${runs} runs of ${products.length} products, each alone from L2 to L2. At 1 a product would take the clocks of its bound: instructions, loads, RedMulE's array or the DMA. Nearest: ${nearest.label} with ${nearest.ratio.toFixed(2)}. Where the fastest is the default, one point stands for both.`,
      spec: { columns: 1, concat: [pointsOf(points, labels)] },
    },
  ];
  const gains = products.flatMap(({ best, oneSize, naive }, i) => [
    ...(oneSize === null
      ? []
      : [{ product: labels[i], over: `one kernel for all, ${oneSizeKernel}`, ratio: oneSize / best.clocks }]),
    ...(naive === null ? [] : [{ product: labels[i], over: "the naive kernel", ratio: naive / best.clocks }]),
  ]);
  if (gains.length > 0) {
    const most = gains.reduce((a, b) => (b.ratio > a.ratio ? b : a));
    pictures.push({
      name: "gains",
      title: "How many times faster tuned products are",
      caption: `Most over ${most.over}: ${most.ratio.toFixed(2)} times, ${most.product}. Dashed lines: what the published autotuner reaches at most (2.4 times) and what is asked for over the naive kernel (2.6 times).`,
      spec: { columns: 1, concat: [gainsOf(gains, labels, oneSizeKernel)] },
    });
  }
  return pictures;
}

function pointsOf(
  points: readonly { readonly product: string; readonly ratio: number; readonly kind: string }[],
  labels: readonly string[],
): Panel {
  const kinds = Object.values(KINDS);
  const y = { field: "product", type: "nominal", sort: [...labels], axis: { title: "layer, pass" } } as const;
  const most = points.reduce((all, { ratio }) => Math.max(all, ratio), 1);
  const x = decades("ratio", "clocks / bound", [1, most * 1.05]);
  const color: Encoding["color"] = {
    field: "kind",
    type: "nominal",
    title: "choice",
    scale: { domain: kinds.map(({ title }) => title), range: kinds.map(({ colour }) => colour) },
  };
  return {
    ...{ width: WIDTH, height: { step: ROW } },
    layer: kinds.map(({ title }) => ({
      data: { values: points.filter(({ kind }) => kind === title) },
      mark: { type: "point", filled: title !== KINDS.candidate.title, size: title === KINDS.candidate.title ? 22 : 44 },
      encoding: { x, y, color },
    })),
  };
}

/** Says above the panel what a line stands for. */
function nameOf(ratio: number, text: string, align: "left" | "right"): Panel["layer"][number] {
  return {
    data: { values: [{ ratio, text }] },
    mark: { type: "text", align, y: -7 },
    encoding: { x: { field: "ratio", type: "quantitative" }, text: { field: "text", type: "nominal" } },
  };
}

function gainsOf(
  gains: readonly { readonly product: string; readonly over: string; readonly ratio: number }[],
  labels: readonly string[],
  kernel: string | null,
): Panel {
  const most = Math.max(PUBLISHED.naive, ...gains.map(({ ratio }) => ratio));
  const x = across("ratio", "times faster", { scale: { domain: [0, most], nice: true } });
  return {
    ...{ width: WIDTH, height: { step: ROW + 5, for: "position" } },
    layer: [
      {
        data: { values: [...gains] },
        mark: { type: "bar" },
        encoding: {
          y: { field: "product", type: "nominal", sort: [...labels], axis: { title: "layer, pass" } },
          yOffset: { field: "over", type: "nominal" },
          x,
          color: {
            ...{ field: "over", type: "nominal", title: "over" },
            scale: {
              domain: [`one kernel for all, ${kernel}`, "the naive kernel"],
              range: [OKABE_ITO.blue, OKABE_ITO.orange],
            },
          },
        },
      },
      {
        data: { values: Object.values(PUBLISHED).map((ratio) => ({ ratio })) },
        mark: { type: "rule", strokeDash: [4, 3], color: INK },
        encoding: { x: { field: "ratio", type: "quantitative" } },
      },
      nameOf(PUBLISHED.oneSize, "published, at most", "right"),
      nameOf(PUBLISHED.naive, "asked for", "left"),
    ],
  };
}

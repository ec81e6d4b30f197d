import { INK } from "../colours.js";
import { across, share, THOUSANDS, type Channel, type Panel } from "../spec.js";
import { grouped, percent, type Finding } from "../study.js";
import { reasonColours, REASONS, titleOf } from "./reasons.js";
import type { TrainingLayer, TrainingRun } from "./record.js";

/** Passes with a panel of their own; others stand together. */
const PASSES: Readonly<Record<string, string>> = {
  forward: "forward",
  weightGradient: "gradient of weights",
  inputGradient: "gradient of input",
};
const OTHERS = "loss, update and the rest";
const WIDTH = 230;
/** Share of all clocks below which what is no pass of a layer has no panel. */
const LEAST = 0.03;
/** Pixels of a row. */
const ROW = 15;

interface Part {
  readonly layer: string;
  readonly pass: string;
  readonly reason: string;
  readonly order: number;
  readonly clocks: number;
}

const passOf = ({ pass }: TrainingLayer): string => PASSES[pass] ?? OTHERS;

/** Clocks by layer and pass, stacked by where they went, and the same of the whole. */
export function layerClocks({ layers, clocks, redmuleBusy }: TrainingRun): readonly Finding[] {
  const measured = layers.filter((each) => (each.clocks ?? 0) > 0);
  if (measured.length === 0 || clocks === null) return [];
  const order = Object.keys(REASONS);
  const parts = measured.flatMap((each): Part[] =>
    Object.entries(each.reasons ?? {})
      .filter(([, taken]) => taken > 0)
      .map(([reason, taken]) => {
        return {
          layer: each.layer,
          pass: passOf(each),
          reason: titleOf(reason),
          order: order.indexOf(reason),
          clocks: taken,
        };
      }),
  );
  const present = new Set(
    measured.flatMap(({ reasons }) =>
      Object.entries(reasons ?? {})
        .filter(([, of]) => of > 0)
        .map(([key]) => key),
    ),
  );
  const known = new Set(measured.map(({ layer }) => layer));
  const names = [...new Set(layers.map(({ layer }) => layer))].filter((name) => known.has(name));
  const passes = [...Object.values(PASSES), OTHERS].filter((pass) => parts.some((part) => part.pass === pass));
  const most = Math.max(...measured.map((each) => each.clocks!));
  // A panel for next to nothing would be empty.
  const sumOf = (pass: string): number =>
    measured.filter((each) => passOf(each) === pass).reduce((sum, each) => sum + each.clocks!, 0);
  const shown = passes.filter((pass) => pass !== OTHERS || sumOf(pass) > LEAST * clocks);
  const rest =
    shown.length < passes.length ? ` Not drawn: ${OTHERS}, ${percent(sumOf(OTHERS) / clocks)} of the clocks.` : "";
  const slowest = measured.reduce((a, b) => (b.clocks! > a.clocks! ? b : a));
  const busy =
    (redmuleBusy ?? 0) === 0
      ? ""
      : ` RedMulE works in ${percent(redmuleBusy! / clocks)} of all clocks, wherever the black line runs.`;
  return [
    {
      name: "clocks-by-layer",
      title: "Clocks by layer and pass, and where they went",
      caption: `${grouped(clocks)} clocks; most of them in ${slowest.layer}, ${passOf(slowest)}. A bar is what core 0 did, from top to bottom in the order of the network.${rest}${busy}`,
      spec: {
        columns: shown.length,
        concat: shown.map((pass, i) => panelOf(pass, i === 0, { parts, measured, names, most, present })),
      },
    },
    passes.length === 1
      ? { ...BY_PASS, caption: `All layers together: ${sharesOf(parts)}.`, spec: null }
      : {
          ...BY_PASS,
          caption: "All layers together.",
          spec: { columns: 1, concat: [totalsOf(parts, passes, present)] },
        },
  ];
}

const BY_PASS = { name: "clocks-by-pass", title: "Where the clocks of each pass went" } as const;

/** Where the clocks went in words, the most first. */
function sharesOf(parts: readonly Part[]): string {
  const sums = new Map<string, number>();
  for (const { reason, clocks } of parts) sums.set(reason, (sums.get(reason) ?? 0) + clocks);
  const whole = [...sums.values()].reduce((sum, clocks) => sum + clocks, 0);
  const ordered = [...sums].sort((a, b) => b[1] - a[1]).filter(([, clocks]) => clocks / whole >= 5e-4);
  return ordered.map(([reason, clocks]) => `${reason} ${percent(clocks / whole)}`).join(", ");
}

interface Shown {
  readonly parts: readonly Part[];
  readonly measured: readonly TrainingLayer[];
  readonly names: readonly string[];
  readonly most: number;
  readonly present: ReadonlySet<string>;
}

function panelOf(pass: string, isFirst: boolean, { parts, measured, names, most, present }: Shown): Panel {
  const y: Channel = {
    field: "layer",
    type: "nominal",
    sort: [...names],
    scale: { domain: [...names] },
    axis: { title: null, ...(!isFirst && { labels: false, ticks: false }) },
  };
  const busy = measured
    .filter((each) => passOf(each) === pass && (each.redmuleBusy ?? 0) > 0)
    .map(({ layer, redmuleBusy }) => ({ layer, clocks: redmuleBusy }));
  return {
    ...{ width: WIDTH, height: { step: ROW }, title: pass },
    layer: [
      {
        data: { values: parts.filter((part) => part.pass === pass) },
        mark: { type: "bar" },
        encoding: {
          ...{
            y,
            x: across("clocks", "clocks", { scale: { domain: [0, most] }, axis: { ...THOUSANDS, tickCount: 4 } }),
          },
          ...{ order: { field: "order", type: "quantitative" }, ...reasonColours(present) },
        },
      },
      {
        data: { values: busy },
        mark: { type: "bar", color: INK, height: 2 },
        encoding: { y, x: { field: "clocks", type: "quantitative" } },
      },
    ],
  };
}

function totalsOf(parts: readonly Part[], passes: readonly string[], present: ReadonlySet<string>): Panel {
  const sums = passes.flatMap((pass) => {
    const own = parts.filter((part) => part.pass === pass);
    const whole = own.reduce((sum, { clocks }) => sum + clocks, 0);
    return [...new Set(own.map(({ reason }) => reason))].map((reason) => {
      const some = own.filter((part) => part.reason === reason);
      const clocks = some.reduce((sum, part) => sum + part.clocks, 0);
      return { pass, reason, order: some[0].order, share: clocks / whole };
    });
  });
  return {
    ...{ width: 520, height: { step: 26 } },
    layer: [
      {
        data: { values: sums },
        mark: { type: "bar" },
        encoding: {
          y: { field: "pass", type: "nominal", sort: [...passes], axis: { title: null } },
          x: share("share", "clocks (share)"),
          order: { field: "order", type: "quantitative" },
          ...reasonColours(present),
        },
      },
    ],
  };
}

import { OKABE_ITO } from "../colours.js";
import { across, THOUSANDS, type Panel } from "../spec.js";
import type { Picture } from "../study.js";
import { reasonColours, titleOf } from "./reasons.js";
import type { TrainingRun, TrainingTimeline } from "./record.js";

const WIDTH = 860;
const LANES = ["core 0", "RedMulE", "DMA"] as const;
/** Colours of the lanes that know work and rest alone. */
const BUSY = { RedMulE: OKABE_ITO.green, DMA: OKABE_ITO.orange } as const;
const NAMES: Readonly<Record<string, string>> = {
  forward: "forward",
  weightGradient: "gradient of weights",
  inputGradient: "gradient of input",
};

/** Bars of one colour that touch are one. */
interface Bar {
  readonly lane: (typeof LANES)[number];
  readonly reason: string;
  readonly from: number;
  to: number;
}

/** The layer that takes most clocks. */
export function busiestLayer({ layers }: TrainingRun): string | undefined {
  const sums = new Map<string, number>();
  for (const { layer, clocks } of layers) sums.set(layer, (sums.get(layer) ?? 0) + (clocks ?? 0));
  return [...sums].sort((a, b) => b[1] - a[1])[0]?.[0];
}

/** What cores, RedMulE and DMA do over the passes of a layer. */
export function gantt({ timeline }: TrainingRun, layer: string): readonly Picture[] {
  if (timeline === undefined || timeline === null) return [];
  const passes = [...new Set(timeline.steps.filter((step) => step.layer === layer).map(({ pass }) => pass))];
  const { steps, stretches, reasons } = timeline;
  const own = stretches.filter(([step]) => steps[step].layer === layer);
  const present = new Set(own.map(([, , , reason]) => reasons[reason]));
  const lanes = passes.map((pass) => ({ pass, bars: barsOf(timeline, layer, pass) }));
  const panels = lanes.filter(({ bars }) => bars.length > 0);
  if (panels.length === 0) return [];
  const longest = Math.max(...panels.flatMap(({ bars }) => bars.map(({ to }) => to)));
  return [
    {
      name: "gantt",
      title: `Cores, RedMulE and DMA over layer ${layer}`,
      caption:
        "Clocks from the beginning of the pass, to one scale. The program marks slots, kernels and waits; what RedMulE and the DMA worked between two marks is drawn from the first one on.",
      spec: { columns: 1, concat: panels.map(({ pass, bars }) => panelOf(pass, bars, longest, present)) },
    },
  ];
}

function barsOf({ steps, reasons, stretches }: TrainingTimeline, layer: string, pass: string): readonly Bar[] {
  const own = stretches.filter(([step]) => steps[step].layer === layer && steps[step].pass === pass);
  const start = own[0]?.[1] ?? 0;
  const bars: Bar[] = [];
  const last = new Map<string, Bar>();
  const add = (lane: Bar["lane"], reason: string, from: number, clocks: number): void => {
    if (clocks <= 0) return;
    const before = last.get(lane);
    if (before !== undefined && before.to === from && before.reason === reason) {
      before.to = from + clocks;
      return;
    }
    const bar = { lane, reason, from, to: from + clocks };
    bars.push(bar);
    last.set(lane, bar);
  };
  for (const [, begin, clocks, reason, redmule, dma] of own) {
    add("core 0", titleOf(reasons[reason]), begin - start, clocks);
    add("RedMulE", "", begin - start, redmule);
    add("DMA", "", begin - start, dma);
  }
  return bars;
}

function panelOf(pass: string, bars: readonly Bar[], end: number, present: ReadonlySet<string>): Panel {
  const y = { field: "lane", type: "nominal", sort: [...LANES], axis: { title: null } } as const;
  const x = across("from", "clocks", { scale: { domain: [0, end], nice: false }, axis: THOUSANDS });
  const busy = (lane: keyof typeof BUSY) => ({
    data: { values: bars.filter((bar) => bar.lane === lane) },
    mark: { type: "bar", color: BUSY[lane], height: 18 } as const,
    encoding: { y, x, x2: { field: "to" } },
  });
  return {
    ...{ width: WIDTH, height: { step: 26 }, title: NAMES[pass] ?? pass },
    layer: [
      {
        data: { values: bars.filter(({ lane }) => lane === "core 0") },
        mark: { type: "bar", height: 18 },
        encoding: { y, x, x2: { field: "to" }, ...reasonColours(present) },
      },
      busy("RedMulE"),
      busy("DMA"),
    ],
  };
}

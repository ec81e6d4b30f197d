import { Matrix } from "ml-matrix";
import { FGCS_2023 } from "../papers.js";
import { activityFrom, countOf, plus, type Activity } from "./activity.js";
import { EVENT_NAMES, type EventName } from "./events.js";
import { fitEnergy, type Fit } from "./fit.js";
import type { OperatingPoint } from "./operating-points.js";
import { PUBLISHED } from "./published.js";

/**
 * How an energy is known. `published`: a paper measured this at this point; `fitted`: from the coefficients at 0.65 V;
 * `interpolated`: scaled by V^2 to a supply between those of the papers; `extrapolated`: to one outside of them.
 */
export type Mark = "published" | "fitted" | "interpolated" | "extrapolated";

/** Parts of the cluster among which an energy is split. */
export const BLOCKS = ["cluster", "cores", "icache", "tcdm", "dma", "l2", "redmule"] as const;
export type EnergyBlock = (typeof BLOCKS)[number];

/** Energy of some clocks of the whole cluster. */
export interface Energy {
  readonly source: Mark;
  readonly microjoules: number;
  /** Interval of two standard deviations that the published points leave; equal to `microjoules` where it is published. */
  readonly low: number;
  readonly high: number;
  /** Mean power over the clocks. */
  readonly milliwatts: number;
  /** Microjoules by block; leakage and what no gate stops are the cluster's. */
  readonly blocks: Readonly<Record<EnergyBlock, number>>;
}

/** Supply of the fit, and the highest one that the papers name. */
const { volt: VOLT } = FGCS_2023.efficient;
const MOST_VOLT = FGCS_2023.volt;

const BLOCK_OF: Readonly<Record<EventName, EnergyBlock>> = {
  ...{ leakage: "cluster", clusterClock: "cluster", coreAwake: "cores", coreAsleep: "cores", instruction: "cores" },
  ...{ integer: "cores", multiplication: "cores", division: "cores", access: "cores", fp16Fma: "cores" },
  ...{ fp32Fma: "cores", floatOther: "cores", fetch: "icache", refill: "icache", bankAccess: "tcdm", dmaBeat: "dma" },
  ...{ l2Beat: "l2", portBit: "redmule", redmuleBit: "redmule", arrayBit: "redmule", product: "redmule" },
  ...{ sum: "redmule", comparison: "redmule", padding: "redmule" },
};

let fitted: Fit | undefined;
/** The fit to the published points, made once. */
export const theFit = (): Fit => (fitted ??= fitEnergy());

/** Energy of an activity at an operating point. The clocks are those of the cluster in it. */
export function energyOf(activity: Activity, { mhz, volt }: OperatingPoint): Energy {
  const { coefficients, covariance } = theFit();
  const clocks = countOf(activity, "clusterClock");
  const events = plus(activity, activityFrom({ leakage: (clocks * 1e3) / mhz }));
  const scale = (volt / VOLT) ** 2 * 1e-6;
  const each = coefficients.map(({ picojoules }, i) => events[i] * picojoules * scale);
  const sum = each.reduce((all, one) => all + one, 0);
  const row = Matrix.rowVector([...events]);
  const deviation = scale * Math.sqrt(Math.max(0, row.mmul(covariance).mmul(row.transpose()).get(0, 0)));
  const published = publishedOf(activity, clocks, { mhz, volt });
  const microjoules = published ?? sum;
  const spread = published === null && sum > 0 ? Math.exp((2 * deviation) / sum) : 1;
  const blocks = Object.fromEntries(BLOCKS.map((block) => [block, 0])) as Record<EnergyBlock, number>;
  EVENT_NAMES.forEach((name, i) => (blocks[BLOCK_OF[name]] += sum > 0 ? (each[i] * microjoules) / sum : 0));
  return {
    source: published !== null ? "published" : markOf(volt),
    ...{ microjoules, low: microjoules / spread, high: microjoules * spread },
    milliwatts: clocks === 0 ? 0 : (microjoules * mhz * 1e3) / clocks,
    blocks,
  };
}

function markOf(volt: number): Mark {
  if (volt === VOLT) return "fitted";
  return volt > VOLT && volt <= MOST_VOLT ? "interpolated" : "extrapolated";
}

/** Part of the energy by which an activity may differ from that of a published point and still count as it. */
const NEAR = 0.01;

/** Microjoules where a paper measured this activity at this point, else null. */
function publishedOf(activity: Activity, clocks: number, { mhz, volt }: OperatingPoint): number | null {
  if (volt !== VOLT || clocks === 0) return null;
  const { coefficients } = theFit();
  for (const point of PUBLISHED) {
    if (point.mhz !== mhz || point.about !== "measured") continue;
    const there = activityFrom(point.activity);
    let apart = 0;
    let all = 0;
    coefficients.forEach(({ picojoules }, i) => {
      apart += Math.abs(activity[i] / clocks - there[i]) * picojoules;
      all += there[i] * picojoules;
    });
    if (apart <= NEAR * all) return clocks * point.picojoules * 1e-6;
  }
  return null;
}

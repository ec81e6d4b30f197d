import { UsageError } from "../../hw/errors.js";

/** The figures of `redmule bench`; times in ns, medians over rounds. */
export interface BenchFigures {
  readonly clocksPerSecond: number;
  readonly fmaNs: number;
  readonly yardstickNs: number;
  /** Clock cost over 48 FMA calls, sound and upstream profile. */
  readonly ratio12x4: number;
  readonly ratio12x4Upstream: number;
  /** Clock cost over 96 FMA calls. */
  readonly ratio12x8: number;
  readonly fmaRatio: number;
  /** Clock cost over 48 and 96 yardsticks. */
  readonly clock12x4Ratio: number;
  readonly clock12x8Ratio: number;
  /** A multiply-add of the array in vector instructions, over the yardstick. */
  readonly simdFmaRatio: number;
  /** Clock rate of one 1024 x 1024 x 1024 job in a thread that has compiled nothing, over the rate once all is compiled. */
  readonly coldRate: number;
  /** CPU seconds of `redmule batch` with one tiny job. */
  readonly batchSeconds: number;
  /** Clock cost with every register traced to a VCD file over the clock cost of the fast array without. */
  readonly vcdFactor: number;
  /** Clock cost with TCDM, interconnect and eight load generators over the clock cost of RedMulE alone. */
  readonly loadedRatio: number;
  /** The same over the clock cost of RedMulE alone with the fast array. */
  readonly loadedFastRatio: number;
  /** Clocks per second of eight busy cores and RedMulE, and the cost of a clock in yardsticks. */
  readonly busyClocksPerSecond: number;
  readonly busyRatio: number;
  /** Clock cost in yardsticks of eight cores at a matrix product, and of one while seven sleep. */
  readonly eightCoresRatio: number;
  readonly oneCoreRatio: number;
  /** Clock cost with all cores asleep and RedMulE at work over the clock cost of RedMulE alone. */
  readonly asleepRatio: number;
}

/** How a figure is shown. Those with a ratio do not depend on the machine. */
interface Row {
  readonly key: keyof BenchFigures;
  readonly label: string;
  readonly aim: string;
  readonly unit: "ratio" | "ns" | "clocks" | "share" | "seconds";
}

const ROWS: readonly Row[] = [
  { key: "clocksPerSecond", label: "clocks per second, 12 x 4", aim: "", unit: "clocks" },
  { key: "fmaNs", label: "fast FMA on random operands", aim: "", unit: "ns" },
  { key: "yardstickNs", label: "yardstick loop", aim: "", unit: "ns" },
  { key: "fmaRatio", label: "FMA / yardstick", aim: "at most 1.3", unit: "ratio" },
  { key: "ratio12x4", label: "clock / (48 x FMA), 12 x 4, sound", aim: "at most 2.0", unit: "ratio" },
  { key: "ratio12x4Upstream", label: "clock / (48 x FMA), 12 x 4, upstream", aim: "at most 2.0", unit: "ratio" },
  { key: "ratio12x8", label: "clock / (96 x FMA), 12 x 8", aim: "at most 2.0", unit: "ratio" },
  { key: "clock12x4Ratio", label: "clock / (48 x yardstick), 12 x 4", aim: "at most 0.55", unit: "ratio" },
  { key: "clock12x8Ratio", label: "clock / (96 x yardstick), 12 x 8", aim: "at most 0.40", unit: "ratio" },
  { key: "simdFmaRatio", label: "SIMD FMA in the array / yardstick", aim: "at most 0.2", unit: "ratio" },
  { key: "coldRate", label: "clock rate of 1024^3, cold / warm", aim: "at least 0.85", unit: "share" },
  { key: "batchSeconds", label: "batch with one tiny job", aim: "at most 0.25 s", unit: "seconds" },
  { key: "vcdFactor", label: "clock traced to VCD / bare clock of the fast array", aim: "at most 20", unit: "ratio" },
  {
    key: "loadedRatio",
    label: "RedMulE + interconnect + 8 load generators / bare clock, replayed",
    aim: "",
    unit: "ratio",
  },
  { key: "loadedFastRatio", label: "the same / bare clock of the fast array", aim: "at most 0.8", unit: "ratio" },
  {
    key: "busyClocksPerSecond",
    label: "clocks per second, 8 busy cores + RedMulE",
    aim: "at least 300,000",
    unit: "clocks",
  },
  { key: "busyRatio", label: "clock of 8 busy cores + RedMulE / yardstick", aim: "at most 90", unit: "ratio" },
  { key: "eightCoresRatio", label: "clock of 8 busy cores, FP32 4x4 / yardstick", aim: "at most 55", unit: "ratio" },
  { key: "oneCoreRatio", label: "clock of 1 busy core, 7 asleep / yardstick", aim: "at most 9", unit: "ratio" },
  { key: "asleepRatio", label: "all asleep, RedMulE at work / bare RedMulE clock", aim: "at most 1.3", unit: "ratio" },
];

const SHOW = {
  ratio: (value: number): string => value.toFixed(2),
  ns: (value: number): string => `${value.toFixed(2)} ns`,
  share: (value: number): string => value.toFixed(2),
  seconds: (value: number): string => `${value.toFixed(2)} s`,
  clocks: (value: number): string => value.toLocaleString("en"),
};

/** Rows of a table: what was measured, its value, and the aim. */
export function benchRows(figures: BenchFigures): [label: string, value: string, aim: string][] {
  return ROWS.map(({ key, label, aim, unit }) => [label, SHOW[unit](figures[key]), aim]);
}

/** A ratio that has grown. */
export interface Slower {
  readonly label: string;
  readonly before: number;
  readonly now: number;
}

/**
 * The ratios of `now` that are more than `limit` times those of a stored run; both machines' speeds cancel out.
 * @throws UsageError when `before` is no stored run
 */
export function slowerThan(before: unknown, now: BenchFigures, limit: number): Slower[] {
  const stored = (typeof before === "object" && before !== null ? before : {}) as Readonly<Record<string, unknown>>;
  const ratios = ROWS.filter(({ unit }) => unit === "ratio");
  return ratios.flatMap(({ key, label }) => {
    const value = stored[key];
    if (typeof value !== "number" || !(value > 0)) {
      throw new UsageError(`The stored run has no figure ${key}: store one with redmule bench --json.`);
    }
    return now[key] > limit * value ? [{ label, before: value, now: now[key] }] : [];
  });
}

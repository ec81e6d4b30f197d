import { measureContention, type ContentionSetting } from "../../run/load/contention-run.js";

/** Columns of the recorded table, by what the model calls them. */
const COLUMNS = {
  cycles: "cycles",
  wideGrants: "wide_grants",
  wideDenied: "wide_denied_cycles",
  coreGrants: "core_grants",
  averageWait: "core_avg_wait",
  maxWait: "core_max_wait",
} as const;

type Column = keyof typeof COLUMNS;

/** Means over runs of one setting; see `ContentionResult`. */
export type ContentionMeans = Readonly<Record<Column, number>>;

/** A setting of the recorded table. */
export interface RecordedSetting {
  readonly setting: ContentionSetting;
  readonly recorded: ContentionMeans;
}

/** Clocks after which a run counts as stuck, in recorded cycles. */
const PATIENCE = 3;

function everyColumn(value: (column: Column) => number): ContentionMeans {
  return {
    cycles: value("cycles"),
    wideGrants: value("wideGrants"),
    wideDenied: value("wideDenied"),
    coreGrants: value("coreGrants"),
    averageWait: value("averageWait"),
    maxWait: value("maxWait"),
  };
}

function means(runs: readonly ContentionMeans[]): ContentionMeans {
  return everyColumn((column) => runs.reduce((sum, run) => sum + run[column], 0) / runs.length);
}

/** The settings of a table of recorded runs (CSV), runs that were cut or deadlocked left out. */
export function recordedSettings(csv: string): RecordedSetting[] {
  const [head, ...rows] = csv
    .trim()
    .split("\n")
    .map((line) => line.split(","));
  const settings = new Map<string, { setting: ContentionSetting; runs: ContentionMeans[] }>();
  for (const row of rows) {
    const cell = (name: string): string => row[head.indexOf(name)];
    if (cell("status") !== "done") continue;
    const setting = {
      ...{ m: Number(cell("M")), n: Number(cell("N")), k: Number(cell("K")), p: Number(cell("p")) },
      ...{ invertPrio: Number(cell("invert_prio")), maxStall: Number(cell("low_prio_max_stall")) },
    };
    const run = everyColumn((column) => Number(cell(COLUMNS[column])));
    const { runs } = settings.get(settingName(setting)) ?? { runs: [] };
    settings.set(settingName(setting), { setting, runs: [...runs, run] });
  }
  return [...settings.values()].map(({ setting, runs }) => ({ setting, recorded: means(runs) }));
}

/**
 * The model's means over the seeds 1 to `seeds`, to compare with a recorded setting.
 * @throws Error when a run does not end
 */
export function modelMeans({ setting, recorded }: RecordedSetting, seeds: number): ContentionMeans {
  const limit = PATIENCE * recorded.cycles;
  const runs = Array.from({ length: seeds }, (_, i) => {
    const run = measureContention(setting, i + 1, limit);
    const { cycles } = run;
    if (cycles === null) throw new Error(`${settingName(setting)}, seed ${i + 1}: no event within ${limit} clocks.`);
    return { ...run, cycles };
  });
  return means(runs);
}

/** A setting in words. */
export function settingName({ m, n, k, invertPrio, maxStall, p }: ContentionSetting): string {
  return `${m}x${n}x${k}, ${invertPrio === 0 ? "cores" : "wide"} first, maxStall ${maxStall}, p ${p}`;
}

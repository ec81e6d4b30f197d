import { tileColumns } from "../../hw/redmule/parameters.js";
import type { WorkClocks } from "../../run/cluster/tiled-bench.js";
import { CATEGORIES, CATEGORY_NAMES, clocksOf, type Category, type Clocks, type Explained } from "./explained.js";
import type { ClockKind, Reason } from "./phases.js";

/** Why a clock went into something else than a step, as the end of a sentence. */
export const REASON_WORDS: Readonly<Record<Reason, string>> = {
  none: "for no other reason",
  streams: "until the streams started",
  "first X and Y": "until X and Y of the first tile had come",
  "first X": "until X of the first tile had come",
  "first Y": "until Y of the first tile had come",
  "first W": "for the first W row",
  refused: "because the memory refused the port",
  "port taken": "because another channel had the port",
  results: "because results were on their way through the Z buffer",
  "under way": "because the data were under way",
};

/** What the clocks of a category are, where neither shape nor reasons say it. */
const MEANINGS: Readonly<Partial<Record<Category, string>>> = {
  tiler: "from the trigger until the tiler had computed sizes, counts and strides",
  firstLoads: "until the compute elements saw their first operands",
  wStall: "the array stood because no W row was waiting",
  xStall: "the array stood because the next columns of X were missing",
  yStall: "the array stood because Y of the next tile, or room for the results, was missing",
  drain: "from the last step of a compute element to the event: results left the rows and were stored",
  idle: "RedMulE had no job",
};

/** Categories whose clocks have reasons. */
const KINDS: Readonly<Partial<Record<Category, ClockKind>>> = {
  firstLoads: "first loads",
  wStall: "W stall",
  xStall: "X stall",
  yStall: "Y stall",
  drain: "drain",
};

/** Who worked in a clock of a tiled run. */
export const WORKERS: Readonly<Record<keyof WorkClocks, string>> = {
  redmule: "RedMulE alone",
  dma: "DMA alone",
  both: "both",
  neither: "neither",
};

function percent(part: number): string {
  return `${(100 * part).toFixed(2)} %`;
}

/** What a job is. */
export function jobWords({ settings, m, n, k, L, H, P }: Explained): string {
  const kind = [settings["op"], settings["fmt"]].filter((word) => word !== undefined).join(" ");
  return `${kind} M x N x K = ${m} x ${n} x ${k} on ${L} x ${H}, P = ${P}`.trimStart();
}

function lossesIn(clocks: Clocks): Category[] {
  return CATEGORIES.filter((category) => category !== "useful" && clocks[category] !== 0);
}

/** `108 of 18540: 34 tiler, 48 first loads, 26 drain`. */
export function lossWords(clocks: Clocks): string {
  const total = CATEGORIES.reduce((sum, category) => sum + clocks[category], 0);
  const lost = lossesIn(clocks);
  const parts = lost.map((category) => `${clocks[category]} ${CATEGORY_NAMES[category]}`);
  return `${total - clocks.useful} of ${total}${lost.length > 0 ? `: ${parts.join(", ")}` : ""}`;
}

/** `12000 RedMulE alone, 300 DMA alone, …` of the clocks of a tiled run. */
export function workWords(work: WorkClocks): string {
  return Object.entries(WORKERS)
    .map(([who, words]) => `${work[who as keyof WorkClocks]} ${words}`)
    .join(", ");
}

function left(count: number, what: string): string {
  return count === 1 ? `1 ${what} is left` : `${count} ${what}s are left`;
}

/** Why padding is there: how the shape falls into tiles. */
function paddingWords(category: Category, { m, n, k, L, H, P }: Explained): string | undefined {
  const D = tileColumns({ H, P });
  const tiles = (size: number, of: number): string => {
    const count = Math.ceil(size / of);
    return count === 1 ? `the only tile of ${of}` : `the last of ${count} tiles of ${of}`;
  };
  if (category === "paddingM") return `${left(m % L || L, "row")} of M = ${m} for ${tiles(m, L)}`;
  if (category === "paddingN") return `N = ${n} is rounded up to ${Math.ceil(n / H) * H}, a multiple of H`;
  if (category === "paddingK") return `${left(k % D || D, "column")} of K = ${k} for ${tiles(k, D)}, H (P + 1)`;
  return undefined;
}

/** The reasons of a category's clocks; empty where they are not known. */
function reasonWords(category: Category, { phases, H, P }: Explained): string[] {
  const kind = KINDS[category];
  if (phases === null || kind === undefined) return [];
  const reasons = Object.entries(phases[kind] ?? {}) as [Reason, number][];
  const words = reasons
    .filter(([reason]) => reason !== "none")
    .map(([reason, clocks]) => `${clocks} ${REASON_WORDS[reason]}`);
  const skew = ((P + 1) * (H - 1)) / 2;
  if (category === "firstLoads" && skew > 0) {
    words.push(`${skew} of skew: CE h of a row begins h (P + 1) clocks after CE 0`);
  }
  return words;
}

function lossSentence(category: Category, clocks: number, job: Explained): string {
  const meaning = paddingWords(category, job) ?? MEANINGS[category]!;
  const reasons = reasonWords(category, job);
  const because = reasons.length > 0 ? `; ${reasons.join(", ")}` : "";
  return `${clocks} ${CATEGORY_NAMES[category]}: ${meaning}${because}.`;
}

/** Where the clocks of a job went, a sentence a line. */
export function tell(job: Explained): string[] {
  const { cycles, account, work } = job;
  const head = `${jobWords(job)}: ${cycles} clocks.`;
  if (account === null) return [head, ...(work === null ? [] : [`Of these worked ${workWords(work)}.`])];
  const clocks = clocksOf({ ...job, account });
  const share = percent(account.useful / (cycles * job.L * job.H));
  return [
    head,
    `Useful: ${clocks.useful}, ${share} of what ${job.L} x ${job.H} compute elements can do.`,
    `Lost: ${lossWords(clocks)}.`,
    ...lossesIn(clocks).map((category) => `  ${lossSentence(category, clocks[category], job)}`),
    ...(work === null ? [] : [`At work: ${workWords(work)}.`]),
  ];
}

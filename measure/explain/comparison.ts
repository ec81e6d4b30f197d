import { CATEGORIES, CATEGORY_NAMES, clocksOf, type Explained } from "./explained.js";
import type { Reason } from "./phases.js";
import { jobWords, REASON_WORDS, WORKERS } from "./sentences.js";

/** Clocks of one kind in both runs. */
export interface Change {
  readonly name: string;
  readonly before: number;
  readonly after: number;
}

/** What differs between two runs. */
export interface Comparison {
  /** What both say and say differently about the job and the design. */
  readonly settings: readonly { readonly name: string; readonly before: string; readonly after: string }[];
  /** Kinds of clocks that either run has; the sums are the clocks of the runs. */
  readonly clocks: readonly Change[];
  /** The same clocks by their reasons; empty where these are not known of both. */
  readonly reasons: readonly Change[];
  readonly before: number;
  readonly after: number;
}

const SHAPE = ["m", "n", "k", "L", "H", "P"] as const;

function settingsOf(job: Explained): Readonly<Record<string, string>> {
  return { ...Object.fromEntries(SHAPE.map((name) => [name, String(job[name])])), ...job.settings };
}

/** Kinds of clocks by name: the account where both runs have one, else who worked. */
function kindsOf(job: Explained, byAccount: boolean): Map<string, number> {
  const { account, work } = job;
  if (byAccount && account !== null) {
    const clocks = clocksOf({ ...job, account });
    return new Map(CATEGORIES.map((category) => [CATEGORY_NAMES[category], clocks[category]]));
  }
  if (work !== null) {
    return new Map(Object.entries(WORKERS).map(([who, name]) => [name, work[who as keyof typeof work]]));
  }
  return new Map([["clocks", job.cycles]]);
}

/** Clocks that have a reason, named as `X stall because the memory refused the port`. */
function reasonsOf({ phases }: Explained): Map<string, number> {
  const named = new Map<string, number>();
  for (const [kind, reasons] of Object.entries(phases ?? {})) {
    for (const [reason, clocks] of Object.entries(reasons)) {
      if (reason !== "none") named.set(`${kind} ${REASON_WORDS[reason as Reason]}`, clocks);
    }
  }
  return named;
}

function reasonChanges(first: Explained, second: Explained): Change[] {
  return first.phases === null || second.phases === null ? [] : changesOf(reasonsOf(first), reasonsOf(second));
}

function changesOf(before: ReadonlyMap<string, number>, after: ReadonlyMap<string, number>): Change[] {
  return [...new Set([...before.keys(), ...after.keys()])]
    .map((name) => ({ name, before: before.get(name) ?? 0, after: after.get(name) ?? 0 }))
    .filter((change) => change.before !== 0 || change.after !== 0);
}

/** Compares two runs. */
export function compare(first: Explained, second: Explained): Comparison {
  const byAccount = first.account !== null && second.account !== null;
  const [old, young] = [settingsOf(first), settingsOf(second)];
  return {
    settings: Object.keys(old)
      .filter((name) => name in young)
      .map((name) => ({ name, before: old[name], after: young[name] }))
      .filter((setting) => setting.before !== setting.after),
    clocks: changesOf(kindsOf(first, byAccount), kindsOf(second, byAccount)),
    reasons: reasonChanges(first, second),
    before: first.cycles,
    after: second.cycles,
  };
}

/** `900 more X stall, 8 fewer drain`, the largest first. */
function changeWords(changes: readonly Change[]): string {
  return changes
    .map(({ name, before, after }) => ({ name, by: after - before }))
    .filter(({ by }) => by !== 0)
    .sort((a, b) => Math.abs(b.by) - Math.abs(a.by))
    .map(({ name, by }) => `${Math.abs(by)} ${by > 0 ? "more" : "fewer"} ${name}`)
    .join(", ");
}

/** What changed from the first run to the second, a sentence a line. */
export function tellChange(first: Explained, second: Explained): string[] {
  const { settings, clocks, reasons, before, after } = compare(first, second);
  const words = changeWords(clocks);
  const asked = settings.map((setting) => `${setting.name} ${setting.before} -> ${setting.after}`);
  const by = Math.abs(after - before);
  const share = ((100 * by) / before).toFixed(2);
  const verdict =
    by === 0
      ? `Both take ${before} clocks`
      : `The second takes ${by} ${by === 1 ? "clock" : "clocks"} ${after > before ? "more" : "fewer"} (${share} %), ${after} instead of ${before}`;
  return [
    `First: ${first.label}: ${jobWords(first)}.`,
    `Second: ${second.label}: ${jobWords(second)}.`,
    asked.length > 0 ? `Asked for: ${asked.join(", ")}.` : "Both were asked for the same.",
    words === "" ? `${verdict}, and they went into the same.` : `${verdict}: ${words}.`,
    ...because(changeWords(reasons)),
  ];
}

function because(words: string): string[] {
  return words === "" ? [] : [`By reasons: ${words}.`];
}

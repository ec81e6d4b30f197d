import { z } from "zod";
import { redmuleOf } from "../../hw/config.js";
import { UsageError } from "../../hw/errors.js";
import { CE_CLOCK_NAMES, type CeClocks } from "../../hw/redmule/account.js";
import { validated, whole } from "../../hw/schema.js";
import { parseJob, type Job } from "../../run/redmule/job.js";
import { runJob } from "../../run/redmule/run-job.js";
import type { Explained } from "./explained.js";
import { Phases } from "./phases.js";

const CLOCKS = "give a whole number of clocks";
const clocks = z.int({ error: CLOCKS }).nonnegative({ error: CLOCKS });
const size = whole(1, 65535);

const CE_CLOCKS = Object.keys(CE_CLOCK_NAMES) as (keyof CeClocks)[];
const accountShape = Object.fromEntries(CE_CLOCKS.map((category) => [category, clocks]));

/** What records of `run --json` and of sweeps have in common. */
const recordSchema = z.looseObject({
  ...{ m: size, n: size, k: size, cycles: clocks },
  ...{ L: whole(1, 65535), H: whole(1, 65535), P: whole(0, 65535) },
  account: z.object({ ...(accountShape as Record<keyof CeClocks, typeof clocks>), idle: clocks.default(0) }),
});
const tiledSchema = recordSchema.omit({ account: true }).extend({
  clocks: z.object({ redmule: clocks, dma: clocks, both: clocks, neither: clocks }),
});

/** What a job can be asked for beside its shape and array, in records and in jobs. */
const SETTINGS = [
  ...["op", "fmt", "profile", "errata", "ce", "port", "tcdmKib", "banks", "arbiter", "priority", "maxStall"],
  ...[
    "numerator",
    "denominator",
    "addressFifo",
    "requestFifo",
    "responseFifo",
    "streamFifo",
    "zStreamFifo",
    "storeFifo",
  ],
  ...["tile", "memory", "load", "dmaBandwidth", "l2Latency", "data", "seed", "stall", "stallSeed", "gap", "misalign"],
];

/** The settings among the fields of a job or a record, and of its `config`. */
export function settingsIn(fields: object): Record<string, string> {
  const flat = flattened(fields);
  const given = SETTINGS.filter((name) => flat[name] !== undefined);
  return Object.fromEntries(given.map((name) => [name, spelled(flat[name])]));
}

/** A setting as options spell it: 1,2,3 for a list, 24x32x48 for the sizes of a tile. */
function spelled(value: unknown): string {
  if (Array.isArray(value)) return value.join(",") || "none";
  return typeof value === "object" && value !== null ? Object.values(value).join("x") : String(value);
}

function flattened(fields: object): Readonly<Record<string, unknown>> {
  const { config } = fields as { config?: object };
  return { ...fields, ...config };
}

/** A job that has been watched. */
export function explainJob(job: Job, label: string): Explained | string {
  let phases: Phases | null = null;
  let ended = false;
  const { cycles, message } = runJob(job, ({ redmule }) => {
    const watching = (phases = new Phases(redmule));
    return () => {
      ended ||= redmule.event !== 0;
      if (!ended) watching.sample();
    };
  });
  if (cycles === null) return `${label}: the job does not end: ${message}`;
  return watched(phases!, job, cycles, label);
}

/** What the phases of a job that took so many clocks tell. */
export function watched(phases: Phases, job: Job, cycles: number, label: string): Explained {
  const { m, n, k, config } = job;
  const { L, H, P } = redmuleOf(config);
  const account = { ...phases.finish(m, n, k), idle: 0 };
  const known = { account, phases: phases.clocks(), work: null };
  return { label, m, n, k, L, H, P, settings: settingsIn(job), cycles, ...known };
}

/**
 * What a line of a file tells: a record with an account, of `run --json` or a sweep; or a job as `batch` takes it, which is run
 * on RedMulE alone. A sentence for a record of a job that did not end.
 * @param input the line, parsed JSON
 * @throws UsageError for a line that is neither
 */
export function explainRecord(input: unknown, label: string): Explained | string {
  const fields = typeof input === "object" && input !== null ? flattened(input) : {};
  if (["hang", "limit", "error"].includes(String(fields["status"]))) {
    return `${label}: the job did not end: ${String(fields["message"])}`;
  }
  if ("account" in fields) return recorded(validated(recordSchema, fields, label), fields, label);
  if ("tiles" in fields) {
    const { clocks: work, ...rest } = validated(tiledSchema, fields, label);
    return { ...recorded({ ...rest, account: null }, fields, label), work };
  }
  if (!("m" in fields)) {
    throw new UsageError(
      `${label} has neither an account nor a job: give what redmule run --json or sweep wrote, or jobs for batch.`,
    );
  }
  return explainJob(parseJob(input, label), label);
}

type Recorded = Pick<Explained, "m" | "n" | "k" | "L" | "H" | "P" | "cycles" | "account">;

function recorded({ m, n, k, L, H, P, cycles, account }: Recorded, fields: object, label: string): Explained {
  const sum = account === null ? null : Object.values(account).reduce((total, part) => total + part, 0);
  if (sum !== null && sum !== cycles * L * H) {
    throw new UsageError(`${label}: the account adds up to ${sum} CE-clocks, not to cycles L H = ${cycles * L * H}.`);
  }
  return { label, m, n, k, L, H, P, settings: settingsIn(fields), cycles, account, phases: null, work: null };
}

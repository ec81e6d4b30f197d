import { banksFor, parseArray, parseConfig, type ConfigInput } from "../hw/config.js";
import { UsageError } from "../hw/errors.js";
import { ERRATUM_NAMES, type Erratum } from "../hw/redmule/errata.js";
import { parseJob, type Job } from "../run/redmule/job.js";

/** What a reader chooses, as text: the fields of the form and of the page's address. */
export const DEFAULT_FIELDS = {
  m: "48",
  n: "64",
  k: "64",
  op: "GEMM",
  fmt: "fp16",
  /** LxHxP. */
  array: "12x4x3",
  /** Names with commas. */
  errata: "",
  /** Probability that a core begins a request in a clock, and that the banks refuse every request. */
  load: "0",
  stall: "0",
  seed: "1",
  /** Who wins a bank that both want. */
  priority: "cores",
  tcdmKib: "128",
  /** simd, or staged to see the registers inside the FMAs. */
  ce: "simd",
};

export type Fields = Record<keyof typeof DEFAULT_FIELDS, string>;
export type FieldName = keyof Fields;

export const FIELD_NAMES = Object.keys(DEFAULT_FIELDS) as FieldName[];

const LARGEST_TCDM_KIB = 4096;
const MOST_ELEMENTS = 2048;

/** What the page runs. */
export interface Setup {
  readonly job: Job;
  /** Probability that a core begins a request in a clock. */
  readonly load: number;
}

/** The fields of an address such as `#m=24&errata=E2&clock=70`, the others by default, and the clock it names; null for none. */
export function fromHash(hash: string): { fields: Fields; clock: number | null } {
  const given = new URLSearchParams(hash.replace(/^#/, ""));
  const fields = { ...DEFAULT_FIELDS };
  for (const name of FIELD_NAMES) fields[name] = given.get(name) ?? fields[name];
  const clock = given.get("clock");
  const number = Number(clock);
  return { fields, clock: clock === null ? null : Number.isInteger(number) && number > 0 ? number : 0 };
}

/**
 * Checks that an address names fields of the page alone.
 * @throws UsageError for the first that is none
 */
export function checkHash(hash: string): void {
  const names = [...new URLSearchParams(hash.replace(/^#/, "")).keys()];
  const unknown = names.find((name) => name !== "clock" && !FIELD_NAMES.some((field) => field === name));
  if (unknown === undefined) return;
  throw new UsageError(
    `The link names "${unknown}", which the page does not know: use ${FIELD_NAMES.join(", ")}, clock.`,
  );
}

/** The address that shows a clock of a run; fields with their default are left out. */
export function toHash(fields: Fields, clock: number): string {
  const differing = FIELD_NAMES.filter((name) => fields[name] !== DEFAULT_FIELDS[name]);
  const parts = differing.map((name) => `${name}=${encodeURIComponent(fields[name]).replaceAll("%2C", ",")}`);
  parts.push(`clock=${clock}`);
  return `#${parts.join("&")}`;
}

/** Errata written with commas; an empty text is none. */
function errataOf(text: string): Erratum[] {
  const names = text.split(",").map((name) => name.trim().toUpperCase());
  return names
    .filter((name) => name !== "")
    .map((name) => {
      const found = ERRATUM_NAMES.find((erratum) => erratum === name);
      if (found === undefined)
        throw new UsageError(`The erratum "${name}" is unknown: use ${ERRATUM_NAMES.join(", ")}.`);
      return found;
    });
}

/** The text of a number, or the text itself where it is none, for the message. */
function numberOr(text: string): unknown {
  return text.trim() === "" || Number.isNaN(Number(text)) ? text : Number(text);
}

/**
 * Checks the fields.
 * @throws UsageError for the first that is wrong
 */
export function setupOf(fields: Fields): Setup {
  const { op, fmt } = fields;
  const [m, n, k, seed, stall, load, tcdmKib] = (["m", "n", "k", "seed", "stall", "load", "tcdmKib"] as const).map(
    (name) => numberOr(fields[name]),
  );
  const array = parseArray(fields.array);
  const errata = errataOf(fields.errata);
  const base = { ...array, errata, ce: fields.ce, tcdmKib, priority: fields.priority } as ConfigInput;
  const config = parseConfig(base, "The form", { banks: banksFor });
  const job = parseJob({ op, fmt, m, n, k, seed, stall, stallSeed: seed }, "The form", {}, config);
  checkSize(config.tcdmKib, config.L * config.H);
  if (typeof load !== "number" || load < 0 || load > 1) {
    throw new UsageError(`The core load is "${fields.load}": give a probability from 0 to 1, for example 0.3.`);
  }
  return { job, load };
}

/** A page keeps every clock and draws every element: what it shows has to fit. */
function checkSize(tcdmKib: number, elements: number): void {
  if (tcdmKib > LARGEST_TCDM_KIB) {
    throw new UsageError(`The TCDM has ${tcdmKib} KiB: the page shows at most ${LARGEST_TCDM_KIB} KiB.`);
  }
  if (elements > MOST_ELEMENTS) {
    throw new UsageError(`The array has ${elements} compute elements: the page shows at most ${MOST_ELEMENTS}.`);
  }
}

import { z } from "zod";
import type { GemmOpsJob, Tensor } from "../../golden/gemm/job.js";
import { parseConfig, type Config, type ConfigInput } from "../../hw/config.js";
import { UsageError } from "../../hw/errors.js";
import type { Erratum, Profile } from "../../hw/redmule/errata.js";
import { OPERATIONS, TENSOR_FORMATS, type TensorFormat } from "../../hw/redmule/operation.js";
import { choice, validated, whole } from "../../hw/schema.js";
import { DATA_CLASSES, makeTensor, type DataClass } from "../data/tensors.js";
import { LARGEST_SIZE } from "./layout.js";
import type { Shape } from "./placed-job.js";

/** Fields that recorded jobs and result lines carry beside a job's own; they are let pass, so that a record is a job. */
const RECORDED = [
  ...["status", "cycles", "reads", "writes", "z", "golden", "mismatches", "message", "hang", "busy", "macs", "util"],
  ...["mismatch", "oob", "secs", "cpu", "z_depends_on_neighbour_memory"],
];

const size = whole(1, LARGEST_SIZE);
/** A stretch of a file, see `FilePlace`. */
const place = z.strictObject({
  file: z.string({ error: "give the path of a file" }).min(1, { error: "give the path of a file" }),
  offset: whole(0, Number.MAX_SAFE_INTEGER).default(0),
});
const TENSOR = 'give the elements as hex, row by row, little endian, or as {"file": PATH, "offset": BYTES}';
const elements = z.union([z.string(), place], { error: TENSOR }).optional();
const SEEDS = 2 ** 40;
const STALL = "give a probability from 0 to below 1";
const MOVES = "give three byte counts [x, w, z] from 0 to 4294967295";

const jobSchema = z.strictObject({
  /** Parameters of the design, see `configSchema`. */
  config: z.unknown().optional(),
  op: choice(OPERATIONS).default("GEMM"),
  fmt: choice(Object.keys(TENSOR_FORMATS) as [TensorFormat, ...TensorFormat[]]).default("fp16"),
  m: size,
  n: size,
  k: size,
  /** Dense row-major elements, in hex or in a file; left out, they come from `seed` and `data`. */
  x: elements,
  w: elements,
  y: elements,
  /** Where the elements of Z are written instead of into the result. */
  zTo: place.optional(),
  /** Seed of the tensors that are left out; 0 by default. */
  seed: whole(0, SEEDS).default(0),
  /** Their data class; "norm" by default. */
  data: choice(DATA_CLASSES).default("norm"),
  /** Probability that the memory refuses a request; 0 by default. */
  stall: z.number({ error: STALL }).min(0, { error: STALL }).lt(1, { error: STALL }).default(0),
  /** Seed of the stall pattern; 0 by default. */
  stallSeed: whole(0, SEEDS).default(0),
  /** Idle clocks between the write of 0x54 and the trigger; 0 by default. */
  gap: whole(0, 1e6).default(0),
  /** Bytes by which the bases of X, W and Z are moved; 0 by default. */
  misalign: z.tuple([moved(), moved(), moved()], { error: MOVES }).default([0, 0, 0]),
  /** Returned with the result as it is. */
  id: z.unknown().optional(),
  ...Object.fromEntries(RECORDED.map((name) => [name, z.unknown().optional()])),
});

function moved(): z.ZodNumber {
  return whole(0, 2 ** 32 - 1);
}

/** One GEMM-Op on RedMulE alone, with its memory and its driver. */
export interface Job extends Shape {
  readonly config: Config;
  /** The dense tensors as given; drawn from `seed` and `data` where absent. */
  readonly x: Tensor | undefined;
  readonly w: Tensor | undefined;
  readonly y: Tensor | undefined;
  readonly seed: number;
  readonly data: DataClass;
  /** Probability that the memory refuses the requests of a clock, 0 to below 1, and what the pattern is drawn from. */
  readonly stall: number;
  readonly stallSeed: number;
  /** Idle clocks between the last write of the programming and the trigger. */
  readonly gap: number;
  /** Bytes by which the bases are moved. */
  readonly misalign: readonly [x: number, w: number, z: number];
  /** Whatever names the job in its result. */
  readonly id: unknown;
  /** Where Z is to be written, null to have it in the result. */
  readonly zTo: z.output<typeof place> | null;
}

/** Two jobs on one design and memory, the second without soft clear. */
export interface JobPair {
  readonly first: Job;
  readonly second: Job;
  readonly id: unknown;
}

/** What a batch's options say for lines that do not say it themselves; errata are added to a line's. */
export interface JobDefaults {
  readonly profile?: Profile | undefined;
  readonly errata?: readonly Erratum[] | undefined;
  readonly ce?: Config["ce"] | undefined;
  /** How tensors in files are read; without it they are refused. */
  readonly read?: ((from: z.output<typeof place>, bytes: number, where: string) => Uint8Array) | undefined;
}

/**
 * A job line, parsed JSON: one job, or `{"first": JOB, "second": JOB}`.
 * @param where names the line in errors
 * @throws UsageError naming the field that is wrong
 */
export function parseJobLine(line: unknown, where: string, defaults: JobDefaults = {}): Job | JobPair {
  if (!isObject(line) || !("first" in line || "second" in line)) return parseJob(line, where, defaults);
  const unknown = Object.keys(line).find((key) => !["first", "second", "id"].includes(key));
  if (unknown !== undefined) {
    throw new UsageError(`${where}: unknown field "${unknown}" beside first and second: move it into one of the jobs.`);
  }
  const first = parseJob(line.first, `${where}, first`, defaults);
  const second = parseJob(line.second, `${where}, second`, defaults, first.config);
  if (JSON.stringify(first.config) !== JSON.stringify(second.config)) {
    throw new UsageError(
      `${where}: the configurations of first and second differ, but both run on one design: leave the second out.`,
    );
  }
  return { first, second, id: line.id ?? null };
}

/**
 * One job as a batch takes it, parsed JSON (docs/formats.md): sizes, and whatever is not to have its default.
 * @param where names the job in errors
 * @param config of the job before, for a job that names none
 * @throws UsageError naming the field that is wrong
 */
export function parseJob(input: unknown, where: string, defaults: JobDefaults = {}, config?: Config): Job {
  const { config: own, x, w, y, ...rest } = validated(jobSchema, input, where);
  const { op, fmt, m, n, k, seed, data, stall, stallSeed, gap, misalign, id = null, zTo = null } = rest;
  const tensor = (name: string, given: typeof x, rows: number, columns: number): Tensor | undefined => {
    if (given === undefined) return undefined;
    if (typeof given === "string") return fromHex(given, fmt, rows, columns, `${where}: ${name}`);
    return fromFile(given, fmt, rows * columns, `${where}: ${name}`, defaults.read);
  };
  return {
    ...{ op, fmt, m, n, k, seed, data, stall, stallSeed, gap, misalign, id, zTo },
    config: own === undefined && config !== undefined ? config : parseConfig(withDefaults(own, defaults), where),
    x: tensor("x", x, m, n),
    w: tensor("w", w, n, k),
    y: tensor("y", y, m, k),
  };
}

function withDefaults(own: unknown, { profile, errata = [], ce }: JobDefaults): unknown {
  if (own !== undefined && !isObject(own)) return own;
  const config: ConfigInput = { ...(profile && { profile }), ...(ce && { ce }), ...own };
  const more = errata.filter((erratum) => !config.errata?.includes(erratum));
  return more.length === 0 || (config.errata !== undefined && !Array.isArray(config.errata))
    ? config
    : { ...config, errata: [...(config.errata ?? []), ...more] };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Element bits from a file, little endian. */
function fromFile(
  from: z.output<typeof place>,
  fmt: TensorFormat,
  elements: number,
  where: string,
  read: JobDefaults["read"],
): Tensor {
  if (read === undefined) throw new UsageError(`${where} stands in ${from.file}: only lines of a batch read files.`);
  const { bytes } = TENSOR_FORMATS[fmt];
  const taken = read(from, bytes * elements, where);
  return bytes === 1 ? taken : new Uint16Array(taken.buffer, taken.byteOffset, elements);
}

/** Element bits from hex, little endian. */
function fromHex(text: string, fmt: TensorFormat, rows: number, columns: number, where: string): Tensor {
  const digits = 2 * TENSOR_FORMATS[fmt].bytes * rows * columns;
  if (text.length !== digits || !/^[0-9a-f]*$/i.test(text)) {
    const fault = text.length === digits ? "holds other characters than hex digits" : `has ${text.length} characters`;
    throw new UsageError(`${where} ${fault}: ${rows} x ${columns} elements of ${fmt} take ${digits} hex digits.`);
  }
  const bytes = Uint8Array.from(Buffer.from(text, "hex"));
  return TENSOR_FORMATS[fmt].bytes === 1 ? bytes : new Uint16Array(bytes.buffer);
}

/** The dense tensors of a job, given or drawn. MATMUL has no Y; a Y given to it is what the memory holds at Z before. */
function tensorsOf({ op, fmt, m, n, k, x, w, y, seed, data }: Job): { x: Tensor; w: Tensor; y?: Tensor } {
  const drawnY = op === "MATMUL" ? undefined : () => makeTensor(fmt, m * k, data, seed, 2);
  const placedY = y ?? drawnY?.();
  return {
    x: x ?? makeTensor(fmt, m * n, data, seed, 0),
    w: w ?? makeTensor(fmt, n * k, data, seed, 1),
    ...(placedY && { y: placedY }),
  };
}

/** A job with its tensors, as the golden model takes it. */
export function withTensors(job: Job): GemmOpsJob {
  const { op, fmt, m, n, k } = job;
  return { op, fmt, m, n, k, ...tensorsOf(job) };
}

/** Element bits as hex, little endian. */
export function toHex(tensor: Tensor): string {
  return Buffer.from(tensor.buffer, tensor.byteOffset, tensor.byteLength).toString("hex");
}

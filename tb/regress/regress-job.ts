import { z } from "zod";
import { UsageError } from "../../hw/errors.js";
import { CE_MODELS } from "../../hw/redmule/ce-model.js";
import { OPERATIONS, TENSOR_FORMATS, type TensorFormat } from "../../hw/redmule/operation.js";
import { redmuleParameters } from "../../hw/redmule/parameters.js";
import { choice, validated, whole } from "../../hw/schema.js";
import { DATA_CLASSES } from "../../run/data/tensors.js";
import { TIMED } from "./timing.js";

const SEEDS = 2 ** 40;
const size = whole(1, 0xffff);
const depth = whole(2, 4096);
const gap = whole(0, 0xffff);
const share = z.number({ error: "give a probability from 0 to 0.95" }).min(0).max(0.95);

/** A design without its errata: array, port, FIFO depths, and the model of its compute elements. */
const designSchema = z.strictObject({
  L: whole(1, 4096),
  H: whole(1, 4096),
  P: whole(0, 4096),
  port: whole(64, 65536),
  ...{ addressFifo: depth, requestFifo: depth, responseFifo: depth },
  ...{ streamFifo: depth, zStreamFifo: depth, storeFifo: depth },
  ce: choice(CE_MODELS),
});

/** How a job of a sequence begins. */
export const STARTS = ["clear", "event", "queue"] as const;

const stepSchema = z.strictObject({
  op: choice(OPERATIONS),
  fmt: choice(Object.keys(TENSOR_FORMATS) as [TensorFormat, ...TensorFormat[]]),
  ...{ m: size, n: size, k: size },
  data: choice(DATA_CLASSES),
  /** Of the tensors and of the accesses. */
  seed: whole(0, SEEDS),
  /** Order of X, W and Z in memory, the bytes before each, and what the address before them is rounded up to. */
  order: z.tuple([whole(0, 2), whole(0, 2), whole(0, 2)], { error: "give an order of 0, 1 and 2" }),
  gaps: z.tuple([gap, gap, gap], { error: "give three byte counts" }),
  align: whole(1, 4096),
  /** After a soft clear, after the event of the job before, or while the job before runs. */
  start: choice(STARTS),
  /** Idle clocks between the write of 0x54 and the trigger. */
  wait: gap,
  /** The trigger only commits: the job starts with the trigger of the next one, which is queued. */
  commit: z.boolean(),
  /** Register accesses after the trigger. */
  accesses: whole(0, 1000),
  /** Clocks to a soft clear that ends the job; null for none. */
  clearAfter: whole(0, 1e6).nullable(),
  /** From where they count: from the accesses, or from when the job that runs has only its last beat to write. */
  clearFrom: choice(["trigger", "last beat"]),
});

/** An access to the peripheral port in a storm. */
const accessSchema = z.strictObject({
  /** Idle clocks before it. */
  wait: gap,
  write: z.boolean(),
  address: whole(0, 2 ** 32 - 1),
  value: whole(0, 2 ** 32 - 1),
  be: whole(0, 15),
});

/** A GEMM on one of the arrays of `TIMED`, by its place there. */
const timingSchema = z.strictObject({ array: whole(0, TIMED.length - 1), m: size, n: size, k: size });

const jobSchema = z.strictObject({
  design: designSchema,
  /** Share of the clocks in which the memory refuses requests, mean length of such a stretch, seed. */
  stall: z.strictObject({ p: share, burst: whole(1, 64), seed: whole(0, SEEDS) }),
  /** First byte address of the memory, a multiple of 4. */
  base: whole(0, 2 ** 31).multipleOf(4),
  /** Seed of what the memory holds outside the tensors; 0 fills it with NaNs. */
  garbage: whole(0, SEEDS),
  steps: z.array(stepSchema).max(64),
  /** Accesses at any clock, judged by the register model; not empty instead of steps. */
  storm: z.array(accessSchema).max(10_000).default([]),
  /** A job whose clocks are compared with what is known of its array; null unless it stands instead of steps and storm. */
  timing: timingSchema.nullable().default(null),
});

/** One design and memory, and a sequence of GEMM-Ops, a storm of register accesses or a timed job on them. Plain JSON. */
export type RegressJob = z.output<typeof jobSchema>;
/** A GEMM-Op of a sequence. */
export type RegressStep = RegressJob["steps"][number];
export type StormAccess = RegressJob["storm"][number];
export type Design = RegressJob["design"];

/**
 * A job that was written as JSON.
 * @param where names the input in errors
 * @throws UsageError naming the field that is wrong
 */
export function parseRegressJob(input: unknown, where: string): RegressJob {
  const job = validated(jobSchema, input, where);
  const kinds = [job.steps.length > 0, job.storm.length > 0, job.timing !== null].filter(Boolean).length;
  if (kinds !== 1) {
    const what = kinds === 0 ? "neither steps nor a storm nor timing" : "more than one of steps, storm and timing";
    throw new UsageError(`${where} has ${what}: give one of them.`);
  }
  redmuleParameters(job.design);
  return job;
}

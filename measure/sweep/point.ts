import { z } from "zod";
import { banksFor, configSchema, type Config } from "../../hw/config.js";
import { DEFAULT_L2 } from "../../hw/cluster/l2/l2.js";
import { OPERATIONS, TENSOR_FORMATS, type TensorFormat } from "../../hw/redmule/operation.js";
import { defaultPort } from "../../hw/redmule/parameters.js";
import { choice, whole } from "../../hw/schema.js";
import { FGCS_2023 } from "../papers.js";
import { DATA_CLASSES } from "../../run/data/tensors.js";
import { LARGEST_SIZE } from "../../run/redmule/layout.js";

/** What RedMulE's port leads to: an ideal memory, the TCDM beside load generators, or the TCDM of a cluster with DMA and L2. */
const MEMORIES = ["ideal", "tcdm", "l2"] as const;

const LARGEST_SEED = 2 ** 40;
const LABEL = "give a text or a number";
const LABELS = 'give names such as {"layer": "conv1"}';

/** A number of a range; the message is the mend. */
function within(least: number, most: number): z.ZodNumber {
  const error = `give a number from ${least} to ${most}`;
  return z.number({ error }).min(least, { error }).max(most, { error });
}

const size = whole(1, LARGEST_SIZE).default(96);

/** The parameters of a point as a spec gives them: those of a design (`configSchema`), and these. */
export const pointSchema = z.strictObject({
  /** Names that go with the point into its record, none by default; for example {"network": "ResNet8"}. */
  about: z.record(z.string(), z.union([z.string(), z.number()], { error: LABEL }), { error: LABELS }).default({}),
  /** Rows of X and Z, columns of X, columns of W and Z; 1 to 65535, 96 by default. */
  m: size,
  n: size,
  k: size,
  /** Operation, "GEMM" by default. */
  op: choice(OPERATIONS).default("GEMM"),
  /** Format of the tensors, "fp16" by default. */
  fmt: choice(Object.keys(TENSOR_FORMATS) as [TensorFormat, ...TensorFormat[]]).default("fp16"),
  ...configSchema.shape,
  /** Banks of the TCDM, by default 16 or as many as the port has words. */
  banks: configSchema.shape.banks.unwrap().optional(),
  /** What the tensors stand in, "ideal" by default. */
  memory: choice(MEMORIES).default("ideal"),
  /** Memories ideal and l2: probability that the memory refuses the requests of a clock, 0 by default. */
  stall: within(0, 0.999).default(0),
  /** Memory tcdm: probability that each of eight masters begins a request in a free clock, 0 by default. */
  load: within(0, 1).default(0),
  /** Memory tcdm: clocks after which a job is given up, 1000 to 1000000000; 1000000 by default. */
  maxClocks: whole(1000, 1e9).default(1e6),
  /** Memory l2: bytes a clock that the DMA moves each way, 1 to 8; 8 by default. */
  dmaBandwidth: whole(1, 8).default(DEFAULT_L2.bandwidth),
  /** Memory l2: clocks to the first beat of a burst, 1 to 1000; 8 by default. */
  l2Latency: whole(1, 1000).default(DEFAULT_L2.latency),
  /** Clock in MHz, 1 to 10000, and supply in V, 0.3 to 2; 613 and 0.8 by default. */
  mhz: within(1, 10_000).default(FGCS_2023.mhz),
  volt: within(0.3, 2).default(FGCS_2023.volt),
  /** Class of the tensors' elements, "norm" by default. */
  data: choice(DATA_CLASSES).default("norm"),
  /** Seed of tensors, stalls and load; 0 by default. */
  seed: whole(0, LARGEST_SEED).default(0),
});

/** Parameters of a point as a spec gives them. */
export type PointInput = z.input<typeof pointSchema>;

type PointOutput = z.output<typeof pointSchema>;

/** One job on one design in one memory: every parameter. */
export interface SweepPoint extends Omit<PointOutput, "port" | "banks"> {
  readonly port: number;
  readonly banks: number;
}

export const PARAMETERS = Object.keys(pointSchema.shape) as (keyof SweepPoint)[];

const PARSED: Partial<PointOutput> = pointSchema.parse({});
/** Every parameter in its place, those that depend on others still open. */
const DEFAULTS = Object.fromEntries(PARAMETERS.map((name) => [name, PARSED[name]]));

/** A point with the defaults filled in. */
export function pointOf(given: PointInput): SweepPoint {
  const point = { ...DEFAULTS, ...given } as PointOutput;
  const port = point.port ?? defaultPort(point.H, point.P);
  return { ...point, port, banks: point.banks ?? banksFor(port) };
}

const CONFIG_FIELDS = Object.keys(configSchema.shape) as (keyof Config)[];

/** The parameters of the design and its TCDM. */
export function configOf(point: SweepPoint): Config {
  return Object.fromEntries(CONFIG_FIELDS.map((name) => [name, point[name]])) as Config;
}

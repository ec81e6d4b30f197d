import { Command, Option } from "commander";
import { banksFor, parseArray, parseConfig, type Config, type ConfigInput } from "../hw/config.js";
import { UsageError } from "../hw/errors.js";
import type { SystemErratum } from "../hw/cluster/system-errata.js";
import type { Profile } from "../hw/redmule/errata.js";
import { OPERATIONS, TENSOR_FORMATS, type Operation, type TensorFormat } from "../hw/redmule/operation.js";
import type { Tile } from "../run/cluster/tiling.js";
import { DATA_CLASSES, type DataClass } from "../run/data/tensors.js";
import { readNpy } from "../run/data/npy.js";
import { parseJob, type Job } from "../run/redmule/job.js";
import { invocation } from "./invocation.js";
import {
  ceOption,
  erratumOption,
  jsonOption,
  misalignment,
  oneOf,
  probability,
  profileOption,
  readJsonFile,
  wholeNumber,
} from "./options.js";
import { addLineTraceOptions, type LineTraceFlags } from "./line-trace.js";
import { addWaveOptions, type WaveFlags } from "./wave-options.js";

const FORMATS = Object.keys(TENSOR_FORMATS) as TensorFormat[];
const LARGEST_SEED = 2 ** 40;

/** Options that say what a job is and what it runs on, as commander hands them over. */
export interface JobOptions {
  readonly m: number;
  readonly n: number;
  readonly k: number;
  readonly op: Operation;
  readonly fmt: TensorFormat;
  readonly data: DataClass;
  readonly seed: number;
  readonly stall: number;
  readonly stallSeed: number;
  readonly misalign: readonly [x: number, w: number, z: number];
  readonly array?: string;
  readonly port?: number;
  readonly config?: string;
  readonly profile?: Profile;
  readonly erratum?: readonly SystemErratum[];
  readonly ce?: Config["ce"];
  readonly tcdmKib?: number;
  readonly x?: string;
  readonly w?: string;
  readonly y?: string;
  readonly tiled?: true;
  readonly tile?: string;
}

/** Options of `redmule run` as commander hands them over. */
export interface RunOptions extends JobOptions, LineTraceFlags, WaveFlags {
  readonly z?: string;
  readonly json?: true;
}

export function addRunOptions(command: Command): Command {
  addJobOptions(command).option("--z <file>", "write Z as a NumPy file");
  return addWaveOptions(addLineTraceOptions(command), "reset").addOption(jsonOption());
}

/**
 * The options of a job alone, for commands that do something else with it than `redmule run`.
 * @param erratum the option `--erratum` of a command that also runs programs
 */
export function addJobOptions(command: Command, erratum = erratumOption()): Command {
  const size = (flag: string) => wholeNumber(flag, 1, 65535);
  const seed = (flag: string) => wholeNumber(flag, 0, LARGEST_SEED);
  return command
    .option("--m <rows>", "rows of X and Z, 1 to 65535", size("--m"), 96)
    .option("--n <steps>", "columns of X and rows of W, 1 to 65535", size("--n"), 96)
    .option("--k <columns>", "columns of W and Z, 1 to 65535", size("--k"), 96)
    .option("--op <name>", OPERATIONS.join(", "), (text) => oneOf("--op", OPERATIONS)(text.toUpperCase()), "GEMM")
    .option("--fmt <name>", FORMATS.join(", "), (text) => oneOf("--fmt", FORMATS)(text.toLowerCase()), "fp16")
    .option("--array <LxHxP>", "rows, compute elements in a row, pipeline registers (default: 12x4x3)")
    .option("--port <bits>", "width of the TCDM port (default: 16 H (P + 1) + 32)", wholeNumber("--port", 64, 65536))
    .option("--config <file>", "JSON file with any parameters of the design; options beside it win")
    .addOption(profileOption())
    .addOption(erratum)
    .addOption(ceOption())
    .option("--tcdm-kib <size>", "size of the TCDM (default: 128)", wholeNumber("--tcdm-kib", 1, 2 ** 21))
    .option("--seed <number>", "what the tensors are drawn from", seed("--seed"), 0)
    .option("--data <class>", DATA_CLASSES.join(", "), oneOf("--data", DATA_CLASSES), "norm")
    .option("--stall <P>", "probability that the memory refuses the requests of a clock", probability("--stall"), 0)
    .option("--stall-seed <number>", "what the stalls are drawn from", seed("--stall-seed"), 0)
    .addOption(
      new Option("--misalign <bx,bw,bz>", "bytes that X, W and Z are moved up from 64-byte boundaries")
        .argParser(misalignment)
        .default([0, 0, 0], "0,0,0"),
    )
    .option("--x <file>", "X as a NumPy file: float16, or uint8 for the FP8 formats")
    .option("--w <file>", "W likewise")
    .option("--y <file>", "Y likewise")
    .option("--tiled", "tensors in L2, of any size: the DMA moves tiles of them to and from the TCDM")
    .option("--tile <MxNxK>", "rows, steps and columns of a tile of --tiled (default: chosen for the TCDM)", tileText);
}

/** Checks the form of a tile. */
function tileText(text: string): string {
  const sizes = /^(\d{1,5})x(\d{1,5})x(\d{1,5})$/i.exec(text.trim())?.slice(1).map(Number) ?? [];
  if (sizes.length === 0 || sizes.includes(0)) {
    throw new UsageError(`--tile is "${text}": give rows, steps and columns from 1 on, as in 96x64x96.`);
  }
  return sizes.join("x");
}

/** The tile of `--tile`, if one is given. */
export function tileOf({ tile }: JobOptions): Tile | undefined {
  if (tile === undefined) return undefined;
  const [m, n, k] = tile.split("x").map(Number);
  return { m, n, k };
}

/** Names the input in errors that concern several options. */
const WHERE = "redmule run";

function configOf({ array, port, config: file, profile, erratum, ce, tcdmKib }: JobOptions): Config {
  const inFile = file === undefined ? {} : readJsonFile(file);
  if (typeof inFile !== "object" || inFile === null) return parseConfig(inFile, file!);
  const input = {
    ...(inFile as ConfigInput),
    ...(array === undefined ? {} : parseArray(array)),
    ...(port === undefined ? {} : { port }),
    ...(profile === undefined ? {} : { profile }),
    ...(erratum === undefined ? {} : { errata: [...erratum] }),
    ...(ce === undefined ? {} : { ce }),
    ...(tcdmKib === undefined ? {} : { tcdmKib }),
  };
  return parseConfig(input, file ?? WHERE, { banks: banksFor });
}

/**
 * The job that the options describe, with its design and the tensors of the user's files.
 * @throws UsageError for options that do not fit together, or a file that cannot be read
 */
export function jobOf(options: JobOptions): Job {
  const { m, n, k, op, fmt, seed, data, stall, stallSeed, misalign, x, w, y, tile, tiled } = options;
  if (tile !== undefined && tiled === undefined) {
    throw new UsageError(`--tile is ${tile}, but the job is not tiled: give --tiled or leave --tile out.`);
  }
  if (y !== undefined && op === "MATMUL") {
    throw new UsageError(`MATMUL takes no Y, but --y is ${y}: leave it out or choose --op GEMM.`);
  }
  const config = configOf(options);
  const given = { m, n, k, op, fmt, seed, data, stall, stallSeed, misalign: [...misalign] };
  const job = parseJob(given, WHERE, {}, config);
  const { bytes } = TENSOR_FORMATS[fmt];
  const read = (path: string | undefined, rows: number, columns: number) =>
    path === undefined ? undefined : readNpy(path, bytes, rows, columns);
  return { ...job, x: read(x, m, n), w: read(w, n, k), y: read(y, m, k) };
}

/** Names of the options of a job: what a repetition needs. */
export const JOB_OPTIONS: ReadonlySet<string> = new Set(
  addJobOptions(new Command()).options.map((option) => option.attributeName()),
);

/** The command that repeats a run: shape, operation, format and seeds always, every other option where it matters. */
export function replayCommand(options: JobOptions): string {
  const words = Object.entries(options).flatMap(([name, value]: [string, unknown]) => {
    if (!JOB_OPTIONS.has(name) || value === undefined) return [];
    if ((name === "stall" || name === "stallSeed") && options.stall === 0) return [];
    const text = String(value);
    if (name === "misalign" && text === "0,0,0") return [];
    const flag = `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
    if (value === true) return [flag];
    return [flag, /^[\w.,/+:-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`];
  });
  return [`${invocation()} run`, ...words].join(" ");
}

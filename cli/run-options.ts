import { readFileSync } from "node:fs";
import { Command } from "commander";
import { z } from "zod";
import {
  parseArray,
  parseConfig,
  PROFILE_NAMES,
  CE_MODELS,
  redmuleOf,
  type Config,
  type ConfigInput,
} from "../hw/config.js";
import { UsageError } from "../hw/errors.js";
import { OPERATIONS, TENSOR_FORMATS } from "../hw/redmule/operation.js";
import { validated, whole } from "../hw/schema.js";
import { DATA_CLASSES } from "../tb/data.js";
import { readNpy } from "../tb/npy.js";
import { parseJob, type Job } from "../tb/redmule/job.js";

const FORMATS = Object.keys(TENSOR_FORMATS);
const clock = whole(0, Number.MAX_SAFE_INTEGER).optional();
const windowSchema = z.object({ waveFrom: clock, waveTo: clock });

/** Options as commander hands them over: texts, and `true` for switches. */
export interface RunOptions {
  readonly m: string;
  readonly n: string;
  readonly k: string;
  readonly op: string;
  readonly fmt: string;
  readonly data: string;
  readonly seed: string;
  readonly stall: string;
  readonly stallSeed: string;
  readonly misalign: string;
  readonly array?: string;
  readonly port?: string;
  readonly config?: string;
  readonly profile?: string;
  readonly erratum?: string;
  readonly ce?: string;
  readonly tcdmKib?: string;
  readonly x?: string;
  readonly w?: string;
  readonly y?: string;
  readonly z?: string;
  readonly wave?: string;
  readonly waveFrom?: string;
  readonly waveTo?: string;
  readonly waveValues?: true;
  readonly json?: true;
}

/** What a run is to do, checked. */
export interface RunSettings extends z.output<typeof windowSchema> {
  readonly job: Job;
  /** Where to write Z. */
  readonly z: string | undefined;
}

export function addRunOptions(command: Command): Command {
  return command
    .option("--m <rows>", "rows of X and Z, 1 to 65535", "96")
    .option("--n <steps>", "columns of X and rows of W, 1 to 65535", "96")
    .option("--k <columns>", "columns of W and Z, 1 to 65535", "96")
    .option("--op <operation>", OPERATIONS.join(", "), "GEMM")
    .option("--fmt <format>", `format of the tensors: ${FORMATS.join(", ")}`, "fp16")
    .option("--array <LxHxP>", "rows, compute elements in a row, pipeline registers (default: 12x4x3)")
    .option("--port <bits>", "width of the TCDM port (default: 16 H (P + 1) + 32)")
    .option("--config <file>", "JSON file with any design parameters; the other options go before it")
    .option("--profile <name>", `${PROFILE_NAMES.join(" or ")} (default: sound)`)
    .option("--erratum <list>", "errata of the reference RTL to switch on, as in E2,E7")
    .option("--ce <model>", `compute elements: ${CE_MODELS.join(" or ")} (default: fast)`)
    .option("--tcdm-kib <size>", "size of the TCDM in KiB (default: 128)")
    .option("--seed <number>", "what the tensors are drawn from", "0")
    .option("--data <class>", DATA_CLASSES.join(", "), "norm")
    .option("--stall <P>", "probability that the memory refuses all requests of a clock", "0")
    .option("--stall-seed <number>", "what the stalls are drawn from", "0")
    .option("--misalign <bx,bw,bz>", "bytes that X, W and Z are moved up from 64-byte boundaries", "0,0,0")
    .option("--x <file>", "X as a NumPy file: float16, or uint8 for the FP8 formats")
    .option("--w <file>", "W likewise")
    .option("--y <file>", "Y likewise")
    .option("--z <file>", "write Z as a NumPy file")
    .option("--wave <file>", "write a waveform (VCD) and a .gtkw beside it")
    .option("--wave-from <clock>", "first clock of the waveform, counted from reset")
    .option("--wave-to <clock>", "last clock of the waveform, counted from reset")
    .option("--wave-values", "a real-valued signal beside each FP16 bus")
    .option("--json", "print one JSON object instead of the screen");
}

/** A number where the text is one, else the text, for the schema to refuse. */
function numeric(text: string): number | string {
  return text.trim() === "" || Number.isNaN(Number(text)) ? text : Number(text);
}

function readConfig(file: string): ConfigInput {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (error) {
    throw new UsageError(
      `${file} cannot be read (${(error as NodeJS.ErrnoException).code}): give the path of a JSON file.`,
    );
  }
  let input: unknown;
  try {
    input = JSON.parse(text);
  } catch (error) {
    throw new UsageError(`${file} is no JSON (${(error as Error).message}): correct it or leave --config out.`);
  }
  parseConfig(input, file);
  return input as ConfigInput;
}

/** A bank for each word of the port, and no fewer than the papers' cluster has. */
function banksFor(portBits: number): number {
  return Math.max(16, 2 ** Math.ceil(Math.log2(portBits / 32)));
}

function configOf(options: RunOptions, where: string): Config {
  const { array, port, profile, erratum, ce, tcdmKib } = options;
  const input = {
    ...(options.config === undefined ? {} : readConfig(options.config)),
    ...(array === undefined ? {} : parseArray(array)),
    ...(port === undefined ? {} : { port: numeric(port) }),
    ...(profile === undefined ? {} : { profile }),
    ...(erratum === undefined ? {} : { errata: erratum.toUpperCase().split(",") }),
    ...(ce === undefined ? {} : { ce }),
    ...(tcdmKib === undefined ? {} : { tcdmKib: numeric(tcdmKib) }),
  } as ConfigInput;
  const config = parseConfig(input, where);
  const banks = input.banks ?? banksFor(redmuleOf(config).port);
  return parseConfig({ ...input, banks }, where);
}

function given<T>(name: string, text: T | undefined): Record<string, T | number | string> {
  return text === undefined ? {} : { [name]: typeof text === "string" ? numeric(text) : text };
}

/** @throws UsageError for the first option that cannot be, or a file that cannot be read */
export function checkRunOptions(options: RunOptions): RunSettings {
  const where = "redmule run";
  const { op, fmt, data, misalign, wave, waveFrom, waveTo, waveValues, x, w, y } = options;
  const numbers = (["m", "n", "k", "seed", "stall", "stallSeed"] as const).map((name) => [
    name,
    numeric(options[name]),
  ]);
  const input = {
    ...Object.fromEntries(numbers),
    ...{ op: op.toUpperCase(), fmt: fmt.toLowerCase(), data, misalign: misalign.split(",").map(numeric) },
    config: configOf(options, where),
  };
  const job = parseJob(input, where);
  const window = validated(windowSchema, { ...given("waveFrom", waveFrom), ...given("waveTo", waveTo) }, where);
  if (wave === undefined && (waveFrom ?? waveTo ?? waveValues) !== undefined) {
    throw new UsageError(`${where}: a window or values of a waveform need its file: give --wave FILE.`);
  }
  if (y !== undefined && job.op === "MATMUL") {
    throw new UsageError(`${where}: MATMUL takes no Y, but --y is ${y}: leave it out or choose --op GEMM.`);
  }
  const { m, n, k } = job;
  const { bytes } = TENSOR_FORMATS[job.fmt];
  const read = (path: string | undefined, rows: number, columns: number) =>
    path === undefined ? undefined : readNpy(path, bytes, rows, columns);
  return { job: { ...job, x: read(x, m, n), w: read(w, n, k), y: read(y, m, k) }, z: options.z, ...window };
}

/** Options that a repetition does not need. */
const OUTPUTS = new Set(["z", "wave", "waveFrom", "waveTo", "waveValues", "json"]);

/** The command that repeats a run: the seeds and the shape always, every other option that was given. */
export function replayCommand(options: RunOptions): string {
  const words = Object.entries(options).flatMap(([name, value]) => {
    if (OUTPUTS.has(name) || value === undefined || (name === "stall" && value === "0")) return [];
    if ((name === "stallSeed" && options.stall === "0") || (name === "misalign" && value === "0,0,0")) return [];
    const flag = `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
    return [flag, /^[\w.,/+:-]+$/.test(String(value)) ? String(value) : `'${String(value).replaceAll("'", `'\\''`)}'`];
  });
  return ["redmule run", ...words].join(" ");
}

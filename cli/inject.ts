import { availableParallelism } from "node:os";
import { Command } from "commander";
import { parseArray, type ConfigInput } from "../hw/config.js";
import { OPERATIONS, TENSOR_FORMATS, type Operation, type TensorFormat } from "../hw/redmule/operation.js";
import { DATA_CLASSES, type DataClass } from "../run/data/tensors.js";
import { runCampaign, runsOf } from "../tb/inject/campaign.js";
import { vulnerabilityChart } from "../tb/inject/chart.js";
import { FAULT_KINDS, LARGEST_SEED, MOST_RUNS, type FaultKind } from "../tb/inject/fault.js";
import { victimOf, type CampaignSettings, type RunRecord } from "../tb/inject/injection-task.js";
import { vulnerabilityOf } from "../tb/inject/vulnerability.js";
import { FileSink } from "../run/files/file-sink.js";
import { keepCampaign, recordsOf, shareOf } from "./campaign.js";
import { EXIT } from "./exit.js";
import { inlineDeeply } from "./inline-deeply.js";
import { injectScreen } from "./inject-screen.js";
import { jsonOption, oneOf, probability, shardOption, wholeNumber, type Part } from "./options.js";
import { duration, ProgressLine, untilInterrupt } from "./progress-line.js";

interface InjectOptions {
  readonly runs: number;
  readonly seed: number;
  readonly kind: FaultKind;
  readonly shard?: Part;
  readonly out?: string;
  readonly svg?: string;
  readonly jobs: number;
  readonly m: number;
  readonly n: number;
  readonly k: number;
  readonly op: Operation;
  readonly fmt: TensorFormat;
  readonly array?: string;
  readonly data: DataClass;
  readonly dataSeed: number;
  readonly stall: number;
  readonly json?: true;
}

const FORMATS = Object.keys(TENSOR_FORMATS) as TensorFormat[];
const MOST_THREADS = 256;
/** Every struck run simulates the job: larger ones than this only take longer. */
const LARGEST_SIZE = 1024;

/** `redmule inject`: a fault injection campaign on RedMulE; exit code 0 whatever the faults do, 1 when it was interrupted. */
export function injectCommand(): Command {
  const size = (flag: string) => wholeNumber(flag, 1, LARGEST_SIZE);
  return new Command("inject")
    .description("strike RedMulE with faults: which flip-flops corrupt a result, hang the job or show")
    .option("--runs <n>", "faults, the blocks of the design taking turns", wholeNumber("--runs", 1, MOST_RUNS), 1000)
    .option("--seed <number>", "what the faults are drawn from", wholeNumber("--seed", 0, LARGEST_SEED), 0)
    .option("--kind <name>", "seu: a bit turns over once; stuck: it keeps a value", oneOf("--kind", FAULT_KINDS), "seu")
    .option("--out <file>", "JSON lines of finished runs, or the folder of a share; a campaign goes on where they end")
    .addOption(shardOption("runs"))
    .option("--svg <file>", "write a bar chart of the vulnerable blocks and registers")
    .option("--jobs <n>", "threads", wholeNumber("--jobs", 1, MOST_THREADS), availableParallelism())
    .option("--m <rows>", "rows of X and Z", size("--m"), 24)
    .option("--n <steps>", "columns of X and rows of W", size("--n"), 32)
    .option("--k <columns>", "columns of W and Z", size("--k"), 32)
    .option("--op <name>", OPERATIONS.join(", "), (text) => oneOf("--op", OPERATIONS)(text.toUpperCase()), "GEMM")
    .option("--fmt <name>", FORMATS.join(", "), (text) => oneOf("--fmt", FORMATS)(text.toLowerCase()), "fp16")
    .option("--array <LxHxP>", "rows, compute elements in a row, pipeline registers (default: 12x4x3)")
    .option("--data <class>", DATA_CLASSES.join(", "), oneOf("--data", DATA_CLASSES), "norm")
    .option("--data-seed <number>", "what tensors and stalls are drawn from", wholeNumber("--data-seed", 0, 2 ** 40), 0)
    .option("--stall <P>", "probability that the memory refuses the requests of a clock", probability("--stall"), 0)
    .addOption(jsonOption())
    .action(act);
}

function settingsOf({ kind, seed, m, n, k, op, fmt, array, data, dataSeed, stall }: InjectOptions): CampaignSettings {
  const config: ConfigInput = { ce: "staged", ...(array === undefined ? {} : parseArray(array)) };
  return { kind, seed, job: { config, m, n, k, op, fmt, data, seed: dataSeed, stall, stallSeed: dataSeed } };
}

async function act(options: InjectOptions): Promise<void> {
  const { runs: all, jobs, svg, json } = options;
  const settings = settingsOf(options);
  const share = shareOf(options);
  const { out, shard } = share;
  const runs = runsOf(all, shard).length;
  const keeper = keepCampaign("inject", share, runs);
  inlineDeeply();
  const { flipFlops, clocks } = victimOf(settings.job);
  const line = new ProgressLine(process.stderr);
  const progress = (done: number, left: number): void =>
    line.show(() => `${done} of ${runs} runs, ${duration(left)} left`);
  const records = await untilInterrupt((signal) =>
    runCampaign(settings, { runs: all, shard, threads: jobs, file: recordsOf(share), signal, progress }),
  );
  line.clear();
  if (records.length < runs) {
    const mend = out === undefined ? "with --out it could go on" : "the same command goes on";
    process.stderr.write(`STOPPED after ${records.length} of ${runs} runs: ${mend}.\n`);
    process.exitCode = EXIT.checkFailed;
  } else keeper?.finish();
  const found = vulnerabilityOf(flipFlops, records);
  const title = titleOf(options, clocks, records);
  if (svg !== undefined) writeText(svg, vulnerabilityChart(title, found));
  if (json) process.stdout.write(`${JSON.stringify({ ...settings, clocks, runs: records.length, ...found })}\n`);
  else process.stdout.write(injectScreen(title, found));
}

function titleOf(options: InjectOptions, clocks: number, records: readonly RunRecord[]): string {
  const { kind, seed, op, fmt, m, n, k, array = "12x4x3" } = options;
  const faults = kind === "seu" ? "single-event upsets" : "stuck-at faults";
  return `${records.length} ${faults} (seed ${seed}) on RedMulE ${array}, ${op} ${fmt} ${m} x ${n} x ${k}, ${clocks} clocks`;
}

function writeText(path: string, text: string): void {
  const sink = new FileSink(path);
  const bytes = Buffer.from(text, "utf8");
  sink.write(bytes, bytes.length);
  sink.close();
}

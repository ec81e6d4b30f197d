import { Command } from "commander";
import type { ProductShape } from "../golden/gemm/product.js";
import { Cluster } from "../hw/cluster/systems/cluster.js";
import { UsageError } from "../hw/errors.js";
import type { TensorFormat } from "../hw/redmule/operation.js";
import { clusterActivity } from "../measure/energy/cluster-activity.js";
import { energyOf } from "../measure/energy/estimate.js";
import { OPERATING_POINTS } from "../measure/energy/operating-points.js";
import { KERNELS, type Kernel, type KernelFormat } from "../sw/programs.js";
import { chooseKernel } from "../run/kernels/choose-kernel.js";
import { KernelBench } from "../run/kernels/kernel-bench.js";
import { drawProduct } from "../run/kernels/product.js";
import { macPerClock } from "../run/rates.js";
import { compareScreen, PAPERS, type CompareReport, type CompareRow } from "./compare-screen.js";
import { causeOf } from "./compare-cause.js";
import { jsonOption, wholeNumber } from "./options.js";
import { ProgressLine } from "./progress-line.js";
import { runJob } from "./run-job.js";
import { verdict } from "./screen.js";

/** Options as commander hands them over. */
interface CompareOptions {
  readonly cores: number;
  readonly seed: number;
  readonly all?: true;
  readonly json?: true;
}

/** A comparison under way: it tells what it does next. */
interface Comparison extends CompareOptions {
  readonly begin: (name: string) => void;
}

type Measured = Omit<CompareRow, "speedUp">;

const LARGEST_SIZE = 65535;

/** `redmule compare`: a product in software and on RedMulE, on the same clock; exit code 1 when a bit differs from golden. */
export function compareCommand(): Command {
  return new Command("compare")
    .description("compare a matrix product by the cores' software with RedMulE: clocks, MAC/clock, speed-up")
    .argument("<shape>", "M x N x K, for example 96x96x96; all matrices must fit the TCDM of 128 KiB", parseShape)
    .option("--cores <n>", "cores that compute", wholeNumber("--cores", 1, 16), 8)
    .option("--seed <number>", "what the matrices are drawn from", wholeNumber("--seed", 0, 2 ** 40), 1)
    .option("--all", "every kernel by rows, not only the one that suits the shape")
    .addOption(jsonOption())
    .action(async (shape: ProductShape, options: CompareOptions) => {
      const report = await compare(shape, options);
      process.stdout.write(options.json ? `${JSON.stringify(report)}\n` : compareScreen(report));
      process.exitCode = report.rows.every(({ mismatches }) => mismatches === 0) ? 0 : 1;
    });
}

function parseShape(text: string): ProductShape {
  const sizes = /^(\d+)x(\d+)x(\d+)$/i.exec(text.trim())?.slice(1).map(Number);
  if (sizes === undefined || sizes.some((size) => size < 1 || size > LARGEST_SIZE)) {
    throw new UsageError(
      `The shape is "${text}": give M x N x K with sizes from 1 to ${LARGEST_SIZE}, for example 96x96x96.`,
    );
  }
  const [m, n, k] = sizes;
  return { m, n, k };
}

async function compare(shape: ProductShape, options: CompareOptions): Promise<CompareReport> {
  const line = new ProgressLine(process.stderr);
  try {
    return await measureAll(shape, { ...options, begin: (name) => line.begin(`${name} ...`) });
  } finally {
    line.clear();
  }
}

async function measureAll(shape: ProductShape, options: Comparison): Promise<CompareReport> {
  const fp32 = bySoftware("fp32", shape, options);
  const fp16 = bySoftware("fp16", shape, options);
  const redmule = [
    await byRedmule("RedMulE FP16", "fp16", "12x4x3", shape, options),
    await byRedmule("RedMulE FP8", "fp8", "12x8x3", shape, options),
  ];
  const fewest = (rows: readonly Measured[]): number => Math.min(...rows.map(({ clocks }) => clocks));
  const [clocks32, clocks16] = [fewest(fp32), fewest(fp16)];
  const { cores, seed } = options;
  return {
    ...shape,
    ...{ cores, seed },
    rows: [...fp32, ...fp16, ...redmule].map((row) => ({
      ...row,
      speedUp: { fp32: clocks32 / row.clocks, fp16: clocks16 / row.clocks },
    })),
    papers: PAPERS,
  };
}

/** The kernel that suits the shape, or all of the format. */
function bySoftware(format: KernelFormat, shape: ProductShape, { cores, seed, all, begin }: Comparison): Measured[] {
  const product = drawProduct(format, shape, { data: "norm", seed, withY: false });
  const chosen = all
    ? KERNELS[format].map((kernel: Kernel) => ({ kernel, split: "rows" as const, team: cores }))
    : [chooseKernel(format, shape, cores)];
  return chosen.map((options) => {
    begin(options.kernel);
    const build = (): KernelBench => new KernelBench(new Cluster({ cores, fetch: "cache" }), product, options);
    const bench = build();
    const { cluster } = bench.call;
    bench.advance();
    const { clocks, mismatches, message } = bench.result;
    if (clocks === null) throw new Error(`${options.kernel}: ${message}`);
    const by = `${options.kernel}, ${options.split}`;
    const share = clocks / cluster.clock;
    const activity = clusterActivity(cluster, bench.call.run.uses).map((count) => count * share);
    const energy = energyOf(activity, OPERATING_POINTS["0.65V"]);
    const row = {
      name: nameOf(options.kernel),
      by,
      clocks,
      macPerClock: macPerClock(shape, clocks),
      energy,
      mismatches,
    };
    return mismatches === 0 ? row : { ...row, cause: causeOf(bench, build) };
  });
}

/** Kernels of FP16 but the one of single elements use packed instructions. */
function nameOf(kernel: Kernel): string {
  if (kernel.startsWith("fp32")) return "software FP32";
  return kernel === "fp16_1x1" ? "software FP16" : "software FP16 SIMD";
}

/** MATMUL on one of the papers' two arrays, both with a port of 288 bits. */
async function byRedmule(
  name: string,
  fmt: TensorFormat,
  array: string,
  { m, n, k }: ProductShape,
  { seed, begin }: Comparison,
): Promise<Measured> {
  begin(name);
  const report = await runJob({
    ...{ m, n, k, op: "MATMUL", fmt, array, port: 288, data: "norm", seed },
    ...{ stall: 0, stallSeed: 0, misalign: [0, 0, 0] },
  });
  const { cycles: clocks, mismatches, message, energy } = report;
  if (clocks === null || energy === null) throw new Error(`${name}: ${message}`);
  const row = { name, by: `array ${array}`, clocks, macPerClock: macPerClock({ m, n, k }, clocks), energy, mismatches };
  return mismatches === 0 ? row : { ...row, cause: `${verdict(report)}\nagain: ${report.replay}` };
}

import { rmSync } from "node:fs";
import { Command } from "commander";
import Table from "cli-table3";
import { Tinypool } from "tinypool";
import type { ClusterTask, ClusterTimes } from "../measure/speed/cluster-worker.js";
import type { BenchTask, BenchTimes } from "../measure/speed/worker.js";
import { vcdFolder } from "../measure/speed/clock-cost.js";
import { atEnd } from "../run/files/temporaries.js";
import { UsageError } from "../hw/errors.js";
import { benchRows, slowerThan, type BenchFigures } from "../measure/speed/figures.js";
import { batchStart } from "./batch-start.js";
import type { Call, Return } from "../run/pool/worker-entry.js";
import { inlineDeeply } from "./inline-deeply.js";
import { jsonOption, readJsonFile } from "./options.js";
import { ProgressLine } from "./progress-line.js";

const ROUNDS = 5;

/** Measures every design in a thread of its own, one after the other. */
export async function measureBench(): Promise<BenchFigures> {
  inlineDeeply();
  const design = workerPool<Omit<BenchTask, "rounds">, BenchTimes>("worker");
  const cold = workerPool<object, number>("cold-worker");
  const cluster = workerPool<Omit<ClusterTask, "rounds">, ClusterTimes>("cluster-worker");
  const line = new ProgressLine(process.stderr);
  const forget = atEnd(() => rmSync(vcdFolder(), { recursive: true, force: true }));
  const ofDesign = (task: Omit<BenchTask, "rounds">): Promise<BenchTimes> => {
    line.begin(`RedMulE 12 x ${task.H}, ${task.profile} ...`);
    return design.run(task);
  };
  const ofCluster = (task: Omit<ClusterTask, "rounds">): Promise<ClusterTimes> => {
    line.begin(`cluster, ${task.design} ...`);
    return cluster.run(task);
  };
  try {
    const sound = await ofDesign({ H: 4, profile: "sound" });
    const upstream = await ofDesign({ H: 4, profile: "upstream-51cd064" });
    const wide = await ofDesign({ H: 8, profile: "sound" });
    const array = await ofCluster({ design: "array" });
    const traced = await ofCluster({ design: "traced" });
    line.begin("one job of 1024 in every dimension, cold ...");
    const coldNs = await cold.run({});
    line.begin("start of batch ...");
    const batchSeconds = await batchStart();
    const loaded = await ofCluster({ design: "loaded" });
    const busy = await ofCluster({ design: "busy" });
    return {
      clocksPerSecond: Math.round(1e9 / sound.clockNs),
      fmaNs: sound.fmaNs,
      yardstickNs: sound.yardstickNs,
      ratio12x4: sound.ratio,
      ratio12x4Upstream: upstream.ratio,
      ratio12x8: wide.ratio,
      fmaRatio: sound.fmaRatio,
      clock12x4Ratio: sound.clockRatio,
      clock12x8Ratio: wide.clockRatio,
      simdFmaRatio: array.ratio,
      coldRate: sound.clockNs / coldNs,
      batchSeconds,
      vcdFactor: traced.ratio,
      loadedRatio: loaded.ratio,
      loadedFastRatio: loaded.fastRatio,
      busyClocksPerSecond: Math.round(1e9 / busy.clockNs),
      busyRatio: busy.ratio,
      eightCoresRatio: (await ofCluster({ design: "eight" })).ratio,
      oneCoreRatio: (await ofCluster({ design: "one" })).ratio,
      asleepRatio: (await ofCluster({ design: "asleep" })).ratio,
    };
  } finally {
    line.clear();
    forget();
    await design.close();
    await cluster.close();
    await cold.close();
  }
}

/** Runs tasks one after the other, each in a thread of its own. */
function workerPool<Task extends object, Result>(name: string) {
  const isSource = import.meta.url.endsWith(".ts");
  const module = new URL(`../measure/speed/${name}.${isSource ? "ts" : "js"}`, import.meta.url).href;
  const entry = new URL(`../run/pool/${isSource ? "tsx-worker.js" : "worker-entry.js"}`, import.meta.url);
  const pool = new Tinypool({ filename: entry.href, minThreads: 0, maxThreads: 1, isolateWorkers: true, execArgv: [] });
  return {
    run: async (task: Task): Promise<Result> => {
      const call: Call = { module, task: { ...task, rounds: ROUNDS } };
      const outcome = (await pool.run(call)) as Return<Result>;
      if ("error" in outcome) throw new Error(outcome.error.stack);
      return outcome.answer;
    },
    close: () => pool.destroy(),
  };
}

/** `redmule bench`; exit code 1 when a ratio has grown beyond the limit. */
export function benchCommand(): Command {
  return new Command("bench")
    .description("measure the speed of the model on this machine: medians over rounds, one thread")
    .addOption(jsonOption())
    .option("--against <file>", "compare the ratios with those of a run stored with --json, and fail beyond the limit")
    .option("--limit <factor>", "times the stored ratio that a ratio may reach", factor, 1.5)
    .addHelpText(
      "after",
      "\nA clock is one clock of the whole RedMulE on an ideal memory in a 192 x 192 x 192 FP16 GEMM on norm data.\nThe yardstick is a fixed loop: table decode, double product and sum, round.\nA load generator requests a random word in a fifth of its free clocks; RedMulE goes before it at the banks.\nA busy core computes a product in FP32, 64 x 64 x 64 on eight; with RedMulE beside them cores load, multiply and store.\nCold is the first job of a thread, compiled while it runs; batch is a process of its own.\nRatios hardly depend on the machine.",
    )
    .action(async ({ json, against, limit }: { json?: true; against?: string; limit: number }) => {
      const before = against === undefined ? undefined : readJsonFile(against);
      if (before !== undefined) slowerThan(before, before as BenchFigures, limit);
      const figures = await measureBench();
      process.stdout.write(json ? `${JSON.stringify(figures)}\n` : `${table(figures)}\n`);
      for (const { label, before: was, now } of slowerThan(before ?? figures, figures, limit)) {
        process.stderr.write(`slower: ${label} is ${now.toFixed(2)}, stored ${was.toFixed(2)}\n`);
        process.exitCode = 1;
      }
    });
}

function factor(text: string): number {
  const value = Number(text);
  if (text.trim() === "" || !(value >= 1))
    throw new UsageError(`--limit is "${text}": give a factor from 1 on, for example 1.5.`);
  return value;
}

function table(figures: BenchFigures): string {
  const rows = new Table({ head: ["measured", "value", "aim"], style: { head: [], border: [] } });
  rows.push(...benchRows(figures));
  return rows.toString();
}

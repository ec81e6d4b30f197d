import { Command } from "commander";
import Table from "cli-table3";
import { Tinypool } from "tinypool";
import type { ClusterTask } from "../measure/bench/cluster-worker.js";
import type { BenchTask, BenchTimes } from "../measure/bench/worker.js";
import { inlineDeeply } from "./inline-deeply.js";

const ROUNDS = 5;

/** The figures of `redmule bench`; times in ns, medians over rounds. */
export interface BenchFigures {
  readonly clocksPerSecond: number;
  readonly fmaNs: number;
  readonly yardstickNs: number;
  /** Clock cost over 48 FMA calls, sound and upstream profile. */
  readonly ratio12x4: number;
  readonly ratio12x4Upstream: number;
  /** Clock cost over 96 FMA calls. */
  readonly ratio12x8: number;
  readonly fmaRatio: number;
  /** Clock cost with every register traced to a VCD file over the clock cost without. */
  readonly vcdFactor: number;
  /** Clock cost with TCDM, interconnect and eight load generators over the clock cost of RedMulE alone. */
  readonly loadedRatio: number;
  /** Clocks per second of eight busy cores and RedMulE. */
  readonly busyClocksPerSecond: number;
}

/** Measures every design in a thread of its own, one after the other. */
export async function measureBench(): Promise<BenchFigures> {
  inlineDeeply();
  const design = workerPool<Omit<BenchTask, "rounds">, BenchTimes>("worker");
  const cluster = workerPool<Omit<ClusterTask, "rounds">, number>("cluster-worker");
  try {
    const sound = await design.run({ H: 4, profile: "sound", traced: true });
    const upstream = await design.run({ H: 4, profile: "upstream-51cd064", traced: false });
    const wide = await design.run({ H: 8, profile: "sound", traced: false });
    return {
      clocksPerSecond: Math.round(1e9 / sound.clockNs),
      fmaNs: sound.fmaNs,
      yardstickNs: sound.yardstickNs,
      ratio12x4: sound.ratio,
      ratio12x4Upstream: upstream.ratio,
      ratio12x8: wide.ratio,
      fmaRatio: sound.fmaRatio,
      vcdFactor: sound.vcdFactor,
      loadedRatio: await cluster.run({ design: "loaded" }),
      busyClocksPerSecond: Math.round(1e9 / (await cluster.run({ design: "busy" }))),
    };
  } finally {
    await design.close();
    await cluster.close();
  }
}

/** Runs tasks one after the other, each in a thread of its own. */
function workerPool<Task extends object, Result>(name: string) {
  const extension = import.meta.url.endsWith(".ts") ? "ts" : "js";
  const pool = new Tinypool({
    filename: new URL(`../measure/bench/${name}.${extension}`, import.meta.url).href,
    minThreads: 0,
    maxThreads: 1,
    isolateWorkers: true,
    execArgv: extension === "ts" ? ["--import", "tsx"] : [],
  });
  return {
    run: (task: Task): Promise<Result> => pool.run({ ...task, rounds: ROUNDS }),
    close: () => pool.destroy(),
  };
}

/** `redmule bench`. */
export function benchCommand(): Command {
  return new Command("bench")
    .description("measure the speed of the model on this machine: medians over rounds, one thread")
    .option("--json", "print the figures as one JSON object")
    .addHelpText(
      "after",
      "\nA clock is one clock of the whole RedMulE on an ideal memory in a 192 x 192 x 192 FP16 GEMM on norm data.\nThe yardstick is a fixed loop: table decode, double product and sum, round.\nA load generator requests a random word in a fifth of its free clocks; RedMulE goes before it at the banks.\n\nExample:\n  redmule bench --json",
    )
    .action(async ({ json }: { json?: boolean }) => {
      const figures = await measureBench();
      process.stdout.write(json ? `${JSON.stringify(figures)}\n` : `${table(figures)}\n`);
    });
}

function table(f: BenchFigures): string {
  const rows = new Table({ head: ["measured", "value", "aim"], style: { head: [], border: [] } });
  rows.push(
    ["clocks per second, 12 x 4", f.clocksPerSecond.toLocaleString("en"), ""],
    ["fast FMA on random operands", `${f.fmaNs.toFixed(2)} ns`, ""],
    ["yardstick loop", `${f.yardstickNs.toFixed(2)} ns`, ""],
    ["FMA / yardstick", f.fmaRatio.toFixed(2), "at most 1.3"],
    ["clock / (48 x FMA), 12 x 4, sound", f.ratio12x4.toFixed(2), "at most 2.0"],
    ["clock / (48 x FMA), 12 x 4, upstream", f.ratio12x4Upstream.toFixed(2), "at most 2.0"],
    ["clock / (96 x FMA), 12 x 8", f.ratio12x8.toFixed(2), "at most 2.0"],
    ["clock traced to VCD / untraced", f.vcdFactor.toFixed(1), "at most 40"],
    ["RedMulE + interconnect + 8 load generators / bare RedMulE clock", f.loadedRatio.toFixed(2), "at most 1.6"],
    ["clocks per second, 8 busy cores + RedMulE", f.busyClocksPerSecond.toLocaleString("en"), "at least 300,000"],
  );
  return rows.toString();
}

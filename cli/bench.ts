import { Command } from "commander";
import Table from "cli-table3";
import { Tinypool } from "tinypool";
import type { BenchTask, BenchTimes } from "../tb/bench/worker.js";
import { inlineDeeply } from "./inline-deeply.js";

const ROUNDS = 5;

/** The figures of `redmule bench`; times in ns, medians of five rounds. */
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
}

/** Measures every design in a thread of its own, one after the other. */
export async function measureBench(): Promise<BenchFigures> {
  inlineDeeply();
  const extension = import.meta.url.endsWith(".ts") ? "ts" : "js";
  const pool = new Tinypool({
    filename: new URL(`../tb/bench/worker.${extension}`, import.meta.url).href,
    minThreads: 1,
    maxThreads: 1,
    isolateWorkers: true,
    execArgv: extension === "ts" ? ["--import", "tsx"] : [],
  });
  const run = (task: Omit<BenchTask, "rounds">): Promise<BenchTimes> => pool.run({ ...task, rounds: ROUNDS });
  try {
    const sound = await run({ H: 4, profile: "sound", traced: true });
    const upstream = await run({ H: 4, profile: "upstream-51cd064", traced: false });
    const wide = await run({ H: 8, profile: "sound", traced: false });
    return {
      clocksPerSecond: Math.round(1e9 / sound.clockNs),
      fmaNs: sound.fmaNs,
      yardstickNs: sound.yardstickNs,
      ratio12x4: sound.ratio,
      ratio12x4Upstream: upstream.ratio,
      ratio12x8: wide.ratio,
      fmaRatio: sound.fmaRatio,
      vcdFactor: sound.vcdFactor,
    };
  } finally {
    await pool.destroy();
  }
}

/** `redmule bench`. */
export function benchCommand(): Command {
  return new Command("bench")
    .description("measure the speed of the model on this machine: medians of five rounds, one thread")
    .option("--json", "print the figures as one JSON object")
    .addHelpText(
      "after",
      "\nA clock is one clock of the whole RedMulE on an ideal memory in a 192 x 192 x 192 FP16 GEMM on norm data.\nThe yardstick is a fixed loop: table decode, double product and sum, round.\n\nExample:\n  redmule bench --json",
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
  );
  return rows.toString();
}

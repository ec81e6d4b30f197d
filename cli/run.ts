import { Command } from "commander";
import { checkLineTraceOptions } from "./line-trace.js";
import type { RunReport, TiledReport } from "./run-report.js";
import { addRunOptions, type RunOptions } from "./run-options.js";
import { wrapped } from "./screen.js";
import { checkWaveOptions } from "./wave-options.js";

const JSON_FIELDS: Readonly<Partial<Record<keyof RunReport, string>>> = {
  status: '"ok" or "hang", whose reason is "message"',
  cycles: "clocks from the trigger write to the event, null for a hang",
  trigger: "clock of the trigger write, counted from reset",
  utilisation: "m n k / (cycles L H)",
  gflops: '2 m n k operations in "cycles" clocks at 613 MHz; "paperGflops" where the paper reports one',
  reads: 'and "writes": beats that the TCDM granted to RedMulE from the trigger to the event',
  energy:
    'of the cluster, cores asleep, at 470 MHz and 0.65 V: "source" published or fitted, "microjoules" with "low" and "high", "milliwatts", "blocks"',
  account: "CE-clocks by where they went; their sum is cycles L H",
  golden: '"match", "mismatch" or "none" (hang); "mismatches" elements, "first" shows one',
  replay: "the command that repeats the run; the other fields are the options of the run",
};

const TILED_FIELDS: Readonly<Partial<Record<keyof TiledReport, string>>> = {
  cycles: "clocks from the first command of the DMA to the end of its last",
  start: "clock of the first command, counted from reset",
  clocks: '"redmule" alone, "dma" alone, "both" and "neither" at work; their sum is cycles',
  tile: 'rows "m", steps "n" and columns "k" of a tile; "tiles" of them along M, N and K',
  bytesToTcdm: 'and "bytesToL2": moved by the DMA; "bytesPerClock" both together',
};

function line([name, meaning]: [string, string]): string {
  return wrapped(`  ${name.padEnd(12)} ${meaning}\n`, 15);
}

/** `redmule run`: one job; exit code 1 when Z differs from golden or the job never ends. */
export function runCommand(): Command {
  return addRunOptions(new Command("run"))
    .description("run one GEMM-Ops job, driven by the firmware on the modelled core, and compare Z with golden")
    .addHelpText("after", `\n--json prints the fields\n${Object.entries(JSON_FIELDS).map(line).join("")}`)
    .addHelpText(
      "after",
      `\nand with --tiled, instead of trigger to account,\n${Object.entries(TILED_FIELDS).map(line).join("")}`,
    )
    .action(async (options: RunOptions) => {
      checkWaveOptions(options);
      checkLineTraceOptions(options);
      const { report, text } = await (options.tiled ? tiled : plain)(options);
      process.stdout.write(options.json ? `${JSON.stringify(report)}\n` : text());
      process.exitCode = report.golden === "match" ? 0 : 1;
    });
}

async function plain(options: RunOptions) {
  const [{ runJob }, { screen }] = await Promise.all([import("./run-job.js"), import("./screen.js")]);
  const report = await runJob(options);
  return { report, text: () => screen(report) };
}

async function tiled(options: RunOptions) {
  const [{ runTiled }, { tiledScreen }] = await Promise.all([import("./run-tiled.js"), import("./tiled-screen.js")]);
  const report = await runTiled(options);
  return { report, text: () => tiledScreen(report) };
}

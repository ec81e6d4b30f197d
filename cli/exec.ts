import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { setImmediate } from "node:timers/promises";
import { Command } from "commander";
import { regionOf } from "../hw/cluster/address-map.js";
import { FETCH_MODELS, type FetchModel } from "../hw/cluster/cluster-parameters.js";
import { buildSystem, parseSystem, PRESETS, type SystemConfig } from "../hw/cluster/system-config.js";
import type { System } from "../hw/cluster/system.js";
import { UsageError } from "../hw/errors.js";
import { assemble } from "../sw/asm/assemble.js";
import { loadElf } from "../sw/elf/load.js";
import { readMarch } from "../sw/isa/isa.js";
import { packageFile } from "../sw/package-file.js";
import type { Program } from "../sw/program.js";
import { CommitLog } from "../tb/exec/commit-log.js";
import { ProgramRun } from "../tb/exec/program-run.js";
import { FileSink } from "../wave/file-sink.js";
import { execScreen, type ExecReport } from "./exec-screen.js";
import { jsonOption, oneOf, readJsonFile, wholeNumber } from "./options.js";
import { addWaveOptions, checkWaveOptions, type WaveFlags } from "./wave-options.js";
import { recordWave, REDMULE_KEYS } from "./record-wave.js";

/** Options as commander hands them over. */
interface ExecOptions extends WaveFlags {
  readonly preset: string;
  readonly cores?: number;
  readonly isa?: string;
  readonly fetch?: FetchModel;
  readonly maxClocks: number;
  readonly trace?: string;
  readonly traceFrom?: number;
  readonly traceTo?: number;
  readonly traceCore?: number;
  readonly json?: true;
}

/** Clocks between two looks at signals of the operating system. */
const SLICE = 2 ** 16;
const WHERE = "redmule exec";

/** `redmule exec`: runs any program; exit code 1 when its own value is not 0 or it does not end. */
export function execCommand(): Command {
  const clock = (flag: string) => wholeNumber(flag, 0, Number.MAX_SAFE_INTEGER);
  const command = new Command("exec")
    .description("run a program on the modelled cores: an ELF file, or a .S file that is assembled on the fly")
    .argument("<program>", "ELF32 executable, or assembly with the name *.S or *.s")
    .option("--preset <name>", `${PRESETS.join(", ")}, or a JSON file that describes a system`, "cluster")
    .option(
      "--cores <n>",
      "number of cores (default: 8 in a cluster, 1 in a bare system)",
      wholeNumber("--cores", 1, 16),
    )
    .option("--isa <string>", "what the cores are built with (default: rv32imafc_zfh_xpulp_xfvec)")
    .option(
      "--fetch <model>",
      "instructions through the cache, or ideal (default: cache)",
      oneOf("--fetch", FETCH_MODELS),
    )
    .option("--max-clocks <n>", "clocks after which the run is given up", wholeNumber("--max-clocks", 1, 2 ** 52), 1e9)
    .option("--trace <file>", "log of retired instructions in the format of spike")
    .option("--trace-from <clock>", "first clock of the log", clock("--trace-from"))
    .option("--trace-to <clock>", "last clock of the log", clock("--trace-to"))
    .option("--trace-core <n>", "log this core only", wholeNumber("--trace-core", 0, 15));
  return addWaveOptions(command, "reset")
    .addOption(jsonOption())
    .action(async (file: string, options: ExecOptions) => {
      const report = await execute(file, options);
      process.stdout.write(options.json ? `${JSON.stringify(report)}\n` : execScreen(report));
      process.exitCode = report.status === "ended" && report.value === 0 ? 0 : 1;
    });
}

function systemOf({ preset, cores, isa, fetch }: ExecOptions): SystemConfig {
  const isFile = preset.includes("/") || preset.endsWith(".json");
  const described = isFile ? readJsonFile(preset) : { preset: oneOf("--preset", PRESETS)(preset) };
  if (isFile) parseSystem(described, preset);
  const given = {
    ...(cores === undefined ? {} : { cores }),
    ...(isa === undefined ? {} : { isa }),
    ...(fetch === undefined ? {} : { fetch }),
  };
  return parseSystem({ ...(described as object), ...given }, WHERE);
}

function readProgram(file: string, system: System, isa: string): Program {
  let bytes: Buffer;
  try {
    bytes = readFileSync(file);
  } catch (error) {
    throw new UsageError(
      `${file} cannot be read (${(error as NodeJS.ErrnoException).code}): give the path of a program.`,
    );
  }
  if (!/\.s$/i.test(file)) return loadElf(bytes);
  const tcdm = system.map.regions.find(({ target }) => target === "tcdm");
  return assemble([{ name: file, text: bytes.toString("utf8") }], {
    march: isa,
    sections: { text: Math.max(system.map.resetPc, regionOf(system.map, "l2").base), ...(tcdm && { tcdm: tcdm.base }) },
    defines: { CORES: system.cores.length },
    include: (name) => include(name, dirname(file)),
  });
}

/** A file beside the program, or one of the package's sources such as `hal/redmule.S`. */
function include(name: string, folder: string): string {
  for (const path of [join(folder, name), packageFile("sw", name)]) {
    try {
      return readFileSync(path, "utf8");
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
    }
  }
  throw new UsageError(`.include "${name}" is neither beside the program nor in the package's sw folder: correct it.`);
}

async function execute(file: string, options: ExecOptions): Promise<ExecReport> {
  checkWaveOptions(options);
  if (options.trace === undefined && (options.traceFrom ?? options.traceTo ?? options.traceCore) !== undefined) {
    throw new UsageError("A window or a core of a log needs its file: give --trace FILE.");
  }
  const config = systemOf(options);
  const system = buildSystem(config, options.preset);
  const program = readProgram(file, system, config.isa);
  const out = options.json ? process.stderr : process.stdout;
  const run = new ProgramRun(system, program, {
    ...{ isa: config.isa, maxClocks: options.maxClocks },
    print: (bytes) => out.write(bytes),
  });
  const finishTrace = startTrace(system, options, config.isa);
  const finishWave = recordWave(system, options, {
    name: system.map.name === "bare" ? "bare" : "cluster",
    keys: ["core*.{retired_valid,retired_pc,stall_reason}", "event_unit.buffer", ...REDMULE_KEYS],
    comment: [`redmule exec ${file}`, `system ${JSON.stringify(config)}`],
  });
  const interrupted = (): void => process.exit(130);
  process.once("SIGINT", interrupted);
  const begin = process.hrtime.bigint();
  while (!run.advance(SLICE)) await setImmediate();
  const seconds = Number(process.hrtime.bigint() - begin) / 1e9;
  process.removeListener("SIGINT", interrupted);
  finishTrace?.();
  finishWave?.();
  return { program: file, preset: options.preset, isa: config.isa, ...run.result, seconds };
}

function startTrace(system: System, options: ExecOptions, isa: string): (() => void) | undefined {
  const { trace, traceFrom: from = 0, traceTo: to = Infinity, traceCore } = options;
  if (trace === undefined) return undefined;
  if (traceCore !== undefined && traceCore >= system.cores.length) {
    throw new UsageError(`--trace-core is ${traceCore}, but there are ${system.cores.length} cores: count from 0.`);
  }
  const sink = new FileSink(trace);
  const encoder = new TextEncoder();
  const write = (line: string): void => {
    const bytes = encoder.encode(`${line}\n`);
    sink.write(bytes, bytes.length);
  };
  // Every core has these, whether its string names them or not.
  const extensions = readMarch(`${isa}_zicsr_zifencei`);
  const cores = traceCore === undefined ? system.cores : [system.cores[traceCore]];
  const logs = cores.map((core) => new CommitLog(core, { from, to, extensions, write }));
  system.observers.push((clock) => {
    for (const log of logs) log.sample(clock);
  });
  return () => {
    for (const log of logs) log.close();
    sink.close();
  };
}

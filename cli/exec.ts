import { Command } from "commander";
import { Cluster } from "../hw/cluster/systems/cluster.js";
import type { System } from "../hw/cluster/systems/system.js";
import { UsageError } from "../hw/errors.js";
import { clusterActivity } from "../measure/energy/cluster-activity.js";
import { energyOf, type Energy } from "../measure/energy/estimate.js";
import { OPERATING_POINTS } from "../measure/energy/operating-points.js";
import { readMarch } from "../sw/isa/isa.js";
import { readRoi, RegionOfInterest } from "../run/programs/region-of-interest.js";
import type { ProgramRun } from "../run/programs/program-run.js";
import type { Program } from "../sw/program.js";
import { CommitLog } from "../run/programs/commit-log.js";
import { FileSink } from "../run/files/file-sink.js";
import { execScreen, linesText, type ExecReport } from "./exec-screen.js";
import { addSystemOptions, prepareProgram, type SystemOptions } from "./exec-system.js";
import { PIPE, serveGdb } from "./exec-gdb.js";
import { profile, profilesOption, type Profiles } from "./exec-profile.js";
import { inSlices } from "./in-slices.js";
import { jsonOption, wholeNumber } from "./options.js";
import { duration } from "./progress-line.js";
import { recordWave } from "./record-wave.js";
import { addWaveOptions, checkWaveOptions, type WaveFlags } from "./wave-options.js";

/** Options as commander hands them over. */
interface ExecOptions extends Omit<SystemOptions, "profile">, WaveFlags {
  readonly profile?: Profiles;
  readonly trace?: string;
  readonly traceFrom?: number;
  readonly traceTo?: number;
  readonly traceCore?: number;
  readonly traceClocks?: true;
  readonly roi?: string;
  readonly gdb?: number | typeof PIPE | true;
  readonly json?: true;
}

/** Clocks between two looks at signals of the operating system. */
const SLICE = 2 ** 16;

/** `redmule exec`: runs any program; exit code 1 when its own value is not 0 or it does not end. */
export function execCommand(): Command {
  const clock = (flag: string) => wholeNumber(flag, 0, Number.MAX_SAFE_INTEGER);
  const command = addSystemOptions(new Command("exec").addOption(profilesOption()))
    .description("run a program on the modelled cores: an ELF file, or a .S file that is assembled on the fly")
    .argument("<program>", "ELF32 executable, or assembly with the name *.S or *.s")
    .option("--trace <file>", "log of retired instructions in the format of spike")
    .option("--trace-from <clock>", "first clock of the log", clock("--trace-from"))
    .option("--trace-to <clock>", "last clock of the log", clock("--trace-to"))
    .option("--trace-core <n>", "log this core only", wholeNumber("--trace-core", 0, 15))
    .option("--trace-clocks", "begin every line of the log with its clock")
    .option("--roi <start,end>", "count clocks between two symbols or addresses: instructions, or stores to them")
    .option(
      "--gdb [port]",
      "wait at reset for GDB at a TCP port (default: 3333), or at standard input and output with -",
      gdbPort,
    );
  return addWaveOptions(command, "reset")
    .addOption(jsonOption())
    .action(async (file: string, options: ExecOptions) => {
      const report = await execute(file, options);
      if (report === undefined) return;
      const out = options.gdb === PIPE ? process.stderr : process.stdout;
      out.write(options.json ? `${JSON.stringify(report)}\n` : execScreen(report));
      process.exitCode = report.status === "ended" && report.value === 0 ? 0 : 1;
    });
}

async function execute(file: string, options: ExecOptions): Promise<ExecReport | undefined> {
  checkWaveOptions(options);
  if (
    options.trace === undefined &&
    (options.traceFrom ?? options.traceTo ?? options.traceCore ?? options.traceClocks) !== undefined
  ) {
    throw new UsageError("A window, a core or the clocks of a log need its file: give --trace FILE.");
  }
  checkGdb(options);
  const out = options.json || options.gdb === PIPE ? process.stderr : process.stdout;
  const { profile: profiles, ...others } = options;
  const systemOptions = { ...others, ...(profiles?.errata && { profile: profiles.errata }) };
  const { run, system, config, view, program } = prepareProgram(file, systemOptions, "redmule exec", (bytes) =>
    out.write(bytes),
  );
  const finishTrace = startTrace(system, options, config.isa);
  const roi = countRoi(system, program, options.roi);
  const finishProfile = profile(system, program, file, profiles?.files);
  const finishWave = recordWave(system, options, view);
  const left = await debug(run, program, options);
  const begin = process.hrtime.bigint();
  if (left === "kill") return undefined;
  await inSlices(() => run.advance(SLICE), {
    progress: () => progressText(system.clock, options.maxClocks, Number(process.hrtime.bigint() - begin) / 1e9),
    interrupted: () => `interrupted in clock ${system.clock}:\n${linesText(run.whereabouts())}`,
  });
  const seconds = Number(process.hrtime.bigint() - begin) / 1e9;
  finishTrace?.();
  finishWave?.();
  finishProfile?.();
  return {
    program: file,
    preset: options.preset,
    isa: config.isa,
    ...run.result,
    ...(roi && { roi: roi.report() }),
    energy: energyIn(system, run.uses),
    seconds,
  };
}

/** A debugger takes the program back, which nobody else who looks at its clocks can follow. */
function checkGdb({ gdb, trace, roi, profile: profiles, wave }: ExecOptions): void {
  const others = { trace, roi, wave, profile: profiles?.files[0] };
  const other = Object.entries(others).find(([, value]) => value !== undefined)?.[0];
  if (gdb === undefined || other === undefined) return;
  throw new UsageError(
    `--gdb and --${other} exclude each other, as a debugger takes the program back: leave one of them out.`,
  );
}

/** Standard port of debug servers, such as OpenOCD's. */
const GDB_PORT = 3333;

function gdbPort(text: string): number | typeof PIPE {
  return text === PIPE ? PIPE : wholeNumber("--gdb", 0, 65535)(text);
}

/** Until GDB leaves, where it is asked for. */
async function debug(run: ProgramRun, program: Program, { gdb }: ExecOptions): Promise<"detach" | "kill" | undefined> {
  if (gdb === undefined) return undefined;
  const say = (sentence: string): void => void process.stderr.write(`${sentence}\n`);
  const left = await serveGdb(run, program, gdb === true ? GDB_PORT : gdb, say);
  run.silent = false;
  return left;
}

function countRoi(system: System, program: Program, text: string | undefined): RegionOfInterest | undefined {
  if (text === undefined) return undefined;
  const roi = new RegionOfInterest(system.cores, readRoi(text, program));
  system.observers.push((clock) => roi.sample(clock));
  return roi;
}

/** Energy since reset; null for a system that is no cluster. */
function energyIn(system: System, uses: readonly Float64Array[]): Energy | null {
  if (!(system instanceof Cluster)) return null;
  return energyOf(clusterActivity(system, uses), OPERATING_POINTS["0.65V"]);
}

/** Clocks, speed and the time after which the run is given up. */
function progressText(clock: number, most: number, seconds: number): string {
  const rate = clock / seconds;
  return `clock ${clock}, ${Math.round(rate / 1000)} thousand clocks/s; given up after ${most} clocks, in at most ${duration((most - clock) / rate)}`;
}

/** The word at a pc, which may be short at the end of a memory; undefined where there is none. */
function instructionAt(system: System, pc: number): number | undefined {
  try {
    const halves = [0, 2].map((offset) => {
      const [low, high] = system.memoryAt(pc + offset, 2);
      return low | (high << 8);
    });
    return (halves[0] & 3) === 3 ? (halves[0] | (halves[1] << 16)) >>> 0 : halves[0];
  } catch (error) {
    if (error instanceof UsageError) return undefined;
    throw error;
  }
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
  const fetch = (pc: number): number | undefined => instructionAt(system, pc);
  const cores = traceCore === undefined ? system.cores : [system.cores[traceCore]];
  const logs = cores.map(
    (core) => new CommitLog(core, { from, to, extensions, fetch, write, clocks: options.traceClocks === true }),
  );
  system.observers.push((clock) => {
    for (const log of logs) log.sample(clock);
  });
  return () => {
    for (const log of logs) log.close();
    sink.close();
  };
}

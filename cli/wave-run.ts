import type { Command } from "commander";
import type { System } from "../hw/cluster/systems/system.js";
import { UsageError } from "../hw/errors.js";
import { addSystemOptions, prepareProgram, type SystemOptions } from "./exec-system.js";
import { REDMULE_KEYS, type WaveView } from "./record-wave.js";
import { placeRun, WAVE_KEYS } from "./run-job.js";
import { JOB_OPTIONS, replayCommand, type JobOptions } from "./run-options.js";
import { placeTiledRun, TILED_WAVE_KEYS } from "./run-tiled.js";

/** A job or a program, ready to run and to be watched. */
export interface WaveRun {
  readonly system: System;
  readonly view: WaveView;
  /** Globs of what a picture shows. */
  readonly keys: readonly string[];
  /** What runs, for the head of a picture. */
  readonly title: string;
  /** Condition of the clock in which something begins; null when that is clock 0. */
  readonly begins: string | null;
  /** Runs for so many clocks or to the end; true at the end. */
  advance(clocks: number): boolean;
  /** Why the run made no progress, or that its clocks were used up; undefined when it ended well. */
  fault(): string | undefined;
}

/**
 * The program, or without one the job, that the command line describes.
 * @throws UsageError for an option that belongs to the other of the two, and for whatever `run` and `exec` refuse
 */
export function waveRun(file: string | undefined, options: JobOptions & SystemOptions, command: Command): WaveRun {
  refuseOthers(file, command);
  return file === undefined ? jobRun(options) : programRun(file, options);
}

/** @throws UsageError for an option of a job beside a program, or the other way round */
function refuseOthers(file: string | undefined, command: Command): void {
  const system = new Set(addSystemOptions(command.createCommand()).options.map((option) => option.attributeName()));
  const [wrong, right] = file === undefined ? [system, JOB_OPTIONS] : [JOB_OPTIONS, system];
  for (const option of command.options) {
    const name = option.attributeName();
    if (!wrong.has(name) || right.has(name) || command.getOptionValueSource(name) !== "cli") continue;
    throw new UsageError(
      file === undefined
        ? `${option.long} is about a program, but none is named: name one or leave it out.`
        : `${option.long} is about a job, but the program ${file} is run: leave it or the program out.`,
    );
  }
}

function programRun(file: string, options: SystemOptions): WaveRun {
  const { run, system, view } = prepareProgram(file, options, "redmule wave", (bytes) => process.stderr.write(bytes));
  return {
    ...{ system, view, keys: view.keys, title: file, begins: null },
    advance: (clocks) => run.advance(clocks),
    fault: () => {
      const { status, message } = run.result;
      return status === "limit" ? `It has not ended within ${options.maxClocks} clocks.` : message;
    },
  };
}

function jobRun(options: JobOptions): WaveRun {
  const { bench, wanted } = options.tiled ? placeTiledRun(options) : placeRun(options);
  const { op, fmt, m, n, k, seed, config } = wanted;
  const comment = [`seed ${seed}`, `configuration ${JSON.stringify(config)}`, replayCommand(options)];
  return {
    system: bench.cluster,
    view: { name: "cluster", keys: options.tiled ? TILED_WAVE_KEYS : WAVE_KEYS, comment },
    keys: REDMULE_KEYS,
    title: `${op} ${fmt}, M x N x K = ${m} x ${n} x ${k}`,
    begins: "rose(redmule.busy)",
    advance: (clocks) => bench.advance(clocks),
    fault: () => bench.result.diagnosis,
  };
}

/** What profiling costs: CPU time of a program on the cluster with a profile and without, the faster of three runs each. */
import { readFileSync } from "node:fs";
import { buildSystem, parseSystem } from "../hw/cluster/systems/system-config.js";
import { Profiler } from "../measure/profile/profiler.js";
import { ProgramRun } from "../run/programs/program-run.js";
import { loadElf } from "../sw/elf/load.js";

const [file] = process.argv.slice(2);
const config = parseSystem({ preset: "cluster" }, file);

/** Seconds of CPU. */
function run(profiled: boolean): number {
  const program = loadElf(readFileSync(file));
  const system = buildSystem(config, file);
  const options = { isa: config.isa, maxClocks: 1e9, print: () => undefined };
  const running = new ProgramRun(system, program, options);
  const profiler = profiled ? new Profiler(system, program) : undefined;
  const begin = process.cpuUsage();
  running.advance();
  profiler?.finish(file);
  return process.cpuUsage(begin).user / 1e6;
}

const times = [false, true].map((profiled) => Math.min(...[0, 1, 2].map(() => run(profiled))));
process.stdout.write(
  `${times[0].toFixed(2)} s, with a profile ${times[1].toFixed(2)} s: ${(times[1] / times[0]).toFixed(2)} times\n`,
);

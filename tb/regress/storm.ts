import { hex } from "../../hw/hex.js";
import type { RedmuleParameters } from "../../hw/redmule/parameters.js";
import { REGISTER } from "../../hw/redmule/registers.js";
import { fillGarbage } from "../../run/redmule/placed-job.js";
import { Finding } from "./finding.js";
import type { RegressJob, StormAccess } from "./regress-job.js";
import { StormBench } from "./storm-bench.js";

/** Bytes of the memory of a storm. */
export const STORM_BYTES = 0x10000;
/** Clocks behind an access in which its answer and a clear are over. */
const QUIET = 10;

/** A bench for a storm in a memory of any numbers, or of NaNs; `patience` is the share of refused clocks. */
export function stormBench({ design, base, garbage }: RegressJob, p: RedmuleParameters, patience: number): StormBench {
  const bench = new StormBench(p, { base, bytes: STORM_BYTES }, design.ce, patience);
  const { words } = bench.memory;
  if (garbage === 0) words.fill(0xffff_ffff);
  else fillGarbage(words, garbage);
  bench.begin();
  return bench;
}

/**
 * Performs the accesses of a storm, lets what can end end, and compares the whole memory.
 * @throws Finding at the first thing that is wrong
 */
export function driveStorm(bench: StormBench, storm: readonly StormAccess[]): void {
  for (const access of storm) {
    bench.idle(access.wait);
    bench.perform(access);
  }
  while (bench.model.runs) bench.step();
  bench.idle(QUIET);
  for (const offset of [REGISTER.STATUS, REGISTER.RUNNING_JOB, REGISTER.FINISHED, REGISTER.ACQUIRE, REGISTER.MCFG0]) {
    bench.read(offset);
  }
  bench.write(REGISTER.SOFT_CLEAR, 1);
  bench.idle(QUIET);
  const byte = bench.wrongByte;
  if (byte !== undefined) throw new Finding("memory", `Byte ${hex(byte)} is not what the jobs leave there.`);
}

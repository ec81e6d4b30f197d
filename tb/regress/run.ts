import { hex } from "../../hw/hex.js";
import { UsageError } from "../../hw/errors.js";
import type { CeModel } from "../../hw/redmule/ce-model.js";
import { errataOf, type Erratum } from "../../hw/redmule/errata.js";
import { beatBytes, redmuleParameters, tileColumns, type RedmuleParameters } from "../../hw/redmule/parameters.js";
import { CheckFailure } from "../checkers/checker.js";
import type { Coverage } from "../coverage/coverage.js";
import { StallPattern } from "../../run/data/random.js";
import { MemoryScoreboard } from "../redmule/monitors.js";
import type { PlacedJob } from "../../run/redmule/placed-job.js";
import type { Observer, Pauses, RedmuleBench } from "../../run/redmule/redmule-bench.js";
import { Finding, type FindingKind } from "./finding.js";
import { BurstPauses } from "./pauses.js";
import { placeAll, placesOf, type Places } from "./place.js";
import { RegressBench } from "./regress-bench.js";
import type { RegressJob } from "./regress-job.js";
import { driveSequence } from "./sequence.js";
import { driveStorm, stormBench } from "./storm.js";
import { judgeTiming, timingBench, type TimingJob } from "./timing.js";

/** What a run of a sequence found. */
export interface Verdict {
  /** The first requirement that did not hold, and the clock behind the last one worth seeing; null when all held. */
  readonly fault: { readonly kind: FindingKind; readonly text: string; readonly clock: number } | null;
  /** Jobs that ended. */
  readonly jobs: number;
  readonly clocks: number;
  readonly reads: number;
  readonly writes: number;
  /** FNV-1a of the whole memory at the end, in words. */
  readonly digest: number;
}

/** How a sequence is run. */
export interface RunSettings {
  readonly errata?: readonly Erratum[];
  /** Called with the bench before the first clock; its observers see every clock. */
  readonly observe?: (bench: RedmuleBench) => Observer;
  /** The same for the bench of a sequence alone. */
  readonly observeSequence?: (bench: RegressBench) => Observer;
  /** Counts what sequences cover. */
  readonly coverage?: Coverage | null;
}

/** Pauses are longer than single clocks: so much more patience. */
const BURST_PATIENCE = 4;

/**
 * Runs a sequence of jobs on a design and a memory of its own. Judged are every clock of the port, every register answer,
 * every result against golden in the clock of its event, and at the end every byte of the memory.
 * @throws UsageError for a design that cannot be
 */
export function runRegressJob(job: RegressJob, settings: RunSettings = {}): Verdict {
  const { errata = [], observe, observeSequence, coverage = null } = settings;
  const parameters = redmuleParameters({ ...job.design, errata: errataOf("sound", errata) });
  if (job.timing !== null) return runTiming(job.timing, job.design.ce, errata, observe);
  if (job.storm.length > 0) return runStorm(job, parameters, observe);
  const places = placesOf(job);
  const bench = benchOf(job, parameters, places);
  const placed = placeAll(job, places, bench.memory);
  const scoreboard = new MemoryScoreboard(bench);
  bench.stallBy(pausesOf(job));
  if (observe) bench.observers.push(observe(bench));
  if (observeSequence) bench.observers.push(observeSequence(bench));
  if (coverage !== null) bench.cover(coverage);
  const found = verdict(bench, () => judge(bench, job, placed, scoreboard));
  bench.finishCoverage();
  return found;
}

function runStorm(job: RegressJob, parameters: RedmuleParameters, observe: RunSettings["observe"]): Verdict {
  const bench = stormBench(job, parameters, patienceOf(job));
  bench.stallBy(pausesOf(job));
  if (observe) bench.observers.push(observe(bench));
  return verdict(bench, () => driveStorm(bench, job.storm));
}

function runTiming(job: TimingJob, ce: CeModel, errata: readonly Erratum[], observe: RunSettings["observe"]): Verdict {
  const bench = timingBench(job, ce, errata);
  if (observe) bench.observers.push(observe(bench));
  return verdict(Object.assign(bench, { ended: 1 }), () => judgeTiming(job, bench));
}

function verdict(bench: RedmuleBench & { readonly ended: number }, run: () => void): Verdict {
  const fault = faultOf(run);
  return {
    fault: fault && { kind: fault.kind, text: fault.message, clock: fault.clock ?? bench.cycle },
    jobs: bench.ended,
    clocks: bench.cycle,
    reads: bench.memory.reads,
    writes: bench.memory.writes,
    digest: digest(bench.memory.words),
  };
}

function judge(bench: RegressBench, job: RegressJob, placed: PlacedJob[], scoreboard: MemoryScoreboard): void {
  driveSequence(bench, job.steps, placed);
  bench.monitor.finish();
  const [complaint] = bench.monitor.complaints;
  if (complaint !== undefined) throw new Finding("port", `${complaint}.`);
  const [address] = scoreboard.changed(placed);
  if (address !== undefined) throw new Finding("memory", `Byte ${hex(address)} outside Z has changed.`);
}

/** A fault of the design may also show as an exception of the model. */
function faultOf(run: () => void): Finding | null {
  try {
    run();
    return null;
  } catch (error) {
    if (error instanceof Finding) return error;
    if (error instanceof CheckFailure) return new Finding("protocol", `C${error.message.slice(1)}.`, error.clock + 1);
    if (error instanceof UsageError || !(error instanceof Error)) throw error;
    return new Finding("crash", `The model threw: ${error.message}`);
  }
}

function benchOf(job: RegressJob, p: RedmuleParameters, { window }: Places): RegressBench {
  return new RegressBench(p, window, job.design.ce, { stall: patienceOf(job), clocks: mostClocks(job, p) });
}

/** Share of refused clocks that the watchdog reckons with. */
function patienceOf({ stall: { p, burst } }: RegressJob): number {
  return burst > 1 ? 1 - (1 - p) / BURST_PATIENCE : p;
}

function pausesOf({ stall: { p, burst, seed } }: RegressJob): Pauses | null {
  if (p === 0) return null;
  return burst > 1 ? new BurstPauses(p, burst, seed) : new StallPattern(p, seed);
}

/** Clocks that no live sequence takes: every operand of every tile fetched beat by beat, many times over. */
function mostClocks({ steps, stall }: RegressJob, p: RedmuleParameters): number {
  const D = tileColumns(p);
  const beats = Math.ceil((2 * D) / beatBytes(p)) + 1;
  const clocks = steps.map(({ m, n, k, accesses, wait, clearAfter }) => {
    const tiles = Math.ceil(m / p.L) * Math.ceil(k / D);
    const steps = n + p.H;
    const tile = steps * (p.P + 1) + beats * (steps + p.L * (3 + Math.ceil(n / D))) + 100;
    return (8 * tiles * tile) / (1 - stall.p) + 40 * accesses + wait + (clearAfter ?? 0) + 2000;
  });
  return Math.ceil(clocks.reduce((sum, clocks) => sum + clocks, 0));
}

function digest(words: Uint32Array): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < words.length; i++) hash = Math.imul(hash ^ words[i], 0x01000193);
  return hash >>> 0;
}

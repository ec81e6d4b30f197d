import { hex } from "../../hw/hex.js";
import { redmuleOf } from "../../hw/config.js";
import { UsageError } from "../../hw/errors.js";
import type { Scope } from "../../hw/probe.js";
import { REGISTER } from "../../hw/redmule/registers.js";
import { SavedRegisters, type Snapshot } from "../../hw/snapshot.js";
import { StallPattern } from "../../run/data/random.js";
import { parseJob, withTensors, type Job } from "../../run/redmule/job.js";
import { layoutJob } from "../../run/redmule/layout.js";
import { fillGarbage, PlacedJob } from "../../run/redmule/placed-job.js";
import { RedmuleBench } from "../../run/redmule/redmule-bench.js";
import { Watchdog } from "../../run/redmule/watchdog.js";
import { AccessChecker } from "./access-checker.js";
import type { Fault } from "./fault.js";
import { FlipFlops, type TargetRegister } from "../../measure/area/flip-flops.js";

/**
 * How a run with a fault ends, the first that applies:
 * - detected: the protection unit at the port objects, or a register that software reads after the event differs (the
 *   status registers, the job registers, the number of events);
 * - hang: no event, at twice the clocks and more;
 * - sdc, silent data corruption: the memory differs;
 * - masked: nothing of this; the event may come in another clock.
 */
export const OUTCOMES = ["masked", "sdc", "hang", "detected"] as const;
export type FaultClass = (typeof OUTCOMES)[number];

/** What a run showed. */
export interface Effect {
  readonly outcome: FaultClass;
  /** What detected the fault; null otherwise. */
  readonly by: string | null;
}

/** Clocks between two snapshots of the run without a fault. */
const INTERVAL = 32;
/** Clocks beyond twice the run without a fault before it counts as hanging. */
const GRACE = 1000;
/** Registers that the driver reads after the event. */
const READ_BACK = [
  ...[REGISTER.STATUS, REGISTER.FINISHED, REGISTER.RUNNING_JOB],
  ...[REGISTER.X_ADDR, REGISTER.W_ADDR, REGISTER.Z_ADDR, REGISTER.MCFG0, REGISTER.MCFG1, REGISTER.MACFG],
];

/** A bit that keeps its value. */
interface StuckBit {
  readonly register: TargetRegister;
  readonly element: number;
  readonly mask: number;
  readonly value: number;
}

/** RedMulE with staged compute elements, on which a bit may be stuck. */
class StuckBench extends RedmuleBench {
  stuck: StuckBit | null = null;

  constructor(...given: ConstructorParameters<typeof RedmuleBench>) {
    super(...given);
    // A faulty design breaks protocols.
    this.checks = null;
  }

  override step(): void {
    if (this.stuck !== null) force(this.stuck);
    super.step();
  }
}

function force({ register: { probe }, element, mask, value }: StuckBit): void {
  const held = probe.get(element);
  const forced = ((held & ~mask) | value) >>> 0;
  if (forced !== held) probe.set!(element, forced);
}

/** What software and memory hold after a job. */
interface Aftermath {
  readonly readBack: readonly number[];
  readonly events: number;
  readonly memory: Uint32Array;
}

/**
 * A job that is run once without a fault and then again and again with one. Runs with an upset begin at the snapshot before it,
 * and end where all registers and the memory equal a later snapshot.
 */
export class Victim {
  readonly flipFlops: FlipFlops;
  /** First clock of the event without a fault. */
  readonly clocks: number;

  private readonly bench: StuckBench;
  private readonly placed: PlacedJob;
  private readonly stall: StallPattern | null;
  private readonly saved: SavedRegisters;
  private readonly checker: AccessChecker;
  private readonly atReset: Snapshot;
  /** State before clock 1 + i * INTERVAL. */
  private readonly snapshots: Snapshot[] = [];
  private readonly golden: Aftermath;
  private events = 0;

  /** @throws UsageError when the job cannot be placed or does not end well without a fault */
  constructor(input: unknown) {
    const job = parseJob(input, "redmule inject");
    this.bench = victimBench(job);
    this.placed = place(this.bench, job);
    this.stall = job.stall > 0 ? new StallPattern(job.stall, job.stallSeed) : null;
    this.checker = new AccessChecker(this.bench, this.placed);
    this.bench.observers.push(() => (this.events += this.bench.redmule.event));
    const design = this.bench.redmule.scope("redmule");
    this.flipFlops = new FlipFlops(design);
    const all: Scope = { name: "all", probes: [], children: [design, this.bench.memory.scope("memory")] };
    this.saved = new SavedRegisters(all);
    this.atReset = this.saved.save();
    this.start();
    this.clocks = this.runGolden();
    this.golden = this.finish();
    if (this.placed.mismatches() > 0 || this.checker.violation !== null) {
      throw new UsageError("The job differs from golden without any fault: choose the profile sound and no erratum.");
    }
  }

  /** Runs the job with a fault. */
  strike(fault: Fault): Effect {
    const { bench, checker, flipFlops } = this;
    const register = flipFlops.find(fault.register)!;
    const mask = (1 << fault.bit) >>> 0;
    this.events = 0;
    checker.clear();
    if (fault.clock === null) {
      bench.stuck = { register, element: fault.element, mask, value: fault.value === 1 ? mask : 0 };
      this.saved.restore(this.atReset);
      this.start();
    } else {
      this.goTo(fault.clock);
      register.probe.set!(fault.element, (register.probe.get(fault.element) ^ mask) >>> 0);
    }
    const effect = this.effect(fault.clock !== null);
    bench.stuck = null;
    return effect;
  }

  private start(): void {
    const { bench, placed } = this;
    bench.stallBy(null);
    bench.softClear();
    bench.program(placed.registers);
    bench.trigger(this.stall);
  }

  private runGolden(): number {
    const { bench } = this;
    const watchdog = new Watchdog(bench.redmule, this.stall?.p ?? 0);
    while (!bench.redmule.event) {
      const diagnosis = watchdog.look(bench.cycle);
      if (diagnosis !== undefined) {
        throw new UsageError(
          `The job hangs without any fault (${diagnosis}): choose the profile sound and no erratum.`,
        );
      }
      if ((bench.cycle - 1) % INTERVAL === 0) this.snapshots.push(this.saved.save());
      bench.step();
    }
    return bench.cycle;
  }

  /** Brings the run without a fault to the beginning of a clock. */
  private goTo(clock: number): void {
    const { bench } = this;
    const at = Math.floor((clock - 1) / INTERVAL);
    this.saved.restore(this.snapshots[at]);
    bench.stallBy(this.stall);
    bench.cycle = 1 + at * INTERVAL;
    while (bench.cycle < clock) bench.step();
  }

  private effect(isUpset: boolean): Effect {
    const ending = this.runOn(isUpset);
    if (this.checker.violation !== null) return { outcome: "detected", by: `port, ${this.checker.violation}` };
    if (ending !== "event") return { outcome: ending === "hang" ? "hang" : "masked", by: null };
    const { readBack, events, memory } = this.finish();
    const { golden } = this;
    if (this.checker.violation !== null) return { outcome: "detected", by: `port, ${this.checker.violation}` };
    if (events !== golden.events) return { outcome: "detected", by: `${events} events` };
    const wrong = readBack.findIndex((value, i) => value !== golden.readBack[i]);
    if (wrong >= 0) return { outcome: "detected", by: `register ${hex(READ_BACK[wrong])}` };
    return { outcome: memory.every((word, i) => word === golden.memory[i]) ? "masked" : "sdc", by: null };
  }

  /** Runs to the event, to a violation, until nothing moves, or until an upset has left no trace. */
  private runOn(isUpset: boolean): "event" | "violation" | "hang" | "converged" {
    const { bench, checker, snapshots } = this;
    const watchdog = new Watchdog(bench.redmule, this.stall?.p ?? 0);
    const struck = bench.cycle;
    while (!bench.redmule.event) {
      if (checker.violation !== null) return "violation";
      if (bench.cycle > 2 * this.clocks + GRACE || watchdog.look(bench.cycle) !== undefined) return "hang";
      const at = (bench.cycle - 1) / INTERVAL;
      if (isUpset && bench.cycle > struck && at in snapshots && this.saved.equals(snapshots[at])) return "converged";
      bench.step();
    }
    return "event";
  }

  /** What the driver reads after the event, then the memory when the stores have drained. */
  private finish(): Aftermath {
    const { bench } = this;
    bench.stallBy(null);
    const readBack = READ_BACK.map((offset) => bench.read(offset));
    bench.drain();
    return { readBack, events: this.events, memory: bench.memory.words.slice() };
  }
}

function victimBench(job: Job): StuckBench {
  const parameters = redmuleOf(job.config);
  const { bases, window } = layoutJob(job, job.misalign, parameters);
  const base = Math.min(...bases) & ~0xfff;
  return new StuckBench(parameters, { base, bytes: window.bytes - base }, "staged");
}

function place(bench: RedmuleBench, job: Job): PlacedJob {
  const { misalign } = job;
  fillGarbage(bench.memory.words, job.seed);
  const { bases } = layoutJob(job, misalign, bench.redmule.parameters);
  return new PlacedJob(bench, withTensors(job), bases);
}

import { describe, expect, test } from "vitest";
import { errataOf, type Profile } from "../../hw/redmule/errata.js";
import { redmuleParameters } from "../../hw/redmule/parameters.js";
import { StallPattern } from "../../run/data/random.js";
import { drawJob, fillGarbage, PlacedJob, spacedBases } from "../../run/redmule/placed-job.js";
import { prepare, rerunJob, tensorsOf } from "./recorded-run.js";
import { recordedJobs, recordedPairs, recordedTrace, type RecordedJob, type RecordedPair } from "./reference-data.js";
import { RedmuleBench } from "../../run/redmule/redmule-bench.js";

/** Seeds of garbage around the tensors that tell which elements depend on it. */
const GARBAGE = [1, 2, 3, 4];
const UPSTREAM: Profile = "upstream-51cd064";

function hex(placed: PlacedJob): string {
  const z = placed.z();
  return Buffer.from(z.buffer, z.byteOffset, z.byteLength).toString("hex");
}

/** How a recorded job ended: clocks or a hang, beats, Z. */
function recorded(job: RecordedJob) {
  const { m, n, k, z, hang = false, reads, writes, cycles } = job;
  return { shape: [m, n, k], cycles: hang ? null : cycles, reads, writes, z };
}

function modelled(job: RecordedJob) {
  const { m, n, k, z } = job;
  const { cycles, reads, writes, placed } = rerunJob(job, UPSTREAM);
  const otherZ = (garbage: number): string => hex(rerunJob(job, UPSTREAM, garbage).placed);
  return { shape: [m, n, k], cycles, reads, writes, z: withoutGarbage(job, hex(placed), z, otherZ) };
}

/**
 * Z of the model with the recorded elements where both depend on what lies around the tensors: those change when the same
 * job runs amid other garbage.
 */
function withoutGarbage(
  { fmt, mismatch }: RecordedJob,
  found: string,
  wanted: string,
  otherZ: (garbage: number) => string,
): string {
  if (found === wanted || !mismatch) return found;
  const others = GARBAGE.map(otherZ);
  const digits = fmt === "fp8" || fmt === "fp8alt" ? 2 : 4;
  let z = "";
  for (let at = 0; at < found.length; at += digits) {
    const element = (text: string): string => text.slice(at, at + digits);
    z += element(others.every((other) => element(other) === element(found)) ? found : wanted);
  }
  return z;
}

describe.each(["vectors", "vectors-errata", "stall-vectors"] as const)("%s", (name) => {
  const jobs = recordedJobs(name);

  test("the profile of the reference gives the recorded bits, clocks and beats", () => {
    expect(jobs.length).toBeGreaterThanOrEqual(20);
    expect(jobs.map(modelled)).toEqual(jobs.map(recorded));
  });

  test("the sound design gives golden", () => {
    const wrong = jobs.map((job) => {
      const { cycles, placed } = rerunJob(job, "sound");
      return cycles === null ? "hang" : placed.mismatches();
    });
    expect(wrong).toEqual(jobs.map(() => 0));
  });
});

describe("second job without a soft clear", () => {
  const pairs = recordedPairs();

  /** Both jobs on one bench, the second programmed after the first has ended. */
  function runBoth({ first, second }: RecordedPair, profile: Profile, garbage?: number) {
    const { bench, placed } = prepare(first, profile, tensorsOf(first), garbage);
    const ended = [bench.run().cycles];
    bench.drain();
    const z = [hex(placed)];
    const wrong = [placed.mismatches()];
    const job = tensorsOf(second);
    const again = new PlacedJob(bench, job, spacedBases(job).bases);
    bench.program(again.registers);
    ended.push(bench.run().cycles);
    bench.drain();
    return { ended, z: [...z, hex(again)], wrong: [...wrong, again.mismatches()] };
  }

  test("ends after the recorded clocks with the recorded bits under E4, wrong", () => {
    for (const pair of pairs) {
      const { first, second } = pair;
      const { ended, z, wrong } = runBoth(pair, UPSTREAM);
      expect(ended).toEqual([first.cycles, second.cycles]);
      const otherZ = (garbage: number): string => runBoth(pair, UPSTREAM, garbage).z[1];
      expect([z[0], withoutGarbage(second, z[1], second.z, otherZ)]).toEqual([first.z, second.z]);
      expect(wrong[1]).toBeGreaterThan(second.mismatch! / 2);
    }
  });

  test("is right and ends in the sound design", () => {
    for (const pair of pairs) {
      const { ended, wrong } = runBoth(pair, "sound");
      expect(ended).not.toContain(null);
      expect(wrong).toEqual([0, 0]);
    }
  });
});

describe("state histories, clock by clock", () => {
  test.each([
    "L12H4P3_gemm_12x16x16",
    "L12H4P3_gemm_13x20x18",
    "L12H4P3_gemm_17x13x17",
    "L12H4P3_gemm_24x32x32",
    "L12H4P3_gemm_24x32x32_stall0.1_HANG",
    "L12H4P3_gemm_24x32x32_stall0.3",
    "L12H4P3_gemm_36x32x33",
    "L12H4P3_gemm_5x17x17",
    "L12H4P3_matmul_12x32x16",
  ])("%s", (name) => {
    const trace = recordedTrace(name);
    const { stall, stallSeed } = trace.job;
    const job = drawJob({ fmt: "fp16", ...trace.job }, "norm", 5);
    const { bases, end } = spacedBases(job);
    const p = redmuleParameters({ errata: errataOf(UPSTREAM) });
    const bench = new RedmuleBench(p, { base: 0, bytes: end });
    fillGarbage(bench.memory.words);
    bench.softClear();
    bench.program(new PlacedJob(bench, job, bases).registers);
    const found: string[] = [];
    bench.observers.push((cycle) => {
      if (cycle === found.length && cycle < trace.clocks.length) found.push(stateLine(bench));
    });
    bench.run(stall > 0 ? new StallPattern(stall, stallSeed) : null);
    bench.idle(trace.clocks.length - found.length);
    expect(found).toEqual(trace.clocks.map(normal));
  });

  /** The columns of a recorded clock; the address counts only with a request. */
  function normal(values: readonly string[]): string {
    const requests = values[7] === "1";
    const access = requests ? [values[8], values[9], values[10].slice(-6)] : ["", "", ""];
    return [...values.slice(0, 8), ...access].join(" ");
  }

  function stateLine({ redmule }: RedmuleBench): string {
    const { controller, scheduler, xBuffer, zBuffer, tcdm } = redmule;
    return normal(
      [
        ...[controller.state, scheduler.state, scheduler.stallW, scheduler.stallX, scheduler.stallY],
        ...[xBuffer.fill.state, zBuffer.state, tcdm.req, tcdm.gnt, 1 - tcdm.write],
        tcdm.addr.toString(16).padStart(6, "0"),
      ].map(String),
    );
  }
});

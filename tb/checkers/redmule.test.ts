import { describe, expect, test } from "vitest";
import { errataOf, type Erratum } from "../../hw/redmule/errata.js";
import { redmuleParameters } from "../../hw/redmule/parameters.js";
import { Redmule } from "../../hw/redmule/redmule.js";
import { walk, type Probe } from "../../hw/probe.js";
import { StallPattern } from "../../run/data/random.js";
import { drawJob, PlacedJob, spacedBases, type Shape } from "../../run/redmule/placed-job.js";
import { RedmuleBench } from "../../run/redmule/redmule-bench.js";
import { ChannelChecker } from "./channels.js";
import { FifoCheckers } from "./fifos.js";
import { RedmuleChecker } from "./redmule.js";
import { TensorChecker } from "./tensors.js";

const SHAPE: Shape = { op: "GEMM", fmt: "fp16", m: 13, n: 18, k: 19 };

function benchOf(shape = SHAPE, errata: readonly Erratum[] = []): { bench: RedmuleBench; placed: PlacedJob } {
  const { bases, end } = spacedBases(shape);
  const bench = new RedmuleBench(redmuleParameters({ errata: errataOf("sound", errata) }), { base: 0, bytes: end });
  const placed = new PlacedJob(bench, drawJob(shape, "norm", 1), bases);
  bench.softClear();
  bench.program(placed.registers);
  return { bench, placed };
}

function probe(bench: RedmuleBench, at: string): Probe {
  const found: Probe[] = [];
  walk(bench.redmule.scope("redmule"), (path, one) => {
    if ([...path, one.name].join(".") === `redmule.${at}`) found.push(one);
  });
  return found[0];
}

test("the suite attaches checkers to every bench, and a stalled job passes them", () => {
  const { bench, placed } = benchOf();
  expect(bench.checks).not.toBeNull();
  expect(bench.run(new StallPattern(0.4, 3)).cycles).toBeGreaterThan(0);
  expect(placed.mismatches()).toBe(0);
});

describe("a FIFO", () => {
  const FIFOS = new Set<string>();
  walk(new Redmule(redmuleParameters()).scope("redmule"), (path) => {
    if (path[path.length - 1].endsWith("_fifo")) FIFOS.add(path.slice(1).join("."));
  });

  /** The fault that overwriting a register in the middle of a job causes, seen by the FIFO checkers alone. */
  function overwritten(fifo: string, register: string, change: (value: number) => number): string {
    const { bench } = benchOf();
    const { redmule } = bench;
    bench.checks = null;
    bench.trigger();
    bench.idle(150);
    const checker = new FifoCheckers(redmule);
    checker.check(0);
    const found = probe(bench, `${fifo}.${register}`);
    found.set!(0, change(found.get(0)));
    try {
      checker.check(1);
    } catch (error) {
      return (error as Error).message;
    }
    return "nothing";
  }

  test.each([...FIFOS])("%s that overflows, underflows or loses count is reported", (fifo) => {
    expect(overwritten(fifo, "count", () => 99)).toContain(`redmule.${fifo}: 99 entries in a depth of`);
    expect(overwritten(fifo, "count", () => -1)).toContain("popped from an empty FIFO");
    expect(overwritten(fifo, "tail", (tail) => tail + 1)).toMatch(/disagree|pushes/);
  });
});

describe("a channel", () => {
  /** A read of X, refused and then asked again as `second`. */
  function asked(second: { addr?: number; be?: number; clear?: number }): () => void {
    const { redmule } = benchOf().bench;
    const { tcdm, streamer } = redmule;
    const checker = new ChannelChecker(streamer, tcdm);
    Object.assign(tcdm, { req: 1, gnt: 0, write: 0, addr: 0x100 });
    tcdm.be.fill(0xf);
    streamer.mux.winner = 0;
    streamer.clear = second.clear ?? 0;
    checker.check(0);
    tcdm.req = 0;
    checker.check(1);
    Object.assign(tcdm, { req: 1, addr: second.addr ?? 0x100 });
    if (second.be !== undefined) tcdm.be[2] = second.be;
    return () => checker.check(2);
  }

  test("may withdraw a refused request, but asks for the same again", () => {
    expect(asked({})).not.toThrow();
    expect(asked({ addr: 0x104 })).toThrow(/channel X: the refused request for 0x100 comes again for 0x104/);
    expect(asked({ be: 1 })).toThrow(/comes again for 0x100/);
    expect(asked({ addr: 0x104, clear: 1 })).not.toThrow();
  });

  test("writes for Z and for nobody else", () => {
    const { redmule } = benchOf().bench;
    Object.assign(redmule.tcdm, { req: 1, gnt: 1, write: 1 });
    redmule.streamer.mux.winner = 1;
    expect(() => new ChannelChecker(redmule.streamer, redmule.tcdm).check(0)).toThrow(/channel W: reads and writes/);
  });
});

describe("tensors", () => {
  /** Runs a job with a register of its tiled configuration overwritten in some clock. */
  function corrupted(at: string, by: number, clock: number): () => void {
    const { bench } = benchOf();
    bench.checks = new TensorChecker(bench.redmule);
    bench.trigger();
    bench.idle(clock);
    const found = probe(bench, at);
    found.set!(0, found.get(0) + by);
    return () => bench.idle(4000);
  }

  test("a read outside X and W is reported", () => {
    expect(corrupted("streamer.w.address_generator.offset", 640, 60)).toThrow(
      /a read of the bytes .* outside X, W and Y/,
    );
  });

  test("a write outside Z is reported", () => {
    const { bench } = benchOf();
    const { redmule } = bench;
    bench.checks = null;
    const checker = new TensorChecker(redmule);
    bench.trigger();
    while ((redmule.tcdm.req & redmule.tcdm.write) === 0) bench.step();
    checker.check(0);
    redmule.tcdm.addr -= 0x4000;
    expect(() => checker.check(1)).toThrow(/a write of the bytes .* outside Z/);
  });

  test("a job that ends before all of Z is written is reported", () => {
    const { bench } = benchOf(SHAPE, ["E3"]);
    bench.checks = new TensorChecker(bench.redmule);
    // Its last stores wait for their grants.
    const pattern = new StallPattern(0.9, 1);
    const runAndLook = (): void => {
      bench.run(pattern);
      bench.step();
    };
    expect(runAndLook).toThrow(/the job ends with \d+ of 494 bytes of Z written/);
  });

  test("a design with errata is not judged by its tensors", () => {
    const tensors = (errata: readonly Erratum[]) => new RedmuleChecker(benchOf(SHAPE, errata).bench.redmule).tensors;
    expect(tensors([])).not.toBeNull();
    expect(tensors(["E1"])).toBeNull();
  });
});

import { describe, expect, test } from "vitest";
import { redmuleOf } from "../../hw/config.js";
import { walk } from "../../hw/probe.js";
import { SplitMix64 } from "../../run/data/random.js";
import { parseJob, withTensors } from "../../run/redmule/job.js";
import { layoutJob } from "../../run/redmule/layout.js";
import { fillGarbage, PlacedJob } from "../../run/redmule/placed-job.js";
import { RedmuleBench } from "../../run/redmule/redmule-bench.js";
import { drawFault, FAULT_KINDS, type Fault } from "./fault.js";
import { familyOf, FlipFlops } from "../../measure/area/flip-flops.js";
import { Victim, type FaultClass } from "./victim.js";

const JOB = { config: { L: 3, H: 2, P: 1, ce: "staged" }, m: 5, n: 7, k: 9 } as const;
const victim = new Victim(JOB);

/** The same job from reset, without snapshots: whether the event comes, and whether Z is right. */
function runPlainly({ register, element, bit, clock, value }: Fault): "hang" | "right" | "wrong" {
  const job = parseJob(JOB, "test");
  const parameters = redmuleOf(job.config);
  const { bases, window } = layoutJob(job, job.misalign, parameters);
  const bench = new RedmuleBench(parameters, window, "staged");
  bench.checks = null;
  fillGarbage(bench.memory.words);
  const placed = new PlacedJob(bench, withTensors(job), bases);
  const { probe } = new FlipFlops(bench.redmule.scope("redmule")).find(register)!;
  const apply = (): void => {
    const held = probe.get(element);
    const mask = (1 << bit) >>> 0;
    const next = value === null ? held ^ mask : value === 1 ? held | mask : held & ~mask;
    if (next >>> 0 !== held) probe.set!(element, next >>> 0);
  };
  const step = (): void => {
    if (clock === null || bench.cycle === clock) apply();
    RedmuleBench.prototype.step.call(bench);
  };
  // The driver's clocks before the trigger count from 0 too.
  bench.step = (): void => (clock === null ? step() : RedmuleBench.prototype.step.call(bench));
  bench.softClear();
  bench.program(placed.registers);
  bench.trigger();
  bench.step = step;
  while (!bench.redmule.event && bench.cycle < 5000) bench.step();
  if (!bench.redmule.event) return "hang";
  bench.drain();
  return placed.mismatches() === 0 ? "right" : "wrong";
}

/** What a plain run shows of each outcome; a detected fault may do anything. */
const SHOWS: Readonly<Record<FaultClass, readonly string[]>> = {
  masked: ["right"],
  sdc: ["wrong"],
  hang: ["hang"],
  detected: ["right", "wrong", "hang"],
};

describe("a struck job", () => {
  test.each(FAULT_KINDS)("%s: runs from a snapshot end as runs from reset", (kind) => {
    const seen = new Set<FaultClass>();
    for (let run = 0; run < 150; run++) {
      const fault = drawFault(kind, victim.flipFlops, victim.clocks, 11, run);
      const { outcome } = victim.strike(fault);
      seen.add(outcome);
      const shown = runPlainly(fault);
      if (!SHOWS[outcome].includes(shown)) expect.fail(`${JSON.stringify(fault)}: ${outcome}, but from reset ${shown}`);
    }
    expect([...seen].sort()).toEqual(["detected", "hang", "masked", "sdc"]);
  });

  const upset = (register: string, element: number, bit: number, clock: number): Fault => {
    return { block: register.split(".")[0], register, element, bit, clock, value: null };
  };

  const stuck = (register: string, element: number, bit: number): Fault => {
    return { ...upset(register, element, bit, 0), clock: null, value: 1 };
  };

  test.each([
    ["a register that nothing reads any more", upset("registers.rdata", 0, 3, 20), "masked", null],
    [
      "an X address before it is used",
      upset("tiler.config0.x_addr", 0, 30, 40),
      "detected",
      /^port, clock \d+: read of 0x/,
    ],
    ["a store address", upset("tiler.config0.z_addr", 0, 31, 40), "detected", /^port, clock \d+: /],
    ["the number of finished jobs", upset("registers.finished", 0, 1, 30), "detected", /^register 0x8$/],
    ["an event that is none", upset("registers.event", 0, 0, 30), "detected", /^(2 events|register 0x\w+)$/],
    ["a state of the controller that is none", stuck("controller.state", 0, 2), "detected", /^port, clock \d+: /],
    ["a configuration that is written afterwards", upset("tiler.config0.x_addr", 0, 30, 10), "masked", null],
  ] as const)("%s", (_what, fault, outcome, by) => {
    const effect = victim.strike(fault);
    expect(effect.outcome).toBe(outcome);
    if (by === null) expect(effect.by).toBe(null);
    else expect(effect.by).toMatch(by);
  });

  test("leaves no trace in the next one", () => {
    const fault = drawFault("seu", victim.flipFlops, victim.clocks, 2, 4);
    const before = victim.strike(fault);
    victim.strike(drawFault("stuck", victim.flipFlops, victim.clocks, 2, 5));
    victim.strike(drawFault("seu", victim.flipFlops, victim.clocks, 2, 6));
    expect(victim.strike(fault)).toEqual(before);
  });

  test("must be right without a fault", () => {
    const broken = { ...JOB, fmt: "bf16", config: { ...JOB.config, errata: ["E13"] } };
    expect(() => new Victim(broken)).toThrow(/^The job (hangs|differs from golden).*: choose the profile sound/);
  });
});

describe("flip-flops", () => {
  test("are all register probes of the design, bit by bit", () => {
    const bench = new RedmuleBench(redmuleOf(parseJob(JOB, "test").config), { base: 0, bytes: 64 }, "staged");
    const scope = bench.redmule.scope("redmule");
    let bits = 0;
    walk(scope, (_path, { kind, width, length }) => (bits += kind === "register" ? width * length : 0));
    const { blocks } = new FlipFlops(scope);
    expect([...blocks.values()].reduce((a, b) => a + b, 0)).toBe(bits);
    expect([...blocks.keys()]).toEqual(scope.children.map(({ name }) => name));
  });

  test("are drawn inside their register, and evenly", () => {
    const random = new SplitMix64(9);
    const { flipFlops } = victim;
    const struck = new Map<string, number>();
    for (let i = 0; i < 4000; i++) {
      const { register, element, bit } = flipFlops.draw("controller", random);
      expect(element < register.probe.length && bit < register.probe.width).toBe(true);
      const name = `${register.path} ${bit}`;
      struck.set(name, (struck.get(name) ?? 0) + 1);
    }
    expect(struck.size).toBe(flipFlops.blocks.get("controller"));
    for (const count of struck.values()) expect(Math.abs(count - 1000)).toBeLessThan(150);
  });

  test("of all rows and columns make a family", () => {
    expect(familyOf("engine.row11.ce3.fma.sum0.sum")).toBe("engine.row*.ce*.fma.sum0.sum");
    expect(familyOf("streamer.w.row_fifo.data")).toBe("streamer.w.row_fifo.data");
  });
});

test("a fault is a function of seed and run, and blocks take turns", () => {
  const draw = (seed: number, run: number): Fault => drawFault("seu", victim.flipFlops, victim.clocks, seed, run);
  expect(draw(5, 17)).toEqual(draw(5, 17));
  expect(draw(5, 17)).not.toEqual(draw(6, 17));
  const blocks = [...victim.flipFlops.blocks.keys()];
  for (let run = 0; run < 60; run++) {
    const { block, clock } = draw(1, run);
    expect(block).toBe(blocks[run % blocks.length]);
    expect(clock).toBeGreaterThanOrEqual(1);
    expect(clock).toBeLessThan(victim.clocks);
  }
});

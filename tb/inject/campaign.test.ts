import { fc, test } from "@fast-check/vitest";
import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect } from "vitest";
import { runCampaign } from "./campaign.js";
import { vulnerabilityChart } from "./chart.js";
import { victimOf, type CampaignSettings, type RunRecord } from "./injection-task.js";
import { totals, vulnerabilityOf } from "./vulnerability.js";
import { WHOLE } from "../../run/campaign/shards.js";
import { weighted, wilson } from "./wilson.js";

const JOB = { config: { L: 3, H: 2, P: 1, ce: "staged" }, m: 5, n: 7, k: 9 } as const;
const SETTINGS: CampaignSettings = { kind: "seu", seed: 4, job: JOB };
const RUNS = 50;

let folder = "";
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), "inject-"))));
afterEach(() => rmSync(folder, { recursive: true }));

function run(extras: { runs?: number; threads?: number; file?: string; signal?: AbortSignal } = {}) {
  const options = { runs: RUNS, shard: WHOLE, threads: 1, file: null, progress: () => undefined, ...extras };
  return runCampaign(SETTINGS, options);
}

describe("a campaign", () => {
  test("finds the same in one thread, in two, and after an interrupt", async () => {
    const file = join(folder, "runs.jsonl");
    const whole = await run({ file });
    expect(whole.map(({ run }) => run)).toEqual(Array.from({ length: RUNS }, (_, i) => i));
    expect(await run({ threads: 2 })).toEqual(whole);

    const lines = readFileSync(file, "utf8").split("\n");
    writeFileSync(file, `${lines.slice(0, 20).join("\n")}\n`);
    appendFileSync(file, lines[20].slice(0, 30));
    expect(await run({ file })).toEqual(whole);
    const after = readFileSync(file, "utf8").trim().split("\n");
    expect(JSON.parse(after[0])).toEqual(SETTINGS);
    expect(after.length).toBe(RUNS + 1);
  });

  test("takes finished runs from its file as they are", async () => {
    const file = join(folder, "runs.jsonl");
    const [first] = await run({ runs: 1, file });
    const marked: RunRecord = { ...first, by: "the file" };
    writeFileSync(file, `${JSON.stringify(SETTINGS)}\n${JSON.stringify(marked)}\n`);
    expect(await run({ runs: 1, file })).toEqual([marked]);
  });

  test("stops when asked to", async () => {
    expect(await run({ signal: AbortSignal.abort() })).toEqual([]);
  });

  test("refuses the file of another one", async () => {
    const file = join(folder, "runs.jsonl");
    writeFileSync(file, `${JSON.stringify({ ...SETTINGS, seed: 5 })}\n`);
    await expect(run({ file })).rejects.toThrow(/holds another campaign \(\{"kind":"seu","seed":5,.*\}\): give .*\.$/);
  });
});

describe("vulnerability", () => {
  const { flipFlops } = victimOf(JOB);
  const strike = (register: string, outcome: RunRecord["outcome"], run: number): RunRecord => {
    const block = register.split(".")[0];
    return { run, block, register, element: 0, bit: 0, clock: 1, value: null, outcome, by: null };
  };
  const records = [
    strike("controller.state", "hang", 0),
    strike("controller.state", "masked", 1),
    strike("engine.row0.ce0.output", "sdc", 2),
    strike("engine.row1.ce1.output", "sdc", 3),
    strike("engine.row2.ce0.fma.sum0.sign", "masked", 4),
  ];
  const found = vulnerabilityOf(flipFlops, records);

  test("counts by block and by register, the array's rows and columns taken together", () => {
    const of = (name: string) => [...found.blocks, ...found.registers].find((toll) => toll.name === name)!;
    expect(of("controller")).toMatchObject({ runs: 2, bits: 4, outcomes: { masked: 1, sdc: 0, hang: 1, detected: 0 } });
    expect(of("engine.row*.ce*.output")).toMatchObject({ runs: 2, bits: 16 * 3 * 2, outcomes: { sdc: 2 } });
    expect(of("engine").avf.estimate).toBeCloseTo(2 / 3);
    expect(of("tiler")).toMatchObject({ runs: 0, avf: { low: 0, high: 1 } });
    expect(found.registers[0].name).toBe("engine.row*.ce*.output");
    expect(totals(found)).toEqual({ masked: 2, sdc: 2, hang: 1, detected: 0 });
  });

  test("is drawn as a chart, registers that took few faults as a number", () => {
    const svg = vulnerabilityChart("A < B", found);
    expect(svg).toContain("A &#60; B");
    expect(svg.match(/<rect [^>]*fill="#d55e00"/g)).toHaveLength(2);
    expect(svg).toContain("3 registers struck fewer than 8 times");
    const often = vulnerabilityChart("", vulnerabilityOf(flipFlops, Array<typeof records>(4).fill(records).flat()));
    expect(often.match(/<rect [^>]*fill="#d55e00"/g)).toHaveLength(3);
    expect(often.match(/<rect x="330.0" [^>]*width="400.0"/g)).toHaveLength(1);
    expect(often).toContain(">engine.row*.ce*.output</text>");
    expect(often).not.toContain(">engine.row*.ce*.fma.sum0.sign</text>");
  });
});

describe("Wilson's interval", () => {
  test.each([
    [0, 10, 0, 0.2775],
    [5, 10, 0.2366, 0.7634],
    [10, 10, 0.7225, 1],
    [1, 1000, 0.00018, 0.00564],
  ])("of %i in %i", (hits, runs, low, high) => {
    const found = wilson(hits, runs);
    expect(found.low).toBeCloseTo(low, 4);
    expect(found.high).toBeCloseTo(high, 4);
  });

  test.prop([fc.integer({ min: 1, max: 500 }).chain((runs) => fc.tuple(fc.nat(runs), fc.constant(runs)))])(
    "holds the estimate, and narrows with more runs",
    ([hits, runs]) => {
      const few = wilson(hits, runs);
      const many = wilson(10 * hits, 10 * runs);
      expect(few.low).toBeLessThanOrEqual(few.estimate);
      expect(few.high).toBeGreaterThanOrEqual(few.estimate);
      expect(many.high - many.low).toBeLessThan(few.high - few.low);
    },
  );

  test("of several by weight: independent errors add as squares", () => {
    const share = { estimate: 0.5, low: 0.4, high: 0.6 };
    const found = weighted([
      [1, share],
      [1, share],
    ]);
    expect(found.estimate).toBeCloseTo(0.5);
    expect(found.high).toBeCloseTo(0.5 + 0.1 / Math.SQRT2);
    expect(weighted([[3, share]]).low).toBeCloseTo(0.4);
  });
});

import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { ofLearning } from "../../measure/report/learning/told.js";
import type { LearnSteps, LearnTable, LearnTableRun } from "../../measure/report/learning/record.js";
import type { Picture } from "../../measure/report/study.js";
import { commandLine } from "../cli/command-line.js";
import { testFolder } from "../test-folder.js";

const folder = testFolder("learning-report");

/** The rows that the layers of a picture's panels draw. */
const rowsOf = (picture: Picture): readonly object[] =>
  picture.spec.concat
    .flatMap((panel) => ("layer" in panel ? panel.layer : []))
    .flatMap((layer) => {
      const { data } = layer as { data?: { values: readonly object[] } };
      return data?.values ?? [];
    });
const picture = (json: unknown, name: string): Picture => {
  const found = ofLearning(json)!.pictures.find((one) => one.name === name);
  if (found === undefined) throw new Error(`There is no picture ${name}.`);
  return found;
};

const run = (seed: number, replays: number, store: string, accuracy: number): LearnTableRun => ({
  ...{ split: "l11", replays, store, frozen: "int8", precision: "fp32", eightBit: false, seed, sha256: "a" },
  ...{ accuracy, initial: accuracy + 0.1, learnt: accuracy - 0.1 },
  curve: store === "u8" ? [accuracy / 2, accuracy] : null,
});
const table: LearnTable = {
  ...{ kind: "learn-table", command: "made up", source: "images", events: 2 },
  runs: [
    ...[1, 2].map((seed) => run(seed, 0, "u8", 0.2)),
    ...[1, 2].map((seed) => run(seed, 1500, "u8", 0.5 + seed / 10)),
    ...[1, 2].map((seed) => run(seed, 1500, "u2", 0.4 + seed / 20)),
  ],
};

describe("tables of accuracy", () => {
  test("differences are of the same seed, network, split and number of replays", () => {
    const rows = rowsOf(picture(table, "paired-differences"));
    const points = (seed: number): number => {
      const row = rows.find((one) => "seed" in one && one.seed === seed) as { points: number };
      return row.points;
    };
    expect(points(1)).toBeCloseTo(-15, 9);
    expect(points(2)).toBeCloseTo(-20, 9);
    expect(rows).toContainEqual(expect.objectContaining({ choice: "u2", text: "−17.50" }));
    const other = table.runs.map((one) => (one.store === "u2" ? { ...one, sha256: "b" } : one));
    expect(ofLearning({ ...table, runs: other })!.pictures.map(({ name }) => name)).not.toContain("paired-differences");
  });

  test("curves are means over seeds within their range", () => {
    const rows = rowsOf(picture(table, "accuracy-over-events-l11"));
    const [first] = rows.filter((row) => "replays" in row && row.replays === "1500") as Record<string, number>[];
    expect(first.event).toBe(1);
    expect([first.low, first.accuracy, first.high].map((value) => Math.round(100 * value) / 100)).toEqual([
      30, 32.5, 35,
    ]);
  });
});

const step = (engine: string, precision: string, eightBit: boolean, clocks: number): LearnSteps["steps"][number] => ({
  ...{ split: "l10", store: eightBit ? "e5m2" : "u8", engine, precision, eightBit, array: "12x4", macs: 100, clocks },
  ...{ external: 1, replayBytes: 1, milliseconds: 1, microjoules: 10, low: 8, high: 13, parameters: 5, hours: 1000 },
});
const steps: LearnSteps = {
  ...{ kind: "learn-steps", command: "made up", point: "0.65V", mhz: 500, volt: 0.65 },
  ...{ event: { images: 84, steps: 8 }, paperHours: 535 },
  battery: { milliampereHours: 3300, volts: 3.7, sleepMicrowatts: 1.7 },
  frozen: [{ split: "l10", macs: 1, clocks: 1000, microjoules: 2, latent: 3, weights: 4 }],
  steps: [
    step("cores", "fp32", false, 5000),
    step("redmule", "mixed", false, 1000),
    step("redmule", "mixed", true, 900),
  ],
};

test("an event is its images through the frozen stage and its steps", () => {
  const latency = rowsOf(picture(steps, "event-latency"));
  expect(latency).toContainEqual({ who: "cores FP32", sum: (84 * 1000 + 8 * 5000) / 5e5, text: "0.248" });
  const energy = rowsOf(picture(steps, "event-energy"));
  expect(energy).toContainEqual({ who: "RedMulE FP8 E5M2", frozen: 168, step: 80, low: 232, high: 272 });
  const hours = rowsOf(picture(steps, "lifetime"));
  expect(hours).toContainEqual({ hours: 535 });
  expect(hours).toContainEqual({ split: "l10", who: "RedMulE FP16", hours: 1000 });
});

test("what redmule learn and its estimate print is drawn", async () => {
  const draw = async (name: string, ...options: readonly string[]): Promise<readonly string[]> => {
    const { code, out } = await commandLine("learn", ...options, "--json");
    expect(code).toBe(0);
    const path = join(folder, name);
    writeFileSync(path, out);
    const drawn = await commandLine("report", path, "--json");
    expect(drawn.code).toBe(0);
    return (JSON.parse(drawn.out) as { pictures: string[] }).pictures;
  };
  const made = await draw("run.json", "--model", "functional", "--events", "1", "--replays", "120");
  expect(made.map((path) => path.split("/").at(-1))).toEqual(["accuracy-over-events.svg", "confusion.svg"]);
  const reckoned = await draw("estimate.json", "--estimate", "mobilenet-v1-128", "--split", "23,27");
  expect(reckoned.map((path) => path.split("/").at(-1))).toEqual(["memory.svg", "lifetime.svg"]);
  expect(readFileSync(reckoned[0], "utf8")).toContain("64 MB");
});

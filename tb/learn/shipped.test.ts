import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { LearnReport } from "../../cli/learn/learn-report.js";
import { byClass, EMBEDDED, readImages } from "../../train/learn/images.js";
import { SHIPPED } from "../../train/learn/setup.js";
import { OnnxFile } from "../../train/onnx/model-file.js";
import { elementsOf } from "../../train/network.js";
import { commandLine } from "../cli/command-line.js";

describe("what comes with the package", () => {
  test("is what its list of hashes says", () => {
    const lines = readFileSync(join(EMBEDDED, "SHA256SUMS"), "utf8").trim().split("\n");
    expect(lines).toHaveLength(5);
    for (const line of lines) {
      const [hash, name] = line.split(/ +/);
      expect(
        createHash("sha256")
          .update(readFileSync(join(EMBEDDED, name)))
          .digest("hex"),
      ).toBe(hash);
    }
  });

  test("has 2400 images for learning and 600 for tests, 60 of each class", () => {
    const { train, test: tested } = readImages(EMBEDDED);
    expect([train.count, train.shape, tested.count]).toEqual([2400, [1, 28, 28], 600]);
    const sizes = byClass(train, 10, "here").map((list) => list.length);
    expect(sizes).toEqual([348, 348, 168, 168, 168, 348, 168, 168, 348, 168]);
    expect(byClass(tested, 10, "here").map((list) => list.length)).toEqual(new Array(10).fill(60));
  });

  test("is a network of 19 722 parameters", () => {
    const { parameters, shapes } = new OnnxFile(SHIPPED).network({ batch: 3 });
    expect([...parameters.values()].reduce((sum, { shape }) => sum + elementsOf(shape), 0)).toBe(19_722);
    expect([shapes.get("l9"), shapes.get("l10"), shapes.get("l11")]).toEqual([
      [3, 64, 4, 4],
      [3, 64, 4, 4],
      [3, 128],
    ]);
  });
});

test("with replays the initial classes stay, without them all but the last class are forgotten", async () => {
  const run = async (replays: string): Promise<LearnReport> => {
    const options = ["--model", "functional", "--events", "3", "--replays", replays, "--json"];
    const { code, out } = await commandLine("learn", ...options);
    expect(code).toBe(0);
    return JSON.parse(out) as LearnReport;
  };
  const kept = await run("300");
  const lost = await run("0");
  expect(kept.before.initial).toBeGreaterThan(0.97);
  expect(kept.events.at(-1)!.initial).toBeGreaterThan(0.6);
  expect(kept.events.at(-1)!.accuracy).toBeGreaterThan(0.4);
  expect(lost.events.at(-1)!.accuracy).toBeLessThan(kept.events.at(-1)!.accuracy - 0.1);
  expect(lost.events.at(-1)!.forgetting).toBeGreaterThan(kept.events.at(-1)!.forgetting + 0.1);
  expect(kept.confusion.flat().reduce((sum, count) => sum + count, 0)).toBe(600);
});

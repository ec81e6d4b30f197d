import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { fpCommand } from "../../cli/fp.js";
import type { hunt } from "../../tb/mutate/hunt.js";
import { FAULTS } from "../../tb/mutate/faults.js";
import { commandLine } from "./command-line.js";
import { testFolder } from "../test-folder.js";

vi.mock(import("../../tb/mutate/hunt.js"), () => ({
  hunt: vi.fn(() => Promise.resolve({ test: null, cases: null, smallest: null }) as unknown as ReturnType<typeof hunt>),
}));
// Measuring takes a minute: what is told in between is the same with figures at once.
vi.mock(import("../../cli/batch-start.js"), () => ({ batchStart: () => Promise.resolve(1) }));
vi.mock(import("tinypool"), () => {
  class Tinypool {
    run = ({ module }: { module: string }): Promise<unknown> =>
      Promise.resolve({ answer: module.includes("cold-worker") ? 1 : new Proxy({}, { get: () => 1 }) });
    destroy = (): Promise<void> => Promise.resolve();
  }
  return { Tinypool } as never;
});

const folder = testFolder("progress");

let wasTerminal: boolean | undefined;
beforeEach(() => {
  wasTerminal = process.stderr.isTTY;
  process.stderr.isTTY = true;
});
afterEach(() => {
  process.stderr.isTTY = wasTerminal as boolean;
});

/** What stood on the terminal after every return of the carriage. */
const linesOf = (err: string): string[] => err.split("\r").map((line) => line.trimEnd());

test.each([
  [
    ["compare", "8x8x8"],
    ["fp32_", "RedMulE FP16 ...", "RedMulE FP8 ..."],
  ],
  [["bench"], ["RedMulE 12 x 4, sound ...", "cluster, eight ..."]],
  [["mutate", FAULTS[0].name], [`${FAULTS[0].name}: tb/`]],
  [["layer", "linear", "--in", "4", "--out", "3"], ["linear against golden ..."]],
  [["layer", "linear", "--in", "4", "--out", "3", "--model", "cycles"], ["linear on the cluster ..."]],
  [["infer", "autoencoder", "--batch", "2"], ["0 of 2 samples"]],
  [
    ["train", "autoencoder", "--batch", "2", "--steps", "2", "--model", "functional"],
    ["step 1 of 2 ...", "step 2 of 2 ..."],
  ],
] as const)("%j tells on a terminal what it is doing, and takes the line away", async (args, wanted) => {
  const { err } = await commandLine(...args);
  const lines = linesOf(err);
  for (const text of wanted) expect(lines.some((line) => line.startsWith(text))).toBe(true);
  expect(lines.at(-1)).toBe("");
  expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(120);
});

test("the same without a terminal says nothing", async () => {
  process.stderr.isTTY = false;
  expect((await commandLine("compare", "8x8x8")).err).toBe("");
});

test("fp counts its vectors", async () => {
  let err = "";
  vi.spyOn(process.stderr, "write").mockImplementation((text) => {
    err += String(text);
    return true;
  });
  vi.spyOn(process.stdout, "write").mockReturnValue(true);
  const now = vi.spyOn(performance, "now");
  let time = 0;
  now.mockImplementation(() => (time += 1000));

  async function* vectors(): AsyncGenerator<Buffer> {
    for (let i = 0; i < 3; i++) yield Buffer.from("3C00 3C00 3C00 4000 00\n");
  }
  await fpCommand(vectors()).parseAsync(["f16_mulAdd"], { from: "user" });
  vi.restoreAllMocks();
  process.exitCode = undefined;
  expect(linesOf(err)).toEqual(expect.arrayContaining(["1 vectors", "3 vectors", ""]));
});

test("a report says what it draws", async () => {
  const step = await commandLine(
    "train",
    "autoencoder",
    "--batch",
    "1",
    "--steps",
    "1",
    "--engine",
    "redmule",
    "--precision",
    "fp16",
    "--json",
  );
  const file = join(folder, "step.json");
  writeFileSync(file, step.out);
  const { err } = await commandLine("report", file, "--out", join(folder, "report"));
  expect(linesOf(err).some((line) => line.startsWith("drawing the pictures of"))).toBe(true);
});

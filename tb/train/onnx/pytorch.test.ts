import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { readNpz } from "../../../run/data/npz.js";
import { commandLine } from "../../cli/command-line.js";

interface Case {
  readonly opset: number;
  /** Options of `redmule train`. */
  readonly arguments: readonly string[];
}

const FOLDER = "tb/reference/onnx";
const CASES = JSON.parse(readFileSync(join(FOLDER, "networks.json"), "utf8")) as Readonly<Record<string, Case>>;

/** Largest difference of a tensor over its largest magnitude, over all tensors that PyTorch has; every one must be there. */
function distance(path: string, name: string, step: number): number {
  const got = readNpz(path);
  let worst = 0;
  let count = 0;
  for (const [key, expected] of readNpz(join(FOLDER, `${name}.npz`))) {
    if (!key.startsWith(`${step}/`)) continue;
    const parameter = key.slice(`${step}/`.length);
    expect(got.get(parameter)?.shape, parameter).toEqual(expected.shape);
    const data = got.get(parameter)!.data as Float32Array;
    const values = expected.data as Float32Array;
    const largest = values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    values.forEach((value, i) => {
      const error = Math.abs(value - data[i]) / largest;
      worst = error <= worst ? worst : error;
    });
    count++;
  }
  expect(count).toBe(got.size);
  return worst;
}

describe.each(Object.entries(CASES))("PyTorch 1.13: %s", (name, { arguments: given }) => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "pytorch-"));
  });
  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  /** Trains by the command line; returns the file of parameters and the losses. */
  async function train(steps: number, precision: string): Promise<{ out: string; losses: readonly number[] }> {
    const out = join(folder, `${precision}-${steps}.npz`);
    const file = (ending: string): string => join(FOLDER, `${name}.${ending}`);
    const run = await commandLine(
      ...["train", file("onnx"), "--data", file("npz"), ...given, "--steps", `${steps}`],
      ...["--precision", precision, "--model", "functional", "--out", out, "--json"],
    );
    expect(run.err).toBe("");
    const { steps: taken } = JSON.parse(run.out) as { steps: { loss: number }[] };
    return { out, losses: taken.map(({ loss }) => loss) };
  }

  test("FP32: losses of 20 steps, parameters and running statistics after 1 and after 20", async () => {
    expect(distance((await train(1, "fp32")).out, name, 1)).toBeLessThan(2e-5);
    const { out, losses } = await train(20, "fp32");
    expect(distance(out, name, 20)).toBeLessThan(2e-5);
    const { data } = readNpz(join(FOLDER, `${name}.npz`)).get("losses")!;
    losses.forEach((loss, i) => {
      expect(Math.abs(loss - Number(data[i]))).toBeLessThan(1e-5 * Math.max(1, Math.abs(loss)));
    });
  });

  test("FP16: parameters after 1 step", async () => {
    expect(distance((await train(1, "fp16")).out, name, 1)).toBeLessThan(2e-2);
  });
});

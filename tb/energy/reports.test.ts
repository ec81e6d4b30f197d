import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { main } from "../../cli/program.js";
import type { ExecReport } from "../../cli/exec-screen.js";
import { BLOCKS, theFit } from "../../measure/energy/estimate.js";

let out = "";
beforeEach(() => {
  out = "";
  vi.spyOn(process.stdout, "write").mockImplementation((text) => ((out += String(text)), true));
  vi.spyOn(process.stderr, "write").mockImplementation(() => true);
});
afterEach(() => vi.restoreAllMocks());

const costOf = (event: string): number => theFit().coefficients.find((each) => each.event === event)!.picojoules;

test("a program's energy has every clock and instruction of its cores in it", async () => {
  expect(await main(["exec", "sw/examples/hello.S", "--json"])).toBe(0);
  const { cores, clocks, energy } = JSON.parse(out.slice(out.lastIndexOf('{"program"'))) as ExecReport;
  const { blocks, microjoules, low, high } = energy!;
  const sum = BLOCKS.reduce((all, block) => all + blocks[block], 0);
  expect(sum / microjoules).toBeCloseTo(1, 9);
  expect(low).toBeLessThan(microjoules);
  expect(high).toBeGreaterThan(microjoules);
  const issued = cores.reduce((all, core) => all + core.issued, 0);
  expect(blocks.cores).toBeGreaterThan(issued * costOf("instruction") * 1e-6);
  expect(blocks.cluster).toBeGreaterThan(clocks * costOf("clusterClock") * 1e-6);
});

interface TrainJson {
  readonly clocks: number;
  readonly microjoules: number;
  readonly layers: readonly { readonly clocks: number | null; readonly microjoules: number | null }[];
}

test("a step's energy is that of its layers, each with its clocks and its products in it", async () => {
  const words = "train tb/reference/onnx/mlp.onnx --data tb/reference/onnx/mlp.npz --model cycles --steps 1 --json";
  expect(await main(words.split(" "))).toBe(0);
  const { clocks, microjoules, layers } = JSON.parse(out) as TrainJson;
  const ran = layers.filter((layer) => layer.clocks !== null);
  expect(ran.length).toBeGreaterThan(0);
  for (const layer of ran) {
    expect(layer.microjoules!).toBeGreaterThan(layer.clocks! * costOf("clusterClock") * 1e-6);
  }
  expect(ran.reduce((sum, layer) => sum + layer.microjoules!, 0) / microjoules).toBeCloseTo(1, 6);
  expect(ran.reduce((sum, layer) => sum + layer.clocks!, 0)).toBe(clocks);
});

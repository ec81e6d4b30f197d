import { expect, test } from "vitest";
import { regionOf } from "../../hw/cluster/address-map.js";
import { Cluster } from "../../hw/cluster/systems/cluster.js";
import { DEFAULT_ISA } from "../../hw/cluster/core/parameters.js";
import { Descriptor } from "../../sw/descriptor.js";
import { feedProgram } from "../../sw/programs.js";
import { ClusterJob } from "../../run/cluster/cluster-job.js";
import { ProgramRun } from "../../run/programs/program-run.js";
import { SplitMix64 } from "../../run/data/random.js";
import { tensorBytes } from "../../run/redmule/layout.js";
import { drawJob, type Shape } from "../../run/redmule/placed-job.js";

const SEED = 11;

/** Jobs of changing operation, format and shape, some shorter than their programming takes. */
function drawShapes(count: number): Shape[] {
  const random = new SplitMix64(SEED);
  const pick = <T>(from: readonly T[]): T => from[random.integer(from.length)];
  return Array.from({ length: count }, () => ({
    op: pick(["GEMM", "MATMUL", "ADDMAX"] as const),
    fmt: pick(["fp16", "fp8"] as const),
    ...{ m: 1 + random.integer(24), n: 1 + random.integer(32), k: 1 + random.integer(32) },
  }));
}

function feed(shapes: readonly Shape[], team: number) {
  const cluster = new Cluster();
  const tcdm = regionOf(cluster.map, "tcdm");
  const program = feedProgram({ textAddress: cluster.map.resetPc, tcdmAddress: tcdm.base, cores: 8 });
  const run = new ProgramRun(cluster, program, { isa: DEFAULT_ISA, maxClocks: 100_000, print: () => undefined });
  let end = tcdm.base + program.segments.find(({ address }) => address === tcdm.base)!.bytes.length;
  const place = (bytes: number): number => {
    const base = Math.ceil(end / 4) * 4;
    end = base + bytes;
    return base;
  };
  const placed = shapes.map((shape, i) => {
    const [x, w, z] = tensorBytes(shape, cluster.redmule.parameters).map(place);
    return new ClusterJob(cluster, drawJob(shape, "norm", SEED + i), [x, w, z]);
  });
  const record = new Descriptor(program, "FEED");
  const list = cluster.memoryAt(program.symbols.get("feed")!, 8 + placed.length * record.size);
  const words = new Uint32Array(list.buffer, list.byteOffset, list.length / 4);
  words.set([placed.length, team]);
  const at = (i: number, field: string): number => (8 + i * record.size + record.offsetOf(field)) / 4;
  placed.forEach(({ registers }, i) => words.set(registers, at(i, "x")));
  run.advance();
  return {
    result: run.result,
    wrong: placed.map((job) => job.mismatches()),
    numbers: placed.map((_, i) => words[at(i, "number")]),
    cores: placed.map((_, i) => words[at(i, "core")]),
  };
}

test.each([1, 3, 8])("%i cores feed 30 jobs through the two contexts, and every bit equals golden", (team) => {
  const shapes = drawShapes(30);
  const { result, wrong, numbers, cores } = feed(shapes, team);
  expect(result).toMatchObject({ status: "ended", value: 0 });
  expect(wrong).toEqual(shapes.map(() => 0));
  expect([...numbers].sort((a, b) => a - b)).toEqual(shapes.map((_, i) => i));
  expect(cores).toEqual(shapes.map((_, i) => i % team));
});

test("with several cores a job waits for RedMulE alone, not for its programming", () => {
  const shapes = Array.from({ length: 12 }, (): Shape => ({ op: "GEMM", fmt: "fp16", m: 12, n: 16, k: 16 }));
  const [alone, together] = [1, 8].map((team) => feed(shapes, team).result.clocks);
  // The tiler works for 34 clocks after a job is programmed; with two contexts that passes while another one runs.
  expect(together).toBeLessThan(alone - 11 * 34);
});

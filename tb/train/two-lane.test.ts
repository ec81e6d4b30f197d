import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { dotInLanes } from "../../golden/layers/real.js";
import { execute } from "../../train/functional/execute.js";
import { Memory } from "../../train/functional/memory.js";
import type { Network } from "../../train/network.js";
import { Random } from "../../train/randomness.js";
import { compileTraining } from "../../train/program.js";
import type { GemmStep, Layout, Program, StepTensor } from "../../train/step.js";
import { ProbeBuilder, SGD } from "./layer-probe.js";
import { compareStep } from "./step-compare.js";
import { matrix, tensorOf } from "./step-fixture.js";

const size = (most: number): fc.Arbitrary<number> => fc.integer({ min: 1, max: most });

interface Drawn {
  readonly m: number;
  readonly n: number;
  readonly k: number;
  readonly count: number;
  readonly start: "zero" | "row" | "accumulate";
  /** Z lies in columns. */
  readonly turned: boolean;
  readonly seed: number;
}

/** A product whose X lies in rows and whose W lies in columns, on drawn numbers. */
function drawProduct({ m, n, k, count, start, turned, seed }: Drawn): { step: GemmStep; memory: Memory } {
  const tensors = new Map<string, StepTensor>(
    [
      tensorOf("x", [count, m, n], "fp16"),
      tensorOf("w", [count, k, n], "fp16"),
      tensorOf("b", [count, k], "fp16"),
      tensorOf("z", [count, m, k], "fp16"),
    ].map((tensor) => [tensor.name, tensor]),
  );
  const step: GemmStep = {
    ...{ kind: "gemm", name: "product", layer: "product", pass: "forward", format: "fp16", order: "two-lane", m, n, k },
    ...{ count: [count], x: matrix("x", m, n, false, [m * n]), w: matrix("w", n, k, true, [n * k]) },
    z: matrix("z", m, k, turned, [m * k]),
    start: start === "row" ? { kind: start, tensor: "b", offset: 0, countStrides: [k] } : { kind: start },
  };
  const memory = new Memory({ tensors } as unknown as Program);
  const random = new Random(seed);
  for (const name of tensors.keys()) {
    const values = memory.get(name);
    // Small products that round to zeros of both signs among them.
    for (let i = 0; i < values.length; i++)
      values[i] = Math.round(random.normal() * 64) / (random.uniform() < 0.3 ? 2 ** 20 : 64);
  }
  return { step, memory };
}

/** Every element of Z by golden. */
function expected({ m, n, k, count, start, turned }: Drawn, memory: Memory): number[] {
  const [x, w, b, z] = ["x", "w", "b", "z"].map((name) => [...memory.get(name)]);
  return z
    .map((old, at) => {
      const p = Math.floor(at / m / k);
      const inner = at % (m * k);
      const [r, c] = turned ? [inner % m, Math.floor(inner / m)] : [Math.floor(inner / k), inner % k];
      const first = start === "zero" ? 0 : start === "row" ? b[p * k + c] : old;
      const row = x.slice((p * m + r) * n, (p * m + r + 1) * n);
      return dotInLanes(row, w.slice((p * k + c) * n, (p * k + c + 1) * n), first);
    })
    .slice(0, count * m * k);
}

const drawn: fc.Arbitrary<Drawn> = fc.record({
  ...{ m: size(9), n: size(14), k: size(9), count: size(2), turned: fc.boolean(), seed: fc.nat() },
  start: fc.constantFrom("zero" as const, "row" as const, "accumulate" as const),
});

describe("products in two lanes", () => {
  it("have the bits of golden without clocks", () => {
    fc.assert(
      fc.property(drawn, (each) => {
        const { step, memory } = drawProduct(each);
        const want = expected(each, memory);
        execute([step], memory);
        const got = [...memory.get("z")];
        expect(got.findIndex((value, i) => !Object.is(value, want[i]))).toBe(-1);
      }),
      { numRuns: 40 },
    );
  });

  it("have the same bits on the cores", () => {
    fc.assert(
      fc.property(drawn, (each) => {
        const { step, memory } = drawProduct(each);
        expect(compareStep(step, memory, { cores: 8, tcdmBytes: 64 * 1024, engine: "auto" }).differences).toEqual([]);
      }),
      { numRuns: 4 },
    );
  });

  /** A pointwise and a linear layer, both trained, behind a trained shift. */
  const network = (): Network => {
    const builder = new ProbeBuilder(1);
    builder.input("x", [2, 8, 4, 4]);
    builder.parameter("p", [2, 8, 4, 4], "weight", new Float32Array(256));
    const attributes = { stride: [1, 1], padding: [0, 0, 0, 0], dilation: [1, 1], groups: 1 } as const;
    const x = builder.add(
      "conv2d",
      "pw",
      [builder.add("add", "shift", ["x", "p"], {}), builder.weight("w", [34, 8, 1, 1])],
      attributes,
    );
    const rows = builder.add("reshape", "rows", [builder.add("globalAveragePool", "mean", [x], {})], {
      shape: [2, 34],
    });
    return builder.build([builder.add("linear", "fc", [rows, builder.weight("v", [32, 34])], { weight: "out-in" })]);
  };
  const inLanes = (layout: Layout, order: "chain" | "two-lane"): string[] => {
    const { first } = compileTraining(network(), {
      ...{ precision: { precision: "fp16", rules: [], order }, layout, variance: "unbiased", loss: "cross-entropy" },
      ...{ target: "labels", optimizer: SGD, accumulate: 1, isFrozen: () => false },
    });
    return first.flatMap((step) =>
      step.kind === "gemm" && step.order === "two-lane" ? [`${step.layer} ${step.pass}`] : [],
    );
  };

  it("are those whose operands both lie along n, where they are asked for", () => {
    expect(inLanes("chw", "two-lane")).toEqual(["fc inputGradient", "pw weightGradient"]);
    expect(inLanes("hwc", "two-lane")).toEqual(["fc inputGradient", "pw inputGradient"]);
    expect(inLanes("chw", "chain")).toEqual([]);
  });
});

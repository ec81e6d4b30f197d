import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { GemmStep, Step } from "../../train/step.js";
import { drawTensors, expectGemm, matrix, runSteps, tensorOf } from "./step-fixture.js";

const size = (most: number) => fc.integer({ min: 1, max: most });

describe("products of whole tensors by tiles", () => {
  it("have the bits of golden, whatever the shape, the orientation of the operands, the start, and the number of products", () => {
    const shapes = fc.record({
      ...{ m: size(60), n: size(60), k: size(60), count: size(3), seed: fc.nat() },
      format: fc.constantFrom("fp32" as const, "fp16" as const),
      start: fc.constantFrom("zero" as const, "row" as const, "accumulate" as const),
      ...{ x: fc.boolean(), w: fc.boolean(), z: fc.boolean() },
      engine: fc.constantFrom("cores" as const, "redmule" as const),
      tcdmKib: fc.constantFrom(24, 32, 128),
    });
    fc.assert(
      fc.property(shapes, ({ m, n, k, count, seed, format, start, x, w, z, engine, tcdmKib }) => {
        const tensors = [
          tensorOf("x", [count, m, n], format),
          tensorOf("w", [count, n, k], format),
          tensorOf("b", [count, k], format),
          tensorOf("z", [count, m, k], format),
        ];
        const step: GemmStep = {
          ...{ kind: "gemm", name: "product", layer: "product", pass: "forward", format, m, n, k, count: [count] },
          x: matrix("x", m, n, x, [m * n]),
          w: matrix("w", n, k, w, [n * k]),
          z: matrix("z", m, k, z, [m * k]),
          start: start === "row" ? { kind: start, tensor: "b", offset: 0, countStrides: [k] } : { kind: start },
        };
        const steps: Step[] = [step, { ...step, name: "again", start: { kind: "accumulate" } }];
        const values = drawTensors(tensors, seed);
        const { after } = runSteps(steps, tensors, values, { tcdmBytes: tcdmKib * 1024, engine });
        for (const each of steps) expectGemm(each as GemmStep, values);
        expect(after).toEqual(values);
      }),
      { numRuns: 10 },
    );
  });
});

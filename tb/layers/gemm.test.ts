import { fc, test as property } from "@fast-check/vitest";
import { expect } from "vitest";
import { Cluster } from "../../hw/cluster/systems/cluster.js";
import { drawProduct, expectedProduct } from "../../run/kernels/product.js";
import { LayerCall } from "../../run/kernels/layer-call.js";

const KINDS = [
  { file: "gemm-fp32", kernel: "fp32_4x2", format: "fp32" },
  { file: "gemm-fp16", kernel: "fp16_2x4", format: "fp16" },
] as const;

property.prop(
  [
    fc.record({
      kind: fc.constantFrom(...KINDS),
      count: fc.integer({ min: 1, max: 5 }),
      m: fc.integer({ min: 1, max: 9 }),
      n: fc.integer({ min: 1, max: 6 }),
      k: fc.integer({ min: 1, max: 7 }),
      gap: fc.integer({ min: 1, max: 3 }),
      split: fc.nat(1),
      team: fc.integer({ min: 1, max: 8 }),
      seed: fc.nat(),
    }),
  ],
  { numRuns: 12 },
)("several products in a row: rows of an output grid, groups; Y is Z", (drawn) => {
  const { kind, count, m, n, k, gap, split, team, seed } = drawn;
  const { file, kernel, format } = kind;
  const call = new LayerCall(new Cluster(), { files: [file], layer: `layer_gemm_${kernel}`, team });
  const bytes = format === "fp32" ? 4 : 2;
  const products = Array.from({ length: count }, (_, i) =>
    drawProduct(format, { m, n, k }, { data: "norm", seed: seed + i, withY: true }),
  );
  // Row m of product i of Z lies beside that of product i + 1, with gaps between rows and products.
  const next = (k + gap) * bytes;
  const stride = count * next;
  const x = call.place(count * m * n * bytes);
  const w = call.place(count * n * k * bytes);
  const z = call.place(m * stride);
  products.forEach((product, i) => {
    call.store(x + i * m * n * bytes, product.x);
    call.store(w + i * n * k * bytes, product.w);
    call.store(z + i * next, product.y!, k, stride);
  });
  call.describe("GEMM", {
    ...{ x, w, y: z, z, m, n, k, count, split },
    ...{ xStride: n * bytes, wStride: k * bytes, yStride: stride, zStride: stride },
    ...{ xNext: m * n * bytes, wNext: n * k * bytes, yNext: next, zNext: next },
  });
  call.finish();
  for (const [i, product] of products.entries()) {
    const expected = expectedProduct(product);
    expect(call.load(expected.slice(), z + i * next, k, stride)).toEqual(expected);
  }
});

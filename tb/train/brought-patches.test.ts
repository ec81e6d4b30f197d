import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { PlanContext } from "../../train/plan/context.js";
import { patchTransfers, type PatchPart } from "../../train/plan/gemm/patch-transfers.js";
import { planL2, tensorsOf, ZERO_BYTES, zerosAt } from "../../train/plan/memory.js";
import type { GemmStep, PatchView, StepTensor } from "../../train/step.js";
import { candidatesOf } from "../../tune/candidates.js";
import { densePatches, drawTensors, expectGemm, matrix, runSteps, tensorOf } from "./step-fixture.js";

const size = (least: number, most: number): fc.Arbitrary<number> => fc.integer({ min: least, max: most });
const pair = (least: number, most: number): fc.Arbitrary<[number, number]> =>
  fc.tuple(size(least, most), size(least, most));

/** Patches of images in HWC: strides beyond the kernel, starts inside and far outside, taps forwards, backwards and apart. */
const drawnView = fc
  .record({
    ...{ batch: size(1, 3), image: pair(1, 7), channels: size(1, 5), others: size(0, 2), grid: pair(1, 6) },
    ...{ kernel: pair(1, 4), stride: pair(1, 3), start: pair(-4, 3), tapStep: fc.tuple(size(-2, 2), size(-2, 2)) },
    transposed: fc.boolean(),
  })
  .filter(({ tapStep }) => tapStep.every((step) => step !== 0))
  .map(({ others, ...drawn }): PatchView => {
    const { channels, image } = drawn;
    const pixelStride = channels + others;
    const rowStride = image[1] * pixelStride;
    return {
      ...{ kind: "patches", tensor: "x", offset: others, channelsFirst: false, countStrides: [], ...drawn },
      ...{ pixelStride, rowStride, batchStride: image[0] * rowStride, channelStride: 1 },
    };
  });

/** Elements that the tensor of a view has. */
const elementsIn = ({ batch, batchStride, offset }: PatchView): number => batch * batchStride + offset;

describe("patches that the DMA lays out", () => {
  it("are those of the definition, each byte written once", () => {
    const parts = fc.tuple(drawnView, size(0, 99), size(0, 99), size(0, 99), size(1, 99), fc.boolean(), size(1, 2));
    fc.assert(
      fc.property(parts, ([view, a, b, c, d, whole, width]) => {
        const { batch, grid, kernel } = view;
        const tapRow = c % kernel[0];
        const taps = { tapRow, tapRows: 1 + (d % (kernel[0] - tapRow)) };
        const row = b % grid[0];
        const image = a % batch;
        const part: PatchPart = whole
          ? { image, images: 1 + (d % (batch - image)), row: 0, rows: grid[0], ...taps }
          : { image, images: 1, row, rows: 1 + (a % (grid[0] - row)), ...taps };
        const data = Uint16Array.from({ length: elementsIn(view) }, (_, i) => i + 1);
        const bytes = 2 * width;
        const zeros = elementsIn(view) * bytes;
        const source = { view, base: view.offset, bytes, zeros, zeroBytes: ZERO_BYTES };
        const buffer = { name: "patches", bytes: 1 << 16 };
        const found = new Map<number, number>();
        for (const { place, l2, bytes: all, rows, tcdmRows } of patchTransfers(source, part, buffer)) {
          for (let i = 0; i < all; i += 2) {
            const from = rows === undefined ? l2 + i : l2 + Math.floor(i / rows.bytes) * rows.stride + (i % rows.bytes);
            const to =
              tcdmRows === undefined ? i : Math.floor(i / tcdmRows.bytes) * tcdmRows.stride + (i % tcdmRows.bytes);
            const at = place.offset + to;
            expect(found.has(at)).toBe(false);
            const isZero = from >= zeros;
            if (isZero) expect(from).toBeLessThan(zeros + ZERO_BYTES);
            found.set(at, isZero ? 0 : data[Math.floor(from / bytes)]);
          }
        }
        const all = densePatches({ ...view, transposed: false }, 0, data);
        const row1 = kernel[1] * view.channels;
        const full = kernel[0] * row1;
        const own = part.tapRows * row1;
        const pixels = part.images * part.rows * grid[1];
        expect(found.size).toBe(pixels * own * width);
        for (const [at, value] of found) {
          const [pixel, tap] = [Math.floor(at / bytes / own), Math.floor(at / bytes) % own];
          const first = (part.image * grid[0] + part.row) * grid[1];
          expect(value).toBe(all[(first + pixel) * full + part.tapRow * row1 + tap]);
        }
      }),
      { numRuns: 60 },
    );
  });

  const RUNS = [
    ["fp16", "cores", false],
    ["fp32", "cores", true],
    ["fp16", "redmule", true],
  ] as const;
  it.each(RUNS)("give products the bits of golden: %s, %s, transposed %s", (format, engine, transposed) => {
    const view: PatchView = {
      ...{ kind: "patches", tensor: "x", offset: 0, batch: 2, image: [6, 5], channels: 6, channelsFirst: false },
      ...{ batchStride: 180, rowStride: 30, pixelStride: 6, channelStride: 1, countStrides: [], transposed },
      ...{ grid: [6, 5], kernel: [3, 3], stride: [1, 1], start: [-1, -1], tapStep: [1, 1] },
    };
    const [m, n, k] = transposed ? [54, 60, 7] : [60, 54, 7];
    const tensors: StepTensor[] = [
      tensorOf("x", [2, 6, 5, 6], format),
      tensorOf("w", [n, k], format),
      tensorOf("z", [m, k], format),
    ];
    const step: GemmStep = {
      ...{ kind: "gemm", name: "product", layer: "product", pass: "forward", format, m, n, k, count: [] },
      ...{ x: view, w: matrix("w", n, k), z: matrix("z", m, k), start: { kind: "zero" } },
    };
    const byName = new Map(tensors.map((tensor) => [tensor.name, tensor]));
    const l2 = planL2([step], byName, new Set(tensorsOf(step, byName)));
    const context: PlanContext = {
      ...{ tensors: byName, l2, poolBytes: 100_000, cores: 8, engine, choices: new Map() },
      array: { rows: 12, steps: 4, columns: 16 },
    };
    const brought = candidatesOf(step, context).filter(({ choice }) => choice.im2row === "dma");
    // The widest tiles, and those that are cut.
    for (const { choice } of [brought[0], brought.at(-1)!]) {
      const values = drawTensors(tensors, 7);
      const { after, plan } = runSteps([step], tensors, values, { engine, choices: new Map([["product", choice]]) });
      expectGemm(step, values);
      expect(after).toEqual(values);
      const { slots } = plan.schedule;
      expect(slots.some(({ calls }) => calls.some(({ kernel }) => kernel === "layer_im2row"))).toBe(false);
      expect(slots.some(({ loads }) => loads.some((load) => load.l2 === zerosAt(plan.l2)))).toBe(true);
    }
  });
});

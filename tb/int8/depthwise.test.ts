import { fc, test as property } from "@fast-check/vitest";
import { expect } from "vitest";
import { QuantizedProgram } from "../../train/int8/cycles.js";
import { imageOf, isProduct } from "../../train/int8/network.js";
import { columnsOf, hasColumns } from "../../train/int8/plan/pack-columns.js";
import { caseOf, type Case, type Drawn } from "./draw.js";

const CLUSTER = { tcdmBytes: 128 * 1024 } as const;

function hwc({ network, codes }: Case): Uint8Array {
  const { c, h, w } = imageOf(network.tensors.get("x")!);
  return Uint8Array.from(codes, (_, i) => codes[(i % c) * h * w + Math.floor(i / c)]);
}

function goesByColumns({ network }: Case): boolean {
  const [layer] = network.layers;
  return isProduct(layer) && hasColumns(network, layer);
}

const side = fc.integer({ min: 1, max: 7 });
const edge = fc.integer({ min: 0, max: 1 });
const drawn: fc.Arbitrary<Drawn> = fc
  .record({
    type: fc.constantFrom("u8" as const, "s8" as const),
    quads: fc.integer({ min: 1, max: 6 }),
    image: fc.tuple(side, side),
    stride: fc.tuple(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 2 })),
    padding: fc.tuple(edge, edge, edge, edge),
    perChannel: fc.boolean(),
    zeros: fc.tuple(fc.boolean(), fc.constant(false), fc.boolean()),
    coarse: fc.integer({ min: -6, max: 6 }),
    isRectified: fc.boolean(),
    seed: fc.nat(),
  })
  .map(({ quads, ...all }) => ({
    ...{ kind: "depthwise", channels: 4 * quads, outputs: 4 * quads, groups: 1 },
    ...{ kernel: [3, 3], dilation: [1, 1] },
    ...all,
  }));

// Every run on the cluster is compared with the one without clocks, code by code.
property.prop([drawn, fc.integer({ min: 1, max: 8 }), fc.integer({ min: 1, max: 7 })], { numRuns: 10 })(
  "columns turned in registers give the same codes",
  (all, cores, band) => {
    const found = caseOf(all);
    fc.pre(found !== undefined && goesByColumns(found));
    const choices = new Map([["layer", { band }]]);
    expect(new QuantizedProgram(found.network, { ...CLUSTER, cores, choices }).run(hwc(found)).clocks).toBeGreaterThan(
      0,
    );
  },
);

// Usual edges, one multiplier, codes limited by their eight bits: all four channels of a quad at a time.
property.prop([drawn, fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 8 })], { numRuns: 5 })(
  "so do quads, two columns apart",
  (all, half, cores) => {
    const found = caseOf({
      ...all,
      ...{
        stride: [2, 2],
        image: [all.image[0], 2 * half],
        padding: [all.padding[0], 1, all.padding[2], 0],
      },
      ...{ perChannel: false, isRectified: all.isRectified && !all.zeros[2] },
    });
    fc.pre(found !== undefined && goesByColumns(found));
    const [layer] = found.network.layers;
    expect(isProduct(layer) && columnsOf(found.network, layer).byQuads).toBe(true);
    expect(new QuantizedProgram(found.network, { ...CLUSTER, cores }).run(hwc(found)).clocks).toBeGreaterThan(0);
  },
);

property.prop([drawn, fc.integer({ min: 1, max: 2 }), fc.integer({ min: 1, max: 3 })], { numRuns: 4 })(
  "tiles of rows and channels give the same codes",
  (all, quads, rows) => {
    const found = caseOf(all);
    fc.pre(found !== undefined && goesByColumns(found));
    const choices = new Map([["layer", { channels: Math.min(all.channels, 4 * quads), rows }]]);
    expect(
      new QuantizedProgram(found.network, { ...CLUSTER, cores: 2, choices }).run(hwc(found)).clocks,
    ).toBeGreaterThan(0);
  },
);

/**
 * Speed of the tile primitives of sw/layers on eight cores with the instruction cache, tensors in the TCDM: the tables of
 * sw/README.md. `npx tsx scripts/kernel-table.ts`
 */
import { Cluster } from "../hw/cluster/systems/cluster.js";
import { KernelBench, type KernelOptions } from "../run/kernels/kernel-bench.js";
import { LayerCall } from "../run/kernels/layer-call.js";
import { drawProduct } from "../run/kernels/product.js";
import type { KernelFormat } from "../sw/programs.js";

type Fields = Readonly<Record<string, number>>;

const FORMATS = ["fp32", "fp16"] as const;
const BYTES: Readonly<Record<KernelFormat, number>> = { fp32: 4, fp16: 2 };
const cluster = (): Cluster => new Cluster({ fetch: "cache" });

/** Products as layers have them: their tiles. */
const PRODUCTS: readonly (readonly [what: string, format: KernelFormat, shape: string, options: KernelOptions])[] = [
  ["3 x 3, 16 to 16", "fp32", "128x144x16", { kernel: "fp32_1x1" }],
  ["3 x 3, 16 to 16", "fp32", "128x144x16", { kernel: "fp32_4x4", padding: [1, 0, 0] }],
  ["its weight gradient", "fp32", "144x128x16", { kernel: "fp32_4x4", form: "xt" }],
  ["its weight gradient", "fp32", "144x128x16", { kernel: "fp32_6x4", form: "xt" }],
  ["pointwise, 64 to 64", "fp32", "125x64x64", { kernel: "fp32_4x4", split: "columns", padding: [1, 0, 0] }],
  ["its input gradient", "fp32", "125x64x64", { kernel: "fp32_4x4", form: "wt", split: "columns" }],
  ["3 x 3, 3 to 16", "fp32", "256x27x16", { kernel: "fp32_4x4" }],
  ["linear, batch 1", "fp32", "1x128x128", { kernel: "fp32_1x4", split: "columns" }],
  ["3 x 3, 16 to 16", "fp16", "256x144x16", { kernel: "fp16_1x1" }],
  ["3 x 3, 16 to 16", "fp16", "256x144x16", { kernel: "fp16_4x8", padding: [2, 0, 0] }],
  ["its weight gradient", "fp16", "144x256x16", { kernel: "fp16_4x8", form: "xt" }],
  ["its weight gradient", "fp16", "144x256x16", { kernel: "fp16_6x8", form: "xt" }],
  ["3 x 3, 64 to 64", "fp16", "64x576x32", { kernel: "fp16_4x8", padding: [2, 0, 0] }],
  ["pointwise, 64 to 64", "fp16", "125x64x64", { kernel: "fp16_4x8", split: "columns", padding: [2, 0, 0] }],
  ["its input gradient", "fp16", "125x64x64", { kernel: "fp16_4x8", form: "wt", split: "columns" }],
  ["3 x 3, 3 to 16", "fp16", "256x27x16", { kernel: "fp16_4x8" }],
  ["linear, batch 1", "fp16", "1x256x128", { kernel: "fp16_1x4", split: "columns" }],
  ["linear, batch 16", "fp16", "16x256x128", { kernel: "fp16_4x8", split: "columns" }],
];

function product([what, format, shape, options]: (typeof PRODUCTS)[number]): string {
  const [m, n, k] = shape.split("x").map(Number);
  const bench = new KernelBench(cluster(), drawProduct(format, { m, n, k }, { data: "norm", seed: 1, withY: true }), {
    ...options,
    bias: options.form !== "xt",
  });
  bench.advance();
  const { macPerClock, mismatches, message } = bench.result;
  if (macPerClock === null || mismatches > 0) throw new Error(`${options.kernel}: ${message ?? `${mismatches} wrong`}`);
  const form = options.form === undefined ? "" : `${options.form}_`;
  const cells = [what, shape.replaceAll("x", " x "), `\`${form}${options.kernel}\``, options.split ?? "rows"];
  return `| ${[...cells, macPerClock.toFixed(2)].join(" | ")} |`;
}

/** Clocks of one call; `fields` gets a function that places so many elements. */
function clocks(
  file: string,
  layer: string,
  prefix: string,
  fields: (place: (bytes: number) => number) => Fields,
): number {
  const call = new LayerCall(cluster(), { files: [file], layer: `layer_${layer}` });
  call.describe(
    prefix,
    fields((bytes) => call.place(bytes)),
  );
  return call.finish();
}

function depthwise(format: KernelFormat, rows: number, columns: number, kind: "forward" | "input" | "weights"): number {
  const [c, bytes] = [format === "fp32" ? 32 : 64, BYTES[format]];
  const width = columns + 2;
  const sign = kind === "input" ? -1 : 1;
  const layer = kind === "weights" ? "depthwise_weights" : "depthwise";
  const took = clocks(`depthwise-${format}`, `${layer}_${format}`, "DEPTHWISE", (place) => ({
    x: place((rows + 2) * width * c * bytes) + (sign < 0 ? 2 * (width + 1) * c * bytes : 0),
    ...{
      w: place(9 * c * bytes),
      z: place(rows * columns * c * bytes),
      bias: 0,
      images: 1,
      channels: c,
      rows,
      columns,
    },
    ...{ tapRows: 3, tapColumns: 3, xImage: 0, xRow: width * c * bytes, xColumn: c * bytes, xChannel: bytes },
    ...{
      xTapRow: sign * width * c * bytes,
      xTapColumn: sign * c * bytes,
      wTapRow: 3 * c * bytes,
      wTapColumn: c * bytes,
    },
    ...{ wChannel: bytes, zImage: 0, zRow: columns * c * bytes, zColumn: c * bytes, zChannel: bytes },
  }));
  return (rows * columns * c * 9) / took;
}

const ELEMENTS = 4096;
const CHANNELS = 64;

function map(fn: string, format: KernelFormat): number {
  const file = /^(relu|add|mul)/.test(fn) ? "map" : "map-elementary";
  const bytes = BYTES[format];
  const took = clocks(`${file}-${format}`, `map_${fn}_${format}`, "MAP", (place) => ({
    ...{ a: place(ELEMENTS * bytes), b: place(ELEMENTS * bytes), third: 0, z: place(ELEMENTS * bytes), c: 0, d: 0 },
    ...{ rows: 1, run: ELEMENTS, aRow: 0, bRow: 0, thirdRow: 0, zRow: 0 },
    ...{ aStep: bytes, bStep: bytes, thirdStep: bytes, zStep: bytes },
  }));
  return took / ELEMENTS;
}

function norm(layer: string, format: KernelFormat): number {
  const bytes = BYTES[format];
  const took = clocks(`norm-${format}`, `${layer}_${format}`, "NORM", (place) => ({
    ...{ x: place(ELEMENTS * bytes), dy: place(ELEMENTS * bytes), y: place(ELEMENTS * bytes), split: 0, continue: 0 },
    ...{ groups: CHANNELS, outer: 1, inner: ELEMENTS / CHANNELS, groupStride: bytes, outerStride: 0 },
    ...{ innerStride: CHANNELS * bytes, sum1: place(4 * CHANNELS), sum2: place(4 * CHANNELS), part: 0 },
    ...{ mean: place(4 * CHANNELS), inverse: place(4 * CHANNELS), parameterHalf: 0 },
    ...{ scale: place(4 * CHANNELS), shift: place(4 * CHANNELS) },
  }));
  return took / ELEMENTS;
}

function pool(fn: string, format: KernelFormat): number {
  const [c, size, out, bytes] = [32, 8, 4, BYTES[format]];
  const took = clocks(`pool-${format}`, `pool_${fn}_${format}`, "POOL", (place) => ({
    ...{ x: place(size * size * c * bytes), y: place(out * out * c * bytes), dx: place(size * size * c * bytes) },
    ...{ scratch: place(8 * size * size * 4), images: 1, channels: c, height: size, width: size, outRows: out },
    ...{ outColumns: out, kernelRows: 2, kernelColumns: 2, strideRow: 2, strideColumn: 2, startRow: 0, startColumn: 0 },
    ...{ dilationRow: 1, dilationColumn: 1, endRow: 0, endColumn: 0, countPadding: 0, xImage: 0, xChannel: bytes },
    ...{
      xRow: size * c * bytes,
      xPixel: c * bytes,
      yImage: 0,
      yRow: out * c * bytes,
      yPixel: c * bytes,
      yChannel: bytes,
    },
  }));
  return took / (size * size * c);
}

const both = (what: string, of: (format: KernelFormat) => number): string =>
  `| ${[what, ...FORMATS.map((format) => of(format).toFixed(2))].join(" | ")} |`;

const lines = [
  ...["| product | M x N x K | kernel | cores share | MAC/clock |", "| --- | --- | --- | --- | --- |"],
  ...PRODUCTS.map(product),
  ...["", "| channel-wise 3 x 3, MAC/clock | FP32, 32 channels | FP16, 64 channels |", "| --- | --- | --- |"],
  ...(["forward", "input", "weights"] as const).flatMap((kind) => [
    both(`\`depthwise\`, ${kind}, 25 x 5`, (format) => depthwise(format, 25, 5, kind)),
    both(`\`depthwise\`, ${kind}, 16 x 16`, (format) => depthwise(format, 16, 16, kind)),
  ]),
  ...["", "| clocks an element | FP32 | FP16 |", "| --- | --- | --- |"],
  ...["relu", "reluBackward", "add", "mul", "exp", "sigmoid", "tanh", "geluErf", "geluTanhBackward"].map((fn) =>
    both(`\`map_${fn}\``, (format) => map(fn, format)),
  ),
  ...["sum", "squares", "normalize", "norm_sums", "norm_backward"].map((layer) =>
    both(`\`${layer}\`, 64 channels`, (format) => norm(layer, format)),
  ),
  ...["max", "max_backward", "average", "average_backward"].map((fn) =>
    both(`\`pool_${fn}\`, 2 x 2`, (format) => pool(fn, format)),
  ),
];
process.stdout.write(`${lines.join("\n")}\n`);

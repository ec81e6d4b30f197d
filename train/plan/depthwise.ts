import type { DepthwiseStep } from "../step.js";
import { placed, type PlanContext } from "./context.js";
import { call, stage } from "./flat.js";
import { imageParts, imageTransfers, stridesIn, type ImagePart } from "./images.js";
import { transfersOf, type Range } from "./runs.js";
import { at, type Buffer, type Call, type Tile, type Transfer, type Word } from "./tile.js";

/** Bytes of all images of a tile, padded ones included; there are two tiles at a time. */
const TILE_BYTES = 48 * 1024;
const CALL_CLOCKS = 250;
/** Clocks of a multiply-accumulate on one core, by the bytes of an element. */
const MAC_CLOCKS = { 2: 1.4, 4: 2.6 } as const;

const span = ([begin, end]: Range): number => end - begin;

/** Taps of one axis that meet the pixels r, r + stride, ...: the first, their distance, and where in dy the first one reads. */
interface Phase {
  readonly first: number;
  readonly step: number;
  readonly count: number;
  readonly base: number;
  /** Pixels of dy from a tap to the next, downwards. */
  readonly back: number;
  readonly grid: number;
}

type Axis = 0 | 1;

function phaseOf({ geometry: g }: DepthwiseStep, axis: Axis, r: number): Phase {
  const [s, d] = [g.stride[axis], g.dilation[axis]];
  const taps = Array.from({ length: g.kernel[axis] }, (_, a) => a).filter((a) => (r - g.start[axis] - a * d) % s === 0);
  const [first = 0, second = first + 1] = taps;
  const step = second - first;
  return {
    ...{ first, step, count: taps.length, base: taps.length === 0 ? 0 : (r - g.start[axis] - first * d) / s },
    // One tap alone has no next one, whose distance might be no whole number.
    ...{ back: taps.length > 1 ? (step * d) / s : 0, grid: Math.max(0, Math.ceil((g.image[axis] - r) / s)) },
  };
}

/** Pixels beyond an image on one axis that are read. */
interface Border {
  readonly before: number;
  readonly behind: number;
}

function borderOf(step: DepthwiseStep, axis: Axis): Border {
  const { geometry: g, mode } = step;
  let [least, most] = [0, 0];
  const size = mode === "inputGradient" ? g.out[axis] : g.image[axis];
  if (mode === "inputGradient") {
    for (let r = 0; r < g.stride[axis]; r++) {
      const { count, base, back, grid } = phaseOf(step, axis, r);
      if (count === 0 || grid === 0) continue;
      least = Math.min(least, base - (count - 1) * back);
      most = Math.max(most, base + grid - 1);
    }
  } else {
    least = Math.min(0, g.start[axis]);
    most = (g.out[axis] - 1) * g.stride[axis] + g.start[axis] + (g.kernel[axis] - 1) * g.dilation[axis];
  }
  return { before: -least, behind: Math.max(0, most - size + 1) };
}

/** Channel-wise convolutions: images of some channels are brought, padded by the cores, and worked on. */
export function depthwiseTiles(step: DepthwiseStep, index: number, context: PlanContext): Tile[] {
  const { geometry: g, mode, format } = step;
  const { layout, batch, channels, kernel, stride, dilation, start } = g;
  const bytes = placed(context, step.image).bytes as 2 | 4;
  const borders = [borderOf(step, 0), borderOf(step, 1)];
  const backward = mode === "inputGradient";
  const [inSize, outSize] = backward ? [g.out, g.image] : [g.image, g.out];
  const padded = [0, 1].map((axis) => borders[axis].before + inSize[axis] + borders[axis].behind) as [number, number];
  const perChannel = (inSize[0] * inSize[1] + padded[0] * padded[1] + outSize[0] * outSize[1]) * bytes;
  const stack = { layout, batch, channels };
  const taps = kernel[0] * kernel[1];
  const weightGrid = (tensor: string) => {
    const { offset } = placed(context, tensor);
    const [rows, columns] = [
      { size: taps, stride: layout === "hwc" ? channels : 1 },
      { size: channels, stride: layout === "hwc" ? 1 : taps },
    ];
    return { rows: [rows], columns: [columns], offset: offset / bytes, bytes };
  };
  let weights: Buffer = { name: "w", bytes: 0 };
  let bias: Buffer | undefined;
  let last = "";
  const parts = imageParts({ ...stack, size: inSize }, perChannel, TILE_BYTES);
  return parts.map((part, i): Tile => {
    const count = span(part.channels);
    const images = span(part.images);
    const loads: Transfer[] = [];
    const key = part.channels.join();
    const first = key !== last;
    if (first) {
      last = key;
      weights = { name: "w", bytes: taps * count * bytes + 4 };
      if (mode !== "weightGradient" || step.accumulate) {
        loads.push(...transfersOf(weightGrid(step.weight), [0, taps], part.channels, weights));
      }
      if (step.bias !== undefined) {
        bias = { name: "bias", bytes: count * bytes + 4 };
        const { offset } = placed(context, step.bias);
        const from = offset + part.channels[0] * bytes;
        loads.push({ place: at(bias), l2: from, bytes: count * bytes });
      }
    }
    const buffer = (name: string, size: readonly number[]): Buffer => ({
      name,
      bytes: images * count * size[0] * size[1] * bytes + count * bytes + 8,
    });
    const [source, image, other] = [buffer("image", inSize), buffer("padded", padded), buffer("z", outSize)];
    const input = backward ? step.out : step.image;
    loads.push(...imageTransfers(input, { ...stack, size: inSize }, part, source, context));
    const result = backward ? step.image : step.out;
    const moves = imageTransfers(result, { ...stack, size: outSize }, part, other, context);
    if (mode === "weightGradient") loads.push(...moves);
    const x = stridesIn(layout, part, padded, bytes);
    const z = stridesIn(layout, part, outSize, bytes);
    // Two channels at once want them side by side, an even number of them.
    const pairs = layout === "hwc" && count % 2 === 0;
    const name = format === "fp16" && !pairs ? "planes_fp16" : format;
    const [wTap, wChannel] = [count * bytes, bytes];
    const common: Record<string, Word> = {
      ...{ IMAGES: images, CHANNELS: count, X_IMAGE: x.image, X_CHANNEL: x.channel },
      ...{ W_CHANNEL: wChannel, Z_IMAGE: z.image, Z_CHANNEL: z.channel },
    };
    const calls: Call[] = [padCall(part, { layout, bytes, inSize, padded }, borders, source, image)];
    const inner = (fields: Record<string, Word>, barrier: boolean): void => {
      const kernelName = `layer_depthwise${mode === "weightGradient" ? "_weights" : ""}_${name}`;
      calls.push(call(kernelName, "DEPTHWISE", { ...common, ...fields }, barrier));
    };
    if (backward) {
      const meets = (axis: Axis): boolean =>
        Array.from({ length: stride[axis] }, (_, r) => phaseOf(step, axis, r)).every(
          (p) => p.count > 0 || p.grid === 0,
        );
      if (!meets(0) || !meets(1)) {
        calls.push(call("layer_fill", "FLAT", { Z: at(other), COUNT: Math.ceil(other.bytes / 4), C: 0 }));
      }
      let barrier = true;
      for (let ry = 0; ry < stride[0]; ry++) {
        for (let rx = 0; rx < stride[1]; rx++) {
          const [p, q] = [phaseOf(step, 0, ry), phaseOf(step, 1, rx)];
          if (p.count * q.count * p.grid * q.grid === 0) continue;
          const from = (p.base + borders[0].before) * x.row + (q.base + borders[1].before) * x.pixel;
          inner(
            {
              ...{ X: at(image, from), W: at(weights, (p.first * kernel[1] + q.first) * wTap) },
              ...{ Z: at(other, ry * z.row + rx * z.pixel), ROWS: p.grid, COLUMNS: q.grid },
              ...{ TAP_ROWS: p.count, TAP_COLUMNS: q.count, X_ROW: x.row, X_COLUMN: x.pixel },
              ...{ X_TAP_ROW: -p.back * x.row, X_TAP_COLUMN: -q.back * x.pixel },
              ...{ W_TAP_ROW: p.step * kernel[1] * wTap, W_TAP_COLUMN: q.step * wTap },
              ...{ Z_ROW: stride[0] * z.row, Z_COLUMN: stride[1] * z.pixel },
            },
            barrier,
          );
          barrier = false;
        }
      }
    } else {
      const from = (start[0] + borders[0].before) * x.row + (start[1] + borders[1].before) * x.pixel;
      const goesOn = !first || step.accumulate ? 1 : 0;
      inner(
        {
          ...{ X: at(image, from), W: at(weights), Z: at(other), ROWS: outSize[0], COLUMNS: outSize[1] },
          BIAS: mode === "weightGradient" ? goesOn : bias === undefined ? 0 : at(bias),
          ...{ TAP_ROWS: kernel[0], TAP_COLUMNS: kernel[1], X_ROW: stride[0] * x.row, X_COLUMN: stride[1] * x.pixel },
          ...{ X_TAP_ROW: dilation[0] * x.row, X_TAP_COLUMN: dilation[1] * x.pixel },
          ...{ W_TAP_ROW: kernel[1] * wTap, W_TAP_COLUMN: wTap, Z_ROW: z.row, Z_COLUMN: z.pixel },
        },
        true,
      );
    }
    const ends = parts[i + 1]?.channels.join() !== key;
    const stores =
      mode !== "weightGradient"
        ? moves
        : ends
          ? transfersOf(weightGrid(step.weight), [0, taps], part.channels, weights)
          : [];
    const work = (images * count * g.out[0] * g.out[1] * taps * MAC_CLOCKS[bytes]) / context.cores;
    return { step: index, loads, stages: [stage(...calls)], stores, clocks: CALL_CLOCKS + work };
  });
}

/** Images into buffers with a border of zeros: patches of one pixel, of a grid that is larger than the image. */
function padCall(
  part: ImagePart,
  sizes: { layout: "hwc" | "chw"; bytes: number; inSize: readonly [number, number]; padded: readonly [number, number] },
  borders: readonly Border[],
  source: Buffer,
  target: Buffer,
): Call {
  const { layout, bytes, inSize, padded } = sizes;
  const [images, channels] = [span(part.images), span(part.channels)];
  const [count, run] = layout === "hwc" ? [images, channels * bytes] : [images * channels, bytes];
  return {
    kernel: "layer_im2row",
    descriptor: "IM2ROW",
    fields: {
      ...{ SOURCE: at(source), TARGET: at(target), IMAGES: count, ROWS: padded[0], COLUMNS: padded[1] },
      ...{ TAP_ROWS: 1, TAP_COLUMNS: 1, RUN: run, PLANES: 1, HEIGHT: inSize[0], WIDTH: inSize[1] },
      ...{ START_ROW: -borders[0].before, START_COLUMN: -borders[1].before, STRIDE_ROW: 1, STRIDE_COLUMN: 1 },
      ...{ STEP_ROW: 1, STEP_COLUMN: 1, SOURCE_PIXEL: run, SOURCE_ROW: inSize[1] * run },
      ...{ SOURCE_PLANE: 0, SOURCE_IMAGE: inSize[0] * inSize[1] * run },
    },
    kind: "transform",
    barrier: false,
  };
}

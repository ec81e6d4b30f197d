import type { Pair } from "../network.js";
import type { Layout } from "../step.js";
import { placed, type PlanContext } from "./context.js";
import { transfersOf, type Range } from "./runs.js";
import type { Buffer, Transfer } from "./tile.js";

/** Some channels of some images. */
export interface ImagePart {
  readonly images: Range;
  readonly channels: Range;
}

/** Distances of an image in a buffer, in bytes. */
export interface ImageStrides {
  readonly image: number;
  readonly row: number;
  readonly pixel: number;
  readonly channel: number;
}

/** A stack of images in memory. */
export interface ImageStack {
  readonly layout: Layout;
  readonly batch: number;
  readonly channels: number;
  readonly size: Pair;
}

const span = ([begin, end]: Range): number => end - begin;

/** Distances of a part of images, with `margin` rows and columns beyond its own size, in a buffer of its own. */
export function stridesIn(layout: Layout, part: ImagePart, [rows, columns]: Pair, bytes: number): ImageStrides {
  const channels = span(part.channels);
  const image = rows * columns * channels * bytes;
  if (layout === "hwc") {
    return { image, row: columns * channels * bytes, pixel: channels * bytes, channel: bytes };
  }
  return { image, row: columns * bytes, pixel: bytes, channel: rows * columns * bytes };
}

/** Commands between L2 and a buffer that holds a part of a stack of images densely. */
export function imageTransfers(
  tensor: string,
  { layout, batch, channels, size }: ImageStack,
  part: ImagePart,
  buffer: Buffer,
  context: PlanContext,
): Transfer[] {
  const { offset, bytes } = placed(context, tensor);
  const pixels = size[0] * size[1];
  const base = { offset: offset / bytes, bytes };
  if (layout === "hwc") {
    const grid = {
      ...base,
      rows: [{ size: batch * pixels, stride: channels }],
      columns: [{ size: channels, stride: 1 }],
    };
    return transfersOf(grid, [part.images[0] * pixels, part.images[1] * pixels], part.channels, buffer);
  }
  const grid = { ...base, rows: [{ size: batch * channels, stride: pixels }], columns: [{ size: pixels, stride: 1 }] };
  const found: Transfer[] = [];
  const partBytes = span(part.channels) * pixels * bytes;
  for (let image = part.images[0]; image < part.images[1]; image++) {
    const planes: Range = [image * channels + part.channels[0], image * channels + part.channels[1]];
    const from = (image - part.images[0]) * partBytes;
    found.push(...transfersOf(grid, planes, [0, pixels], buffer, from));
  }
  return found;
}

/**
 * Parts of a stack that take at most `bytes` for `perPixel` bytes a channel: all channels of as many images as fit, or fewer channels
 * of one image. Channels come one group after the other, the images of each in their order.
 */
export function imageParts({ batch, channels }: ImageStack, perChannel: number, bytes: number): ImagePart[] {
  const fit = Math.max(1, Math.floor(bytes / perChannel));
  const even = fit >= 2 ? fit - (fit % 2) : fit;
  const chunk = Math.min(channels, channels <= fit ? channels : even);
  const images = chunk === channels ? Math.max(1, Math.floor(fit / channels)) : 1;
  const parts: ImagePart[] = [];
  for (let c = 0; c < channels; c += chunk) {
    for (let i = 0; i < batch; i += images) {
      parts.push({ images: [i, Math.min(batch, i + images)], channels: [c, Math.min(channels, c + chunk)] });
    }
  }
  return parts;
}

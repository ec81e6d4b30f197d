import type { PoolStep } from "../step.js";
import { placed, type PlanContext } from "./context.js";
import { call, stage } from "./flat.js";
import { imageParts, imageTransfers, stridesIn, type ImageStrides } from "./images.js";
import { at, type Buffer, type Tile, type Transfer, type Word } from "./tile.js";

/** Bytes of all images of a tile; there are two tiles at a time. */
const TILE_BYTES = 44 * 1024;
const CALL_CLOCKS = 200;
/** Clocks of a pixel under a window on one core. */
const PIXEL_CLOCKS = 9;

const fieldsOf = (name: string, { image, row, pixel, channel }: ImageStrides): Record<string, Word> => ({
  ...{ [`${name}_IMAGE`]: image, [`${name}_ROW`]: row, [`${name}_PIXEL`]: pixel, [`${name}_CHANNEL`]: channel },
});

const KERNELS = {
  ...{ max: "max", maxBackward: "max_backward", average: "average", averageBackward: "average_backward" },
} as const;

/** Pooling: whole planes of some channels of some images at a time. */
export function poolTiles(step: PoolStep, index: number, context: PlanContext): Tile[] {
  const { geometry: g, end, fn } = step;
  const { batch, channels, layout, image, out, kernel, stride, start, dilation } = g;
  const names = { x: step.x, y: step.y, dy: step.dy, dx: step.dx };
  const known = Object.values(names).find((name) => name !== undefined)!;
  const { bytes, format } = placed(context, known);
  const [large, small] = [image[0] * image[1], out[0] * out[1]];
  const images = [names.x, names.dx].filter((name) => name !== undefined).length;
  const perChannel = (images * large + small) * bytes;
  const stack = { layout, batch, channels };
  return imageParts({ ...stack, size: image }, perChannel, TILE_BYTES).map((part): Tile => {
    const count = (part.images[1] - part.images[0]) * (part.channels[1] - part.channels[0]);
    const buffer = (name: string, pixels: number): Buffer => ({ name, bytes: count * pixels * bytes + 4 });
    const loads: Transfer[] = [];
    const stores: Transfer[] = [];
    const bring = (name: string | undefined, list: Transfer[], size: readonly [number, number]): Word => {
      if (name === undefined) return 0;
      const made = buffer(name, size[0] * size[1]);
      list.push(...imageTransfers(name, { ...stack, size }, part, made, context));
      return at(made);
    };
    const fields: Record<string, Word> = {
      X: bring(names.x, loads, image),
      Y: names.dy === undefined ? bring(names.y, stores, out) : bring(names.dy, loads, out),
      DX: bring(names.dx, stores, image),
      ...(fn === "averageBackward" && { SCRATCH: at({ name: "sums", bytes: 4 * large * context.cores }) }),
      ...{ IMAGES: part.images[1] - part.images[0], CHANNELS: part.channels[1] - part.channels[0] },
      ...{ HEIGHT: image[0], WIDTH: image[1], OUT_ROWS: out[0], OUT_COLUMNS: out[1] },
      ...{ KERNEL_ROWS: kernel[0], KERNEL_COLUMNS: kernel[1], STRIDE_ROW: stride[0], STRIDE_COLUMN: stride[1] },
      ...{ START_ROW: start[0], START_COLUMN: start[1], DILATION_ROW: dilation[0], DILATION_COLUMN: dilation[1] },
      ...{ END_ROW: end[0], END_COLUMN: end[1], COUNT_PADDING: step.countPadding ? 1 : 0 },
      ...fieldsOf("X", stridesIn(layout, part, image, bytes)),
      ...fieldsOf("Y", stridesIn(layout, part, out, bytes)),
    };
    const work = (count * small * kernel[0] * kernel[1] * PIXEL_CLOCKS) / Math.min(count, context.cores);
    return {
      ...{ step: index, loads, stores, clocks: CALL_CLOCKS + work },
      stages: [stage(call(`layer_pool_${KERNELS[fn]}_${format}`, "POOL", fields))],
    };
  });
}

/** Parts of images that a tile loads and stores, each dense in a buffer. */
import { at, type Buffer, type Transfer } from "../../plan/tile.js";
import { imageOf, type Image, type QuantizedNetwork, type QuantizedTensor, type Window } from "../network.js";
import { offsetOf, SLACK, stretch, TRANSFER_BYTES, type Int8Context, type RowsRead } from "./context.js";

/** Rows and channels of an image in HWC, both ends exclusive. */
interface Part {
  readonly rows: readonly [number, number];
  readonly channels: readonly [number, number];
}

/** What a layer reads and writes. */
export interface LayerImages {
  readonly x: QuantizedTensor;
  readonly y: QuantizedTensor;
  readonly input: Image;
  readonly out: Image;
}

export function imagesOf(
  network: QuantizedNetwork,
  layer: { readonly input: string; readonly output: string },
): LayerImages {
  const [x, y] = [network.tensors.get(layer.input)!, network.tensors.get(layer.output)!];
  return { x, y, input: imageOf(x), out: imageOf(y) };
}

export interface ImageTile {
  readonly read: RowsRead;
  readonly source: Buffer;
  readonly target: Buffer;
  readonly loads: Transfer[];
  readonly stores: Transfer[];
}

/** Rows and channels `to` of the result, and what is under them of so many channels of the image. */
export function imageTile(
  context: Int8Context,
  { x, y, input, out }: LayerImages,
  layer: Window,
  to: Part,
  channels = to.channels,
): ImageTile {
  const read = rowsUnder(to.rows, input.h, layer);
  const from: Part = { rows: read.rows, channels };
  const source: Buffer = { name: "x", bytes: partBytes(input, from) + SLACK };
  const target: Buffer = { name: "z", bytes: partBytes(out, to) };
  const loads = imagePart(context, source, x.name, input, from);
  return { read, source, target, loads, stores: imagePart(context, target, y.name, out, to) };
}

/** Rows of an image that a window over rows `from` to `to` of the result needs, within the image, and the first one it asks for. */
function rowsUnder(
  [from, to]: readonly [number, number],
  height: number,
  { kernel, stride, padding, dilation }: Window,
): RowsRead {
  const first = from * stride[0] - padding[0];
  const last = (to - 1) * stride[0] - padding[0] + (kernel[0] - 1) * dilation[0] + 1;
  const begin = Math.max(0, Math.min(height, first));
  return { rows: [begin, Math.max(begin, Math.min(height, last))], first };
}

function partBytes({ w }: Image, { rows, channels }: Part): number {
  return (rows[1] - rows[0]) * w * (channels[1] - channels[0]);
}

/** A part of an image, dense in a buffer. */
function imagePart(context: Int8Context, buffer: Buffer, tensor: string, image: Image, part: Part): Transfer[] {
  const { rows, channels } = part;
  const pitch = image.w * image.c;
  const bytes = channels[1] - channels[0];
  if (bytes === image.c) return stretch(context, buffer, tensor, rows[0] * pitch, rows[1] * pitch);
  const offset = offsetOf(context, tensor) + channels[0];
  const each = Math.max(1, Math.floor(TRANSFER_BYTES / (image.w * bytes)));
  const transfers: Transfer[] = [];
  for (let row = rows[0]; row < rows[1]; row += each) {
    const count = Math.min(each, rows[1] - row);
    transfers.push({
      place: at(buffer, (row - rows[0]) * image.w * bytes),
      l2: offset + row * pitch,
      bytes: count * image.w * bytes,
      rows: { bytes, stride: image.c },
    });
  }
  return transfers;
}

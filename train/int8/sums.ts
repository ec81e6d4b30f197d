/** The sums of product layers, row by row of the result. */
import { WasmPool, type WasmRoom } from "../../hw/wasm-pool.js";
import { imageOf, type Image, type ProductLayer, type QuantizedNetwork } from "./network.js";
import { Padded, paddedSize, tapOffsets } from "./padded.js";
import { MODULE } from "./sums.wasm.js";

interface SumsExports {
  readonly dense: (...operands: number[]) => void;
  readonly channelwise: (...operands: number[]) => void;
}

/** Sums of one row of the result: channel by channel, pixel by pixel. */
export interface RowSums {
  readonly sums: Int32Array;
  /** Elements from pixel to pixel in `sums`. */
  readonly pitch: number;
  place(codes: Int16Array): void;
  row(y: number): void;
}

const pool = new WasmPool<SumsExports>(MODULE);
/** Elements that vectors read behind what they need. */
const SLACK = 8;

/** Weights less their zeros, [Co][kh kw Ci / groups]. */
function centred({ weights, weightZeros, bias }: ProductLayer): Int16Array {
  const row = weights.length / bias.length;
  return Int16Array.from(weights, (w, i) => w - weightZeros[weightZeros.length === 1 ? 0 : Math.floor(i / row)]);
}

/** What a sum starts at: the bias, less what the input's zero adds. */
export function startsOf(network: QuantizedNetwork, layer: ProductLayer): Int32Array {
  const { zero } = network.tensors.get(layer.input)!;
  const weights = centred(layer);
  const row = weights.length / layer.bias.length;
  return layer.bias.map((start, k) => {
    let sum = 0;
    for (let i = k * row; i < (k + 1) * row; i++) sum += weights[i];
    return start - zero * sum;
  });
}

interface Geometry {
  readonly layer: ProductLayer;
  readonly input: Image;
  readonly out: Image;
  readonly zero: number;
  readonly weights: Int16Array;
  readonly starts: Int32Array;
}

/** Sums by loops of JavaScript. */
function plainSums({ layer, input, out, zero, weights, starts }: Geometry): RowSums {
  const padded = new Padded(input, layer.padding, zero);
  const taps = tapOffsets(layer, padded.width, input.c);
  const { data } = padded;
  const depth = input.c / layer.groups;
  const each = out.c / layer.groups;
  const sums = new Int32Array(out.w * out.c);
  return {
    ...{ sums, pitch: out.c, place: (codes) => padded.place(codes) },
    row(y) {
      for (let x = 0; x < out.w; x++) {
        const corner = (y * layer.stride[0] * padded.width + x * layer.stride[1]) * input.c;
        for (let k = 0, w = 0; k < out.c; k++) {
          const first = corner + Math.floor(k / each) * depth;
          let sum = starts[k];
          for (const tap of taps) {
            for (let c = 0; c < depth; c++) sum = (sum + data[first + tap + c] * weights[w++]) | 0;
          }
          sums[x * out.c + k] = sum;
        }
      }
    },
  };
}

/** Stretches of a room, one behind the other. */
class Places {
  private readonly room: WasmRoom<SumsExports>;
  private at: number;

  constructor(room: WasmRoom<SumsExports>) {
    this.room = room;
    this.at = room.address;
  }

  shorts(length: number): Int16Array {
    return new Int16Array(this.room.buffer, this.take(2 * length), length);
  }

  words(length: number): Int32Array {
    return new Int32Array(this.room.buffer, this.take(4 * length), length);
  }

  private take(bytes: number): number {
    const { at } = this;
    this.at += Math.ceil(bytes / 16) * 16;
    return at;
  }
}

const eights = (size: number): number => Math.ceil(size / 8) * 8;

/** Rows of taps are read as they lie in the padded image; their weights are filled up with zeros to whole vectors. */
function denseSums({ layer, input, out, zero, weights, starts }: Geometry): RowSums {
  const [kh, kw] = layer.kernel;
  const row = eights(kw * input.c);
  const size = paddedSize(input, layer.padding) + row + SLACK;
  const bytes = 2 * (size + out.c * kh * row) + 4 * (out.c + out.w * out.c) + 64;
  const room = pool.room(bytes);
  const places = new Places(room);
  const padded = new Padded(input, layer.padding, zero, places.shorts(size));
  const filled = places.shorts(out.c * kh * row);
  for (let line = 0; line < out.c * kh; line++) {
    filled.set(weights.subarray(line * kw * input.c, (line + 1) * kw * input.c), line * row);
  }
  const start = places.words(out.c);
  start.set(starts);
  const sums = places.words(out.w * out.c);
  const result: RowSums = {
    ...{ sums, pitch: out.c, place: (codes) => padded.place(codes) },
    row(y) {
      room.exports.dense(
        padded.data.byteOffset + 2 * y * layer.stride[0] * padded.width * input.c,
        2 * layer.dilation[0] * padded.width * input.c,
        2 * layer.stride[1] * input.c,
        out.w,
        filled.byteOffset,
        kh,
        2 * row,
        start.byteOffset,
        sums.byteOffset,
        out.c,
      );
    },
  };
  room.tieTo(result);
  return result;
}

function channelwiseSums({ layer, input, out, zero, weights, starts }: Geometry): RowSums {
  const channels = eights(out.c);
  const taps = layer.kernel[0] * layer.kernel[1];
  const size = paddedSize(input, layer.padding) + channels;
  const bytes = 2 * (size + taps * channels) + 4 * (taps + channels + out.w * channels) + 64;
  const room = pool.room(bytes);
  const places = new Places(room);
  const padded = new Padded(input, layer.padding, zero, places.shorts(size));
  const turned = places.shorts(taps * channels);
  for (let k = 0; k < out.c; k++) for (let t = 0; t < taps; t++) turned[t * channels + k] = weights[k * taps + t];
  const offsets = places.words(taps);
  offsets.set(tapOffsets(layer, padded.width, input.c).map((offset) => 2 * offset));
  const start = places.words(channels);
  start.set(starts);
  const sums = places.words(out.w * channels);
  const result: RowSums = {
    ...{ sums, pitch: channels, place: (codes) => padded.place(codes) },
    row(y) {
      room.exports.channelwise(
        padded.data.byteOffset + 2 * y * layer.stride[0] * padded.width * input.c,
        2 * layer.stride[1] * input.c,
        out.w,
        turned.byteOffset,
        offsets.byteOffset,
        taps,
        start.byteOffset,
        sums.byteOffset,
        channels,
      );
    },
  };
  room.tieTo(result);
  return result;
}

/** The sums of a layer. @param isPlain by loops of JavaScript, as where vectors are not to be had */
export function rowSums(network: QuantizedNetwork, layer: ProductLayer, isPlain = false): RowSums {
  const [x, y] = [network.tensors.get(layer.input)!, network.tensors.get(layer.output)!];
  const geometry: Geometry = {
    ...{ layer, input: imageOf(x), out: imageOf(y), zero: x.zero },
    ...{ weights: centred(layer), starts: startsOf(network, layer) },
  };
  if (isPlain || !pool.isAvailable) return plainSums(geometry);
  if (layer.op === "depthwise") return channelwiseSums(geometry);
  return layer.groups === 1 && layer.dilation[1] === 1 ? denseSums(geometry) : plainSums(geometry);
}

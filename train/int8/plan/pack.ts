/** Weights and multipliers of a layer as the cores read them (sw/layers/int8). */
import { UsageError } from "../../../hw/errors.js";
import { imageOf, type ProductLayer, type QuantizedLayer, type QuantizedNetwork } from "../network.js";
import { accumulatorBounds, productMultipliers, type Multiplier } from "../requantise.js";
import { startsOf } from "../sums.js";

/** Bytes of the description of a channel: start, factor, shift, add (sw/layers/int8/requantise.S). */
export const CHANNEL_BYTES = 16;
/** Up to this shift sums are limited to 16 bits before the product. */
export const SMALL_SHIFT = 20;

/** The limits of codes as the kernels take them. */
export function limitFields({ low, high }: QuantizedLayer): { readonly LOW: number; readonly HIGH: number } {
  return { LOW: ((low & 255) * 0x01010101) >>> 0, HIGH: high - low };
}

/**
 * Four words that turn a sum into a code. @param offset zero of the output less the lowest code
 * @param bound largest magnitude of the sum
 * @throws UsageError where a word does not hold the sum with its offset: scales that are very far apart
 */
export function channelWords(
  name: string,
  start: number,
  { m, shift }: Multiplier,
  offset: number,
  bound: number,
): readonly [number, number, number, number] {
  const isSmall = shift <= SMALL_SHIFT;
  const rest = isSmall ? shift : shift - 16;
  const add = offset * 2 ** rest;
  const sum = isSmall ? 2 ** 15 * m : (bound * m) / 2 ** 16 + 1;
  if (sum + Math.abs(add) + 2 ** rest >= 2 ** 31) {
    throw new UsageError(
      `${name} multiplies by 2^-${shift - 14} and moves the result by ${offset}, which 32 bits do not hold: use --model functional.`,
    );
  }
  return [start, (m << 16) | m, isSmall ? shift | -2147483648 : rest, add];
}

/** The four words of every channel of a layer. @param low the code that the kernel begins to limit from */
export function channelsOf(
  network: QuantizedNetwork,
  layer: ProductLayer,
  low = layer.low,
): readonly (readonly number[])[] {
  const { zero } = network.tensors.get(layer.output)!;
  const starts = startsOf(network, layer);
  const bounds = accumulatorBounds(network, layer);
  return productMultipliers(network, layer).map((multiplier, k) =>
    channelWords(layer.name, starts[k], multiplier, zero - low, bounds[k]),
  );
}

/** Weights for the product kernel. */
export interface PackedProduct {
  readonly bytes: Uint8Array;
  /** Bytes of four channels: their descriptions and weights. */
  readonly quadBytes: number;
  readonly quads: number;
  /** Words of a row of X. */
  readonly words: number;
  /** Copies of the patch in a row: two where weights less their zero take more than eight bits. */
  readonly times: number;
}

/** Channels `first` to `first + count` of a layer. */
export function packProduct(
  network: QuantizedNetwork,
  layer: ProductLayer,
  first = 0,
  count = layer.bias.length,
): PackedProduct {
  const { weights, weightZeros } = layer;
  const row = weights.length / layer.bias.length;
  const times = weightZeros.some((zero) => zero !== 0) ? 2 : 1;
  const words = Math.ceil((row * times) / 4);
  const quads = Math.ceil(count / 4);
  const quadBytes = 4 * CHANNEL_BYTES + 16 * words;
  const view = new DataView(new ArrayBuffer(quads * quadBytes));
  const channels = channelsOf(network, layer);
  for (let k = 0; k < count; k++) {
    const at = Math.floor(k / 4) * quadBytes;
    const channel = first + k;
    channels[channel].forEach((word, i) => {
      view.setInt32(at + (k % 4) * CHANNEL_BYTES + 4 * i, word, true);
    });
    const zero = weightZeros[weightZeros.length === 1 ? 0 : channel];
    const place = (n: number, value: number): void => {
      view.setInt8(at + 4 * CHANNEL_BYTES + 16 * Math.floor(n / 4) + 4 * (k % 4) + (n % 4), value);
    };
    for (let n = 0; n < row; n++) {
      const value = weights[channel * row + n] - zero;
      const near = Math.max(-128, Math.min(127, value));
      place(n, near);
      if (times > 1) place(row + n, value - near);
    }
  }
  return { bytes: new Uint8Array(view.buffer), quadBytes, quads, words, times };
}

/** Channels of a depthwise layer, each its description and its taps as 16-bit numbers, then, of kernels of 3 x 3, as words of three. */
export function packDepthwise(
  network: QuantizedNetwork,
  layer: ProductLayer,
): { readonly bytes: Uint8Array; readonly each: number } {
  const taps = layer.kernel[0] * layer.kernel[1];
  const wide = CHANNEL_BYTES + 4 * Math.ceil(taps / 2);
  const rows = layer.kernel[1] <= 3 ? layer.kernel[0] : 0;
  const each = wide + 4 * rows;
  const { c } = imageOf(network.tensors.get(layer.output)!);
  // Kernels work on whole quads of channels.
  const view = new DataView(new ArrayBuffer(Math.ceil(c / 4) * 4 * each));
  const { weights, weightZeros } = layer;
  channelsOf(network, layer).forEach((words, k) => {
    words.forEach((word, i) => {
      view.setInt32(k * each + 4 * i, word, true);
    });
    const zero = weightZeros[weightZeros.length === 1 ? 0 : k];
    for (let t = 0; t < taps; t++) {
      const value = weights[k * taps + t] - zero;
      view.setInt16(k * each + CHANNEL_BYTES + 2 * t, value, true);
      if (rows > 0 && zero === 0) {
        view.setInt8(k * each + wide + 4 * Math.floor(t / layer.kernel[1]) + (t % layer.kernel[1]), value);
      }
    }
  });
  return { bytes: new Uint8Array(view.buffer), each };
}

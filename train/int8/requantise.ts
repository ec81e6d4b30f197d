/** From an accumulator to a code, in whole numbers alone. */
import { UsageError } from "../../hw/errors.js";
import { imageOf, type AddLayer, type PoolLayer, type ProductLayer, type QuantizedNetwork } from "./network.js";

/** A factor m / 2^shift, 2^14 <= m < 2^15. */
export interface Multiplier {
  readonly m: number;
  readonly shift: number;
}

/** From here on 2^shift exceeds twice any product of an accumulator and m, and every result is 0. */
const LARGEST_SHIFT = 47;

/** The multiplier of a factor: m = round(factor 2^shift). @throws UsageError where the factor is 2^14 or more, or no positive number */
export function multiplierOf(factor: number, what: string): Multiplier {
  if (!(factor > 0) || factor >= 2 ** 14 - 0.5) {
    throw new UsageError(
      `${what} multiplies its sums by ${factor} but 0 to 16383 can be done: give other scales of input, weights and output.`,
    );
  }
  let shift = 14 - Math.floor(Math.log2(factor));
  // log2 may round up to the next whole number.
  if (factor * 2 ** shift < 2 ** 14) shift++;
  let m = Math.round(factor * 2 ** shift);
  if (m >= 2 ** 15) {
    m = 2 ** 14;
    shift--;
  }
  return shift > LARGEST_SHIFT ? { m: 2 ** 14, shift: LARGEST_SHIFT } : { m, shift };
}

/** (acc m + 2^(shift-1)) >> shift. Exact: the product of 32 and 15 bits is a whole double. */
export function scaled(acc: number, { m, shift }: Multiplier): number {
  return Math.floor((acc * m + 2 ** (shift - 1)) / 2 ** shift);
}

/** One multiplier for each output channel. */
export function productMultipliers(network: QuantizedNetwork, layer: ProductLayer): readonly Multiplier[] {
  const [x, y] = [network.tensors.get(layer.input)!, network.tensors.get(layer.output)!];
  const each = [...layer.weightScales].map((scale) => multiplierOf((x.scale * scale) / y.scale, layer.name));
  return Array.from({ length: layer.bias.length }, (_, k) => each[each.length === 1 ? 0 : k]);
}

/** The multiplier of the sum of a window. */
export function poolMultiplier(network: QuantizedNetwork, layer: PoolLayer): Multiplier {
  const [x, y] = [network.tensors.get(layer.input)!, network.tensors.get(layer.output)!];
  return multiplierOf(x.scale / (layer.kernel[0] * layer.kernel[1] * y.scale), layer.name);
}

/**
 * The sum of two tensors is ((a - zero) m0 + (b - zero) m1 + 2^(shift-1)) >> shift, the larger multiplier with 15 bits and the
 * other with the same shift.
 */
export interface AddMultipliers {
  readonly m: readonly [number, number];
  readonly shift: number;
}

export function addMultipliers(network: QuantizedNetwork, layer: AddLayer): AddMultipliers {
  const y = network.tensors.get(layer.output)!;
  const factors = layer.inputs.map((name) => network.tensors.get(name)!.scale / y.scale);
  const { m, shift } = multiplierOf(Math.max(...factors), layer.name);
  const other = Math.round(Math.min(...factors) * 2 ** shift);
  return { m: factors[0] >= factors[1] ? [m, other] : [other, m], shift };
}

/** Elements that a row of weights multiplies, and a bound of the accumulator's magnitude for each output channel. */
export function accumulatorBounds(network: QuantizedNetwork, layer: ProductLayer): Float64Array {
  const { zero, type } = network.tensors.get(layer.input)!;
  const reach = type === "u8" ? Math.max(zero, 255 - zero) : Math.max(zero + 128, 127 - zero);
  const { c } = imageOf(network.tensors.get(layer.output)!);
  const size = layer.weights.length / c;
  return Float64Array.from({ length: c }, (_, k) => {
    const weightZero = layer.weightZeros[layer.weightZeros.length === 1 ? 0 : k];
    let sum = Math.abs(layer.bias[k]);
    for (let i = k * size; i < (k + 1) * size; i++) sum += Math.abs(layer.weights[i] - weightZero) * reach;
    return sum;
  });
}

import type { FpFormat } from "../../hw/fpu/format.js";
import type { SplitMix64 } from "../../run/data/random.js";

/** An encoding; many share their exponent with `near`, end a binade or the range, or are special. */
export function encodingNear(
  { width, manBits, infinity, signBit }: FpFormat,
  random: SplitMix64,
  near: number,
): number {
  const bits = random.integer(2 ** width);
  const fraction = bits % 2 ** manBits;
  const [sign, magnitude] = [bits >= signBit ? signBit : 0, near % signBit];
  switch (random.integer(7)) {
    case 0:
      return bits;
    case 1:
      return bits - fraction + [0, 1, 2 ** manBits - 1, 2 ** (manBits - 1)][random.integer(4)];
    case 2:
      return sign + random.integer(2 ** (manBits + 2));
    case 3:
      return sign + infinity + random.integer(8) - 5;
    case 4:
      return sign + Math.min(Math.max(magnitude + random.integer(7) - 3, 0), signBit - 1);
    case 5:
      return sign + [0, 1, 2 ** manBits, infinity, infinity + 1, infinity + 2 ** (manBits - 1)][random.integer(6)];
  }
  const exponent = Math.floor(magnitude / 2 ** manBits) + random.integer(2 * manBits + 8) - manBits - 4;
  return sign + Math.min(Math.max(exponent, 0) * 2 ** manBits + fraction, signBit - 1);
}

import { newTensor, type Tensor } from "../../golden/gemm/job.js";
import { LAYOUTS, encodeIn, type Layout } from "../../golden/arithmetic/number.js";
import type { TensorFormat } from "../../hw/redmule/operation.js";
import { DrawnAhead, SplitMix64 } from "./random.js";

/**
 * What a tensor is filled with: Gaussian of variance 1, [0, 1), (0, -1], any finite bits, any bits, subnormal and smallest
 * normal numbers, the three largest exponents, zeros of either sign, about half special values, a few special values.
 */
export const DATA_CLASSES = ["norm", "unit", "neg", "finite", "all", "small", "big", "zero", "special", "mix"] as const;
/** One of `DATA_CLASSES`. */
export type DataClass = (typeof DATA_CLASSES)[number];

/** Magnitudes at the edges of a format: zero, subnormal, smallest normal, one, largest, infinity, canonical and other NaN. */
function specials({ fractionBits, bias, infinity }: Layout): readonly number[] {
  const normal = 1 << fractionBits;
  return [
    ...[0, 1, normal - 1, normal],
    ...[bias << fractionBits, infinity - 1, infinity],
    ...[infinity + (normal >> 1), infinity + 1, infinity + normal - 1],
  ];
}

/** Draws one element of a class. */
function drawer(fmt: TensorFormat, dataClass: DataClass, random: DrawnAhead): () => number {
  const layout = LAYOUTS[fmt];
  const { fractionBits, bias, signBit, infinity } = layout;
  const signed = (magnitude: number): number => magnitude + random.integer(2) * signBit;
  const edge = specials(layout);
  const special = (): number => signed(edge[random.integer(edge.length)]);
  const finite = (): number => signed(random.integer(infinity));
  switch (dataClass) {
    case "norm":
      return () => encodeIn(layout, random.gaussian());
    case "unit":
      return () => Math.min(encodeIn(layout, random.uniform()), (bias << fractionBits) - 1);
    case "neg":
      return () => signBit + Math.max(encodeIn(layout, 1 - random.uniform()), 1);
    case "finite":
      return finite;
    case "all":
      return () => random.integer(2 * signBit);
    case "small":
      return () => signed(random.integer(2 << fractionBits));
    case "big":
      return () => signed(infinity - 1 - random.integer(3 << fractionBits));
    case "zero":
      return () => signed(0);
    case "special":
      return () => (random.integer(2) === 0 ? special() : finite());
    case "mix":
      return () => (random.integer(8) === 0 ? special() : finite());
  }
}

/**
 * `count` elements of a data class as bits. Tensors of one seed differ by `stream` (0 X, 1 W, 2 Y by convention); the same
 * arguments always give the same bits. `seed` is an integer from 0 to 2^48 - 1 (else a UsageError), `stream` 0 to 31.
 */
export function makeTensor(
  fmt: TensorFormat,
  count: number,
  dataClass: DataClass,
  seed: number,
  stream: number,
): Tensor {
  const draw = drawer(fmt, dataClass, new DrawnAhead(new SplitMix64(seed, 32, stream)));
  const tensor = newTensor(fmt, count);
  for (let i = 0; i < count; i++) tensor[i] = draw();
  return tensor;
}

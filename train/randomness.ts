/** Random numbers of a training run: everything follows from seeds. */
import { SplitMix64 } from "../run/data/random.js";

/** A generator whose numbers depend on every part of a seed. */
export class Random {
  private readonly source: SplitMix64;

  constructor(...parts: readonly number[]) {
    let source = new SplitMix64(parts[0]);
    for (const part of parts.slice(1)) {
      source.step();
      source = new SplitMix64((source.high >>> 11) * 2 ** 32 + source.low, 1, 0);
      for (let i = 0; i < (part & 7); i++) source.step();
      source.step();
      source = new SplitMix64(((source.high >>> 11) ^ (part >>> 3)) * 2 ** 32 + source.low);
    }
    this.source = source;
  }

  /** From 0 to below 1, 53 bits. */
  uniform(): number {
    this.source.step();
    return ((this.source.high >>> 5) * 2 ** 26 + (this.source.low >>> 6)) / 2 ** 53;
  }

  /** Normal distribution with mean 0 and deviation 1 (Box and Muller). */
  normal(): number {
    const radius = Math.sqrt(-2 * Math.log(1 - this.uniform()));
    return radius * Math.cos(2 * Math.PI * this.uniform());
  }

  /** Whole number from 0 to below `limit`. */
  below(limit: number): number {
    return Math.floor(this.uniform() * limit);
  }

  /** The numbers 0 to size - 1 in a random order (Fisher and Yates). */
  permutation(size: number): number[] {
    const order = Array.from({ length: size }, (_, i) => i);
    for (let i = size - 1; i > 0; i--) {
      const j = this.below(i + 1);
      [order[i], order[j]] = [order[j], order[i]];
    }
    return order;
  }
}

/** A mask of 0 with probability `ratio`, else 1 / (1 - ratio). */
export function dropoutMask(seed: readonly number[], size: number, ratio: number): Float32Array {
  const random = new Random(...seed);
  const kept = Math.fround(1 / (1 - ratio));
  return Float32Array.from({ length: size }, () => (random.uniform() < ratio ? 0 : kept));
}

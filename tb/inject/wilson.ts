/** A share with the interval that holds the true one with 95 % confidence. */
export interface Share {
  readonly estimate: number;
  readonly low: number;
  readonly high: number;
}

/** Quantile of the normal distribution for 95 % on two sides. */
const Z = 1.959964;

/** Wilson's score interval for `hits` of `runs` (E. B. Wilson, J. Am. Stat. Assoc. 22, 1927); without runs, 0 to 1. */
export function wilson(hits: number, runs: number): Share {
  if (runs === 0) return { estimate: 0, low: 0, high: 1 };
  const estimate = hits / runs;
  const scale = 1 + Z ** 2 / runs;
  const centre = (estimate + Z ** 2 / (2 * runs)) / scale;
  const half = (Z / scale) * Math.sqrt((estimate * (1 - estimate)) / runs + Z ** 2 / (4 * runs ** 2));
  // At 0 and 1 the bound is the estimate itself, which sums of doubles may miss.
  const low = Math.min(estimate, Math.max(0, centre - half));
  return { estimate, low, high: Math.max(estimate, Math.min(1, centre + half)) };
}

/** Mean of shares by weight. Their errors are independent: the distances to the bounds add as squares. */
export function weighted(shares: readonly (readonly [weight: number, share: Share])[]): Share {
  const total = shares.reduce((sum, [weight]) => sum + weight, 0);
  const mean = (of: (share: Share) => number): number =>
    shares.reduce((sum, [weight, share]) => sum + (weight / total) * of(share), 0);
  const distance = (of: (share: Share) => number): number =>
    Math.sqrt(shares.reduce((sum, [weight, share]) => sum + ((weight / total) * of(share)) ** 2, 0));
  const estimate = mean((share) => share.estimate);
  const low = estimate - distance((share) => share.estimate - share.low);
  const high = estimate + distance((share) => share.high - share.estimate);
  return { estimate, low: Math.max(0, low), high: Math.min(1, high) };
}

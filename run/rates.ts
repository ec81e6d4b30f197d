/** How fast a job was; null when it has not ended. */
export interface Rates {
  /** Of `cycles` x L x H compute-element clocks, the fraction that computed an element of Z. */
  readonly utilisation: number | null;
  /** M N K / cycles. */
  readonly macPerClock: number | null;
  /** 2 M N K operations in `cycles` clocks of so many MHz. */
  readonly gflops: number | null;
}

interface Product {
  readonly m: number;
  readonly n: number;
  readonly k: number;
}

/** Multiply-accumulates of a product in a clock. */
export function macPerClock({ m, n, k }: Product, clocks: number): number {
  return (m * n * k) / clocks;
}

/** Speed of a job that took so many clocks on an array of L x H compute elements. */
export function rates(
  product: Product,
  { L, H }: { readonly L: number; readonly H: number },
  cycles: number | null,
  mhz: number,
): Rates {
  if (cycles === null) return { utilisation: null, macPerClock: null, gflops: null };
  const macs = product.m * product.n * product.k;
  return {
    utilisation: macs / (cycles * L * H),
    macPerClock: macs / cycles,
    gflops: (2 * macs * mhz) / (1e3 * cycles),
  };
}

/** How much of any time something was busy: sums over slices, taken as even inside a slice. */
export class Share {
  private readonly edges: Float64Array;
  private readonly sums: Float64Array;

  /**
   * @param edges clocks between the slices, rising, one more than there are slices
   * @param busy busy clocks of each slice
   */
  constructor(edges: ArrayLike<number>, busy: ArrayLike<number>) {
    this.edges = Float64Array.from(edges);
    this.sums = new Float64Array(edges.length);
    for (let i = 0; i < busy.length; i++) this.sums[i + 1] = this.sums[i] + busy[i];
  }

  /** Busy clocks up to a clock. */
  private upTo(clock: number): number {
    const { edges, sums } = this;
    const last = edges.length - 1;
    if (clock <= edges[0]) return 0;
    if (clock >= edges[last]) return sums[last];
    let [low, high] = [0, last];
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (edges[middle] <= clock) low = middle;
      else high = middle;
    }
    const width = edges[high] - edges[low];
    return sums[low] + ((sums[high] - sums[low]) * (clock - edges[low])) / width;
  }

  /** Busy clocks from a clock up to before another. */
  between(from: number, to: number): number {
    return Math.max(0, this.upTo(to) - this.upTo(from));
  }
}

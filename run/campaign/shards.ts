/** Part `index`, from 1 on, of `of` parts of a campaign. */
export interface Shard {
  readonly index: number;
  readonly of: number;
}

export const WHOLE: Shard = { index: 1, of: 1 };

/**
 * Places of the items of a shard, ascending. Items go to the shard with the least work so far, the costliest first, so that shards take
 * about the same time; the same costs give the same shards everywhere.
 */
export function itemsOf(costs: ArrayLike<number>, { index, of }: Shard): number[] {
  const all = Array.from({ length: costs.length }, (_, i) => i);
  if (of === 1) return all;
  const heap = new ShardHeap(of);
  const wanted: number[] = [];
  for (const item of all.sort((a, b) => costs[b] - costs[a] || a - b)) {
    if (heap.take(costs[item]) === index - 1) wanted.push(item);
  }
  return wanted.sort((a, b) => a - b);
}

/** Shards by the work that they have, least first; of equals the one with the lower number. */
class ShardHeap {
  private readonly work: Float64Array;
  private readonly shards: Uint32Array;

  constructor(of: number) {
    this.work = new Float64Array(of);
    this.shards = Uint32Array.from({ length: of }, (_, i) => i);
  }

  /** The shard with the least work, which gets more. */
  take(more: number): number {
    const { shards, work } = this;
    const [shard] = shards;
    work[shard] += more;
    for (let at = 0; ;) {
      const left = 2 * at + 1;
      const least = left + 1 < shards.length && this.before(left + 1, left) ? left + 1 : left;
      if (left >= shards.length || !this.before(least, at)) return shard;
      [shards[at], shards[least]] = [shards[least], shards[at]];
      at = least;
    }
  }

  private before(a: number, b: number): boolean {
    const [one, other] = [this.shards[a], this.shards[b]];
    return this.work[one] - this.work[other] < 0 || (this.work[one] === this.work[other] && one < other);
  }
}

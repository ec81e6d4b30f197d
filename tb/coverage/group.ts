/** One dimension of a group of bins. */
export interface Axis {
  readonly name: string;
  readonly labels: readonly string[];
}

/** Counts the hits of the bins of each group; `Coverage` does. */
export interface Hits {
  /** Hits of the bins of a group. */
  of(group: Group): Float64Array;
}

/**
 * Bins that are sampled together: one for every combination of a label of each axis. A bin is named
 * `group[label, label, ...]`, and its index counts the last axis fastest.
 */
export class Group {
  readonly name: string;
  /** What a hit means, one sentence. */
  readonly about: string;
  readonly axes: readonly Axis[];
  /** Number of bins. */
  readonly size: number;

  /** @param axes name of each axis and its labels */
  constructor(name: string, about: string, axes: Readonly<Record<string, readonly string[]>>) {
    this.name = name;
    this.about = about;
    this.axes = Object.entries(axes).map(([axis, labels]) => ({ name: axis, labels }));
    this.size = this.axes.reduce((product, { labels }) => product * labels.length, 1);
  }

  /** Label of bin `index` on every axis. */
  labelsOf(index: number): string[] {
    let rest = index;
    return this.axes
      .map(({ labels }) => labels)
      .reverse()
      .map((labels) => {
        const label = labels[rest % labels.length];
        rest = Math.floor(rest / labels.length);
        return label;
      })
      .reverse();
  }

  /** Name of bin `index`. */
  binName(index: number): string {
    return `${this.name}[${this.labelsOf(index).join(", ")}]`;
  }
}

/** Ordered pairs of different labels, `A>B`: the arcs between states. */
export function arcsBetween(states: readonly string[]): string[] {
  return states.flatMap((from) => states.filter((to) => to !== from).map((to) => `${from}>${to}`));
}

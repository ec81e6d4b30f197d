import type { Probe } from "../hw/probe.js";

/** Takes element `index` of probe number `probe` with its new value. */
export interface ChangeTaker {
  change(probe: number, index: number, value: number): void;
}

interface Watched {
  readonly probe: Probe;
  /** Elements 0 to `covered - 1` as the 32-bit words that hold them, so that one comparison covers up to four. */
  readonly words: Uint32Array;
  readonly lastWords: Uint32Array;
  readonly elementBits: number;
  readonly covered: number;
  /** Last values of the other elements. */
  readonly last: Uint32Array;
  /** A scalar without an array behind it: most probes are. */
  readonly scalar: boolean;
}

function watched(probe: Probe): Watched {
  const { values, length } = probe;
  const aligned = values !== undefined && values.byteOffset % 4 === 0;
  const words = aligned
    ? new Uint32Array(values.buffer, values.byteOffset, values.byteLength >> 2)
    : new Uint32Array(0);
  const elementBits = values === undefined ? 32 : values.BYTES_PER_ELEMENT * 8;
  const covered = words.length * (32 / elementBits);
  const last = new Uint32Array(length - covered);
  const scalar = length === 1 && covered === 0;
  return { probe, words, lastWords: words.slice(), elementBits, covered, last, scalar };
}

/** Neighbours in the list whose signals stand as long as one count does. */
interface Group {
  readonly version: (() => number) | undefined;
  readonly from: number;
  readonly to: number;
  seen: number;
}

function groupsOf(probes: readonly Probe[]): Group[] {
  const starts = probes.flatMap(({ version }, p) => (p === 0 || version !== probes[p - 1].version ? [p] : []));
  return starts.map((from, g) => {
    return { version: probes[from].version, from, to: starts[g + 1] ?? probes.length, seen: -1 };
  });
}

/**
 * Finds what changed between two looks at the same probes. Arrays are compared word by word through one kind of typed
 * array: mixed kinds in one loop cost three times as much. Element order in a word is that of little-endian hosts.
 */
export class ChangeScan {
  private readonly watched: readonly Watched[];
  private readonly groups: readonly Group[];
  /** Getters and last values of the scalars. */
  private readonly gets: readonly Probe["get"][];
  private readonly scalars: Uint32Array;
  private first = true;

  constructor(probes: readonly Probe[]) {
    this.watched = probes.map(watched);
    this.groups = groupsOf(probes);
    this.gets = probes.map(({ get }) => get);
    this.scalars = new Uint32Array(probes.length);
  }

  /** Hands every change since the last call to `taker`, at the first call every element. */
  run(taker: ChangeTaker): void {
    const all = this.first;
    this.first = false;
    for (let g = 0; g < this.groups.length; g++) {
      const group = this.groups[g];
      if (group.version !== undefined) {
        const now = group.version();
        if (now === group.seen) continue;
        group.seen = now;
      }
      this.look(group, taker, all);
    }
  }

  private look({ from, to }: Group, taker: ChangeTaker, all: boolean): void {
    for (let p = from; p < to; p++) {
      const entry = this.watched[p];
      if (entry.scalar) {
        const value = this.gets[p](0) >>> 0;
        if (value === this.scalars[p] && !all) continue;
        this.scalars[p] = value;
        taker.change(p, 0, value);
        continue;
      }
      if (entry.covered > 0) scanWords(p, entry, taker, all);
      if (entry.last.length > 0) scanElements(p, entry, taker, all);
    }
  }
}

function scanWords(p: number, { words, lastWords, elementBits }: Watched, taker: ChangeTaker, all: boolean): void {
  const mask = elementBits === 32 ? -1 : (1 << elementBits) - 1;
  const perWord = 32 / elementBits;
  for (let w = 0; w < words.length; w++) {
    const word = words[w];
    const difference = all ? -1 : word ^ lastWords[w];
    if (difference === 0) continue;
    lastWords[w] = word;
    for (let e = 0, shift = 0; e < perWord; e++, shift += elementBits) {
      if (((difference >>> shift) & mask) !== 0) taker.change(p, w * perWord + e, ((word >>> shift) & mask) >>> 0);
    }
  }
}

function scanElements(p: number, { probe, covered, last }: Watched, taker: ChangeTaker, all: boolean): void {
  for (let i = 0; i < last.length; i++) {
    const value = probe.get(covered + i) >>> 0;
    if (value === last[i] && !all) continue;
    last[i] = value;
    taker.change(p, covered + i, value);
  }
}

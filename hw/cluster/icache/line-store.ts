import { registerArray, registersOf, type Scope } from "../../probe.js";

/** Stands for no way. */
export const NO_WAY = -1;

/** The next state of the 8-bit register that draws ways at random (common_cells, `lfsr_8bit`). */
export function nextLfsr(state: number): number {
  const feedback = ~((state >>> 7) ^ (state >>> 3) ^ (state >>> 2) ^ (state >>> 1)) & 1;
  return ((state << 1) | feedback) & 0xff;
}

/** Changes of all stores. */
let changes = 0;

/** A number that no state of a cache has had before. */
export function newVersion(): number {
  return ++changes;
}

/** Tags, valid bits and lines of a set-associative cache, and its random way. Its owner steps it at the edge. */
export class LineStore {
  readonly sets: number;
  readonly ways: number;
  /** Words of all lines; a line of way `w` in set `s` begins at `(s * ways + w) * lineWords`. */
  readonly words: Uint32Array;
  /** Another number whenever lines, tags or valid bits change; no two stores ever share one. */
  version = newVersion();
  // Register: the random way is its low bits.
  lfsr = 0;
  /** Line numbers, that is addresses without the offset in the line. */
  private readonly tags: Uint32Array;
  private readonly valid: Uint8Array;

  /** Where the last line was found: most fetches stay in their line. */
  private hint = 0;
  private readonly lineWords: number;
  private readonly lineShift: number;
  private readonly setShift: number;

  /** @param setShift lowest address bit that chooses the set */
  constructor(sets: number, ways: number, lineBytes: number, setShift: number) {
    this.sets = sets;
    this.ways = ways;
    this.lineWords = lineBytes / 4;
    this.lineShift = Math.log2(lineBytes);
    this.setShift = setShift;
    this.words = new Uint32Array(sets * ways * this.lineWords);
    this.tags = new Uint32Array(sets * ways);
    this.valid = new Uint8Array(sets * ways);
  }

  /** Index of the first word of the line that holds a byte address, or `NO_WAY`. */
  find(addr: number): number {
    const { tags, valid, ways } = this;
    const tag = addr >>> this.lineShift;
    if (tags[this.hint] === tag && valid[this.hint] !== 0) return this.hint * this.lineWords;
    const first = this.setOf(addr) * ways;
    for (let at = first; at < first + ways; at++) {
      if (tags[at] !== tag || valid[at] === 0) continue;
      this.hint = at;
      return at * this.lineWords;
    }
    return NO_WAY;
  }

  /** The free way with the highest number in the set of an address, or `NO_WAY`. */
  freeWay(addr: number): number {
    const first = this.setOf(addr) * this.ways;
    for (let way = this.ways - 1; way >= 0; way--) if (this.valid[first + way] === 0) return way;
    return NO_WAY;
  }

  /** Draws a way at random. */
  randomWay(): number {
    const way = this.lfsr & (this.ways - 1);
    this.lfsr = nextLfsr(this.lfsr);
    return way;
  }

  write(addr: number, way: number, line: Uint32Array): void {
    const at = this.setOf(addr) * this.ways + way;
    this.version = newVersion();
    this.tags[at] = addr >>> this.lineShift;
    this.valid[at] = 1;
    for (let i = 0; i < line.length; i++) this.words[at * this.lineWords + i] = line[i];
  }

  invalidate(set: number): void {
    this.version = newVersion();
    for (let way = 0; way < this.ways; way++) this.valid[set * this.ways + way] = 0;
  }

  clear(): void {
    this.lfsr = 0;
    this.version = newVersion();
    for (const values of [this.words, this.tags, this.valid]) values.fill(0);
  }

  scope(name: string): Scope {
    return {
      name,
      probes: [
        ...registersOf(this, { lfsr: 8 }),
        registerArray("tags", 32, this.tags),
        registerArray("valid", 1, this.valid),
        registerArray("words", 32, this.words),
      ],
      children: [],
    };
  }

  /** Number of the line in a place by sets and ways, `NO_WAY` where none is kept. */
  lineAt(at: number): number {
    return this.valid[at] === 0 ? NO_WAY : this.tags[at];
  }

  /** Number of the line that holds a byte address. */
  lineOf(addr: number): number {
    return addr >>> this.lineShift;
  }

  private setOf(addr: number): number {
    return (addr >>> this.setShift) & (this.sets - 1);
  }
}

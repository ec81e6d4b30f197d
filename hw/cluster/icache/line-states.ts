import { type LineStore, newVersion, NO_WAY } from "./line-store.js";

/** No line of the group is kept. */
const ABSENT = -1;

/** What a line has held, and the number of that. */
interface Contents {
  readonly line: number;
  readonly words: Uint32Array;
  readonly id: number;
}

/** Of all caches, by the numbers of the lines. */
const CONTENTS = new Map<number, Contents[]>();
const MOST_LINES = 1 << 14;

/** What stands in some words from `from` on, for this line. */
function contentsOf(line: number, words: Uint32Array, from: number, count: number): Contents {
  if (CONTENTS.size > MOST_LINES) CONTENTS.clear();
  const all = CONTENTS.get(line) ?? [];
  let known = all.find((contents) => contents.words.length === count && holds(contents, words, from));
  if (known !== undefined) return known;
  known = { line, words: words.slice(from, from + count), id: newVersion() };
  CONTENTS.set(line, [known, ...all.slice(0, 3)]);
  return known;
}

function holds({ words: own }: Contents, words: Uint32Array, from: number): boolean {
  for (let i = 0; i < own.length; i++) if (own[i] !== words[from + i]) return false;
  return true;
}

/**
 * A number for each group of addresses, which stands for what a cache keeps of it: whoever has found something out about an address
 * finds it again where the number of its group is the same. A line that holds the same words has the same number, whenever it comes,
 * and in all caches with lines of that size.
 */
export class LineStates {
  private readonly store: LineStore;
  private readonly states: Int32Array;
  /** Lines by sets and ways as the states have them, `NO_WAY` for none, and the version of the store that they are of. */
  private readonly lines: Int32Array;
  private version = 0;
  /** What the line of a group held last. */
  private readonly last: (Contents | null)[];
  private readonly lineWords: number;
  /** Lines of several sets are one group. */
  private readonly mixes: boolean;

  /** @param states one for each group, a power of two */
  constructor(store: LineStore, states: Int32Array) {
    this.store = store;
    this.states = states;
    this.lines = new Int32Array(store.sets * store.ways);
    this.last = new Array<Contents | null>(states.length).fill(null);
    this.lineWords = store.words.length / this.lines.length;
    this.mixes = store.sets > states.length;
  }

  groupOf(addr: number): number {
    return this.store.lineOf(addr) & (this.states.length - 1);
  }

  /** Whatever has changed meanwhile. */
  renew(): void {
    const { store, lines } = this;
    if (this.version === store.version) return;
    this.version = store.version;
    this.states.fill(this.mixes ? newVersion() : ABSENT);
    for (let at = 0; at < lines.length; at++) lines[at] = store.lineAt(at);
    for (let at = 0; at < lines.length; at++) if (lines[at] !== NO_WAY) this.settle(lines[at]);
  }

  /** The line of an address has been kept, and nothing else has changed since the states were right. */
  kept(addr: number): void {
    const { store, lines, lineWords } = this;
    const at = store.find(addr) / lineWords;
    const gone = lines[at];
    this.version = store.version;
    lines[at] = store.lineOf(addr);
    if (gone !== NO_WAY) this.settle(gone);
    this.settle(lines[at]);
  }

  /** The state of the group of a line. */
  private settle(line: number): void {
    const { store, states, lines } = this;
    const groups = states.length - 1;
    const group = line & groups;
    if (this.mixes) {
      states[group] = newVersion();
      return;
    }
    const first = (line & (store.sets - 1)) * store.ways;
    let state = ABSENT;
    for (let at = first; at < first + store.ways; at++) {
      if (lines[at] === NO_WAY || (lines[at] & groups) !== group) continue;
      state = state === ABSENT ? this.idOf(group, lines[at], at) : newVersion();
    }
    states[group] = state;
  }

  /** The number of what a line holds, which lies in a place by sets and ways. */
  private idOf(group: number, line: number, at: number): number {
    const { lineWords, last } = this;
    const { words } = this.store;
    let known = last[group];
    if (known === null || known.line !== line || !holds(known, words, at * lineWords)) {
      known = last[group] = contentsOf(line, words, at * lineWords, lineWords);
    }
    return known.id;
  }
}

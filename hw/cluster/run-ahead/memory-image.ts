import { Extend, type Instruction } from "../core/instruction.js";

/** What a word is used for beside data. */
export const Mark = { code: 1, watched: 2 } as const;

/** Undo entries of a stretch at most; more stores end its replay. */
const UNDO = 4096;

/**
 * The words of a memory as replayed loads and stores see them. Stores are undone when a replay fails, and refused on words
 * that hold replayed code or that somebody watches.
 */
export class MemoryImage {
  /** `Mark` bits of each word. */
  readonly marks: Uint8Array;
  private readonly words: Int32Array;
  private readonly base: number;
  private readonly undoAt = new Int32Array(UNDO);
  private readonly undoWord = new Int32Array(UNDO);
  private stored = 0;
  /** Value of the last load. */
  value = 0;

  constructor(words: Uint32Array, base: number) {
    this.words = new Int32Array(words.buffer, words.byteOffset, words.length);
    this.marks = new Uint8Array(words.length);
    this.base = base;
  }

  /** Index of the word that holds a byte address; outside the memory it is not below the number of words. */
  index(address: number): number {
    return (address - this.base) >>> 2;
  }

  mark(address: number, mark: number): void {
    const at = this.index(address);
    if (at < this.marks.length) this.marks[at] |= mark;
  }

  /** Takes a mark away from all words. */
  unmark(mark: number): void {
    for (let at = 0; at < this.marks.length; at++) this.marks[at] &= ~mark;
  }

  /** The half-word at an even address; outside the memory 0, which is no instruction. */
  half(address: number): number {
    const at = this.index(address);
    return at < this.words.length ? (this.words[at] >>> ((address & 2) << 3)) & 0xffff : 0;
  }

  /** True when the memory holds an instruction at `pc`, which may have been fetched before it was changed. */
  holds(pc: number, { word, size }: Instruction): boolean {
    return this.half(pc) === (word & 0xffff) && (size === 2 || this.half(pc + 2) === word >>> 16);
  }

  /** False when the access is none of a replay: outside the memory, or over a word's end. */
  load(d: Instruction, address: number): boolean {
    const at = this.index(address);
    const offset = address & 3;
    if (at >= this.words.length || offset + d.bytes > 4) return false;
    const word = this.words[at] >>> (offset << 3);
    if (d.bytes === 4) this.value = word | 0;
    else {
      const unused = d.bytes === 2 ? 16 : 24;
      if (d.extend === Extend.sign) this.value = (word << unused) >> unused;
      else if (d.extend === Extend.zero) this.value = (word << unused) >>> unused;
      else this.value = word | (-1 << (32 - unused));
    }
    return true;
  }

  /** False when the access is none of a replay. */
  store(d: Instruction, address: number, data: number): boolean {
    const at = this.index(address);
    const offset = address & 3;
    if (at >= this.words.length || offset + d.bytes > 4) return false;
    if (this.marks[at] !== 0 || this.stored === UNDO) return false;
    const old = this.words[at];
    this.undoAt[this.stored] = at;
    this.undoWord[this.stored++] = old;
    if (d.bytes === 4) this.words[at] = data;
    else {
      const shift = offset << 3;
      const mask = (d.bytes === 2 ? 0xffff : 0xff) << shift;
      this.words[at] = (old & ~mask) | ((data << shift) & mask);
    }
    return true;
  }

  /** What has been stored stays. */
  commit(): void {
    this.stored = 0;
  }

  /** Takes back every store since the last commit. */
  undo(): void {
    while (this.stored > 0) {
      this.stored--;
      this.words[this.undoAt[this.stored]] = this.undoWord[this.stored];
    }
  }
}

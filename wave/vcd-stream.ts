import { UsageError } from "../hw/errors.js";
import { CodeTable } from "./vcd-codes.js";
import { DeclarationReader, type DumpHeader } from "./vcd-declarations.js";
import { decodeVector } from "./vcd-digits.js";

/** Bits of a dump that are followed: where each vector begins in words of 32 bits, by the number that `select` gives. */
export interface Followed {
  readonly code: string;
  readonly width: number;
}

/** What a dump tells while it is read. */
export interface DumpListener {
  /** The declarations are complete: which codes are to be followed. */
  select(header: DumpHeader): readonly Followed[];
  /**
   * The changes of a time are complete and wait: `stream.now` holds the values before it, `stream.next` those behind it.
   * @param time in units of the timescale
   */
  step(time: number): void;
  /** Dumping pauses (`$dumpoff`): values are unknown until it goes on. */
  pause?(): void;
}

const SPACE = 32;
const ZERO = 48;
const ONE = 49;
const DOLLAR = 36;
const HASH = 35;
/** A word or a command longer than this is no VCD. */
const LONGEST = 1 << 26;

const text = new TextDecoder("latin1");

/** A character that may stand for a bit: 1 and 0, or anything else for one that is not known. */
const isScalar = (c: number): boolean => c === ZERO || c === ONE || "xXzZuUwWhHlL-".includes(String.fromCharCode(c));

/**
 * Reads a value change dump (IEEE 1364) of any size in bounded memory, in the pieces it comes in: what was pushed and used is
 * forgotten. Only the followed codes are decoded. Values are two-state words with a mask of the bits that are x or z.
 */
export class VcdStream {
  /** Words of the followed vectors before the time that is told, and the bits of them that are not known. */
  now = new Uint32Array(0);
  unknown = new Uint32Array(0);
  /** The same behind it. */
  next = new Uint32Array(0);
  nextUnknown = new Uint32Array(0);
  /** First word of each followed vector, and one more for the end. */
  offsets = new Uint32Array(1);

  private readonly listener: DumpListener;
  private readonly declarations = new DeclarationReader();
  private inHeader = true;
  private buffer = new Uint8Array(1 << 20);
  private end = 0;
  private at = 0;
  private final = false;
  private time = -1;
  private followed: readonly Followed[] = [];
  private readonly codes = new CodeTable();
  /** Followed vectors that the time being read changes. */
  private readonly dirty: number[] = [];
  private isDirty = new Uint8Array(0);
  /** Inside a command whose words do not matter. */
  private skipping = false;

  constructor(listener: DumpListener) {
    this.listener = listener;
  }

  /** The next bytes of the dump. */
  push(chunk: Uint8Array): void {
    this.append(chunk);
    this.run();
  }

  /**
   * The dump has ended; the changes of its last time are told.
   * @throws UsageError when it ends inside its declarations
   */
  finish(): void {
    this.final = true;
    this.run();
    if (this.inHeader) throw new UsageError("The dump ends before $enddefinitions: give a whole VCD file.");
    this.flush();
  }

  /** Whether the vector changes at the time that is told. */
  changes(vector: number): boolean {
    return this.isDirty[vector] === 1;
  }

  private append(chunk: Uint8Array): void {
    const rest = this.end - this.at;
    if (rest + chunk.length > this.buffer.length) {
      if (rest > LONGEST) throw new UsageError("The dump has a word of more than 64 MiB: give a VCD file.");
      const grown = new Uint8Array(2 * (rest + chunk.length));
      grown.set(this.buffer.subarray(this.at, this.end));
      this.buffer = grown;
    } else this.buffer.copyWithin(0, this.at, this.end);
    this.at = 0;
    this.buffer.set(chunk, rest);
    this.end = rest + chunk.length;
  }

  private run(): void {
    if (this.inHeader) this.readHeader();
    if (!this.inHeader) this.readChanges();
  }

  private readHeader(): void {
    const { buffer } = this;
    for (;;) {
      // A command ends with the next $end that is a word of its own.
      let stop = this.at;
      do {
        stop = indexOfEnd(buffer, stop + 1, this.end);
        if (stop < 0) return;
      } while (buffer[stop - 1] > SPACE || (buffer[stop + 4] > SPACE && stop + 4 < this.end));
      if (stop + 4 >= this.end && !this.final) return;
      const words = text
        .decode(buffer.subarray(this.at, stop))
        .split(/\s+/)
        .filter((word) => word !== "");
      this.at = stop + 4;
      if (words.length === 0) continue;
      if (words[0] === "$enddefinitions") {
        this.begin();
        return;
      }
      this.declarations.take(words);
    }
  }

  private begin(): void {
    this.inHeader = false;
    this.followed = this.listener.select(this.declarations.header());
    this.offsets = new Uint32Array(this.followed.length + 1);
    this.followed.forEach(({ code, width }, i) => {
      this.offsets[i + 1] = this.offsets[i] + Math.ceil(width / 32);
      this.codes.enter(code, i);
    });
    const words = this.offsets[this.followed.length];
    this.now = new Uint32Array(words);
    this.next = new Uint32Array(words);
    this.unknown = new Uint32Array(words);
    this.followed.forEach(({ width }, i) => {
      for (let w = this.offsets[i], left = width; left > 0; w++, left -= 32) {
        this.unknown[w] = left >= 32 ? 0xffffffff : 2 ** left - 1;
      }
    });
    this.nextUnknown = this.unknown.slice();
    this.isDirty = new Uint8Array(this.followed.length);
  }

  /** The followed vector whose code stands at `from`, -1 for another; the code ends at `this.at`. */
  private vectorAt(from: number): number {
    const vector = this.codes.find(this.buffer, from, this.end);
    this.at = this.codes.end;
    return vector;
  }

  private readChanges(): void {
    const { buffer, end } = this;
    while (this.at < end) {
      const start = this.at;
      const c = buffer[start];
      if (c <= SPACE) {
        this.at++;
        continue;
      }
      if (!this.record(start, c)) {
        this.at = start;
        return;
      }
    }
  }

  /** One change, time or keyword; false when its end has not come yet. */
  private record(start: number, c: number): boolean {
    const { buffer } = this;
    if (this.skipping || c === DOLLAR) return this.keyword(start);
    if (c === 98 || c === 66 || c === 114 || c === 82 || c === 115 || c === 83 || c === 112)
      return this.spaced(start, c);
    if (c === HASH) {
      const stop = this.wordEnd(start);
      if (stop < 0) return false;
      this.advance(Number(text.decode(buffer.subarray(start + 1, stop))));
      this.at = stop;
      return true;
    }
    if (!isScalar(c)) throw this.unreadable(start);
    const vector = this.vectorAt(start + 1);
    if (this.at >= this.end && !this.final) return false;
    if (vector >= 0) this.scalar(vector, c);
    return true;
  }

  /** A value and a code apart: a vector, or a real number or text, which are passed over. */
  private spaced(start: number, c: number): boolean {
    const stop = this.wordEnd(start);
    if (stop < 0) return false;
    let code = stop;
    while (code < this.end && this.buffer[code] <= SPACE) code++;
    if (code >= this.end) return false;
    const vector = this.vectorAt(code);
    if (this.at >= this.end && !this.final) return false;
    if (vector >= 0 && (c === 98 || c === 66)) this.decode(vector, start + 1, stop);
    else if (c === 112)
      throw new UsageError("The dump is an extended VCD of ports: dump variables ($dumpvars) instead.");
    return true;
  }

  /** End of the word at `from`, -1 when more may follow. */
  private wordEnd(from: number): number {
    const { buffer, end } = this;
    let at = from;
    // Long vectors end at a space, which a search by the platform finds fastest.
    if (buffer[from] === 98) {
      const space = buffer.indexOf(SPACE, from);
      if (space >= 0 && space < end && space - from > 64) return space;
    }
    while (at < end && buffer[at] > SPACE) at++;
    return at < end || this.final ? at : -1;
  }

  private keyword(start: number): boolean {
    const stop = this.wordEnd(start);
    if (stop < 0) return false;
    this.at = stop;
    const word = text.decode(this.buffer.subarray(start, stop));
    if (this.skipping) this.skipping = word !== "$end";
    else if (word === "$comment" || word === "$date" || word === "$version") this.skipping = true;
    else if (word === "$dumpoff") this.listener.pause?.();
    else if (!/^\$(dumpvars|dumpall|dumpon|dumpflush|end)$/.test(word)) throw this.unreadable(start);
    return true;
  }

  private advance(time: number): void {
    if (!(time >= 0)) throw new UsageError(`The dump has a time that is no number behind time ${this.time}.`);
    if (time < this.time) throw new UsageError(`The dump goes back from time ${this.time} to time ${time}.`);
    if (time === this.time) return;
    // What stands before the first time belongs to it.
    if (this.time >= 0) this.flush();
    this.time = time;
  }

  /** Tells what changed at the time that is complete, and takes it over. */
  private flush(): void {
    const { dirty } = this;
    if (dirty.length === 0) return;
    this.listener.step(Math.max(this.time, 0));
    for (let i = 0; i < dirty.length; i++) {
      const vector = dirty[i];
      this.isDirty[vector] = 0;
      for (let w = this.offsets[vector]; w < this.offsets[vector + 1]; w++) {
        this.now[w] = this.next[w];
        this.unknown[w] = this.nextUnknown[w];
      }
    }
    dirty.length = 0;
  }

  private touch(vector: number): void {
    if (this.isDirty[vector]) return;
    this.isDirty[vector] = 1;
    this.dirty.push(vector);
  }

  private scalar(vector: number, c: number): void {
    const word = this.offsets[vector];
    this.touch(vector);
    this.next[word] = c === ONE ? 1 : 0;
    this.nextUnknown[word] = c === ONE || c === ZERO ? 0 : 1;
    for (let w = word + 1; w < this.offsets[vector + 1]; w++) this.next[w] = this.nextUnknown[w] = 0;
  }

  private decode(vector: number, from: number, to: number): void {
    this.touch(vector);
    const first = this.offsets[vector];
    decodeVector(this.buffer, from, to, this.next, this.nextUnknown, first, this.followed[vector].width);
  }

  private unreadable(start: number): UsageError {
    const line = text.decode(this.buffer.subarray(start, Math.min(this.end, start + 40))).split("\n", 1)[0];
    return new UsageError(`The dump has "${line}" behind time ${Math.max(this.time, 0)}, which is no value change.`);
  }
}

/** Place of the next `$end` from `from` on, -1 without one. */
function indexOfEnd(buffer: Uint8Array, from: number, end: number): number {
  for (let at = buffer.indexOf(DOLLAR, from); at >= 0 && at + 4 <= end; at = buffer.indexOf(DOLLAR, at + 1)) {
    if (buffer[at + 1] === 101 && buffer[at + 2] === 110 && buffer[at + 3] === 100) return at;
  }
  return -1;
}

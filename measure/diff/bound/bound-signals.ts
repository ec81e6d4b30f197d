import type { DumpIndex, DumpVector } from "../../../wave/dump-index.js";
import type { Followed, VcdStream } from "../../../wave/vcd-stream.js";
import { bitsOf, copyBits } from "../bits.js";

/** Where a vector of the dump comes from and where it goes. */
interface Binding {
  readonly width: number;
  readonly offset: number;
  /** Followed vectors, the least significant first. */
  readonly parts: readonly { readonly vector: number; readonly low: number; readonly width: number }[];
}

/** Vectors of a dump that are sampled together: their words at one clock edge, with a mask of the bits that are not known. */
export class BoundSignals {
  readonly followed: Followed[] = [];
  words = new Uint32Array(0);
  unknown = new Uint32Array(0);
  private readonly bindings: Binding[] = [];
  private readonly numbers = new Map<string, number>();
  private size = 0;

  /** Adds a vector; its first word in `words`. */
  add(vector: DumpVector): number {
    let low = vector.width;
    const parts = vector.parts.map(({ code, width }) => {
      low -= width;
      return { vector: this.follow(code, width), low, width };
    });
    const offset = this.size;
    this.bindings.push({ width: vector.width, offset, parts });
    this.size += Math.ceil(vector.width / 32);
    return offset;
  }

  /** Adds the vector of a path, -1 when the dump has none. */
  addPath(index: DumpIndex, paths: readonly string[]): number {
    const vector = index.findFirst(paths);
    return vector === undefined ? -1 : this.add(vector);
  }

  private follow(code: string, width: number): number {
    const known = this.numbers.get(code);
    if (known !== undefined) return known;
    this.numbers.set(code, this.followed.length);
    return this.followed.push({ code, width }) - 1;
  }

  /** All vectors have been added. */
  seal(): void {
    this.words = new Uint32Array(this.size);
    this.unknown = new Uint32Array(this.size);
  }

  /** Takes the values of the stream before the changes that it tells. */
  sample(stream: VcdStream): void {
    const { words, unknown } = this;
    const { now, unknown: unknownNow, offsets } = stream;
    for (let b = 0; b < this.bindings.length; b++) {
      const { parts, offset, width } = this.bindings[b];
      const end = offset + ((width + 31) >>> 5);
      if (parts.length === 1 && parts[0].width === width) {
        for (let w = offset, from = offsets[parts[0].vector]; w < end; w++, from++) {
          words[w] = now[from];
          unknown[w] = unknownNow[from];
        }
        continue;
      }
      words.fill(0, offset, end);
      unknown.fill(0, offset, end);
      for (const { vector, low, width: bits } of parts) {
        copyBits(now, offsets[vector], words, offset, low, bits);
        copyBits(unknownNow, offsets[vector], unknown, offset, low, bits);
      }
    }
  }

  /** A value of up to 32 bits, 0 where bits are not known; `otherwise` for a vector that the dump does not have. */
  value(offset: number, width: number, otherwise = 0): number {
    if (offset < 0) return otherwise;
    return bitsOf(this.words, offset, 0, width) & ~bitsOf(this.unknown, offset, 0, width);
  }
}

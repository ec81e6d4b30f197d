import type { Sink } from "../run/files/sink.js";
import { idCode } from "./vcd-bytes.js";

const CHUNK = 1 << 16;

/** A vector of a dump that is written, by its dotted path. */
export interface WrittenVector {
  readonly path: string;
  readonly width: number;
}

/** A level of the hierarchy while it is declared. */
interface Level {
  readonly vectors: { readonly name: string; readonly number: number }[];
  readonly children: Map<string, Level>;
}

/** Writes a value change dump of vectors of any width. Values are handed over in words of 32 bits and written when they change. */
export class VectorDump {
  private readonly sink: Sink;
  private readonly vectors: readonly WrittenVector[];
  private readonly last: (Uint32Array | null)[];
  private text = "";
  private time = -1;

  constructor(
    sink: Sink,
    vectors: readonly WrittenVector[],
    about: { readonly version: string; readonly comment: string },
  ) {
    this.sink = sink;
    this.vectors = vectors;
    this.last = vectors.map(() => null);
    this.text = `$version ${about.version} $end\n$comment ${about.comment} $end\n$timescale 1ns $end\n`;
    this.declare(hierarchyOf(vectors));
    this.text += "$enddefinitions $end\n";
  }

  /**
   * The value of a vector from a time on, the times rising.
   * @param unknown bits that are x, null for none
   */
  put(time: number, vector: number, words: Uint32Array, offset: number, unknown: Uint32Array | null = null): void {
    const { width } = this.vectors[vector];
    const size = (width + 31) >>> 5;
    const last = this.last[vector];
    let same = last !== null;
    for (let w = 0; same && w < size; w++) {
      same = last![w] === words[offset + w] && last![size + w] === (unknown === null ? 0 : unknown[offset + w]);
    }
    if (same) return;
    const kept = last ?? (this.last[vector] = new Uint32Array(2 * size));
    for (let w = 0; w < size; w++) {
      kept[w] = words[offset + w];
      kept[size + w] = unknown === null ? 0 : unknown[offset + w];
    }
    if (time !== this.time) {
      this.text += `#${time}\n`;
      this.time = time;
    }
    const digits = digitsOf(kept, size, width);
    this.text += width === 1 ? `${digits}${idCode(vector)}\n` : `b${digits} ${idCode(vector)}\n`;
    if (this.text.length > CHUNK) this.flush();
  }

  close(time: number): void {
    if (time > this.time) this.text += `#${time}\n`;
    this.flush();
    this.sink.close();
  }

  /** Gives the dump up; no file remains. */
  abort(): void {
    this.sink.abort();
  }

  private declare({ vectors, children }: Level): void {
    for (const { name, number } of vectors) {
      const { width } = this.vectors[number];
      const range = width === 1 ? "" : ` [${width - 1}:0]`;
      this.text += `$var wire ${width} ${idCode(number)} ${name}${range} $end\n`;
    }
    for (const [name, child] of children) {
      this.text += `$scope module ${name} $end\n`;
      this.declare(child);
      this.text += "$upscope $end\n";
    }
  }

  private flush(): void {
    const bytes = new TextEncoder().encode(this.text);
    this.sink.write(bytes, bytes.length);
    this.text = "";
  }
}

function hierarchyOf(vectors: readonly WrittenVector[]): Level {
  const top: Level = { vectors: [], children: new Map() };
  vectors.forEach(({ path }, number) => {
    const names = path.split(".");
    let level = top;
    for (const name of names.slice(0, -1)) {
      let child = level.children.get(name);
      if (child === undefined) level.children.set(name, (child = { vectors: [], children: new Map() }));
      level = child;
    }
    level.vectors.push({ name: names[names.length - 1], number });
  });
  return top;
}

/** Digits of a value and, `size` words on, its unknown bits. */
function digitsOf(value: Uint32Array, size: number, width: number): string {
  let digits = "";
  for (let w = size - 1; w >= 0; w--) {
    const bits = w === size - 1 ? width - 32 * w : 32;
    const unknown = value[size + w];
    const word = value[w]
      .toString(2)
      .padStart(32, "0")
      .slice(32 - bits);
    if (unknown === 0) digits += word;
    else for (let b = 0; b < bits; b++) digits += (unknown >>> (bits - 1 - b)) & 1 ? "x" : word[b];
  }
  return digits;
}

import type { Probe } from "../hw/probe.js";
import { readerOf, type Element, type Reader } from "./reader.js";

/** Elements that lie side by side in an array, as the 32-bit words that hold them. */
interface Part {
  /** Number of the first element. */
  readonly first: number;
  /** One comparison covers up to four elements; their order in a word is that of little-endian hosts. */
  readonly words: Uint32Array;
  readonly last: Uint32Array;
  readonly elementBits: number;
  /** Brings the words up to date where the elements lie somewhere else. */
  readonly read: Reader | null;
}

/** Neighbours in the list whose signals stand as long as one count does, and are brought up to date by one call. */
interface Group {
  readonly version: (() => number) | undefined;
  readonly refresh: (() => void) | undefined;
  readonly parts: readonly Part[];
  seen: number;
}

/**
 * Finds what changed between two looks at the same probes. All are compared through one kind of typed array: mixed kinds in one
 * loop cost three times as much.
 */
export class ChangeScan {
  /** What the last look has found: elements, numbered over all probes in their order, with their values. */
  readonly elements: Uint32Array;
  readonly values: Uint32Array;
  private readonly groups: readonly Group[];
  private first = true;

  constructor(probes: readonly Probe[]) {
    const starts = probes.flatMap((probe, p) => (p === 0 || !stand(probes[p - 1], probe) ? [p] : []));
    let element = 0;
    this.groups = starts.map((start, g) => {
      const members = probes.slice(start, starts[g + 1]);
      const first = element;
      element += members.reduce((sum, { length }) => sum + length, 0);
      const { version, refresh } = members[0];
      return { version, refresh, parts: partsOf(members, first), seen: -1 };
    });
    this.elements = new Uint32Array(element);
    this.values = new Uint32Array(element);
  }

  /** Looks for changes since the last call, at the first call for every element; their number. */
  look(): number {
    const { elements, values, first } = this;
    this.first = false;
    let found = 0;
    for (let g = 0; g < this.groups.length; g++) {
      const group = this.groups[g];
      if (group.version !== undefined) {
        const now = group.version();
        if (now === group.seen) continue;
        group.seen = now;
      }
      group.refresh?.();
      for (let p = 0; p < group.parts.length; p++) {
        const part = group.parts[p];
        part.read?.(part.words);
        found = (part.elementBits === 32 ? scanWords : scanPacked)(part, elements, values, found, first);
      }
    }
    return found;
  }
}

/** Whether two probes stand and are brought up to date together. */
function stand(one: Probe, other: Probe): boolean {
  return one.version === other.version && one.refresh === other.refresh;
}

/** @param first number of the first element of the first probe */
function partsOf(probes: readonly Probe[], first: number): Part[] {
  const parts: Part[] = [];
  let asked: Element[] = [];
  let at = first;
  const endAsked = (): void => {
    const words = new Uint32Array(asked.length);
    if (asked.length > 0) parts.push(part(at - asked.length, words, 32, readerOf(asked)));
    asked = [];
  };
  for (const probe of probes) {
    const { values, length } = probe;
    const wordAligned = values !== undefined && values.byteOffset % 4 === 0;
    const bytes = wordAligned ? values.byteLength & ~3 : 0;
    if (bytes > 0) {
      endAsked();
      const { buffer, byteOffset, BYTES_PER_ELEMENT } = values!;
      const elementBits = 8 * BYTES_PER_ELEMENT;
      const before = parts.at(-1);
      const continues = before?.elementBits === elementBits && endOf(before) === at && follows(before.words, values!);
      if (continues) parts.pop();
      const from = continues ? before.words.byteOffset : byteOffset;
      const words = new Uint32Array(buffer, from, (byteOffset + bytes - from) / 4);
      parts.push(part(continues ? before.first : at, words, elementBits, null));
      at += bytes / BYTES_PER_ELEMENT;
    }
    for (let index = values === undefined ? 0 : bytes / values.BYTES_PER_ELEMENT; index < length; index++, at++) {
      asked.push({ probe, index });
    }
  }
  endAsked();
  return parts;
}

function part(first: number, words: Uint32Array, elementBits: number, read: Reader | null): Part {
  return { first, words, last: words.slice(), elementBits, read };
}

/** Number of the element behind a part. */
function endOf({ first, words, elementBits }: Part): number {
  return first + (words.length * 32) / elementBits;
}

function follows(before: Uint32Array, { buffer, byteOffset }: NonNullable<Probe["values"]>): boolean {
  return before.buffer === buffer && before.byteOffset + before.byteLength === byteOffset;
}

/** Appends what changed to `elements` and `values` behind the `found` that stand there; how many there are then. */
type Scan = (part: Part, elements: Uint32Array, values: Uint32Array, found: number, all: boolean) => number;

const scanWords: Scan = ({ first, words, last }, elements, values, found, all) => {
  for (let w = 0; w < words.length; w++) {
    const word = words[w];
    if (word === last[w] && !all) continue;
    last[w] = word;
    elements[found] = first + w;
    values[found++] = word;
  }
  return found;
};

const scanPacked: Scan = ({ first, words, last, elementBits }, elements, values, found, all) => {
  const mask = (1 << elementBits) - 1;
  const perWord = 32 / elementBits;
  for (let w = 0; w < words.length; w++) {
    const word = words[w];
    const difference = all ? -1 : word ^ last[w];
    if (difference === 0) continue;
    last[w] = word;
    for (let e = 0, shift = 0; e < perWord; e++, shift += elementBits) {
      if (((difference >>> shift) & mask) === 0) continue;
      elements[found] = first + w * perWord + e;
      values[found++] = (word >>> shift) & mask;
    }
  }
  return found;
};

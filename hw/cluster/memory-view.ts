import { UsageError } from "../errors.js";
import { hex } from "../hex.js";
import { regionOf, type AddressMap, type Target } from "./address-map.js";
import type { Core } from "./core/core.js";

/** The part of a loaded program that a system needs. */
export interface LoadableProgram {
  readonly entry: number;
  readonly segments: readonly { readonly address: number; readonly bytes: Uint8Array }[];
}

/** The memories of a system by address, as a loader and a bench see them. */
export class MemoryView {
  private readonly map: AddressMap;
  private readonly memories: readonly (readonly [Target, Uint8Array])[];
  /** Target whose memory the cores fetch from. */
  private readonly fetched: Target;

  constructor(map: AddressMap, memories: readonly (readonly [Target, Uint8Array])[], fetched: Target) {
    this.map = map;
    this.memories = memories;
    this.fetched = fetched;
  }

  /** See `System.memoryAt`. */
  at(address: number, length: number): Uint8Array {
    for (const [target, bytes] of this.memories) {
      const { base } = regionOf(this.map, target);
      const offset = address - base;
      if (offset >= 0 && offset + length <= bytes.length) return bytes.subarray(offset, offset + length);
    }
    const known = this.memories.map(([target, bytes]) => {
      const { base } = regionOf(this.map, target);
      return `${target} ${hex(base)} to ${hex(base + bytes.length - 1)}`;
    });
    throw new UsageError(
      `${length} bytes at ${hex(address)} are in no memory of the map ${this.map.name} (${known.join(", ")}): link or place them there.`,
    );
  }

  /** Copies the segments, and lets the cores start at the entry. */
  load(program: LoadableProgram, cores: readonly Core[]): void {
    for (const { address, bytes } of program.segments) this.at(address, bytes.length).set(bytes);
    const { base, bytes } = regionOf(this.map, this.fetched);
    if ((program.entry - base) >>> 0 >= bytes) {
      throw new UsageError(
        `The program starts at ${hex(program.entry)}, but the cores fetch from ${this.fetched} only: link its text to ${hex(base)} or above.`,
      );
    }
    for (const core of cores) core.bootAddress = program.entry;
  }
}

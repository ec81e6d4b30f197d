/** A loaded program: what the assembler and the ELF loader hand to a simulator. */

/** Bytes at a fixed address; zero-initialised memory is part of `bytes`. */
export interface Segment {
  /** Byte address of `bytes[0]`, 0 to 2^32 - 1. */
  readonly address: number;
  readonly bytes: Uint8Array;
}

/** Where an instruction came from. */
export interface SourceLine {
  /** As its compiler names it, from `folder` on where that is given. */
  readonly file: string;
  readonly folder?: string;
  /** 1-based. */
  readonly line: number;
}

/** What is loaded into the memory of a system before its first clock. */
export interface Program {
  /** Address of the first instruction. */
  readonly entry: number;
  /** Disjoint, in ascending order of address, none empty. */
  readonly segments: readonly Segment[];
  /** Values of labels and absolute symbols as unsigned 32-bit numbers. */
  readonly symbols: ReadonlyMap<string, number>;
  /** Source position by instruction address, of assembled programs and of those compiled with -g. */
  readonly lines?: ReadonlyMap<number, SourceLine>;
}

/** The first pair of segments that share an address, or undefined. Expects them sorted by address. */
export function findOverlap(segments: readonly Segment[]): [Segment, Segment] | undefined {
  for (let i = 1; i < segments.length; i++) {
    const [below, above] = [segments[i - 1], segments[i]];
    if (below.address + below.bytes.length > above.address) return [below, above];
  }
  return undefined;
}

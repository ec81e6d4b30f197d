import type { SplitMix64 } from "../../run/data/random.js";

/**
 * A finite set of inputs of a unit, laid out as rows of columns, with three answers to each input: of the staged unit, of
 * golden and of the fast form. A chunk is a number of rows.
 */
export interface Space {
  readonly name: string;
  readonly what: string;
  readonly rows: number;
  readonly rowsPerChunk: number;
  /** Inputs in a row. */
  columns(row: number): number;
  /** Chooses the row that the methods below speak of. */
  select(row: number): void;
  /** Whether value and flags of the staged unit equal golden's, and the fast form's value does where there is one. */
  agrees(column: number): boolean;
  /** The input and the answers to it. */
  show(column: number): string;
  /** Rows of every stratum. */
  sampleRows(random: SplitMix64): Iterable<number>;
  /** Columns of every stratum of the selected row. */
  sampleColumns(random: SplitMix64): Iterable<number>;
}

/** Part `index` of `of`, from 1 on: every chunk whose number leaves `index` - 1 by division. */
export interface Part {
  readonly index: number;
  readonly of: number;
}

/** Inputs of a whole space. */
export function inputsOf(space: Space): number {
  let count = 0;
  for (let row = 0; row < space.rows; row++) count += space.columns(row);
  return count;
}

/** Chunks of a space. */
export function chunksOf({ rows, rowsPerChunk }: Space): number {
  return Math.ceil(rows / rowsPerChunk);
}

/** What a check of inputs found. */
export interface Tally {
  checked: number;
  mismatches: number;
  /** The first mismatches in words. */
  readonly first: string[];
}

/** Mismatches that are told in words. */
const TOLD = 3;

function check(space: Space, column: number, tally: Tally): void {
  tally.checked++;
  if (space.agrees(column)) return;
  tally.mismatches++;
  if (tally.first.length < TOLD) tally.first.push(space.show(column));
}

/** Checks every input of a chunk. */
export function checkChunk(space: Space, chunk: number): Tally {
  const tally: Tally = { checked: 0, mismatches: 0, first: [] };
  const end = Math.min(space.rows, (chunk + 1) * space.rowsPerChunk);
  for (let row = chunk * space.rowsPerChunk; row < end; row++) {
    space.select(row);
    const columns = space.columns(row);
    for (let column = 0; column < columns; column++) check(space, column, tally);
  }
  return tally;
}

/** Checks inputs of every stratum, drawn by `random`. */
export function checkSample(space: Space, random: SplitMix64): Tally {
  const tally: Tally = { checked: 0, mismatches: 0, first: [] };
  for (const row of space.sampleRows(random)) {
    space.select(row);
    for (const column of space.sampleColumns(random)) check(space, column, tally);
  }
  return tally;
}

/**
 * Encodings of every sign and exponent: those at the ends and in the middle of the binade, and drawn ones.
 * @param width bits of an encoding
 * @param drawn number of drawn encodings in each binade
 */
export function* strata(width: number, fractionBits: number, drawn: number, random: SplitMix64): Iterable<number> {
  const size = 2 ** fractionBits;
  for (let from = 0; from < 2 ** width; from += size) {
    yield from;
    yield from + 1;
    yield from + size / 2;
    yield from + size - 1;
    for (let i = 0; i < drawn; i++) yield from + random.integer(size);
  }
}

import type { Program } from "./program.js";

/** Values of a record's fields; a list fills consecutive words. */
export type FieldValues = Readonly<Record<string, number | readonly number[]>>;

/** `TILE_M` as `tileM`. */
const camelCase = (name: string): string =>
  name.toLowerCase().replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());

/**
 * A record of words that a host fills for a program, as the program's source lays it out: `.equ JOB_TILE_M, 24` is the field
 * `tileM`, 24 bytes behind the start, of the record with the prefix `JOB`, and `.equ JOB_SIZE, 80` says how many bytes it has.
 */
export class Descriptor {
  /** Bytes. */
  readonly size: number;
  private readonly prefix: string;
  private readonly offsets: ReadonlyMap<string, number>;

  /** @throws Error when the program has no symbol `PREFIX_SIZE` */
  constructor(program: Program, prefix: string) {
    this.prefix = prefix;
    this.size = symbolOf(program, `${prefix}_SIZE`);
    const fields = [...program.symbols].filter(([name]) => name.startsWith(`${prefix}_`) && name !== `${prefix}_SIZE`);
    this.offsets = new Map(fields.map(([name, offset]) => [camelCase(name.slice(prefix.length + 1)), offset]));
  }

  /** Names of the fields, in the order of the source. */
  get fields(): readonly string[] {
    return [...this.offsets.keys()];
  }

  /**
   * Bytes from the start of the record to a field.
   * @throws Error when the program has no such field
   */
  offsetOf(field: string): number {
    const offset = this.offsets.get(field);
    if (offset === undefined) throw new Error(`The program has no field "${field}" among its ${this.prefix}_ symbols`);
    return offset;
  }

  /**
   * The record in words.
   * @throws Error when a field is left out, or the program does not have one that is given
   */
  words(values: FieldValues): Uint32Array {
    const missing = this.fields.find((field) => !(field in values));
    if (missing !== undefined) throw new Error(`The field "${missing}" of ${this.prefix} is left out`);
    const words = new Uint32Array(this.size / 4);
    for (const [field, value] of Object.entries(values)) words.set([value].flat(), this.offsetOf(field) / 4);
    return words;
  }
}

/** @throws Error when the program does not define the symbol */
export function symbolOf(program: Program, name: string): number {
  const value = program.symbols.get(name);
  if (value === undefined) throw new Error(`The program defines no symbol ${name}`);
  return value;
}

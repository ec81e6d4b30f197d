import { registerArray, type Probe, type Scope } from "../probe.js";
import type { FpFormat } from "./format.js";

/** One field of the record that travels between two stages: `slot` is its first 32-bit word. */
export interface Field {
  readonly name: string;
  readonly slot: number;
  readonly width: (format: FpFormat) => number;
  /** Words of the field in the record, least significant first, for the widest format; 1 when left out. */
  readonly words?: number;
  /** The field is a number in the unit's format. */
  readonly operand?: true;
}

/** An empty record of the given fields. */
export function newRecord(layout: readonly Field[]): Uint32Array {
  return new Uint32Array(Math.max(...layout.map((field) => field.slot + (field.words ?? 1))));
}

/** What `wordMasks` has worked out. */
const known = new Map<readonly Field[], Map<FpFormat, Uint32Array>>();

/** Per word of the record, the bits that exist in this format; the same array for all registers alike. */
function wordMasks(layout: readonly Field[], format: FpFormat): Uint32Array {
  const ofLayout = known.get(layout) ?? new Map<FpFormat, Uint32Array>();
  known.set(layout, ofLayout);
  const masks = ofLayout.get(format) ?? makeMasks(layout, format);
  ofLayout.set(format, masks);
  return masks;
}

function makeMasks(layout: readonly Field[], format: FpFormat): Uint32Array {
  const masks = newRecord(layout);
  for (const field of layout) {
    const width = field.width(format);
    masks.fill(0xffffffff, field.slot, field.slot + (width >>> 5));
    if (width & 31) masks[field.slot + (width >>> 5)] = 2 ** (width & 31) - 1;
  }
  return masks;
}

/** The registers at one stage boundary: `depth` records in a row, none when the boundary is transparent. */
export class StageRegisters {
  readonly format: FpFormat;
  readonly layout: readonly Field[];
  readonly depth: number;
  /** Wire: what the stage before computes. */
  readonly input: Uint32Array;
  /** What the stage after sees: the last register, or the wire itself. */
  readonly output: Uint32Array;
  private readonly records: Uint32Array[];
  private readonly masks: Uint32Array;

  constructor(format: FpFormat, layout: readonly Field[], depth: number, input?: Uint32Array) {
    this.format = format;
    this.layout = layout;
    this.depth = depth;
    this.masks = wordMasks(layout, format);
    this.input = input ?? newRecord(layout);
    this.records = Array.from({ length: depth }, () => newRecord(layout));
    this.output = this.records[depth - 1] ?? this.input;
  }

  edge(): void {
    for (let i = this.depth - 1; i >= 0; i--) {
      const to = this.records[i];
      const from = i === 0 ? this.input : this.records[i - 1];
      for (let word = 0; word < to.length; word++) to[word] = from[word] & this.masks[word];
    }
  }

  reset(): void {
    for (const record of this.records) record.fill(0);
  }

  /** One scope per register, `name` followed by its place; a wide field is an array of its full words and a `_top` rest. */
  scopes(name: string): Scope[] {
    return this.records.map((record, i) => ({
      name: `${name}${i}`,
      probes: this.layout.flatMap((field) => this.probes(field, record)),
      children: [],
    }));
  }

  private probes(field: Field, record: Uint32Array): Probe[] {
    const width = field.width(this.format);
    const { name } = this.format;
    const extras = field.operand && (name === "fp16" || name === "fp32") ? { format: name } : {};
    const full = width >>> 5;
    const rest = width & 31;
    const top = record.subarray(field.slot + full, field.slot + full + 1);
    if (full === 0) return [registerArray(field.name, rest, top, extras)];
    const low = registerArray(field.name, 32, record.subarray(field.slot, field.slot + full), extras);
    return rest === 0 ? [low] : [low, registerArray(`${field.name}_top`, rest, top)];
  }
}

/** What an arithmetic unit puts out: the words of an FpResult. */
export const RESULT_LAYOUT: readonly Field[] = [
  { name: "result", slot: 0, width: (f) => f.width, operand: true },
  { name: "flags", slot: 1, width: () => 5 },
];

/** Deals `total` registers out in turns; returns the count at each of the boundaries. */
export function dealRegisters(total: number, boundaries: number): number[] {
  return Array.from({ length: boundaries }, (_, i) => Math.floor((total + boundaries - 1 - i) / boundaries));
}

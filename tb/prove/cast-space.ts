import { hex } from "../../hw/hex.js";
import * as exact from "../../golden/arithmetic/arithmetic.js";
import * as goldenFormats from "../../golden/arithmetic/format.js";
import { ROUNDING_MODES, type Rounded, type RoundingMode } from "../../golden/arithmetic/round.js";
import { cast } from "../../hw/fpu/cast.js";
import { tableFromF16, tableToF16 } from "../../hw/fpu/fast.js";
import * as formats from "../../hw/fpu/format.js";
import { FP16, FpResult, ROUNDING } from "../../hw/fpu/format.js";
import type { SplitMix64 } from "../../run/data/random.js";
import { strata, type Space } from "./space.js";

const SOURCES = ["FP16", "BF16", "FP8_E5M2", "FP8_E4M3"] as const;
const TARGETS = [...SOURCES, "FP32"] as const;
type Source = (typeof SOURCES)[number];
type Target = (typeof TARGETS)[number];

interface CastRow {
  readonly from: Source;
  readonly to: Target;
  readonly mode: RoundingMode;
  /** The fast form: round to nearest even between FP16 and the others of up to 16 bits. */
  readonly table: ArrayLike<number> | null;
}

function fastTable(from: Source, to: Target, mode: RoundingMode): CastRow["table"] {
  if (mode !== "rne" || to === "FP32") return null;
  if (to === "FP16") return tableToF16(formats[from]);
  return from === "FP16" ? tableFromF16(formats[to]) : null;
}

/** Casts of all encodings of the formats of 8 and 16 bits to the others and to FP32: a row is a pair of formats and a mode. */
export class CastSpace implements Space {
  readonly name = "casts";
  readonly what =
    "casts of all encodings of FP16, BF16, FP8 E5M2 and E4M3 to each other and to FP32, every rounding mode";
  readonly rows: number;
  readonly rowsPerChunk = 4;
  private readonly all: readonly CastRow[];
  private readonly out = new FpResult();
  private row: CastRow;

  constructor() {
    this.all = SOURCES.flatMap((from) =>
      TARGETS.filter((to) => to !== from).flatMap((to) =>
        ROUNDING_MODES.map((mode) => ({ from, to, mode, table: fastTable(from, to, mode) })),
      ),
    );
    this.rows = this.all.length;
    this.row = this.all[0];
  }

  columns(row: number): number {
    return 2 ** formats[this.all[row].from].width;
  }

  select(row: number): void {
    this.row = this.all[row];
  }

  agrees(bits: number): boolean {
    const { out, row } = this;
    const expected = this.evaluate(bits);
    if (out.bits !== expected.bits || out.flags !== expected.flags) return false;
    return row.table === null || row.table[bits] === out.bits;
  }

  show(bits: number): string {
    const { out, row } = this;
    const expected = this.evaluate(bits);
    const fast = row.table === null ? "" : `, fast ${hex(row.table[bits])}`;
    return `cast ${row.from} to ${row.to} ${row.mode} ${hex(bits)}: staged ${hex(out.bits)} flags ${out.flags}, golden ${hex(expected.bits)} flags ${expected.flags}${fast}`;
  }

  /** Golden's answer; the staged one is in `out`. */
  private evaluate(bits: number): Rounded {
    const { from, to, mode } = this.row;
    cast(formats[from], formats[to], bits, ROUNDING[mode], this.out);
    return exact.cast(goldenFormats[from], goldenFormats[to], bits, mode);
  }

  *sampleRows(): Iterable<number> {
    for (let row = 0; row < this.rows; row++) yield row;
  }

  sampleColumns(random: SplitMix64): Iterable<number> {
    const { width, manBits } = formats[this.row.from];
    return width < FP16.width ? Array(2 ** width).keys() : strata(width, manBits, 2, random);
  }
}

import * as goldenFormats from "../../golden/arithmetic/format.js";
import { TabledArithmetic } from "../../golden/arithmetic/tabled.js";
import { cast } from "../../hw/fpu/cast.js";
import { F16_TO_F64, fmaF16, maxF16, maxNumber, minF16, minNumber, roundToF16, tableToF16 } from "../../hw/fpu/fast.js";
import { FMA_OPERATION, fmaStaged } from "../../hw/fpu/fma-unit.js";
import { FP16, FP8_E4M3, FP8_E5M2, FpResult, RNE, type FpFormat } from "../../hw/fpu/format.js";
import { minMaxStaged } from "../../hw/fpu/minmax.js";
import type { SplitMix64 } from "../../run/data/random.js";
import { strata, type Space } from "./space.js";

const ROWS = 65536;
const COLUMNS = 65536;
/** About a second of work. */
const ROWS_PER_CHUNK = 64;
/** Drawn encodings of a binade, beside its ends and its middle. */
const DRAWN = 2;

const hex = (bits: number): string => `0x${bits.toString(16).padStart(4, "0")}`;

const half = new TabledArithmetic(goldenFormats.FP16, goldenFormats.FP16);

/** How the three forms evaluate an operation on two operands. */
interface PairForms {
  staged(a: number, b: number, out: FpResult): void;
  golden(a: number, b: number): void;
  /** The encoding, and the same function on doubles. */
  fast(a: number, b: number): number;
  fastNumber(a: number, b: number): number;
}

/** All pairs of FP16 encodings. */
class PairSpace implements Space {
  readonly name: string;
  readonly what: string;
  readonly rows = ROWS;
  readonly rowsPerChunk = ROWS_PER_CHUNK;
  private readonly forms: PairForms;
  private readonly out = new FpResult();
  private a = 0;

  constructor(name: string, forms: PairForms) {
    this.name = `f16-${name}`;
    this.what = `FP16 ${name}, all pairs, to nearest even`;
    this.forms = forms;
  }

  columns(): number {
    return COLUMNS;
  }

  select(row: number): void {
    this.a = row;
  }

  agrees(b: number): boolean {
    const { forms, out, a } = this;
    forms.staged(a, b, out);
    forms.golden(a, b);
    const bits = out.signedBits;
    if (bits !== half.bits || out.flags !== half.flags || forms.fast(a, b) !== bits) return false;
    return Object.is(forms.fastNumber(F16_TO_F64[a], F16_TO_F64[b]), F16_TO_F64[bits]);
  }

  show(b: number): string {
    const { forms, out, a } = this;
    forms.staged(a, b, out);
    forms.golden(a, b);
    const fast = `fast ${hex(forms.fast(a, b))}, ${forms.fastNumber(F16_TO_F64[a], F16_TO_F64[b])}`;
    return `${this.name} ${hex(a)} ${hex(b)}: staged ${hex(out.bits)} flags ${out.flags}, golden ${hex(half.bits)} flags ${half.flags}, ${fast}`;
  }

  sampleRows(random: SplitMix64): Iterable<number> {
    return strata(FP16.width, FP16.manBits, DRAWN, random);
  }

  sampleColumns(random: SplitMix64): Iterable<number> {
    return strata(FP16.width, FP16.manBits, DRAWN, random);
  }
}

const fused = (operation: number): PairForms["staged"] => {
  return (a, b, out) => fmaStaged(FP16, operation, a, b, 0, RNE, out);
};

/** FP16 add, mul, min and max over all pairs. */
export function pairSpaces(): Space[] {
  return [
    new PairSpace("add", {
      staged: fused(FMA_OPERATION.ADD),
      golden: (a, b) => half.add(a, b, "rne"),
      fast: (a, b) => fmaF16(FP16.one, a, b),
      fastNumber: (x, y) => roundToF16(x + y),
    }),
    new PairSpace("mul", {
      staged: fused(FMA_OPERATION.MUL),
      golden: (a, b) => half.mul(a, b, "rne"),
      fast: (a, b) => fmaF16(a, b, FP16.signBit),
      fastNumber: (x, y) => roundToF16(x * y),
    }),
    new PairSpace("min", {
      staged: (a, b, out) => minMaxStaged(FP16, a, b, 0, out),
      golden: (a, b) => half.min(a, b),
      fast: minF16,
      fastNumber: minNumber,
    }),
    new PairSpace("max", {
      staged: (a, b, out) => minMaxStaged(FP16, a, b, 1, out),
      golden: (a, b) => half.max(a, b),
      fast: maxF16,
      fastNumber: maxNumber,
    }),
  ];
}

/** All triples of two FP8 factors, cast to FP16 by the cast unit as RedMulE's streamer does, and an FP16 addend. */
class FmaSpace implements Space {
  readonly name: string;
  readonly what: string;
  readonly rows = ROWS;
  readonly rowsPerChunk = ROWS_PER_CHUNK;
  private readonly golden: TabledArithmetic;
  /** FP16 encodings of the FP8 ones: by the cast unit with its flags, and by the fast form. */
  private readonly wide = new Uint16Array(256);
  private readonly castFlags = new Uint8Array(256);
  private readonly fastWide: Uint16Array;
  private readonly out = new FpResult();
  private a = 0;
  private b = 0;

  constructor(name: string, format: FpFormat, exact: goldenFormats.FloatFormat) {
    this.name = name;
    this.what = `FP8 ${name.slice(2, 6).toUpperCase()} x FP8 + FP16, all triples, to nearest even`;
    this.golden = new TabledArithmetic(exact, goldenFormats.FP16);
    this.fastWide = tableToF16(format);
    for (let bits = 0; bits < 256; bits++) {
      cast(format, FP16, bits, RNE, this.out);
      this.wide[bits] = this.out.bits;
      this.castFlags[bits] = this.out.flags;
    }
  }

  columns(): number {
    return COLUMNS;
  }

  select(row: number): void {
    this.a = row >> 8;
    this.b = row & 255;
  }

  agrees(c: number): boolean {
    const { golden, out, a, b, fastWide } = this;
    golden.fma(a, b, c, "rne");
    const flags = this.evaluate(c);
    const bits = out.signedBits;
    if (bits !== golden.bits || flags !== golden.flags) return false;
    if (fmaF16(fastWide[a], fastWide[b], c) !== bits) return false;
    const number = roundToF16(F16_TO_F64[fastWide[a]] * F16_TO_F64[fastWide[b]] + F16_TO_F64[c]);
    return Object.is(number, F16_TO_F64[bits]);
  }

  show(c: number): string {
    const { golden, out, a, b, fastWide } = this;
    golden.fma(a, b, c, "rne");
    const flags = this.evaluate(c);
    const fast = hex(fmaF16(fastWide[a], fastWide[b], c));
    return `${this.name} ${hex(a)} ${hex(b)} ${hex(c)}: staged ${hex(out.bits)} flags ${flags}, golden ${hex(golden.bits)} flags ${golden.flags}, fast ${fast}`;
  }

  /** Flags of the staged path; its encoding is in `out`. */
  private evaluate(c: number): number {
    const { a, b, wide, castFlags, out } = this;
    fmaStaged(FP16, FMA_OPERATION.FMADD, wide[a], wide[b], c, RNE, out);
    return out.flags | castFlags[a] | castFlags[b];
  }

  *sampleRows(): Iterable<number> {
    for (let row = 0; row < ROWS; row++) yield row;
  }

  /**
   * The special addends, and one of every eighth sign and exponent from a drawn one on: a drawn fraction, or an end of the
   * binade.
   */
  *sampleColumns(random: SplitMix64): Iterable<number> {
    const size = 2 ** FP16.manBits;
    yield* [0, FP16.signBit, FP16.infinity, FP16.infinity + FP16.signBit, FP16.infinity + 1, FP16.nan];
    for (let from = random.integer(8) * size; from < COLUMNS; from += 8 * size) {
      const draw = random.integer(4 * size);
      yield from + (draw < 2 * size ? draw % size : draw < 3 * size ? 0 : size - 1);
    }
  }
}

/** FP8 x FP8 + FP16 in both FP8 formats. */
export function fmaSpaces(): Space[] {
  return [
    new FmaSpace("f8e5m2-fma", FP8_E5M2, goldenFormats.FP8_E5M2),
    new FmaSpace("f8e4m3-fma", FP8_E4M3, goldenFormats.FP8_E4M3),
  ];
}

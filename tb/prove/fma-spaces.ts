import { hex } from "../../hw/hex.js";
import * as goldenFormats from "../../golden/arithmetic/format.js";
import { TabledArithmetic } from "../../golden/arithmetic/tabled.js";
import { cast } from "../../hw/fpu/cast.js";
import { F16_TO_F64, fmaF16, roundToF16, tableToF16 } from "../../hw/fpu/fast.js";
import { FMA_OPERATION, fmaStaged } from "../../hw/fpu/fma-unit.js";
import { FP16, FP8_E4M3, FP8_E5M2, FpResult, RNE, type FpFormat } from "../../hw/fpu/format.js";
import { SplitMix64 } from "../../run/data/random.js";
import { SimdRow } from "./simd-row.js";
import { strata, type Space } from "./space.js";

const ADDENDS = 65536;
/** About a second of work. */
const ROWS_PER_CHUNK = 64;

/** Pairs of factors, each with every FP16 addend. */
abstract class FmaSpace implements Space {
  readonly name: string;
  readonly what: string;
  readonly rows: number;
  readonly rowsPerChunk = ROWS_PER_CHUNK;
  private readonly vector = new SimdRow();
  private readonly golden: TabledArithmetic;
  protected readonly out = new FpResult();
  /** The factors as golden takes them, as FP16 by the cast unit, and as FP16 by the fast form. */
  protected a = 0;
  protected b = 0;
  protected x = 0;
  protected w = 0;
  protected fastX = 0;
  protected fastW = 0;
  /** Flags of the casts. */
  protected castFlags = 0;

  protected constructor(name: string, what: string, rows: number, factors: goldenFormats.FloatFormat) {
    this.name = name;
    this.what = what;
    this.rows = rows;
    this.golden = new TabledArithmetic(factors, goldenFormats.FP16);
  }

  protected abstract factors(row: number): void;

  columns(): number {
    return ADDENDS;
  }

  select(row: number): void {
    this.factors(row);
    this.vector.everyAccumulator(this.fastX, this.fastW);
  }

  agrees(c: number): boolean {
    const { golden, out, a, b, fastX, fastW } = this;
    golden.fma(a, b, c, "rne");
    const flags = this.evaluate(c);
    const bits = out.signedBits;
    if (bits !== golden.bits || flags !== golden.flags) return false;
    if (fmaF16(fastX, fastW, c) !== bits || this.vector.at(c) !== bits) return false;
    return Object.is(roundToF16(F16_TO_F64[fastX] * F16_TO_F64[fastW] + F16_TO_F64[c]), F16_TO_F64[bits]);
  }

  show(c: number): string {
    const { golden, out, a, b, fastX, fastW } = this;
    golden.fma(a, b, c, "rne");
    const flags = this.evaluate(c);
    const fast = `fast ${hex(fmaF16(fastX, fastW, c), 4)}, vector step ${hex(this.vector.at(c), 4)}`;
    return `${this.name} ${hex(a, 4)} ${hex(b, 4)} ${hex(c, 4)}: staged ${hex(out.bits, 4)} flags ${flags}, golden ${hex(golden.bits, 4)} flags ${golden.flags}, ${fast}`;
  }

  /** Flags of the staged path; its encoding is in `out`. */
  private evaluate(c: number): number {
    const { x, w, castFlags, out } = this;
    fmaStaged(FP16, FMA_OPERATION.FMADD, x, w, c, RNE, out);
    return out.flags | castFlags;
  }

  abstract sampleRows(random: SplitMix64): Iterable<number>;

  /**
   * The special addends, and one of every eighth sign and exponent from a drawn one on: a drawn fraction, or an end of the
   * binade.
   */
  *sampleColumns(random: SplitMix64): Iterable<number> {
    const size = 2 ** FP16.manBits;
    yield* [0, FP16.signBit, FP16.infinity, FP16.infinity + FP16.signBit, FP16.infinity + 1, FP16.nan];
    for (let from = random.integer(8) * size; from < ADDENDS; from += 8 * size) {
      const draw = random.integer(4 * size);
      yield from + (draw < 2 * size ? draw % size : draw < 3 * size ? 0 : size - 1);
    }
  }
}

/** All triples of two FP8 factors, cast to FP16 by the cast unit as RedMulE's streamer does, and an FP16 addend. */
class Fp8FmaSpace extends FmaSpace {
  /** FP16 encodings of the FP8 ones: by the cast unit with its flags, and by the fast form. */
  private readonly wide = new Uint16Array(256);
  private readonly flags = new Uint8Array(256);
  private readonly fastWide: Uint16Array;

  constructor(name: string, format: FpFormat, exact: goldenFormats.FloatFormat) {
    const what = `FP8 ${name.slice(2, 6).toUpperCase()} x FP8 + FP16, all triples, to nearest even`;
    super(name, what, 65536, exact);
    this.fastWide = tableToF16(format);
    for (let bits = 0; bits < 256; bits++) {
      cast(format, FP16, bits, RNE, this.out);
      this.wide[bits] = this.out.bits;
      this.flags[bits] = this.out.flags;
    }
  }

  protected factors(row: number): void {
    const [a, b] = [row >> 8, row & 255];
    Object.assign(this, { a, b, x: this.wide[a], w: this.wide[b] });
    Object.assign(this, { fastX: this.fastWide[a], fastW: this.fastWide[b], castFlags: this.flags[a] | this.flags[b] });
  }

  *sampleRows(): Iterable<number> {
    for (let row = 0; row < this.rows; row++) yield row;
  }
}

const DRAWN_PAIRS = 8192;
const DRAWN_SEED = 1;

/** Drawn pairs of FP16 factors: every sign and exponent of one factor, and a stratum of the other's, with every addend. */
class Fp16FmaSpace extends FmaSpace {
  private readonly pairs: readonly (readonly [number, number])[];

  constructor() {
    super(
      "f16-fma",
      `FP16 x FP16 + FP16, ${DRAWN_PAIRS} drawn pairs of factors, all addends`,
      DRAWN_PAIRS,
      goldenFormats.FP16,
    );
    const random = new SplitMix64(DRAWN_SEED);
    const values = [...strata(FP16.width, FP16.manBits, 2, random)];
    this.pairs = Array.from({ length: DRAWN_PAIRS }, (_, i) => [
      values[i % values.length],
      values[random.integer(values.length)],
    ]);
  }

  protected factors(row: number): void {
    const [a, b] = this.pairs[row];
    Object.assign(this, { a, b, x: a, w: b, fastX: a, fastW: b });
  }

  *sampleRows(): Iterable<number> {
    for (let row = 0; row < this.rows; row++) yield row;
  }
}

/** FP8 x FP8 + FP16 in both FP8 formats, and FP16 fused multiply-adds. */
export function fmaSpaces(): Space[] {
  return [
    new Fp8FmaSpace("f8e5m2-fma", FP8_E5M2, goldenFormats.FP8_E5M2),
    new Fp8FmaSpace("f8e4m3-fma", FP8_E4M3, goldenFormats.FP8_E4M3),
    new Fp16FmaSpace(),
  ];
}

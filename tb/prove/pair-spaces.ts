import { hex } from "../../hw/hex.js";
import * as goldenFormats from "../../golden/arithmetic/format.js";
import { TabledArithmetic } from "../../golden/arithmetic/tabled.js";
import { F16_TO_F64, fmaF16, maxF16, maxNumber, minF16, minNumber, roundToF16 } from "../../hw/fpu/fast.js";
import { FMA_OPERATION, fmaStaged } from "../../hw/fpu/fma-unit.js";
import { FP16, FpResult, RNE } from "../../hw/fpu/format.js";
import { minMaxStaged } from "../../hw/fpu/minmax.js";
import type { SplitMix64 } from "../../run/data/random.js";
import type { Operation } from "../../hw/redmule/operation.js";
import { NO_ACCUMULATOR, SimdRow } from "./simd-row.js";
import { strata, type Space } from "./space.js";

const ROWS = 65536;
const COLUMNS = 65536;
/** About a second of work. */
const ROWS_PER_CHUNK = 64;
/** Drawn encodings of a binade, beside its ends and its middle. */
const DRAWN = 2;

const half = new TabledArithmetic(goldenFormats.FP16, goldenFormats.FP16);

/** How the forms evaluate an operation on two operands. */
interface PairForms {
  staged(a: number, b: number, out: FpResult): void;
  golden(a: number, b: number): void;
  /** The encoding, and the same function on doubles. */
  fast(a: number, b: number): number;
  fastNumber(a: number, b: number): number;
  /** Steps of the array with vector instructions that give the same with x = b: operation, w and accumulator. */
  simd(a: number): readonly (readonly [operation: Operation, w: number, accumulator: number])[];
}

/** All pairs of FP16 encodings. */
class PairSpace implements Space {
  readonly name: string;
  readonly what: string;
  readonly rows = ROWS;
  readonly rowsPerChunk = ROWS_PER_CHUNK;
  private readonly forms: PairForms;
  private readonly out = new FpResult();
  /** The vector steps, two at most. */
  private readonly vectors = [new SimdRow(), new SimdRow()];
  private steps = 0;
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
    const steps = this.forms.simd(row);
    this.steps = steps.length;
    steps.forEach((step, i) => this.vectors[i].everyX(...step));
  }

  agrees(b: number): boolean {
    const { forms, out, a } = this;
    forms.staged(a, b, out);
    forms.golden(a, b);
    const bits = out.signedBits;
    if (bits !== half.bits || out.flags !== half.flags || forms.fast(a, b) !== bits) return false;
    for (let i = 0; i < this.steps; i++) if (this.vectors[i].at(b) !== bits) return false;
    return Object.is(forms.fastNumber(F16_TO_F64[a], F16_TO_F64[b]), F16_TO_F64[bits]);
  }

  show(b: number): string {
    const { forms, out, a } = this;
    forms.staged(a, b, out);
    forms.golden(a, b);
    const simd = this.vectors
      .slice(0, this.steps)
      .map((row) => hex(row.at(b), 4))
      .join(", ");
    const fast = `fast ${hex(forms.fast(a, b), 4)}, ${forms.fastNumber(F16_TO_F64[a], F16_TO_F64[b])}, vector step ${simd}`;
    return `${this.name} ${hex(a, 4)} ${hex(b, 4)}: staged ${hex(out.bits, 4)} flags ${out.flags}, golden ${hex(half.bits, 4)} flags ${half.flags}, ${fast}`;
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
      simd: (a) => [
        ["GEMM", FP16.one, a],
        ["ADDMAX", a, NO_ACCUMULATOR],
      ],
    }),
    new PairSpace("mul", {
      staged: fused(FMA_OPERATION.MUL),
      golden: (a, b) => half.mul(a, b, "rne"),
      fast: (a, b) => fmaF16(a, b, FP16.signBit),
      fastNumber: (x, y) => roundToF16(x * y),
      simd: (a) => [
        ["GEMM", a, FP16.signBit],
        ["MULMIN", a, NO_ACCUMULATOR],
      ],
    }),
    new PairSpace("min", {
      staged: (a, b, out) => minMaxStaged(FP16, a, b, 0, out),
      golden: (a, b) => half.min(a, b),
      fast: minF16,
      fastNumber: minNumber,
      simd: (a) => [["MINMAX", a, NO_ACCUMULATOR]],
    }),
    new PairSpace("max", {
      staged: (a, b, out) => minMaxStaged(FP16, a, b, 1, out),
      golden: (a, b) => half.max(a, b),
      fast: maxF16,
      fastNumber: maxNumber,
      simd: (a) => [["MAXMIN", a, NO_ACCUMULATOR]],
    }),
  ];
}

import type { Scope } from "../probe.js";
import { addAligned, EXPONENT, SIGN, STICKY, SUM, SUM_LAYOUT } from "./add.js";
import { ALIGNED_LAYOUT, GUARD_BITS, multiplyAlign } from "./align.js";
import { FpResult, INVALID, type FpFormat } from "./format.js";
import { dealRegisters, newRecord, RESULT_LAYOUT, StageRegisters } from "./registers.js";
import { normaliseRound } from "./round.js";
import * as fields from "./unpack.js";
import { INPUT_LAYOUT, UNPACKED_LAYOUT, unpackFma } from "./unpack.js";

export { FMA_OPERATION } from "./unpack.js";

/** Stage 4: normalises and rounds the sum, or gives the special result. */
function roundSum(format: FpFormat, input: Uint32Array, out: FpResult): void {
  const special = input[fields.SPECIAL];
  if (special !== fields.SPECIAL_NONE) {
    const sign = special === fields.SPECIAL_MINUS_INF ? format.signBit : 0;
    const bits = special === fields.SPECIAL_NAN ? format.nan : sign + format.infinity;
    out.set(bits, input[fields.INVALID_OPERATION] === 0 ? 0 : INVALID);
    return;
  }
  normaliseRound(
    format,
    input[fields.ROUNDING_MODE],
    input[SIGN],
    input[EXPONENT] - format.unit - GUARD_BITS,
    input[SUM] | 0,
    input[SUM + 1] | 0,
    input[SUM + 2] | 0,
    input[STICKY],
    out,
  );
}

/**
 * The fused multiply-add unit: unpack | multiply and align | add | normalise and round, with `registers` pipeline
 * registers P >= 0 dealt out to the five boundaries one at a time in the order: after multiply and align, after unpack,
 * after add, behind the result, before unpack; and from the start again beyond five. P = 3 registers every inner boundary.
 * A result and its flags stand at the outputs P enabled clocks after its operands stood at the inputs.
 */
export class FmaUnit {
  readonly format: FpFormat;
  readonly registers: number;
  // Input wires.
  /** Operand encodings. */
  a = 0;
  b = 0;
  c = 0;
  /** One of FMA_OPERATION. */
  operation = 0;
  /** One of ROUNDING. */
  rounding = 0;

  private readonly input: StageRegisters;
  private readonly unpacked: StageRegisters;
  private readonly aligned: StageRegisters;
  private readonly sum: StageRegisters;
  private readonly rounded = new FpResult();
  private readonly outputs: StageRegisters;

  constructor(format: FpFormat, registers: number) {
    const [aligned, unpacked, sum, result, input] = dealRegisters(registers, 5);
    this.format = format;
    this.registers = registers;
    this.input = new StageRegisters(format, INPUT_LAYOUT, input);
    this.unpacked = new StageRegisters(format, UNPACKED_LAYOUT, unpacked);
    this.aligned = new StageRegisters(format, ALIGNED_LAYOUT, aligned);
    this.sum = new StageRegisters(format, SUM_LAYOUT, sum);
    this.outputs = new StageRegisters(format, RESULT_LAYOUT, result, this.rounded.words);
  }

  /** Output wire: encoding of the result. */
  get result(): number {
    return this.outputs.output[0];
  }

  /** Output wire: exception flags of the result. */
  get flags(): number {
    return this.outputs.output[1];
  }

  settle(): void {
    const input = this.input.input;
    input[fields.IN_A] = this.a;
    input[fields.IN_B] = this.b;
    input[fields.IN_C] = this.c;
    input[fields.IN_OPERATION] = this.operation;
    input[fields.IN_ROUNDING] = this.rounding;
    unpackFma(this.format, this.input.output, this.unpacked.input);
    multiplyAlign(this.format, this.unpacked.output, this.aligned.input);
    addAligned(this.aligned.output, this.sum.input);
    roundSum(this.format, this.sum.output, this.rounded);
  }

  /** The rising edge; with `enable` false or 0 every register keeps its value. */
  edge(enable: boolean | number = true): void {
    if (!enable) return;
    this.outputs.edge();
    this.sum.edge();
    this.aligned.edge();
    this.unpacked.edge();
    this.input.edge();
  }

  /** Every register to 0, which is a positive zero on its way. */
  reset(): void {
    this.input.reset();
    this.unpacked.reset();
    this.aligned.reset();
    this.sum.reset();
    this.outputs.reset();
  }

  scope(name: string): Scope {
    return {
      name,
      probes: [],
      children: [
        ...this.input.scopes("input"),
        ...this.unpacked.scopes("unpacked"),
        ...this.aligned.scopes("aligned"),
        ...this.sum.scopes("sum"),
        ...this.outputs.scopes("result"),
      ],
    };
  }
}

const input = newRecord(INPUT_LAYOUT);
const unpacked = newRecord(UNPACKED_LAYOUT);
const aligned = newRecord(ALIGNED_LAYOUT);
const sum = newRecord(SUM_LAYOUT);

/**
 * The stages of FmaUnit without registers: `operation` (FMA_OPERATION) on encodings a, b, c with `rounding` (ROUNDING).
 * Writes encoding and flags into `out` and returns it.
 */
export function fmaStaged(
  format: FpFormat,
  operation: number,
  a: number,
  b: number,
  c: number,
  rounding: number,
  out: FpResult,
): FpResult {
  input[fields.IN_A] = a;
  input[fields.IN_B] = b;
  input[fields.IN_C] = c;
  input[fields.IN_OPERATION] = operation;
  input[fields.IN_ROUNDING] = rounding;
  unpackFma(format, input, unpacked);
  multiplyAlign(format, unpacked, aligned);
  addAligned(aligned, sum);
  roundSum(format, sum, out);
  return out;
}

import type { Scope } from "../probe.js";
import { FpResult, INVALID, type FpFormat } from "./format.js";
import { isNan, isSignallingNan, magnitudeOf, signOf } from "./operand.js";
import { dealRegisters, newRecord, RESULT_LAYOUT, StageRegisters, type Field } from "./registers.js";

const IN_A = 0;
const IN_B = 1;
const IN_MAXIMUM = 2;
const INPUT_LAYOUT: readonly Field[] = [
  { name: "a", slot: IN_A, width: (f) => f.width, operand: true },
  { name: "b", slot: IN_B, width: (f) => f.width, operand: true },
  { name: "maximum", slot: IN_MAXIMUM, width: () => 1 },
];

const A = 0;
const B = 1;
const SELECT = 2;
const INVALID_OPERATION = 3;
const COMPARED_LAYOUT: readonly Field[] = [
  { name: "a", slot: A, width: (f) => f.width, operand: true },
  { name: "b", slot: B, width: (f) => f.width, operand: true },
  { name: "select", slot: SELECT, width: () => 2 },
  { name: "invalid", slot: INVALID_OPERATION, width: () => 1 },
];
/** Values of `select`. */
const SELECT_A = 0;
const SELECT_B = 1;
const SELECT_NAN = 2;

/** Order of a and b that are no NaN, -0 below +0. */
function isBelow(format: FpFormat, a: number, b: number): boolean {
  const negativeA = signOf(format, a) === 1;
  if (negativeA !== (signOf(format, b) === 1)) return negativeA;
  const magA = magnitudeOf(format, a);
  const magB = magnitudeOf(format, b);
  return negativeA ? magB < magA : magA < magB;
}

/** Stage 1: which operand wins. One NaN loses against the number. */
function compareOperands(format: FpFormat, input: Uint32Array, out: Uint32Array): void {
  const a = input[IN_A];
  const b = input[IN_B];
  const nanA = isNan(format, a);
  const nanB = isNan(format, b);
  out[A] = a;
  out[B] = b;
  out[INVALID_OPERATION] = isSignallingNan(format, a) || isSignallingNan(format, b) ? 1 : 0;
  if (nanA || nanB) out[SELECT] = nanA && nanB ? SELECT_NAN : nanA ? SELECT_B : SELECT_A;
  else out[SELECT] = isBelow(format, b, a) === (input[IN_MAXIMUM] === 0) ? SELECT_B : SELECT_A;
}

/** Stage 2: the result. */
function selectOperand(format: FpFormat, input: Uint32Array, out: FpResult): void {
  const select = input[SELECT];
  const bits = select === SELECT_A ? input[A] : select === SELECT_B ? input[B] : format.nan;
  out.set(bits, input[INVALID_OPERATION] === 0 ? 0 : INVALID);
}

/**
 * Minimum and maximum as RISC-V fmin and fmax: compare | select, with `registers` pipeline registers P >= 0 dealt out in
 * turns to the boundaries between the stages, behind the result and before the comparison. A result stands at the outputs
 * P enabled clocks after its operands stood at the inputs.
 */
export class MinMaxUnit {
  readonly format: FpFormat;
  readonly registers: number;
  // Input wires.
  /** Operand encodings. */
  a = 0;
  b = 0;
  /** 1 for the maximum, 0 for the minimum. */
  maximum = 0;

  private readonly input: StageRegisters;
  private readonly compared: StageRegisters;
  private readonly selected = new FpResult();
  private readonly outputs: StageRegisters;

  constructor(format: FpFormat, registers: number) {
    const [compared, result, input] = dealRegisters(registers, 3);
    this.format = format;
    this.registers = registers;
    this.input = new StageRegisters(format, INPUT_LAYOUT, input);
    this.compared = new StageRegisters(format, COMPARED_LAYOUT, compared);
    this.outputs = new StageRegisters(format, RESULT_LAYOUT, result, this.selected.words);
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
    input[IN_A] = this.a;
    input[IN_B] = this.b;
    input[IN_MAXIMUM] = this.maximum;
    compareOperands(this.format, this.input.output, this.compared.input);
    selectOperand(this.format, this.compared.output, this.selected);
  }

  /** The rising edge; with `enable` false or 0 every register keeps its value. */
  edge(enable: boolean | number = true): void {
    if (!enable) return;
    this.outputs.edge();
    this.compared.edge();
    this.input.edge();
  }

  /** Every register to 0, which is a positive zero on its way. */
  reset(): void {
    this.input.reset();
    this.compared.reset();
    this.outputs.reset();
  }

  scope(name: string): Scope {
    return {
      name,
      probes: [],
      children: [...this.input.scopes("input"), ...this.compared.scopes("compared"), ...this.outputs.scopes("result")],
    };
  }
}

const input = newRecord(INPUT_LAYOUT);
const compared = newRecord(COMPARED_LAYOUT);

/** The stages of MinMaxUnit without registers; writes encoding and flags into `out` and returns it. */
export function minMaxStaged(format: FpFormat, a: number, b: number, maximum: number, out: FpResult): FpResult {
  input[IN_A] = a;
  input[IN_B] = b;
  input[IN_MAXIMUM] = maximum;
  compareOperands(format, input, compared);
  selectOperand(format, compared, out);
  return out;
}

import { FmaUnit, FMA_OPERATION } from "../fpu/fma-unit.js";
import { FP16, RNE } from "../fpu/format.js";
import { MinMaxUnit } from "../fpu/minmax.js";
import { registerArray, registersOf, type Scope } from "../probe.js";
import { CE_STAGES, STAGE1_ADD, STAGE1_MAX, STAGE1_MIN, STAGE1_MUL, STAGE2_MAX, STAGE2_NONE } from "./ce-operation.js";

/**
 * Compute element, register-transfer: stage 1 is the FMA or the min/max unit with P pipeline registers, stage 2 a
 * combinational min/max whose second operand is the accumulator delayed by P registers, and an output register.
 */
export class ComputeElement {
  // Input wires: FP16 encodings, operation code, and whether the step is one of the job.
  x = 0;
  w = 0;
  accumulator = 0;
  operation = 0;
  step = 0;

  // Registers.
  output = 0;
  private readonly accumulators: Uint16Array;
  private readonly steps: Uint8Array;
  private readonly fma: FmaUnit;
  private readonly minMax: MinMaxUnit;

  private readonly stage2 = new MinMaxUnit(FP16, 0);
  private result = 0;
  private readonly pads: boolean;

  /** @param pads padded steps hand the delayed accumulator on, so that it moves for every operation (E10: it need not) */
  constructor(pipelineRegisters: number, pads = true) {
    this.pads = pads;
    this.fma = new FmaUnit(FP16, pipelineRegisters);
    this.minMax = new MinMaxUnit(FP16, pipelineRegisters);
    this.accumulators = new Uint16Array(pipelineRegisters);
    this.steps = new Uint8Array(pipelineRegisters);
  }

  settle(): void {
    const [stage1, stage2] = CE_STAGES[this.operation];
    const first = stage1 === STAGE1_MIN || stage1 === STAGE1_MAX ? this.compare(stage1) : this.multiplyAdd(stage1);
    const last = this.steps.length - 1;
    const delayed = last < 0 ? this.accumulator : this.accumulators[last];
    const step = last < 0 ? this.step : this.steps[last];
    this.result = !step ? delayed : stage2 === STAGE2_NONE ? first : this.combine(first, delayed, stage2);
  }

  /** What comes out of the FMA unit; it settles when the operation uses it, for it stands still at the edge of any other. */
  private multiplyAdd(stage1: number): number {
    const { fma } = this;
    fma.operation =
      stage1 === STAGE1_ADD ? FMA_OPERATION.ADD : stage1 === STAGE1_MUL ? FMA_OPERATION.MUL : FMA_OPERATION.FMADD;
    fma.rounding = RNE;
    fma.a = this.x;
    fma.b = this.w;
    fma.c = stage1 === STAGE1_ADD ? this.w : this.accumulator;
    fma.settle();
    return fma.result;
  }

  /** The same of the min/max unit. */
  private compare(stage1: number): number {
    const { minMax } = this;
    minMax.a = this.x;
    minMax.b = this.w;
    minMax.maximum = stage1 === STAGE1_MAX ? 1 : 0;
    minMax.settle();
    return minMax.result;
  }

  private combine(first: number, delayed: number, stage2: number): number {
    const unit = this.stage2;
    unit.a = first;
    unit.b = delayed;
    unit.maximum = stage2 === STAGE2_MAX ? 1 : 0;
    unit.settle();
    return unit.result;
  }

  /** One enabled clock. What the operation does not use stands still. */
  edge(): void {
    const [stage1, stage2] = CE_STAGES[this.operation];
    this.output = this.result;
    for (let i = this.steps.length - 1; i > 0; i--) this.steps[i] = this.steps[i - 1];
    if (this.steps.length > 0) this.steps[0] = this.step;
    if (this.pads || stage2 !== STAGE2_NONE) this.delay();
    if (stage1 === STAGE1_MIN || stage1 === STAGE1_MAX) this.minMax.edge();
    else this.fma.edge();
  }

  private delay(): void {
    const { accumulators } = this;
    for (let i = accumulators.length - 1; i > 0; i--) accumulators[i] = accumulators[i - 1];
    if (accumulators.length > 0) accumulators[0] = this.accumulator;
  }

  reset(): void {
    this.output = 0;
    this.accumulators.fill(0);
    this.steps.fill(0);
    this.fma.reset();
    this.minMax.reset();
  }

  scope(name: string): Scope {
    return {
      name,
      probes: [
        ...registersOf(this, { output: 16 }, { output: { format: "fp16" } }),
        registerArray("accumulators", 16, this.accumulators, { format: "fp16" }),
        registerArray("steps", 1, this.steps),
      ],
      children: [this.fma.scope("fma"), this.minMax.scope("minmax")],
    };
  }
}

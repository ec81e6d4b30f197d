import type { Scope } from "../probe.js";
import { ComputeElement } from "./ce.js";

/** H compute elements in a chain: CE 0 takes the accumulator input, each CE hands its output to the next. */
export class Row {
  readonly elements: readonly ComputeElement[];

  /** @param pads see `ComputeElement` */
  constructor(H: number, pipelineRegisters: number, pads = true) {
    this.elements = Array.from({ length: H }, () => new ComputeElement(pipelineRegisters, pads));
  }

  /** Output of the last compute element. */
  get output(): number {
    return this.elements[this.elements.length - 1].output;
  }

  /** @param accumulator FP16 encoding at CE 0: Y, or the output fed back */
  settle(accumulator: number, operation: number): void {
    let input = accumulator;
    for (const element of this.elements) {
      element.accumulator = input;
      element.operation = operation;
      element.settle();
      input = element.output;
    }
  }

  edge(): void {
    for (const element of this.elements) element.edge();
  }

  /** Clears the output registers, not the pipelines behind them. */
  flush(): void {
    for (const element of this.elements) element.output = 0;
  }

  reset(): void {
    for (const element of this.elements) element.reset();
  }

  scope(name: string): Scope {
    return { name, probes: [], children: this.elements.map((element, h) => element.scope(`ce${h}`)) };
  }
}

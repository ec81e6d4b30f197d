import type { Lowering } from "../lowering.js";
import type { StepTensor } from "../step.js";
import { stridesOf } from "../views.js";

/** Gradient of a bias along `axis` of dy: per value one FP32 chain over all other axes, in logical order. */
export function biasGradient(lowering: Lowering, bias: string | undefined, dy: StepTensor, axis: number): void {
  if (bias === undefined || !lowering.wants(bias)) return;
  const strides = stridesOf(dy);
  const all = dy.shape.map((size, i) => ({ size, stride: strides[i] }));
  const dimensions = [all[axis], ...all.filter((_, i) => i !== axis)];
  lowering.deliver(bias, "any", (target, accumulate) =>
    lowering.emit("bias", {
      kind: "reduce",
      fn: "sum",
      inputs: [{ tensor: dy.name, offset: 0, dimensions }],
      outer: 1,
      output: { tensor: target.name, offset: 0, dimensions: [{ size: dy.shape[axis], stride: 1 }] },
      factor: 1,
      accumulate,
    }),
  );
}

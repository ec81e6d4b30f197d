/** What batch, layer and instance normalisation share: groups of elements, statistics in FP32, gradients. */
import type { Lowering } from "../lowering.js";
import { elementsOf, type LayerOf } from "../network.js";
import type { NormView, StepTensor } from "../step.js";

export interface NormTensors {
  readonly mean: StepTensor;
  readonly inverse: StepTensor;
  readonly variance: StepTensor;
}

export function groupsOf(view: NormView): number {
  return view.groups.reduce((product, { size }) => product * size, 1);
}

export function elementsOfGroup(view: NormView): number {
  return view.elements.reduce((product, { size }) => product * size, 1);
}

/** The FP32 vectors of a norm, one value a group; the same names forward and backward. */
export function normTensors(lowering: Lowering, view: NormView): NormTensors {
  const groups = groupsOf(view);
  const vector = (suffix: string): StepTensor => lowering.fresh(suffix, [groups], "fp32");
  return { mean: vector("mean"), variance: vector("variance"), inverse: vector("inverse") };
}

/** The vectors of a norm, computed from x and kept for the way back. */
export function statisticsOf(
  lowering: Lowering,
  layer: LayerOf<"layerNorm" | "instanceNorm">,
  view: NormView,
): NormTensors {
  const stats = normTensors(lowering, view);
  lowering.remember(layer.name, stats);
  lowering.emit("statistics", {
    kind: "statistics",
    x: lowering.tensor(layer.inputs[0]).name,
    view,
    epsilon: layer.attributes.epsilon,
    mean: stats.mean.name,
    variance: stats.variance.name,
    inverse: stats.inverse.name,
  });
  return stats;
}

/** The FP32 sums that the gradient of x needs, one value a group. */
export function sumTensors(lowering: Lowering, view: NormView): { readonly s1: StepTensor; readonly s2: StepTensor } {
  const groups = groupsOf(view);
  return { s1: lowering.fresh("s1", [groups], "fp32"), s2: lowering.fresh("s2", [groups], "fp32") };
}

/** The gradients of scale and shift where the scale is constant in each group: sums of the groups, summed over groups that share one. */
export function groupParameterGradients(
  lowering: Lowering,
  view: NormView,
  sums: { readonly s1: StepTensor; readonly s2: StepTensor },
  scale: string | undefined,
  shift: string | undefined,
): void {
  const outer = view.groups.filter((_, i) => view.groupParameters[i] !== 0);
  const [size] = outer.length > 0 ? [outer[0].size] : [1];
  const repeats = groupsOf(view) / size;
  const deliver = (name: string | undefined, sum: StepTensor): void => {
    if (name === undefined || !lowering.wants(name)) return;
    lowering.deliver(name, "any", (target, accumulate) =>
      lowering.emit("parameter", {
        kind: "reduce",
        fn: "sum",
        inputs: [
          {
            tensor: sum.name,
            offset: 0,
            dimensions: [
              { size, stride: 1 },
              { size: repeats, stride: size },
            ],
          },
        ],
        outer: 1,
        output: { tensor: target.name, offset: 0, dimensions: [{ size, stride: 1 }] },
        factor: 1,
        accumulate,
      }),
    );
  };
  deliver(scale, sums.s2);
  deliver(shift, sums.s1);
}

export interface NormInputs {
  readonly x: string;
  readonly y: string;
  readonly scale: string | undefined;
  readonly shift: string | undefined;
}

/** y from given statistics. */
export function normalize(
  lowering: Lowering,
  { x, y, scale, shift }: NormInputs,
  view: NormView,
  stats: Pick<NormTensors, "mean" | "inverse">,
): void {
  const input = lowering.tensor(x);
  const output = lowering.result(y);
  lowering.emit("normalize", {
    kind: "normalize",
    x: input.name,
    y: output.name,
    view,
    mean: stats.mean.name,
    inverse: stats.inverse.name,
    ...(scale && { scale: lowering.kept(scale).name }),
    ...(shift && { shift: lowering.kept(shift).name }),
  });
}

/** Number of values a parameter of a norm must have. */
export function isVector(shape: readonly number[] | undefined, size: number): boolean {
  return shape === undefined || elementsOf(shape) === size;
}

/** Products as steps: in the format of their layer and pass, with what an FP8 product needs around it. */
import { isQuantised, scaleTarget } from "./precision.js";
import type { ElementFormat, GemmStep, RescaleStep, Step, StepTensor, View } from "./step.js";

/** A step without what the lowering knows by itself. */
export type Bare<S extends Step> = S extends Step ? Omit<S, "name" | "layer" | "pass"> : never;
/** One product of {@link lowerProducts}; its format follows from layer and pass. */
export type Product = Omit<Bare<GemmStep>, "kind" | "format" | "start">;
/** What a product's result starts at. */
export interface ProductStart {
  /** A row in memory order [offset, offset + columns); `inner` elements of the result's memory share one (chw). */
  readonly bias?: NonNullable<RescaleStep["bias"]> & { readonly countStrides: readonly number[] };
  readonly accumulate: boolean;
}

/** What products need of a lowering. */
export interface ProductLowering {
  readonly tensors: ReadonlyMap<string, StepTensor>;
  productFormat(): GemmStep["format"];
  emit<S extends Step>(what: string, step: Bare<S>): void;
  fill(output: View, value: number): void;
  fresh(
    suffix: string,
    shape: StepTensor["shape"],
    format: ElementFormat,
    role: StepTensor["role"],
    order: StepTensor["order"],
  ): StepTensor;
  quantised(tensor: StepTensor, format: "fp8" | "fp8alt", target: number): Quantised;
}

/** An operand in FP8, and its scale. */
export interface Quantised {
  readonly tensor: string;
  readonly scale: string;
}

/**
 * Products that together write `target` (its steps `what`); elements that none writes are filled with +0 by `fills`. Under FP8
 * operands are scaled and recast, and the result is brought back to the format of `target`.
 */
export function lowerProducts(
  lowering: ProductLowering,
  what: string,
  target: StepTensor,
  list: readonly Product[],
  start: ProductStart,
  fills: readonly View[],
): void {
  const format = lowering.productFormat();
  if (!isQuantised(format)) {
    for (const fill of fills) if (!start.accumulate) lowering.fill({ ...fill, tensor: target.name }, 0);
    for (const product of list) {
      lowering.emit(what, {
        ...product,
        kind: "gemm",
        format,
        z: { ...product.z, tensor: target.name },
        start: start.accumulate
          ? { kind: "accumulate" }
          : start.bias === undefined
            ? { kind: "zero" }
            : {
                kind: "row",
                tensor: start.bias.tensor,
                offset: start.bias.offset,
                countStrides: start.bias.countStrides,
              },
      });
    }
    return;
  }
  const result = lowering.fresh(`${what}.${format}`, target.shape, format, "activation", target.order);
  for (const fill of fills) lowering.fill({ ...fill, tensor: result.name }, 0);
  const longest = list.reduce((most, { n }) => Math.max(most, n), 1);
  let scales: readonly [string, string] = ["", ""];
  for (const product of list) {
    const target = scaleTarget(format, longest);
    const x = lowering.quantised(lowering.tensors.get(product.x.tensor)!, format, target);
    const w = lowering.quantised(lowering.tensors.get(product.w.tensor)!, format, target);
    scales = [x.scale, w.scale];
    lowering.emit(what, {
      ...product,
      kind: "gemm",
      format,
      x: { ...product.x, tensor: x.tensor },
      w: { ...product.w, tensor: w.tensor },
      z: { ...product.z, tensor: result.name },
      start: { kind: "zero" },
    });
  }
  const { bias } = start;
  lowering.emit<RescaleStep>("rescale", {
    kind: "rescale",
    input: result.name,
    output: target.name,
    scales,
    accumulate: start.accumulate,
    ...(bias && { bias: { tensor: bias.tensor, offset: bias.offset, columns: bias.columns, inner: bias.inner } }),
  });
}

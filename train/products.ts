/** Products as steps: in the format of their layer and pass, with what an FP8 product needs around it. */
import { isQuantised, scaleTarget } from "./precision.js";
import type { Dimension, ElementFormat, GemmStep, RescaleStep, Step, StepTensor, View } from "./step.js";
import { mergeDimensions } from "./views.js";

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
  /** Whether products that can have the order `two-lane` have it. */
  readonly hasLanes: boolean;
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

const isDense = (dimensions: readonly Dimension[]): boolean => mergeDimensions(dimensions).at(-1)?.stride === 1;

/** Rows or columns of Z up to which turning an operand costs the cores more than it gains, and n from which on it does. */
const FEW = 16;
const LONG = 32;

/**
 * Whether a product can have the order `two-lane` and gains by it: both operands lie along n (neighbours in a row of X, and in a column
 * of W, are neighbours in memory, or are laid out so), n is even, so that pairs are words, and long, and Z has few rows or columns.
 */
export function gainsByLanes({ x, w, m, n, k }: Product): boolean {
  const row = x.kind === "patches" ? !x.transposed : isDense(x.columns);
  return n % 2 === 0 && n >= LONG && Math.min(m, k) <= FEW && row && isDense(w.rows) && !isDense(w.columns);
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
      const lanes = lowering.hasLanes && format === "fp16" && gainsByLanes(product);
      lowering.emit(what, {
        ...product,
        kind: "gemm",
        format,
        ...(lanes && { order: "two-lane" }),
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

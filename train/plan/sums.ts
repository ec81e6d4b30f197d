/** Sums over groups: of `reduce` steps, and the gradients of a row's parameters. */
import type { NormParametersStep, ReduceStep, View } from "../step.js";
import { placed, type PlanContext } from "./context.js";
import { call, stage } from "./flat.js";
import { Groups, type GroupTile } from "./groups.js";
import { clocksOf, scaleCall, span, Tiles, vector, Vectors, type Kernel } from "./norm-tiles.js";
import { sizeOf, transfersOf } from "./runs.js";
import { at, type Buffer, type Call, type Tile, type Transfer, type Word } from "./tile.js";

/** A sum for each group: what is summed, and where the results go. */
interface Sums {
  readonly index: number;
  readonly groups: Groups;
  readonly kernel: string;
  /** X, and DY where the kernel has one. */
  readonly inputs: readonly Tiles[];
  /** Further fields of the descriptor for a tile, with what they bring. */
  readonly more: (tile: GroupTile, loads: Transfer[]) => Record<string, Word>;
  readonly output: View;
  readonly factor: number;
  readonly accumulate: boolean;
  readonly cost: Kernel;
}

/** Chains in FP32 over the tiles of a group, from zero or from the result, then a factor, and one rounding. */
function sumTiles(
  { index, groups, kernel, inputs, more, output, factor, accumulate, cost }: Sums,
  context: PlanContext,
): Tile[] {
  const out = placed(context, output.tensor);
  const grid = {
    rows: output.dimensions,
    columns: [{ size: 1, stride: 1 }],
    offset: out.offset / out.bytes + output.offset,
    bytes: out.bytes,
  };
  let [sum, result]: Buffer[] = [];
  return groups.tiles().map((tile) => {
    const count = span(tile.groups);
    const loads: Transfer[] = [];
    const before: Call[] = [];
    if (tile.first) {
      sum = vector("sum", count);
      result = out.format === "fp32" && factor === 1 ? sum : { name: "result", bytes: count * out.bytes };
      if (accumulate) {
        loads.push(...transfersOf(grid, tile.groups, [0, 1], result));
        if (result !== sum) {
          before.push(call(`layer_cast_${out.format}_fp32`, "FLAT", { X: at(result), Z: at(sum), COUNT: count }));
        }
      }
    }
    const buffers = inputs.map((input) => input.buffer(tile));
    inputs.forEach((input, i) => loads.push(...input.transfers(tile, buffers[i])));
    const fields = {
      ...{ X: at(buffers[0]), ...groups.layout(tile, inputs[0].bytes), SUM1: at(sum) },
      ...{ CONTINUE: tile.first && !accumulate ? 0 : 1, ...(buffers.length > 1 && { DY: at(buffers[1]) }) },
      ...more(tile, loads),
    };
    // Four groups that lie side by side share the way around their loop.
    const beside = kernel === "sum" && groups.interleaved && count % 4 === 0 ? "_beside" : "";
    const calls = [...before, call(`layer_${kernel}${beside}_${inputs[0].format}`, "NORM", fields, before.length > 0)];
    if (tile.last) {
      if (factor !== 1) calls.push(scaleCall(sum, sum, count, factor));
      const round = { X: at(sum), Z: at(result), COUNT: count };
      if (result !== sum) calls.push(call(`layer_cast_fp32_${out.format}`, "FLAT", round, true));
    }
    return {
      ...{ step: index, loads, stages: [stage(...calls)] },
      stores: tile.last ? transfersOf(grid, tile.groups, [0, 1], result) : [],
      clocks: clocksOf(cost, tile, context),
    };
  });
}

const nothingMore = (): Record<string, Word> => ({});

/** Sums over dimensions: of channels for biases, of pixels for averages. */
export function reduceTiles(step: ReduceStep, index: number, context: PlanContext): Tile[] {
  const { dimensions } = step.inputs[0];
  const groups = new Groups(dimensions.slice(0, step.outer), dimensions.slice(step.outer));
  const inputs = step.inputs.map((view) => new Tiles(view.tensor, groups, context, view.offset));
  if (sizeOf(step.output.dimensions) !== groups.groupCount) throw new RangeError(`${step.name} writes other sizes.`);
  const { fn: kernel, output, factor, accumulate } = step;
  return sumTiles(
    { index, groups, kernel, inputs, more: nothingMore, output, factor, accumulate, cost: kernel },
    context,
  );
}

/** Gradients of scale and shift of a row: sums over the rows, so that elements and groups of the view change places. */
export function normParametersTiles(step: NormParametersStep, index: number, context: PlanContext): Tile[] {
  const { view, accumulate } = step;
  const groups = new Groups(view.elements, view.groups);
  const [x, dy] = [step.x, step.dy].map((name) => new Tiles(name, groups, context));
  const target = step.dscale ?? step.dshift!;
  const dimensions = view.elements.map(({ size }, i) => ({ size, stride: view.elementParameters[i] }));
  const output: View = { tensor: target, offset: 0, dimensions };
  const common = { index, groups, output, factor: 1, accumulate };
  if (step.dscale === undefined) {
    return sumTiles({ ...common, kernel: "sum", inputs: [dy], more: nothingMore, cost: "sum" }, context);
  }
  const vectors = new Vectors(context);
  // Statistics of the rows of the tile.
  const more = ({ elements }: GroupTile, loads: Transfer[]): Record<string, Word> => ({
    MEAN: vectors.of(step.mean, elements, loads),
    INVERSE: vectors.of(step.inverse, elements, loads),
  });
  return sumTiles({ ...common, kernel: "norm_scales", inputs: [x, dy], more, cost: "norm_sums" }, context);
}

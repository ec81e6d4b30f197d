import type { NormalizeStep, NormBackwardStep, NormSumsStep, NormView, StatisticsStep } from "../step.js";
import { placed, type PlanContext } from "./context.js";
import { call, stage, stretch } from "./flat.js";
import { Groups, type GroupTile } from "./groups.js";
import { clocksOf, scaleCall, span, Tiles, vector, Vectors } from "./norm-tiles.js";
import { float32Bits } from "./numbers.js";
import { offsetOf, type Range } from "./runs.js";
import { at, type Call, type Tile, type Transfer, type Word } from "./tile.js";

/** Tiles of the same groups. */
function* byGroups(tiles: readonly GroupTile[]): Generator<readonly GroupTile[]> {
  let part: GroupTile[] = [];
  for (const tile of tiles) {
    part.push(tile);
    if (!tile.last) continue;
    yield part;
    part = [];
  }
}

/** Mean, then variance in a second pass over what is, where it is small, still there. */
export function statisticsTiles(step: StatisticsStep, index: number, context: PlanContext): Tile[] {
  const groups = new Groups(step.view.groups, step.view.elements);
  const x = new Tiles(step.x, groups, context);
  const part = 1 / groups.elementCount;
  const found: Tile[] = [];
  for (const tiles of byGroups(groups.tiles())) {
    const range = tiles[0].groups;
    const count = span(range);
    const [mean, variance, inverse] = [step.mean, step.variance, step.inverse].map((name) =>
      stretch(name, name, range, context),
    );
    const [sum, squares] = [vector("sum", count), vector("squares", count)];
    const pass = (kernel: "sum" | "squares", fields: Record<string, Word>, ends: readonly Call[], stores: Transfer[]) =>
      tiles.forEach((tile) => {
        const { buffer, loads } = x.load(tile);
        const all = { X: at(buffer), ...groups.layout(tile, x.bytes), CONTINUE: tile.first ? 0 : 1, ...fields };
        const first = call(`layer_${kernel}_${x.format}`, "NORM", all);
        found.push({
          ...{ step: index, loads, stages: [stage(first, ...(tile.last ? ends : []))] },
          ...{ stores: tile.last ? stores : [], clocks: clocksOf(kernel, tile, context) },
        });
      });
    pass("sum", { SUM1: at(sum) }, [scaleCall(sum, mean.buffer, count, part)], []);
    const root = call(
      "layer_inverse",
      "FLAT",
      { X: at(variance.buffer), Z: at(inverse.buffer), COUNT: count, C: float32Bits(step.epsilon) },
      true,
    );
    pass(
      "squares",
      { SUM1: at(squares), MEAN: at(mean.buffer) },
      [scaleCall(squares, variance.buffer, count, part), root],
      [mean.transfer, variance.transfer, inverse.transfer],
    );
  }
  return found;
}

/** The parameters of a range of groups, which follow each other. */
function parametersOf(view: NormView, groups: Range): Range {
  const dimensions = view.groups.map(({ size }, i) => ({ size, stride: view.groupParameters[i] }));
  const first = offsetOf(dimensions, groups[0]);
  return [first, first + span(groups)];
}

const half = (name: string | undefined, context: PlanContext): number =>
  name !== undefined && placed(context, name).format === "fp16" ? 1 : 0;

/** Scale and shift have a number for each element of a group, not one a group. */
const hasRows = (view: NormView): boolean => view.elementParameters.some((stride) => stride !== 0);

/** Name of a kernel, and the range of the parameters that a tile has. */
function parametersFor(
  view: NormView,
  kernel: string,
  format: string,
  parameter: string | undefined,
  context: PlanContext,
) {
  if (!hasRows(view) || parameter === undefined) {
    return { name: `layer_${kernel}_${format}`, range: (tile: GroupTile): Range => parametersOf(view, tile.groups) };
  }
  const { format: kind } = placed(context, parameter);
  return { name: `layer_${kernel}_row_${format}_${kind}`, range: (tile: GroupTile): Range => tile.elements };
}

export function normalizeTiles(step: NormalizeStep, index: number, context: PlanContext): Tile[] {
  const { view } = step;
  const groups = new Groups(view.groups, view.elements);
  const [x, y] = [step.x, step.y].map((name) => new Tiles(name, groups, context));
  const vectors = new Vectors(context);
  const { name, range } = parametersFor(view, "normalize", x.format, step.scale ?? step.shift, context);
  return groups.tiles().map((tile) => {
    const [from, to] = [x.buffer(tile), y.buffer(tile)];
    const loads = x.transfers(tile, from);
    const parameters = range(tile);
    const fields = {
      ...{ X: at(from), Y: at(to), ...groups.layout(tile, x.bytes) },
      MEAN: vectors.of(step.mean, tile.groups, loads),
      INVERSE: vectors.of(step.inverse, tile.groups, loads),
      SCALE: vectors.of(step.scale, parameters, loads),
      SHIFT: vectors.of(step.shift, parameters, loads),
      PARAMETER_HALF: half(step.scale ?? step.shift, context),
    };
    return {
      ...{ step: index, loads, stages: [stage(call(name, "NORM", fields))] },
      ...{ stores: y.transfers(tile, to), clocks: clocksOf("normalize", tile, context) },
    };
  });
}

export function normSumsTiles(step: NormSumsStep, index: number, context: PlanContext): Tile[] {
  const groups = new Groups(step.view.groups, step.view.elements);
  const [x, dy] = [step.x, step.dy].map((name) => new Tiles(name, groups, context));
  const vectors = new Vectors(context);
  const { name: kernel, range } = parametersFor(step.view, "norm_sums", x.format, step.weighted, context);
  let sums: ReturnType<typeof stretch>[] = [];
  return groups.tiles().map((tile) => {
    if (tile.first) sums = [step.s1, step.s2].map((name) => stretch(name, name, tile.groups, context));
    const [from, gradient] = [x.buffer(tile), dy.buffer(tile)];
    const loads = [...x.transfers(tile, from), ...dy.transfers(tile, gradient)];
    const fields = {
      ...{ X: at(from), DY: at(gradient), ...groups.layout(tile, x.bytes), CONTINUE: tile.first ? 0 : 1 },
      ...{ SUM1: at(sums[0].buffer), SUM2: at(sums[1].buffer) },
      MEAN: vectors.of(step.mean, tile.groups, loads),
      INVERSE: vectors.of(step.inverse, tile.groups, loads),
      SCALE: vectors.of(step.weighted, range(tile), loads),
    };
    return {
      ...{ step: index, loads, stages: [stage(call(kernel, "NORM", fields))] },
      stores: tile.last ? sums.map(({ transfer }) => transfer) : [],
      clocks: clocksOf("norm_sums", tile, context),
    };
  });
}

export function normBackwardTiles(step: NormBackwardStep, index: number, context: PlanContext): Tile[] {
  const { view } = step;
  const groups = new Groups(view.groups, view.elements);
  const [x, dy, dx] = [step.x, step.dy, step.dx].map((name) => new Tiles(name, groups, context));
  const vectors = new Vectors(context);
  const weighted = step.weighted ? step.scale : undefined;
  const { name, range } = parametersFor(view, "norm_backward", x.format, weighted, context);
  return groups.tiles().map((tile) => {
    const [from, gradient, to] = [x.buffer(tile), dy.buffer(tile), dx.buffer(tile)];
    const loads = [...x.transfers(tile, from), ...dy.transfers(tile, gradient)];
    const fields = {
      ...{ X: at(from), DY: at(gradient), Y: at(to), ...groups.layout(tile, x.bytes) },
      MEAN: vectors.of(step.mean, tile.groups, loads),
      INVERSE: vectors.of(step.inverse, tile.groups, loads),
      SUM1: vectors.of(step.s1, tile.groups, loads),
      SUM2: vectors.of(step.s2, tile.groups, loads),
      SCALE: vectors.of(step.scale, range(tile), loads),
      ...{ PARAMETER_HALF: half(step.scale, context), PART: float32Bits(1 / groups.elementCount) },
    };
    return {
      ...{ step: index, loads, stages: [stage(call(name, "NORM", fields))] },
      ...{ stores: dx.transfers(tile, to), clocks: clocksOf("norm_backward", tile, context) },
    };
  });
}

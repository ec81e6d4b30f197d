import type {
  NormalizeStep,
  NormBackwardStep,
  NormParametersStep,
  NormSumsStep,
  NormView,
  ReduceStep,
  StatisticsStep,
  View,
} from "../step.js";
import { placed, type PlanContext } from "./context.js";
import { call, stage, stretch } from "./flat.js";
import { elementsOfTile, Groups, type GroupTile } from "./groups.js";
import { float32Bits } from "./numbers.js";
import { offsetOf, sizeOf, transfersOf, type Range } from "./runs.js";
import { at, type Buffer, type Call, type Tile, type Transfer, type Word } from "./tile.js";

/** Clocks of an element on one core, and of a call. */
const ELEMENT_CLOCKS = { sum: 3, squares: 4, norm_sums: 6, normalize: 6, norm_backward: 9, dot: 4 } as const;
const CALL_CLOCKS = 150;
/** Bytes of a tensor that stays in the TCDM between two passes over it. */
const STAYS = 40 * 1024;

type Kernel = keyof typeof ELEMENT_CLOCKS;

const span = ([begin, end]: Range): number => end - begin;

function clocksOf(kernel: Kernel, tile: GroupTile, { cores }: PlanContext): number {
  return CALL_CLOCKS + (elementsOfTile(tile) * ELEMENT_CLOCKS[kernel]) / cores;
}

/** A tensor of groups in the TCDM, tile by tile; kept from pass to pass when it is small. */
class Tiles {
  readonly name: string;
  readonly bytes: number;
  readonly format: string;
  private readonly groups: Groups;
  private readonly offset: number;
  private readonly kept = new Map<string, Buffer>();
  private readonly stays: boolean;

  constructor(name: string, groups: Groups, context: PlanContext, shift = 0) {
    const { offset, bytes, format } = placed(context, name);
    this.name = name;
    this.bytes = bytes;
    this.format = format;
    this.groups = groups;
    this.offset = offset / bytes + shift;
    this.stays = groups.groupCount * groups.elementCount * bytes <= STAYS;
  }

  buffer(tile: GroupTile): Buffer {
    return { name: this.name, bytes: elementsOfTile(tile) * this.bytes + 4 };
  }

  transfers(tile: GroupTile, buffer: Buffer): Transfer[] {
    return this.groups.transfers(tile, buffer, this.offset, this.bytes);
  }

  load(tile: GroupTile): { readonly buffer: Buffer; readonly loads: readonly Transfer[] } {
    const key = [...tile.groups, ...tile.elements].join();
    const known = this.kept.get(key);
    if (known !== undefined) return { buffer: known, loads: [] };
    const buffer = this.buffer(tile);
    if (this.stays) this.kept.set(key, buffer);
    return { buffer, loads: this.transfers(tile, buffer) };
  }
}

/** A vector in FP32, multiplied by a number. */
export function scaleCall(from: Buffer, to: Buffer, count: number, factor: number): Call {
  const fields = {
    ...{ A: at(from), Z: at(to), ROWS: 1, RUN: count, A_ROW: 0, Z_ROW: 0, A_STEP: 4, Z_STEP: 4 },
    C: float32Bits(factor),
  };
  return call("layer_map_scale_fp32", "MAP", fields, true);
}

export const vector = (name: string, count: number): Buffer => ({ name, bytes: 4 * count });

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

/** Values of groups that are brought once for all tiles of these groups. */
class Vectors {
  private readonly context: PlanContext;
  private readonly known = new Map<string, Buffer>();

  constructor(context: PlanContext) {
    this.context = context;
  }

  /** Adds the loads that are needed; the buffer, or 0 without a tensor. */
  of(name: string | undefined, range: Range, loads: Transfer[]): Word {
    if (name === undefined) return 0;
    const key = `${name} ${range.join()}`;
    let buffer = this.known.get(key);
    if (buffer === undefined) {
      const { buffer: made, transfer } = stretch(name, name, range, this.context);
      this.known.set(key, made);
      loads.push(transfer);
      buffer = made;
    }
    return at(buffer);
  }
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
    const calls = [...before, call(`layer_${kernel}_${inputs[0].format}`, "NORM", fields, before.length > 0)];
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

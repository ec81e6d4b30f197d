import type { NormalizeStep, NormBackwardStep, NormSumsStep, NormView, ReduceStep, StatisticsStep } from "../step.js";
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

function refuseRows(view: NormView, name: string): void {
  if (view.elementParameters.some((stride) => stride !== 0)) throw new RangeError(`No kernel for the rows of ${name}.`);
}

export function normalizeTiles(step: NormalizeStep, index: number, context: PlanContext): Tile[] {
  const { view } = step;
  refuseRows(view, step.name);
  const groups = new Groups(view.groups, view.elements);
  const [x, y] = [step.x, step.y].map((name) => new Tiles(name, groups, context));
  const vectors = new Vectors(context);
  return groups.tiles().map((tile) => {
    const [from, to] = [x.buffer(tile), y.buffer(tile)];
    const loads = x.transfers(tile, from);
    const parameters = parametersOf(view, tile.groups);
    const fields = {
      ...{ X: at(from), Y: at(to), ...groups.layout(tile, x.bytes) },
      MEAN: vectors.of(step.mean, tile.groups, loads),
      INVERSE: vectors.of(step.inverse, tile.groups, loads),
      SCALE: vectors.of(step.scale, parameters, loads),
      SHIFT: vectors.of(step.shift, parameters, loads),
      PARAMETER_HALF: half(step.scale ?? step.shift, context),
    };
    return {
      ...{ step: index, loads, stages: [stage(call(`layer_normalize_${x.format}`, "NORM", fields))] },
      ...{ stores: y.transfers(tile, to), clocks: clocksOf("normalize", tile, context) },
    };
  });
}

export function normSumsTiles(step: NormSumsStep, index: number, context: PlanContext): Tile[] {
  refuseRows(step.view, step.name);
  const groups = new Groups(step.view.groups, step.view.elements);
  const [x, dy] = [step.x, step.dy].map((name) => new Tiles(name, groups, context));
  const vectors = new Vectors(context);
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
    };
    return {
      ...{ step: index, loads, stages: [stage(call(`layer_norm_sums_${x.format}`, "NORM", fields))] },
      stores: tile.last ? sums.map(({ transfer }) => transfer) : [],
      clocks: clocksOf("norm_sums", tile, context),
    };
  });
}

export function normBackwardTiles(step: NormBackwardStep, index: number, context: PlanContext): Tile[] {
  const { view } = step;
  refuseRows(view, step.name);
  if (step.s1 === undefined || step.s2 === undefined) throw new RangeError(`No kernel for ${step.name}.`);
  const groups = new Groups(view.groups, view.elements);
  const [x, dy, dx] = [step.x, step.dy, step.dx].map((name) => new Tiles(name, groups, context));
  const vectors = new Vectors(context);
  return groups.tiles().map((tile) => {
    const [from, gradient, to] = [x.buffer(tile), dy.buffer(tile), dx.buffer(tile)];
    const loads = [...x.transfers(tile, from), ...dy.transfers(tile, gradient)];
    const fields = {
      ...{ X: at(from), DY: at(gradient), Y: at(to), ...groups.layout(tile, x.bytes) },
      MEAN: vectors.of(step.mean, tile.groups, loads),
      INVERSE: vectors.of(step.inverse, tile.groups, loads),
      SUM1: vectors.of(step.s1, tile.groups, loads),
      SUM2: vectors.of(step.s2, tile.groups, loads),
      SCALE: vectors.of(step.scale, parametersOf(view, tile.groups), loads),
      ...{ PARAMETER_HALF: half(step.scale, context), PART: float32Bits(1 / groups.elementCount) },
    };
    return {
      ...{ step: index, loads, stages: [stage(call(`layer_norm_backward_${x.format}`, "NORM", fields))] },
      ...{ stores: dx.transfers(tile, to), clocks: clocksOf("norm_backward", tile, context) },
    };
  });
}

/** Sums over dimensions: of channels for biases, of pixels for averages. */
export function reduceTiles(step: ReduceStep, index: number, context: PlanContext): Tile[] {
  const [first, second] = step.inputs;
  const { dimensions } = first;
  const groups = new Groups(dimensions.slice(0, step.outer), dimensions.slice(step.outer));
  const x = new Tiles(first.tensor, groups, context, first.offset);
  const other = second && new Tiles(second.tensor, groups, context, second.offset);
  const out = placed(context, step.output.tensor);
  const grid = {
    rows: step.output.dimensions,
    columns: [{ size: 1, stride: 1 }],
    offset: out.offset / out.bytes + step.output.offset,
    bytes: out.bytes,
  };
  if (sizeOf(step.output.dimensions) !== groups.groupCount) throw new RangeError(`${step.name} writes other sizes.`);
  let [sum, result]: Buffer[] = [];
  return groups.tiles().map((tile) => {
    const count = span(tile.groups);
    const loads: Transfer[] = [];
    const before: Call[] = [];
    if (tile.first) {
      sum = vector("sum", count);
      result = out.format === "fp32" && step.factor === 1 ? sum : { name: "result", bytes: count * out.bytes };
      if (step.accumulate) {
        loads.push(...transfersOf(grid, tile.groups, [0, 1], result));
        if (result !== sum) {
          before.push(call(`layer_cast_${out.format}_fp32`, "FLAT", { X: at(result), Z: at(sum), COUNT: count }));
        }
      }
    }
    const from = x.buffer(tile);
    const with_ = other?.buffer(tile);
    loads.push(...x.transfers(tile, from), ...(other && with_ ? other.transfers(tile, with_) : []));
    const fields = {
      ...{ X: at(from), ...groups.layout(tile, x.bytes), SUM1: at(sum) },
      ...{ CONTINUE: tile.first && !step.accumulate ? 0 : 1, ...(with_ && { DY: at(with_) }) },
    };
    const calls = [...before, call(`layer_${step.fn}_${x.format}`, "NORM", fields, before.length > 0)];
    if (tile.last) {
      if (step.factor !== 1) calls.push(scaleCall(sum, sum, count, step.factor));
      const round = { X: at(sum), Z: at(result), COUNT: count };
      if (result !== sum) calls.push(call(`layer_cast_fp32_${out.format}`, "FLAT", round, true));
    }
    return {
      ...{ step: index, loads, stages: [stage(...calls)] },
      stores: tile.last ? transfersOf(grid, tile.groups, [0, 1], result) : [],
      clocks: clocksOf(step.fn === "sum" ? "sum" : "dot", tile, context),
    };
  });
}

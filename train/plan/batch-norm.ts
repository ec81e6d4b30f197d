import type { MapStep, NormalizeStep, NormBackwardStep, NormSumsStep, StatisticsStep, Step, View } from "../step.js";
import { placed, type PlanContext } from "./context.js";
import { call, stage, stretch } from "./flat.js";
import { tensorsOf } from "./memory.js";
import { float32Bits } from "./numbers.js";
import { collapsed } from "./runs.js";
import { at, type Tile, type Transfer, type Word } from "./tile.js";

/** Values of a batch norm that stand in the TCDM all at a time. */
const VALUES = 8192;
/** Share of the pool that its tensors may take: vectors of channels stand beside them. */
const SHARE = 0.9;
/** Clocks of a value on one core. */
const CLOCKS = { forward: 20, backward: 33 } as const;
const CALL_CLOCKS = 300;
/** Steps behind the norm's among which the gradients of its parameters are looked for. */
const NEAR = 8;

/** Steps whose tiles are made together, by their indices: those of the first are of all. */
export interface Fused {
  readonly steps: readonly number[];
  readonly tiles: readonly Tile[];
}

/** Channels and values of each, where channels lie side by side and all of it is small. */
interface Extent {
  readonly channels: number;
  readonly values: number;
}

function extentOfView(
  { view, x }: Pick<StatisticsStep, "view" | "x">,
  tensors: number,
  context: PlanContext,
): Extent | undefined {
  const [groups, elements] = [collapsed(view.groups), collapsed(view.elements)];
  const { format, bytes } = placed(context, x);
  if (groups.length !== 1 || elements.length !== 1 || (format !== "fp16" && format !== "fp32")) return undefined;
  const [channels, values] = [groups[0].size, elements[0].size];
  const fits =
    groups[0].stride === 1 &&
    elements[0].stride === channels &&
    channels % 2 === 0 &&
    channels * values <= VALUES &&
    tensors * channels * values * bytes <= context.poolBytes * SHARE &&
    view.elementParameters.every((stride) => stride === 0);
  return fits ? { channels, values } : undefined;
}

/** A view of a whole tensor in the order of memory. */
function isWhole({ offset, dimensions }: View, { channels, values }: Extent): boolean {
  const merged = collapsed(dimensions);
  return offset === 0 && merged.length === 1 && merged[0].stride === 1 && merged[0].size === channels * values;
}

/** The steps that touch a tensor are those of a list alone. */
function onlyIn(tensor: string, steps: readonly Step[], allowed: readonly Step[], context: PlanContext): boolean {
  return steps.every((step) => allowed.includes(step) || !tensorsOf(step, context.tensors).includes(tensor));
}

/** Whole tensors in buffers, with what moves them. */
class Whole {
  readonly loads: Transfer[] = [];
  readonly stores: Transfer[] = [];
  private readonly context: PlanContext;

  constructor(context: PlanContext) {
    this.context = context;
  }

  private stretch(tensor: string, count: number) {
    return stretch(tensor, tensor, [0, count], this.context);
  }

  in(tensor: string, count: number): Word {
    const { buffer, transfer } = this.stretch(tensor, count);
    this.loads.push(transfer);
    return at(buffer);
  }

  out(tensor: string | undefined, count: number): Word {
    if (tensor === undefined) return 0;
    const { buffer, transfer } = this.stretch(tensor, count);
    this.stores.push(transfer);
    return at(buffer);
  }
}

function tileOf(
  index: number,
  kernel: string,
  fields: Record<string, Word>,
  { loads, stores }: Whole,
  clocks: number,
): Tile {
  return {
    ...{ step: index, loads, stages: [stage(call(kernel, "BATCH_NORM", fields))], stores },
    clocks: CALL_CLOCKS + clocks,
  };
}

function forward(
  index: number,
  steps: readonly Step[],
  context: PlanContext,
  kept: ReadonlySet<string>,
): Fused | undefined {
  const statistics = steps[index] as StatisticsStep;
  const extent = extentOfView(statistics, 2, context);
  const second = index + (steps[index + 1]?.kind === "running" ? 2 : 1);
  const normalize = steps[second] as NormalizeStep | undefined;
  if (extent === undefined || normalize?.kind !== "normalize" || normalize.x !== statistics.x) return undefined;
  const { scale, shift, mean, inverse } = normalize;
  const { bytes, format } = placed(context, statistics.x);
  const alike = (tensor: string | undefined): tensor is string =>
    tensor !== undefined && placed(context, tensor).format === format;
  if (mean !== statistics.mean || inverse !== statistics.inverse || !alike(scale) || !alike(shift)) return undefined;
  if (!alike(normalize.y)) return undefined;
  const { channels, values } = extent;
  const relu = steps[second + 1] as MapStep | undefined;
  const behind =
    relu?.kind === "map" &&
    relu.fn === "relu" &&
    relu.inputs[0].tensor === normalize.y &&
    [relu.inputs[0], relu.output].every((view) => isWhole(view, extent)) &&
    !kept.has(normalize.y) &&
    onlyIn(normalize.y, steps, [normalize, relu], context);
  const whole = new Whole(context);
  const fields = {
    ...{ X: whole.in(statistics.x, channels * values), GROUPS: channels, INNER: values, STRIDE: channels * bytes },
    ...{ SCALE: whole.in(scale, channels), SHIFT: whole.in(shift, channels) },
    ...{ PART: float32Bits(1 / values), EPSILON: float32Bits(statistics.epsilon) },
    Y: whole.out(behind ? relu.output.tensor : normalize.y, channels * values),
    ...{ MEAN: whole.out(mean, channels), VARIANCE: whole.out(statistics.variance, channels) },
    INVERSE: whole.out(inverse, channels),
  };
  const kernel = `layer_batch_norm${behind ? "_relu" : ""}_${format}`;
  const clocks = (channels * values * CLOCKS.forward) / context.cores;
  return {
    steps: [index, second, ...(behind ? [second + 1] : [])],
    tiles: [tileOf(index, kernel, fields, whole, clocks)],
  };
}

/** The step that makes the gradient of a parameter of values that `read` allows, and its result. */
function gradientOf(
  tensor: string,
  reads: (input: View) => boolean,
  { steps, from, format, context }: { steps: readonly Step[]; from: number; format: string; context: PlanContext },
) {
  for (let i = from; i < Math.min(steps.length, from + NEAR); i++) {
    const step = steps[i];
    if (step.kind !== "reduce" || step.inputs[0].tensor !== tensor) continue;
    const plain = step.fn === "sum" && step.factor === 1 && !step.accumulate && step.outer === 1;
    const { offset, tensor: output } = step.output;
    if (plain && reads(step.inputs[0]) && offset === 0 && placed(context, output).format === format) {
      return { index: i, tensor: output };
    }
  }
  return undefined;
}

/** One value a channel. */
const isVector = ({ dimensions }: View, { channels }: Extent): boolean =>
  dimensions.slice(1).every(({ size }) => size === 1) && dimensions[0].size === channels;

/** All values, channel by channel. */
function isByChannel({ offset, dimensions: [outer, ...inner] }: View, { channels, values }: Extent): boolean {
  const rest = collapsed(inner);
  return (
    offset === 0 &&
    outer.size === channels &&
    outer.stride === 1 &&
    rest.length === 1 &&
    rest[0].size === values &&
    rest[0].stride === channels
  );
}

function backward(index: number, steps: readonly Step[], context: PlanContext): Fused | undefined {
  const head = steps[index] as MapStep | NormSumsStep;
  const relu = head.kind === "map" ? head : undefined;
  const first = relu === undefined ? index : index + 1;
  const [sums, norm] = [steps[first], steps[first + 1]] as [NormSumsStep | undefined, NormBackwardStep | undefined];
  if (sums?.kind !== "normSums" || norm?.kind !== "normBackward" || sums.weighted !== undefined) return undefined;
  const extent = extentOfView(sums, relu === undefined ? 3 : 5, context);
  if (extent === undefined || norm.weighted || norm.scale === undefined || norm.s1 !== sums.s1) return undefined;
  if (norm.x !== sums.x || norm.dy !== sums.dy || norm.mean !== sums.mean || norm.inverse !== sums.inverse)
    return undefined;
  const { bytes, format } = placed(context, sums.x);
  if ([norm.scale, norm.dy, norm.dx].some((tensor) => placed(context, tensor).format !== format)) return undefined;
  if (relu !== undefined) {
    const dense = [...relu.inputs, relu.output].every((view) => isWhole(view, extent));
    if (relu.output.tensor !== sums.dy || !dense || relu.inputs[0].tensor === sums.dy) return undefined;
  }
  const { channels, values } = extent;
  const all = channels * values;
  const whole = new Whole(context);
  const behind = { steps, from: first + 2, format, context };
  const [dshift, dscale] = [sums.s1, sums.s2].map((sum) => gradientOf(sum, (view) => isVector(view, extent), behind));
  const dbias = gradientOf(norm.dx, (view) => isByChannel(view, extent), behind);
  const fields = {
    ...{ X: whole.in(sums.x, all), GROUPS: channels, INNER: values, STRIDE: channels * bytes },
    ...{ MEAN: whole.in(sums.mean, channels), INVERSE: whole.in(sums.inverse, channels) },
    ...{ SCALE: whole.in(norm.scale, channels), PART: float32Bits(1 / values) },
    DY: whole.in(relu === undefined ? sums.dy : relu.inputs[0].tensor, all),
    ...(relu && { Y: whole.in(relu.inputs[1].tensor, all), D: whole.out(relu.output.tensor, all) }),
    ...{ DX: whole.out(norm.dx, all), SUM1: whole.out(sums.s1, channels), SUM2: whole.out(sums.s2, channels) },
    ...{ DSCALE: whole.out(dscale?.tensor, channels), DSHIFT: whole.out(dshift?.tensor, channels) },
    DBIAS: whole.out(dbias?.tensor, channels),
  };
  const kernel = `layer_batch_norm${relu ? "_relu" : ""}_backward_${format}`;
  const gradients = [dshift, dscale, dbias].flatMap((found) => (found === undefined ? [] : [found.index]));
  return {
    steps: [...(relu ? [index] : []), first, first + 1, ...gradients],
    tiles: [tileOf(index, kernel, fields, whole, (all * CLOCKS.backward) / context.cores)],
  };
}

/**
 * The batch norm that begins with a step, with the ReLU behind it, in one call; undefined where there is none, or it is large.
 * @param kept tensors that somebody reads behind the steps
 */
export function fusedBatchNorm(
  index: number,
  steps: readonly Step[],
  context: PlanContext,
  kept: ReadonlySet<string>,
): Fused | undefined {
  const step = steps[index];
  if (step.kind === "statistics") return forward(index, steps, context, kept);
  if (step.kind === "normSums" || (step.kind === "map" && step.fn === "reluBackward"))
    return backward(index, steps, context);
  return undefined;
}

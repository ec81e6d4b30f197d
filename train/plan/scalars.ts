import { elementsOf } from "../network.js";
import type { LossScaleStep, NormStep, RescaleStep, ScaleStep } from "../step.js";
import { placed, type PlanContext } from "./context.js";
import { call, stage, stretch } from "./flat.js";
import { vector } from "./norm-tiles.js";
import { float32Bits } from "./numbers.js";
import type { Range } from "./runs.js";
import { even } from "./sheets.js";
import { at, type Buffer, type Tile, type Word } from "./tile.js";

const ELEMENTS = 4096;
const CALL_CLOCKS = 150;

/** Squares of gradients: a chain for each row, one over the rows of a tensor, one over the tensors; then the factor. */
export function gradientNormTiles(step: NormStep, index: number, context: PlanContext): Tile[] {
  const totals = vector("totals", step.gradients.length);
  const found: Tile[] = [];
  step.gradients.forEach(({ tensor, rows, columns }, i) => {
    const { bytes, format } = placed(context, tensor);
    const chunk = Math.max(1, Math.floor(ELEMENTS / columns));
    for (let r = 0; r < rows; r += chunk) {
      const count = Math.min(chunk, rows - r);
      const parts = even(columns, Math.ceil(columns / ELEMENTS));
      const sums = vector("sums", count);
      parts.forEach((part, p) => {
        const range: Range = [r * columns + part[0], (r + count - 1) * columns + part[1]];
        const x = stretch("gradient", tensor, range, context);
        const width = part[1] - part[0];
        const dot = {
          ...{ X: at(x.buffer), DY: at(x.buffer), GROUPS: count, OUTER: 1, INNER: width, SUM1: at(sums) },
          ...{ GROUP_STRIDE: columns * bytes, INNER_STRIDE: bytes, CONTINUE: p > 0 ? 1 : 0 },
        };
        const calls = [call(`layer_dot_${format}`, "NORM", dot)];
        if (p === parts.length - 1) calls.push(chain(sums, count, at(totals, 4 * i), r > 0));
        const clocks = CALL_CLOCKS + (count * width * 4) / Math.min(count, context.cores);
        found.push({ step: index, loads: [x.transfer], stages: [stage(...calls)], stores: [], clocks });
      });
    }
  });
  const total = vector("total", 1);
  const output = stretch("factor", step.output, [0, 2], context);
  const state = step.scale === undefined ? undefined : stretch("scale", step.scale, [0, 3], context);
  const fields: Record<string, Word> = {
    ...{ TOTAL: at(total), OUTPUT: at(output.buffer), STATE: state === undefined ? 0 : at(state.buffer) },
    ...{ HAS_CLIP: step.clip === undefined ? 0 : 1, CLIP: float32Bits(step.clip ?? 0) },
  };
  const calls = [
    chain(totals, step.gradients.length, at(total), false),
    call("layer_gradient_factor", "SCALARS", fields, true),
  ];
  const loads = state === undefined ? [] : [state.transfer];
  found.push({ step: index, loads, stages: [stage(...calls)], stores: [output.transfer], clocks: 2 * CALL_CLOCKS });
  return found;
}

/** One chain over FP32 numbers that lie side by side. */
function chain(from: Buffer, count: number, to: Word, goesOn: boolean) {
  const fields = { X: at(from), GROUPS: 1, OUTER: 1, INNER: count, GROUP_STRIDE: 4, INNER_STRIDE: 4, SUM1: to };
  return call("layer_sum_fp32", "NORM", { ...fields, CONTINUE: goesOn ? 1 : 0 }, true);
}

export function lossScaleTiles(step: LossScaleStep, index: number, context: PlanContext): Tile[] {
  const state = stretch("state", step.state, [0, 3], context);
  const norm = stretch("norm", step.norm, [0, 2], context);
  const fields = { STATE: at(state.buffer), OUTPUT: at(norm.buffer), INTERVAL: float32Bits(step.interval) };
  const stages = [stage(call("layer_loss_scale", "SCALARS", fields))];
  const loads = [state.transfer, norm.transfer];
  return [{ step: index, loads, stages, stores: [state.transfer], clocks: CALL_CLOCKS }];
}

/** Largest magnitude of a tensor, a number for each core and tile, then the power of two. */
export function scaleTiles(step: ScaleStep, index: number, context: PlanContext): Tile[] {
  const { format } = placed(context, step.input);
  const elements = elementsOf(context.tensors.get(step.input)!.shape);
  const ranges = even(elements, Math.ceil(elements / ELEMENTS));
  const parts = ranges.length * context.cores;
  const partial = vector("largest", parts);
  const output = stretch("scale", step.output, [0, 2], context);
  return ranges.map((range, i): Tile => {
    const x = stretch("x", step.input, range, context);
    const count = range[1] - range[0];
    const largest = { X: at(x.buffer), COUNT: count, PARTIAL: at(partial, 4 * i * context.cores) };
    const calls = [call(`layer_largest_${format}`, "SCALARS", largest)];
    const last = i === ranges.length - 1;
    const power = { PARTIAL: at(partial), PARTS: parts, OUTPUT: at(output.buffer), TARGET: step.target };
    if (last) calls.push(call("layer_power_scale", "SCALARS", power, true));
    const clocks = CALL_CLOCKS + (count * 4) / context.cores;
    return {
      step: index,
      loads: [x.transfer],
      stages: [stage(...calls)],
      stores: last ? [output.transfer] : [],
      clocks,
    };
  });
}

export function rescaleTiles(step: RescaleStep, index: number, context: PlanContext): Tile[] {
  const [from, to] = [placed(context, step.input), placed(context, step.output)];
  const elements = elementsOf(context.tensors.get(step.output)!.shape);
  const scales = step.scales.map((name) => stretch("scale", name, [1, 2], context));
  const { bias } = step;
  const row = bias && stretch("bias", bias.tensor, [bias.offset, bias.offset + bias.columns], context);
  // The kernel wants the bias in FP32.
  const narrow = bias !== undefined && placed(context, bias.tensor).format === "fp16";
  const wide = row && (narrow ? vector("bias", bias!.columns) : row.buffer);
  return even(elements, Math.ceil(elements / ELEMENTS)).map((range, i): Tile => {
    const x = stretch("x", step.input, range, context);
    const z = stretch("z", step.output, range, context);
    const goesOn = bias === undefined && step.accumulate;
    const fields: Record<string, Word> = {
      ...{ X: at(x.buffer), Z: at(z.buffer), COUNT: range[1] - range[0], FIRST: range[0], ACCUMULATE: goesOn ? 1 : 0 },
      ...{ FIRST_SCALE: at(scales[0].buffer), SECOND_SCALE: at(scales[1].buffer) },
      ...(bias && wide && { BIAS: at(wide), COLUMNS: bias.columns, INNER: bias.inner }),
    };
    const widen =
      narrow && i === 0 && row && wide
        ? [call("layer_cast_fp16_fp32", "FLAT", { X: at(row.buffer), Z: at(wide), COUNT: bias!.columns })]
        : [];
    const shared = i > 0 ? [] : [...scales.map(({ transfer }) => transfer), ...(row ? [row.transfer] : [])];
    return {
      ...{ step: index, loads: [x.transfer, ...(goesOn ? [z.transfer] : []), ...shared], stores: [z.transfer] },
      stages: [stage(...widen, call(`layer_rescale_${from.format}_${to.format}`, "RESCALE", fields, widen.length > 0))],
      clocks: CALL_CLOCKS + ((range[1] - range[0]) * 12) / context.cores,
    };
  });
}

import type { CastStep, CopyStep, ElementFormat, FillStep, InverseStep, RunningStep, UpdateStep } from "../step.js";
import { encodeNumber } from "../../golden/arithmetic/number.js";
import { elementsOf } from "../network.js";
import { mergeDimensions } from "../views.js";
import { placed, type PlanContext } from "./context.js";
import { float32Bits } from "./numbers.js";
import { MARGIN, turnCall, turnClocks } from "./gemm/operand.js";
import { sizeOf, transfersOf, type Range } from "./runs.js";
import { chunks, partOf, sheetsOf } from "./sheets.js";
import { at, type Buffer, type Call, type Tile, type Transfer, type Word } from "./tile.js";

/** Elements of a tile of a vector. The eighths of it, which the cores work on, begin at different banks. */
const ELEMENTS = 4112;
const CALL_CLOCKS = 120;
/** Elements of a tile that is turned over: its rows are as long as the columns that a burst of the DMA is worth. */
const TURNED = 16_384;

/** A stretch of a tensor in the TCDM. */
export function stretch(name: string, tensor: string, [begin, end]: Range, context: PlanContext) {
  const { offset, bytes } = placed(context, tensor);
  const buffer: Buffer = { name, bytes: (end - begin) * bytes };
  const transfer: Transfer = { place: at(buffer), l2: offset + begin * bytes, bytes: (end - begin) * bytes };
  return { buffer, transfer };
}

export function call(kernel: string, descriptor: string, fields: Record<string, Word>, barrier = false): Call {
  return { kernel, descriptor, fields, kind: "compute", barrier };
}

export const stage = (...calls: readonly Call[]) => ({ calls, jobs: [] });

const elementsIn = (tensor: string, { tensors }: PlanContext): number => elementsOf(tensors.get(tensor)!.shape);

export function castTiles(step: CastStep, index: number, context: PlanContext): Tile[] {
  const elements = elementsIn(step.input, context);
  const [from, to] = [placed(context, step.input), placed(context, step.output)];
  const { scale } = step;
  const factor = scale && stretch("scale", scale.tensor, [scale.index, scale.index + 1], context);
  return chunks(elements, ELEMENTS).map((range, i) => {
    const x = stretch("x", step.input, range, context);
    const { outputOffset = 0 } = step;
    const z = stretch("z", step.output, [outputOffset + range[0], outputOffset + range[1]], context);
    const fields = {
      ...{ X: at(x.buffer), Z: at(z.buffer), COUNT: range[1] - range[0] },
      ...(factor && { FACTOR: at(factor.buffer) }),
    };
    return {
      step: index,
      loads: [x.transfer, ...(factor !== undefined && i === 0 ? [factor.transfer] : [])],
      stages: [stage(call(`layer_cast_${from.format}_${to.format}`, "FLAT", fields))],
      stores: [z.transfer],
      clocks: CALL_CLOCKS + ((range[1] - range[0]) * 4) / context.cores,
    };
  });
}

/** Rows and columns of the input, where a copy turns a whole matrix over. */
function turned({ input, output }: CopyStep): readonly [rows: number, columns: number] | undefined {
  if (output.dimensions.length !== 2 || input.offset !== 0 || output.offset !== 0) return undefined;
  const [columns, rows] = output.dimensions;
  const [down, along] = input.dimensions;
  const fits = down.stride === 1 && along.stride === columns.size && columns.stride === rows.size && rows.stride === 1;
  return fits && rows.size > 1 && columns.size > 1 ? [rows.size, columns.size] : undefined;
}

/** Some rows of a matrix at a time become columns, by the cores. */
function turningTiles(
  step: CopyStep,
  [rows, columns]: readonly [number, number],
  index: number,
  context: PlanContext,
): Tile[] {
  const { bytes, offset } = placed(context, step.output.tensor);
  const each = Math.max(1, Math.floor(TURNED / columns));
  return chunks(rows, each).map(([begin, end]) => {
    const { buffer, transfer } = stretch("rows", step.input.tensor, [begin * columns, end * columns], context);
    const count = (end - begin) * columns;
    const target: Buffer = { name: "turned", bytes: count * bytes + MARGIN };
    const row = (end - begin) * bytes;
    const store = { place: at(target), l2: offset + begin * bytes, bytes: count * bytes };
    return {
      ...{
        step: index,
        loads: [transfer],
        stages: [stage(turnCall(buffer, target, { rows: end - begin, columns, count: 1, bytes }))],
      },
      stores: [{ ...store, rows: { bytes: row, stride: rows * bytes } }],
      clocks: turnClocks(count, context.cores),
    };
  });
}

/** A copy needs no core: what the DMA brings it takes away again; unless it turns a matrix over. */
export function copyTiles(step: CopyStep, index: number, context: PlanContext): Tile[] {
  const { bytes } = placed(context, step.output.tensor);
  const matrix = turned(step);
  if (matrix !== undefined) return turningTiles(step, matrix, index, context);
  const [from, to] = [step.input, step.output].map((view) => ({
    rows: mergeDimensions(view.dimensions),
    columns: [{ size: 1, stride: 1 }],
    offset: placed(context, view.tensor).offset / bytes + view.offset,
    bytes,
  }));
  const elements = sizeOf(step.output.dimensions);
  return chunks(elements, ELEMENTS).map((range) => {
    const buffer: Buffer = { name: "copy", bytes: (range[1] - range[0]) * bytes };
    const loads = transfersOf(from, range, [0, 1], buffer);
    const stores = transfersOf(to, range, [0, 1], buffer);
    return { step: index, loads, stages: [], stores, clocks: 0 };
  });
}

/** A word full of a number. @throws RangeError for one of FP8 that is not 0 */
function wordOf(value: number, format: ElementFormat): number {
  if (format === "fp32" || Object.is(value, 0)) return float32Bits(value);
  if (format === "fp16") return (encodeNumber("fp16", value) * 0x1_0001) >>> 0;
  throw new RangeError(`Nothing of ${format} is filled with ${value}.`);
}

export function fillTiles(step: FillStep, index: number, context: PlanContext): Tile[] {
  const { bytes, format } = placed(context, step.output.tensor);
  const word = wordOf(step.value, format);
  return sheetsOf(step.output.dimensions, ELEMENTS).map((sheet) => {
    const z = partOf("Z", step.output, sheet, context);
    const count = Math.ceil(z.buffer.bytes / 4);
    const buffer: Buffer = { name: "constant", bytes: 4 * count };
    const fields = { Z: at(buffer), COUNT: count, C: word };
    const stores = z.transfers.map((transfer) => ({ ...transfer, place: { ...transfer.place, buffer } }));
    return {
      ...{ step: index, loads: [], stages: [stage(call("layer_fill", "FLAT", fields))], stores },
      clocks: CALL_CLOCKS + (count * bytes) / context.cores,
    };
  });
}

export function runningTiles(step: RunningStep, index: number, context: PlanContext): Tile[] {
  const range: Range = [0, step.channels];
  const parts = [
    ["mean", "runningMean", 1],
    ["variance", "runningVariance", step.unbiased],
  ] as const;
  const found = parts.map(([from, to, factor]) => {
    const x = stretch("x", step[from], range, context);
    const z = stretch("z", step[to], range, context);
    const constants = { C: float32Bits(step.momentum), D: float32Bits(factor) };
    const fields = { X: at(x.buffer), Z: at(z.buffer), COUNT: step.channels, ...constants };
    return { loads: [x.transfer, z.transfer], calls: call("layer_running", "FLAT", fields), stores: z.transfer };
  });
  return [
    {
      step: index,
      loads: found.flatMap(({ loads }) => loads),
      stages: [stage(...found.map(({ calls }) => calls))],
      stores: found.map(({ stores }) => stores),
      clocks: 2 * CALL_CLOCKS + (step.channels * 12) / context.cores,
    },
  ];
}

export function inverseTiles(step: InverseStep, index: number, context: PlanContext): Tile[] {
  const range: Range = [0, step.channels];
  const x = stretch("x", step.variance, range, context);
  const z = stretch("z", step.inverse, range, context);
  const fields = { X: at(x.buffer), Z: at(z.buffer), COUNT: step.channels, C: float32Bits(step.epsilon) };
  return [
    {
      ...{ step: index, loads: [x.transfer], stages: [stage(call("layer_inverse", "FLAT", fields))] },
      ...{ stores: [z.transfer], clocks: CALL_CLOCKS + (step.channels * 40) / context.cores },
    },
  ];
}

/** Elements of a tile of an update: small, so that many run beside RedMulE's jobs. */
const UPDATED = 4112;

/** Ranges of an update: parts of what single tiles made of the gradient, as these may stand in the TCDM. */
function pieces({ gradient, elements }: UpdateStep, context: PlanContext): Range[] {
  const { offset, bytes } = placed(context, gradient);
  const made = (context.stored ?? [])
    .filter(({ l2, rows }) => rows === undefined && l2 >= offset && l2 < offset + elements * bytes)
    .map(({ l2, bytes: size }): Range => [(l2 - offset) / bytes, (l2 - offset + size) / bytes])
    .sort((a, b) => a[0] - b[0]);
  const whole = made.every(([begin], i) => begin === (i === 0 ? 0 : made[i - 1][1])) && made.at(-1)?.[1] === elements;
  const parts = whole ? made : ([[0, elements]] satisfies Range[]);
  return parts.flatMap(([begin, end]) =>
    chunks(end - begin, whole ? evenPart(end - begin) : UPDATED).map(([a, b]): Range => [begin + a, begin + b]),
  );
}

/** Elements of equal parts that are not much longer than a tile should be; the parts begin at words. */
function evenPart(elements: number): number {
  const parts = Math.max(1, Math.round(elements / UPDATED));
  return 2 * Math.ceil(elements / parts / 2);
}

const FLAGS = { decay: 1, nesterov: 2, decoupled: 4 };

export function updateTiles(step: UpdateStep, index: number, context: PlanContext): Tile[] {
  const { optimizer } = step;
  const [p, g] = [placed(context, step.parameter), placed(context, step.gradient)];
  const isSgd = optimizer.name === "sgd";
  const [b1, b2] = optimizer.betas;
  const hyper = stretch("hyper", step.hyper, [0, elementsIn(step.hyper, context)], context);
  const norm = step.norm === undefined ? undefined : stretch("norm", step.norm, [0, 2], context);
  const flags =
    (optimizer.weightDecay !== 0 ? FLAGS.decay : 0) |
    (optimizer.nesterov ? FLAGS.nesterov : 0) |
    (optimizer.name === "adamw" ? FLAGS.decoupled : 0);
  const constants: Record<string, Word> = {
    MOMENTUM: float32Bits(isSgd ? optimizer.momentum : b1),
    ...{ SECOND_BETA: float32Bits(b2), FIRST_REST: float32Bits(1 - b1), SECOND_REST: float32Bits(1 - b2) },
    ...{ DECAY: float32Bits(optimizer.weightDecay), EPSILON: float32Bits(optimizer.epsilon), FLAGS: flags },
    ...{ HYPER: at(hyper.buffer), ...(norm && { NORM: at(norm.buffer) }) },
  };
  return pieces(step, context).map((range, i) => {
    const parameter = stretch("parameter", step.parameter, range, context);
    const gradient = stretch("gradient", step.gradient, range, context);
    const states = step.states.map((name) => stretch("state", name, range, context));
    const fields: Record<string, Word> = {
      ...{ P: at(parameter.buffer), G: at(gradient.buffer), COUNT: range[1] - range[0], ...constants },
      ...(states[0] && { FIRST: at(states[0].buffer) }),
      ...(states[1] && { SECOND: at(states[1].buffer) }),
    };
    const shared = i === 0 ? [hyper.transfer, ...(norm ? [norm.transfer] : [])] : [];
    const kernel = `layer_${isSgd ? "sgd" : "adam"}_${p.format}_${g.format}`;
    return {
      step: index,
      loads: [parameter.transfer, gradient.transfer, ...states.map(({ transfer }) => transfer), ...shared],
      stages: [stage(call(kernel, "UPDATE", fields))],
      stores: [parameter.transfer, ...states.map(({ transfer }) => transfer)],
      clocks: CALL_CLOCKS + ((range[1] - range[0]) * (isSgd ? 7 : 60)) / context.cores,
    };
  });
}

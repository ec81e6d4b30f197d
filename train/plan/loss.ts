import type { LossStep, SoftmaxStep } from "../step.js";
import { placed, type PlanContext } from "./context.js";
import { call, stage, stretch } from "./flat.js";
import { scaleCall, vector } from "./norm-tiles.js";
import { float32Bits } from "./numbers.js";
import { sizeOf, transfersOf, type Range } from "./runs.js";
import { at, type Buffer, type Tile, type Transfer, type Word } from "./tile.js";

/** Elements of a tile, and clocks of one on one core: most of them an exponential. */
const ELEMENTS = 6144;
const ELEMENT_CLOCKS = 40;
const MSE_CLOCKS = 10;
const CALL_CLOCKS = 200;

/** Ranges of whole rows, as many as there are cores or more where they fit. */
function rowRanges(rows: number, elements: number, cores: number): Range[] {
  const most = Math.max(1, Math.floor(ELEMENTS / elements));
  const step = most > cores ? most - (most % cores) : most;
  const ranges: Range[] = [];
  for (let begin = 0; begin < rows; begin += step) ranges.push([begin, Math.min(rows, begin + step)]);
  return ranges;
}

const KERNELS = { mse: "mse", l1: "l1", bce: "bce" } as const;

/** Losses of the rows, tile by tile, then their sum by one core. */
export function lossTiles(step: LossStep, index: number, context: PlanContext): Tile[] {
  const [rows, elements] = [sizeOf(step.rows), sizeOf(step.elements)];
  const prediction = placed(context, step.prediction);
  const target = placed(context, step.target);
  const labelled = target.format === "int32";
  const perRow = labelled ? 1 : elements;
  const kernel = step.fn === "cross-entropy" ? `cross_entropy${labelled ? "_labels" : ""}` : KERNELS[step.fn];
  const scale = step.scale === undefined ? undefined : stretch("scale", step.scale, [0, 1], context);
  const rowLoss = stretch("losses", step.rowLoss, [0, rows], context);
  const matrix = (tensor: string) => {
    const { offset, bytes } = placed(context, tensor);
    return { rows: step.rows, columns: step.elements, offset: offset / bytes, bytes };
  };
  const ranges = rowRanges(rows, elements, context.cores);
  const sum = vector("sum", 1);
  const loss = stretch("loss", step.loss, [0, 1], context);
  return ranges.map((range, i): Tile => {
    const count = range[1] - range[0];
    const x: Buffer = { name: "prediction", bytes: count * elements * prediction.bytes + 4 };
    const t = stretch("target", step.target, [range[0] * perRow, range[1] * perRow], context);
    const gradient: Buffer = { name: "gradient", bytes: x.bytes };
    const scratch = vector("exponentials", elements * context.cores);
    const loads: Transfer[] = [
      ...transfersOf(matrix(step.prediction), range, [0, elements], x),
      t.transfer,
      ...(i === 0 && scale ? [scale.transfer] : []),
    ];
    const fields: Record<string, Word> = {
      ...{ PREDICTION: at(x), TARGET: at(t.buffer), GRADIENT: step.gradient === undefined ? 0 : at(gradient) },
      ...{ ROW_LOSS: at(rowLoss.buffer, 4 * range[0]), ...(step.fn === "cross-entropy" && { SCRATCH: at(scratch) }) },
      ...{ ROWS: count, OUTER: 1, INNER: elements, ROW_STRIDE: elements * prediction.bytes, STEP: prediction.bytes },
      ...{ FACTOR: float32Bits(step.gradientFactor), ...(scale && { SCALE: at(scale.buffer) }) },
    };
    const calls = [call(`layer_${kernel}_${prediction.format}`, "LOSS", fields)];
    const stores =
      step.gradient === undefined ? [] : transfersOf(matrix(step.gradient), range, [0, elements], gradient);
    if (i === ranges.length - 1) {
      const chain = { X: at(rowLoss.buffer), GROUPS: 1, OUTER: 1, INNER: rows, INNER_STRIDE: 4, GROUP_STRIDE: 4 };
      calls.push(call("layer_sum_fp32", "NORM", { ...chain, SUM1: at(sum) }, true));
      calls.push(scaleCall(sum, loss.buffer, 1, step.factor));
      stores.push(rowLoss.transfer, loss.transfer);
    }
    const each = step.fn === "mse" ? MSE_CLOCKS : ELEMENT_CLOCKS;
    const clocks = CALL_CLOCKS + (count * elements * each) / Math.min(count, context.cores);
    return { step: index, loads, stages: [stage(...calls)], stores, clocks };
  });
}

export function softmaxTiles(step: SoftmaxStep, index: number, context: PlanContext): Tile[] {
  const { size } = step.axis;
  const { bytes, format } = placed(context, step.input);
  const matrix = (tensor: string) => {
    const { offset } = placed(context, tensor);
    return { rows: step.rows, columns: [step.axis], offset: offset / bytes, bytes };
  };
  return rowRanges(sizeOf(step.rows), size, context.cores).map((range): Tile => {
    const count = range[1] - range[0];
    const buffer = (name: string): Buffer => ({ name, bytes: count * size * bytes + 4 });
    const [x, dy, y] = [buffer("x"), buffer("dy"), buffer("y")];
    const backward = step.fn === "backward";
    const loads = transfersOf(matrix(step.input), range, [0, size], x);
    if (backward) loads.push(...transfersOf(matrix(step.dy!), range, [0, size], dy));
    const fields = {
      ...{ X: at(x), Y: at(y), ROWS: count, LENGTH: size, ROW_STRIDE: size * bytes, STEP: bytes },
      ...(backward ? { DY: at(dy) } : { SCRATCH: at(vector("exponentials", size * context.cores)) }),
    };
    const clocks = CALL_CLOCKS + (count * size * ELEMENT_CLOCKS) / Math.min(count, context.cores);
    return {
      ...{ step: index, loads, clocks, stores: transfersOf(matrix(step.output), range, [0, size], y) },
      stages: [stage(call(`layer_softmax${backward ? "_backward" : ""}_${format}`, "SOFTMAX", fields))],
    };
  });
}

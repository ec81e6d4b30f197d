import { gemmOpsFast } from "../../golden/gemm/fast.js";
import { product32 } from "../../golden/gemm/product.js";
import { encodeNumber } from "../../golden/arithmetic/number.js";
import { SplitMix64 } from "../../run/data/random.js";
import { StepRun } from "../../train/cycles/step-run.js";
import { planSteps, type PlanTarget, type StepPlan } from "../../train/plan/plan.js";
import { offsetOf } from "../../train/plan/runs.js";
import { elementsOf } from "../../train/network.js";
import type {
  Dimension,
  ElementFormat,
  GemmStep,
  MatrixView,
  OperandView,
  PatchView,
  Step,
  StepTensor,
} from "../../train/step.js";

/** A tensor that is as long as a step program. */
export function tensorOf(name: string, shape: readonly number[], format: ElementFormat): StepTensor {
  return { name, shape, order: shape.map((_, axis) => axis), format, role: "input" };
}

/** A matrix of rows that lie one behind the other, or its transpose. */
export function matrix(
  tensor: string,
  rows: number,
  columns: number,
  transposed = false,
  countStrides: number[] = [],
): MatrixView {
  const outer: Dimension[] = [{ size: rows, stride: transposed ? 1 : columns }];
  const inner: Dimension[] = [{ size: columns, stride: transposed ? rows : 1 }];
  return { kind: "matrix", tensor, offset: 0, rows: outer, columns: inner, countStrides };
}

const float = new Float32Array(1);
const bits = new Uint32Array(float.buffer);

/** Draws Gaussian bytes for every tensor. */
export function drawTensors(tensors: readonly StepTensor[], seed: number): Map<string, Uint8Array> {
  const random = new SplitMix64(seed);
  return new Map(
    tensors.map(({ name, shape, format }) => {
      const count = elementsOf(shape);
      if (format === "fp32") {
        const words = new Uint32Array(count).map(() => ((float[0] = random.gaussian()), bits[0]));
        return [name, new Uint8Array(words.buffer)];
      }
      return [name, new Uint8Array(new Uint16Array(count).map(() => encodeNumber("fp16", random.gaussian())).buffer)];
    }),
  );
}

/** Runs steps on the modelled cluster from given bytes; the bytes of all tensors afterwards. */
export function runSteps(
  steps: readonly Step[],
  tensors: readonly StepTensor[],
  values: ReadonlyMap<string, Uint8Array>,
  target: Partial<PlanTarget> = {},
): { readonly plan: StepPlan; readonly run: StepRun; readonly after: Map<string, Uint8Array> } {
  const byName = new Map(tensors.map((tensor) => [tensor.name, tensor]));
  const plan = planSteps(steps, byName, { cores: 8, tcdmBytes: 128 * 1024, ...target });
  const run = new StepRun(plan);
  for (const [name, bytes] of values) run.tensor(name).set(bytes);
  while (!run.advance(2 ** 20));
  const { status, value, message } = run.result;
  if (status !== "ended" || value !== 0) throw new Error(`${status} ${value} ${message}`);
  return { plan, run, after: new Map(tensors.map(({ name }) => [name, run.tensor(name).slice()])) };
}

type Elements = Uint16Array | Uint32Array;

function elements(bytes: Uint8Array, format: string): Elements {
  return format === "fp32" ? new Uint32Array(bytes.buffer) : new Uint16Array(bytes.buffer);
}

/** The elements of an operand as a dense matrix, from its definition. */
function dense(view: OperandView, product: number, data: Elements): Elements {
  if (view.kind === "patches") return densePatches(view, product, data);
  const [rows, columns] = [view.rows, view.columns].map((d) => d.reduce((all, { size }) => all * size, 1));
  const found = data instanceof Uint32Array ? new Uint32Array(rows * columns) : new Uint16Array(rows * columns);
  for (let r = 0; r < rows; r++) {
    for (let c = 0; c < columns; c++) found[r * columns + c] = data[at(view, product, r, c)];
  }
  return found;
}

/** The patches of a view as a dense matrix, from their definition. */
export function densePatches(view: PatchView, product: number, data: Elements): Elements {
  const { batch, image, channels, grid, kernel, stride, start, tapStep, channelsFirst, transposed } = view;
  const [pixels, taps] = [batch * grid[0] * grid[1], kernel[0] * kernel[1] * channels];
  const found = data instanceof Uint32Array ? new Uint32Array(pixels * taps) : new Uint16Array(pixels * taps);
  for (let pixel = 0; pixel < pixels; pixel++) {
    const [b, i, j] = [Math.floor(pixel / grid[1] / grid[0]), Math.floor(pixel / grid[1]) % grid[0], pixel % grid[1]];
    for (let tap = 0; tap < taps; tap++) {
      const channel = channelsFirst ? Math.floor(tap / kernel[0] / kernel[1]) : tap % channels;
      const place = channelsFirst ? tap % (kernel[0] * kernel[1]) : Math.floor(tap / channels);
      const row = i * stride[0] + start[0] + Math.floor(place / kernel[1]) * tapStep[0];
      const column = j * stride[1] + start[1] + (place % kernel[1]) * tapStep[1];
      const exists = row >= 0 && row < image[0] && column >= 0 && column < image[1];
      const offset =
        view.offset + product * (view.countStrides[0] ?? 0) + b * view.batchStride + channel * view.channelStride;
      const value = exists ? data[offset + row * view.rowStride + column * view.pixelStride] : 0;
      found[transposed ? tap * pixels + pixel : pixel * taps + tap] = value;
    }
  }
  return found;
}

const at = (view: MatrixView, product: number, r: number, c: number): number =>
  view.offset + product * (view.countStrides[0] ?? 0) + offsetOf(view.rows, r) + offsetOf(view.columns, c);

/** A product of matrices by golden, written to the bytes of its result. */
export function expectGemm(step: GemmStep, values: Map<string, Uint8Array>): void {
  const { m, n, k, format } = step;
  const [x, w, z] = [step.x, step.w, step.z].map(({ tensor }) => elements(values.get(tensor)!, format));
  for (let p = 0; p < (step.count[0] ?? 1); p++) {
    const [xs, ws, old] = [dense(step.x, p, x), dense(step.w, p, w), dense(step.z, p, z)];
    const { start } = step;
    let y: Elements | undefined;
    if (start.kind === "accumulate") y = old;
    if (start.kind === "row") {
      const bias = elements(values.get(start.tensor)!, format);
      y = old.map((_, i) => bias[start.offset + p * (start.countStrides[0] ?? 0) + (i % k)]);
    }
    let result: Elements;
    if (format === "fp32") {
      const floats = (data: Elements): Float32Array => new Float32Array(data.buffer);
      const found = product32({ m, n, k }, floats(xs), floats(ws), y && floats(y));
      result = new Uint32Array(found.buffer);
    } else {
      const [x16, w16, y16] = [xs, ws, y] as [Uint16Array, Uint16Array, Uint16Array | undefined];
      const op = y === undefined ? "MATMUL" : "GEMM";
      result = gemmOpsFast({ op, fmt: "fp16", m, n, k, x: x16, w: w16, y: y16 }) as Uint16Array;
    }
    for (let r = 0; r < m; r++) for (let c = 0; c < k; c++) z[at(step.z, p, r, c)] = result[r * k + c];
  }
}

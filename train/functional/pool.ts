import type { PoolStep } from "../step.js";
import { fma32, rounderOf } from "./arithmetic.js";
import type { Elements, Memory } from "./memory.js";

const f = Math.fround;

/** First and behind the last tap of a window that lie on the image. */
interface Range {
  readonly from: number;
  readonly to: number;
}

/** Windows of one direction. */
interface Windows {
  readonly first: Int32Array;
  readonly taps: readonly Range[];
  /** Positions of each window within the padded image. */
  readonly padded: Int32Array;
}

function windowsOf(step: PoolStep, axis: 0 | 1): Windows {
  const { image, out, kernel, stride, start, dilation } = step.geometry;
  const count = out[axis];
  const first = new Int32Array(count);
  const padded = new Int32Array(count);
  const taps: Range[] = [];
  for (let o = 0; o < count; o++) {
    first[o] = o * stride[axis] + start[axis];
    let [from, to] = [0, kernel[axis]];
    while (from < to && first[o] + from * dilation[axis] < 0) from++;
    while (to > from && first[o] + (to - 1) * dilation[axis] >= image[axis]) to--;
    taps.push({ from, to });
    padded[o] = Math.min(first[o] + kernel[axis], image[axis] + step.end[axis]) - first[o];
  }
  return { first, taps, padded };
}

/** Visits every window: channel and offsets of the window's output and of pixels. */
export function runPool(step: PoolStep, memory: Memory): void {
  const { geometry: g, fn } = step;
  const [rows, columns] = [windowsOf(step, 0), windowsOf(step, 1)];
  const pixel = g.layout === "hwc" ? g.channels : 1;
  const channel = g.layout === "hwc" ? 1 : g.image[0] * g.image[1];
  const outPixel = pixel;
  const outChannel = g.layout === "hwc" ? 1 : g.out[0] * g.out[1];
  const x = step.x === undefined ? undefined : memory.get(step.x);
  const written = step.y ?? step.dx!;
  const round = rounderOf(memory.tensor(written).format);
  const outs = memory.get(step.y ?? step.dy!);
  const dx = step.dx === undefined ? undefined : memory.get(step.dx);
  // Sums of an average's gradient are FP32 until the end.
  const sums = fn === "averageBackward" ? new Float32Array(dx!.length) : undefined;
  if (fn === "maxBackward") dx!.fill(0);

  for (let b = 0; b < g.batch; b++) {
    const image = b * g.channels * g.image[0] * g.image[1];
    const out = b * g.channels * g.out[0] * g.out[1];
    for (let oy = 0; oy < g.out[0]; oy++) {
      for (let ox = 0; ox < g.out[1]; ox++) {
        const [v, h] = [rows.taps[oy], columns.taps[ox]];
        const begin = image + (rows.first[oy] * g.image[1] + columns.first[ox]) * pixel;
        const [down, right] = [g.dilation[0] * g.image[1] * pixel, g.dilation[1] * pixel];
        const taps = step.countPadding ? rows.padded[oy] * columns.padded[ox] : (v.to - v.from) * (h.to - h.from);
        const part = f(1 / taps);
        for (let c = 0; c < g.channels; c++) {
          const at = out + (oy * g.out[1] + ox) * outPixel + c * outChannel;
          const from = begin + c * channel;
          if (fn === "max" || fn === "maxBackward") {
            const best = largest(x!, from, v, h, down, right);
            if (fn === "max") outs[at] = best < 0 ? -Infinity : x![best];
            else if (best >= 0) dx![best] = round(f(dx![best] + outs[at]));
            continue;
          }
          if (fn === "average") {
            let sum = 0;
            for (let a = v.from; a < v.to; a++) {
              for (let e = h.from; e < h.to; e++) sum = f(sum + x![from + a * down + e * right]);
            }
            outs[at] = round(f(sum * part));
            continue;
          }
          for (let a = v.from; a < v.to; a++) {
            for (let e = h.from; e < h.to; e++) {
              const to = from + a * down + e * right;
              sums![to] = fma32(outs[at], part, sums![to]);
            }
          }
        }
      }
    }
  }
  if (sums !== undefined) for (let i = 0; i < sums.length; i++) dx![i] = round(sums[i]);
}

/** Offset of the first of the largest pixels of a window, of the first NaN where there is one, -1 for an empty window. */
function largest(x: Elements, from: number, v: Range, h: Range, down: number, right: number): number {
  let best = -1;
  for (let a = v.from; a < v.to; a++) {
    for (let e = h.from; e < h.to; e++) {
      const at = from + a * down + e * right;
      if (best < 0 || x[at] > x[best] || (x[at] !== x[at] && x[best] === x[best])) best = at;
    }
  }
  return best;
}

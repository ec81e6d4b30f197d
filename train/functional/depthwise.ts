import type { DepthwiseStep } from "../step.js";
import { chain16, chain32 } from "./chain.js";
import type { Memory } from "./memory.js";

/**
 * Channel-wise convolution, channel by channel. Rows of one channel are gathered densely and run through the chains of products, whose
 * bits these are.
 */
export function runDepthwise(step: DepthwiseStep, memory: Memory): void {
  const { geometry: g, mode } = step;
  const image = memory.get(step.image);
  const weight = memory.get(step.weight);
  const out = memory.get(step.out);
  const bias = step.bias === undefined ? undefined : memory.get(step.bias);
  const chain = step.format === "fp32" ? chain32 : chain16;
  const imageAt = strides(step, g.image);
  const outAt = strides(step, g.out);
  const taps = g.kernel[0] * g.kernel[1];
  const pixels = g.batch * g.out[0] * g.out[1];
  const weightAt = (tap: number, c: number): number => (g.layout === "hwc" ? tap * g.channels + c : c * taps + tap);
  const patches = new Float32Array(pixels * taps);
  const outs = new Float32Array(pixels);
  const row = new Float32Array(taps);

  for (let c = 0; c < g.channels; c++) {
    if (mode === "inputGradient") {
      inputGradient(
        step,
        (tap) => weight[weightAt(tap, c)],
        (b, y, x) => out[outAt(b, y, x, c)],
        (b, y, x, value) => {
          image[imageAt(b, y, x, c)] = value;
        },
      );
      continue;
    }
    forEachOut(step, (b, y, x, pixel) => {
      for (let tap = 0; tap < taps; tap++) {
        const iy = y * g.stride[0] + g.start[0] + Math.floor(tap / g.kernel[1]) * g.dilation[0];
        const ix = x * g.stride[1] + g.start[1] + (tap % g.kernel[1]) * g.dilation[1];
        const inside = iy >= 0 && iy < g.image[0] && ix >= 0 && ix < g.image[1];
        const value = inside ? image[imageAt(b, iy, ix, c)] : 0;
        patches[mode === "forward" ? pixel * taps + tap : tap * pixels + pixel] = value;
      }
    });
    if (mode === "forward") {
      for (let tap = 0; tap < taps; tap++) row[tap] = weight[weightAt(tap, c)];
      outs.fill(bias === undefined ? 0 : bias[c]);
      chain(patches, row, outs, pixels, taps, 1);
      forEachOut(step, (b, y, x, pixel) => {
        out[outAt(b, y, x, c)] = outs[pixel];
      });
    } else {
      forEachOut(step, (b, y, x, pixel) => {
        outs[pixel] = out[outAt(b, y, x, c)];
      });
      for (let tap = 0; tap < taps; tap++) row[tap] = step.accumulate ? weight[weightAt(tap, c)] : 0;
      chain(patches, outs, row, taps, pixels, 1);
      for (let tap = 0; tap < taps; tap++) weight[weightAt(tap, c)] = row[tap];
    }
  }
}

type At = (b: number, y: number, x: number, c: number) => number;

function strides(step: DepthwiseStep, [height, width]: readonly [number, number]): At {
  const { channels, layout } = step.geometry;
  return layout === "hwc"
    ? (b, y, x, c) => ((b * height + y) * width + x) * channels + c
    : (b, y, x, c) => ((b * channels + c) * height + y) * width + x;
}

function forEachOut(step: DepthwiseStep, visit: (b: number, y: number, x: number, pixel: number) => void): void {
  const { batch, out } = step.geometry;
  for (let b = 0, pixel = 0; b < batch; b++) {
    for (let y = 0; y < out[0]; y++) for (let x = 0; x < out[1]; x++) visit(b, y, x, pixel++);
  }
}

/** dx of one channel: for each pixel a chain over the taps whose output lies on the grid of strides, outside of dy +0. */
function inputGradient(
  step: DepthwiseStep,
  weightOf: (tap: number) => number,
  outOf: (b: number, y: number, x: number) => number,
  write: (b: number, y: number, x: number, value: number) => void,
): void {
  const { geometry: g } = step;
  const chain = step.format === "fp32" ? chain32 : chain16;
  const values = new Float32Array(g.kernel[0] * g.kernel[1]);
  const weights = new Float32Array(values.length);
  const result = new Float32Array(1);
  for (let b = 0; b < g.batch; b++) {
    for (let y = 0; y < g.image[0]; y++) {
      for (let x = 0; x < g.image[1]; x++) {
        let taps = 0;
        for (let a = 0; a < g.kernel[0]; a++) {
          const oy = y - g.start[0] - a * g.dilation[0];
          if (oy % g.stride[0] !== 0) continue;
          for (let e = 0; e < g.kernel[1]; e++) {
            const ox = x - g.start[1] - e * g.dilation[1];
            if (ox % g.stride[1] !== 0) continue;
            const [row, column] = [oy / g.stride[0], ox / g.stride[1]];
            const inside = row >= 0 && row < g.out[0] && column >= 0 && column < g.out[1];
            values[taps] = inside ? outOf(b, row, column) : 0;
            weights[taps++] = weightOf(a * g.kernel[1] + e);
          }
        }
        result[0] = 0;
        chain(values, weights, result, 1, taps, 1);
        write(b, y, x, result[0]);
      }
    }
  }
}

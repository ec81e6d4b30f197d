import type { Pair } from "../network.js";
import type { WindowGeometry, DepthwiseStep } from "../step.js";
import { chainRoom } from "./simd-chain.js";
import type { Elements, Memory } from "./memory.js";

/**
 * Channel-wise convolution, all channels of a pixel side by side: the chains of each channel run as they do in a product. Images are
 * brought into HWC with a pixel of +0 behind them, which stands for all pixels outside.
 */
export function runDepthwise(step: DepthwiseStep, memory: Memory): void {
  const { geometry: g, mode, format } = step;
  const { channels } = g;
  const [image, weight, out] = [step.image, step.weight, step.out].map((name) => memory.get(name));
  const pixels = (size: Pair): number => g.batch * size[0] * size[1];
  const taps = g.kernel[0] * g.kernel[1];
  const weights = channelsLast(weight, g, 1, taps);
  const visit = (each: (b: number, y: number, x: number, place: number) => void, size: Pair): void => {
    for (let b = 0, place = 0; b < g.batch; b++) {
      for (let y = 0; y < size[0]; y++) for (let x = 0; x < size[1]; x++) each(b, y, x, place++);
    }
  };

  if (mode === "inputGradient") {
    const room = chainRoom((pixels(g.out) + 1) * channels, taps * channels, pixels(g.image) * channels);
    room.x.set(channelsLast(out, g, g.batch, g.out[0] * g.out[1]));
    room.x.fill(0, pixels(g.out) * channels);
    room.w.set(weights);
    room.z.fill(0);
    visit((b, y, x, place) => {
      for (let a = 0; a < g.kernel[0]; a++) {
        const oy = y - g.start[0] - a * g.dilation[0];
        if (oy % g.stride[0] !== 0) continue;
        for (let e = 0; e < g.kernel[1]; e++) {
          const ox = x - g.start[1] - e * g.dilation[1];
          if (ox % g.stride[1] !== 0) continue;
          const from = placeOf(b, oy / g.stride[0], ox / g.stride[1], g.out, pixels(g.out));
          room.lanes(format, from * channels, (a * g.kernel[1] + e) * channels, place * channels, channels);
        }
      }
    }, g.image);
    store(image, room.z, g, g.batch, g.image[0] * g.image[1]);
    return;
  }

  const isForward = mode === "forward";
  const [sizeW, sizeZ] = isForward ? [taps, pixels(g.out)] : [pixels(g.out), taps];
  const room = chainRoom((pixels(g.image) + 1) * channels, sizeW * channels, sizeZ * channels);
  room.x.set(channelsLast(image, g, g.batch, g.image[0] * g.image[1]));
  room.x.fill(0, pixels(g.image) * channels);
  room.w.set(isForward ? weights : channelsLast(out, g, g.batch, g.out[0] * g.out[1]));
  if (!isForward && step.accumulate) room.z.set(weights);
  else room.z.fill(0);
  if (step.bias !== undefined) {
    const bias = memory.get(step.bias);
    for (let i = 0; i < room.z.length; i++) room.z[i] = bias[i % channels];
  }
  visit((b, y, x, place) => {
    for (let a = 0; a < g.kernel[0]; a++) {
      const iy = y * g.stride[0] + g.start[0] + a * g.dilation[0];
      for (let e = 0; e < g.kernel[1]; e++) {
        const ix = x * g.stride[1] + g.start[1] + e * g.dilation[1];
        const from = placeOf(b, iy, ix, g.image, pixels(g.image));
        const tap = a * g.kernel[1] + e;
        const [w, z] = isForward ? [tap, place] : [place, tap];
        room.lanes(format, from * channels, w * channels, z * channels, channels);
      }
    }
  }, g.out);
  if (isForward) store(out, room.z, g, g.batch, g.out[0] * g.out[1]);
  else store(weight, room.z, g, 1, taps);
}

/** The pixel's place in a stack of images, or the one behind all for a pixel outside. */
function placeOf(b: number, y: number, x: number, size: Pair, outside: number): number {
  return y >= 0 && y < size[0] && x >= 0 && x < size[1] ? (b * size[0] + y) * size[1] + x : outside;
}

/** Images (or a weight) with channels last. */
function channelsLast(elements: Elements, g: WindowGeometry, batch: number, pixels: number): Elements {
  if (g.layout === "hwc") return elements;
  const { channels } = g;
  const turned = new Float32Array(elements.length);
  for (let b = 0; b < batch; b++) {
    for (let c = 0; c < channels; c++) {
      for (let i = 0; i < pixels; i++) {
        turned[(b * pixels + i) * channels + c] = elements[(b * channels + c) * pixels + i];
      }
    }
  }
  return turned;
}

function store(target: Elements, values: Float32Array, g: WindowGeometry, batch: number, pixels: number): void {
  if (g.layout === "hwc") {
    target.set(values);
    return;
  }
  const { channels } = g;
  for (let b = 0; b < batch; b++) {
    for (let c = 0; c < channels; c++) {
      for (let i = 0; i < pixels; i++) {
        target[(b * channels + c) * pixels + i] = values[(b * pixels + i) * channels + c];
      }
    }
  }
}

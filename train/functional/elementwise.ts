/** map, copy, fill, cast, unpack, scale, rescale. */
import type { CastStep, CopyStep, FillStep, MapStep, RescaleStep, ScaleStep, UnpackStep } from "../step.js";
import { fma32, rounderOf } from "./arithmetic.js";
import { MAP_FUNCTIONS } from "./map-functions.js";
import { runsOf, type Memory } from "./memory.js";
import { isPlain, passes, plainLoop, roundLine, type Line } from "./plain-maps.js";

/** Runs a map that has a loop of its own; whether there is one. */
function runPlainMap(step: MapStep, memory: Memory): boolean {
  const { fn, output, inputs, constants } = step;
  const { format } = memory.tensor(output.tensor);
  const loop = isPlain(format) ? plainLoop(fn) : undefined;
  const views = [output, inputs[0], inputs[1] ?? inputs[0]];
  const elements = views.map(({ tensor }) => memory.get(tensor));
  if (loop === undefined || !elements.every((one) => one instanceof Float32Array)) return false;
  const bits = elements.map(({ buffer, byteOffset, length }) => new Int32Array(buffer, byteOffset, length));
  const runs = views.map(runsOf);
  const line = (operand: number, run: number): Line => {
    const { starts, stride } = runs[operand];
    return { elements: elements[operand], bits: bits[operand], start: starts[run], stride };
  };
  const isExact = passes(fn, memory.tensor(inputs[0].tensor).format, format);
  for (let run = 0; run < runs[0].starts.length; run++) {
    const out = line(0, run);
    loop(out, runs[0].size, line(1, run), line(2, run), Math.fround(constants[0] ?? 0));
    if (!isExact) roundLine(out, runs[0].size);
  }
  return true;
}

export function runMap(step: MapStep, memory: Memory): void {
  const operation = MAP_FUNCTIONS[step.fn];
  const round = rounderOf(memory.tensor(step.output.tensor).format);
  const out = memory.get(step.output.tensor);
  const to = runsOf(step.output);
  const [first, second = first, third = first] = step.inputs;
  const [x, y, z] = [first, second, third].map((view) => memory.get(view.tensor));
  const [a, b, c] = [first, second, third].map(runsOf);
  const [p = 0, q = 0] = step.constants.map(Math.fround);
  if (runPlainMap(step, memory)) return;
  for (let run = 0; run < to.starts.length; run++) {
    let [i, j, k, at] = [a.starts[run], b.starts[run], c.starts[run], to.starts[run]];
    for (let e = 0; e < to.size; e++) {
      out[at] = round(operation(x[i], y[j], z[k], p, q));
      i += a.stride;
      j += b.stride;
      k += c.stride;
      at += to.stride;
    }
  }
}

export function runCopy(step: CopyStep, memory: Memory): void {
  const source = memory.get(step.input.tensor);
  const target = memory.get(step.output.tensor);
  const [from, to] = [runsOf(step.input), runsOf(step.output)];
  for (let run = 0; run < to.starts.length; run++) {
    let [i, at] = [from.starts[run], to.starts[run]];
    for (let e = 0; e < to.size; e++, i += from.stride, at += to.stride) target[at] = source[i];
  }
}

export function runFill(step: FillStep, memory: Memory): void {
  const target = memory.get(step.output.tensor);
  const value = rounderOf(memory.tensor(step.output.tensor).format)(step.value);
  const to = runsOf(step.output);
  for (const start of to.starts) {
    for (let e = 0, at = start; e < to.size; e++, at += to.stride) target[at] = value;
  }
}

export function runCast(step: CastStep, memory: Memory): void {
  const source = memory.get(step.input);
  const target = memory.get(step.output);
  const round = rounderOf(memory.tensor(step.output).format);
  const factor = step.scale === undefined ? 1 : memory.get(step.scale.tensor)[step.scale.index];
  const { outputOffset = 0 } = step;
  for (let i = 0; i < source.length; i++) target[outputOffset + i] = round(Math.fround(source[i] * factor));
}

export function runUnpack(step: UnpackStep, memory: Memory): void {
  const bytes = memory.get(step.input);
  const target = memory.get(step.output);
  const round = rounderOf(memory.tensor(step.output).format);
  const { bits, scale, outputOffset, elements } = step;
  const mask = 2 ** bits - 1;
  const numbers = Float32Array.from({ length: mask + 1 }, (_, code) => round(Math.fround(code * scale)));
  for (let i = 0; i < elements; i++) {
    const bit = i * bits;
    const at = bit >> 3;
    const pair = at + 1 < bytes.length ? bytes[at] | (bytes[at + 1] << 8) : bytes[at];
    target[outputOffset + i] = numbers[(pair >> (bit & 7)) & mask];
  }
}

const single = new Float32Array(1);
const bits = new Int32Array(single.buffer);
/** Largest power of two of a scale: products with FP16 numbers stay in range. */
const MOST_SCALE = 40;

export function runScale(step: ScaleStep, memory: Memory): void {
  let largest = 0;
  for (const value of memory.get(step.input)) {
    // fmax of the cores: a NaN loses.
    if (Math.abs(value) > largest) largest = Math.abs(value);
  }
  single[0] = largest;
  const exponent = (bits[0] >> 23) - 127;
  const isPlain = largest !== 0 && largest !== Infinity;
  const power = isPlain ? Math.max(-MOST_SCALE, Math.min(MOST_SCALE, step.target - exponent)) : 0;
  const output = memory.get(step.output);
  output[0] = 2 ** power;
  output[1] = 2 ** -power;
}

export function runRescale(step: RescaleStep, memory: Memory): void {
  const source = memory.get(step.input);
  const target = memory.get(step.output);
  const round = rounderOf(memory.tensor(step.output).format);
  const inverse = Math.fround(memory.get(step.scales[0])[1] * memory.get(step.scales[1])[1]);
  const { bias } = step;
  const row = bias && memory.get(bias.tensor);
  for (let i = 0; i < target.length; i++) {
    const start =
      bias !== undefined
        ? row![bias.offset + (Math.floor(i / bias.inner) % bias.columns)]
        : step.accumulate
          ? target[i]
          : 0;
    target[i] = round(fma32(source[i], inverse, start));
  }
}

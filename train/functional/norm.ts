/** Statistics, normalisation and their gradients. */
import type {
  InverseStep,
  NormalizeStep,
  NormBackwardStep,
  NormParametersStep,
  NormSumsStep,
  NormView,
  RunningStep,
  StatisticsStep,
} from "../step.js";
import { fma32, rounderOf } from "./arithmetic.js";
import { offsetsOf, type Memory } from "./memory.js";

const f = Math.fround;

interface Offsets {
  readonly groups: Int32Array;
  readonly elements: Int32Array;
  readonly groupParameters: Int32Array;
  readonly elementParameters: Int32Array;
}

const known = new WeakMap<NormView, Offsets>();

function offsets(view: NormView): Offsets {
  let found = known.get(view);
  if (found === undefined) {
    const parameters = (dimensions: NormView["groups"], strides: readonly number[]): Int32Array =>
      offsetsOf(dimensions.map(({ size }, i) => ({ size, stride: strides[i] })));
    found = {
      groups: offsetsOf(view.groups),
      elements: offsetsOf(view.elements),
      groupParameters: parameters(view.groups, view.groupParameters),
      elementParameters: parameters(view.elements, view.elementParameters),
    };
    known.set(view, found);
  }
  return found;
}

export function runStatistics(step: StatisticsStep, memory: Memory): void {
  const x = memory.get(step.x);
  const { groups, elements } = offsets(step.view);
  const [means, variances, inverses] = [step.mean, step.variance, step.inverse].map((name) => memory.get(name));
  const part = f(1 / elements.length);
  const epsilon = f(step.epsilon);
  for (let g = 0; g < groups.length; g++) {
    const base = groups[g];
    let sum = 0;
    for (let e = 0; e < elements.length; e++) sum = f(sum + x[base + elements[e]]);
    const mean = f(sum * part);
    let squares = 0;
    for (let e = 0; e < elements.length; e++) {
      const d = f(x[base + elements[e]] - mean);
      squares = fma32(d, d, squares);
    }
    const variance = f(squares * part);
    means[g] = mean;
    variances[g] = variance;
    inverses[g] = inverseRoot(variance, epsilon);
  }
}

function inverseRoot(variance: number, epsilon: number): number {
  return f(1 / f(Math.sqrt(f(variance + epsilon))));
}

export function runRunning(step: RunningStep, memory: Memory): void {
  const momentum = f(step.momentum);
  const move = (running: string, batch: string, factor: number): void => {
    const [to, from] = [memory.get(running), memory.get(batch)];
    for (let c = 0; c < step.channels; c++) {
      const value = factor === 1 ? from[c] : f(from[c] * factor);
      to[c] = fma32(momentum, f(value - to[c]), to[c]);
    }
  };
  move(step.runningMean, step.mean, 1);
  move(step.runningVariance, step.variance, step.unbiased);
}

export function runInverse(step: InverseStep, memory: Memory): void {
  const [variance, inverse] = [memory.get(step.variance), memory.get(step.inverse)];
  for (let c = 0; c < step.channels; c++) inverse[c] = inverseRoot(variance[c], f(step.epsilon));
}

export function runNormalize(step: NormalizeStep, memory: Memory): void {
  const [x, y] = [memory.get(step.x), memory.get(step.y)];
  const round = rounderOf(memory.tensor(step.y).format);
  const [means, inverses] = [memory.get(step.mean), memory.get(step.inverse)];
  const scale = step.scale === undefined ? undefined : memory.get(step.scale);
  const shift = step.shift === undefined ? undefined : memory.get(step.shift);
  const { groups, elements, groupParameters, elementParameters } = offsets(step.view);
  for (let g = 0; g < groups.length; g++) {
    const [mean, inverse] = [means[g], inverses[g]];
    for (let e = 0; e < elements.length; e++) {
      const at = groups[g] + elements[e];
      const parameter = groupParameters[g] + elementParameters[e];
      const hat = f(f(x[at] - mean) * inverse);
      const [s, b] = [scale === undefined ? 1 : scale[parameter], shift === undefined ? 0 : shift[parameter]];
      y[at] = round(scale === undefined && shift === undefined ? hat : fma32(hat, s, b));
    }
  }
}

export function runNormSums(step: NormSumsStep, memory: Memory): void {
  const [x, dy] = [memory.get(step.x), memory.get(step.dy)];
  const [means, inverses] = [memory.get(step.mean), memory.get(step.inverse)];
  const [first, second] = [memory.get(step.s1), memory.get(step.s2)];
  const weight = step.weighted === undefined ? undefined : memory.get(step.weighted);
  const { groups, elements, groupParameters, elementParameters } = offsets(step.view);
  for (let g = 0; g < groups.length; g++) {
    const [mean, inverse] = [means[g], inverses[g]];
    let [s1, s2] = [0, 0];
    for (let e = 0; e < elements.length; e++) {
      const at = groups[g] + elements[e];
      const value = weight === undefined ? dy[at] : f(dy[at] * weight[groupParameters[g] + elementParameters[e]]);
      s1 = f(s1 + value);
      s2 = fma32(value, f(f(x[at] - mean) * inverse), s2);
    }
    first[g] = s1;
    second[g] = s2;
  }
}

export function runNormParameters(step: NormParametersStep, memory: Memory): void {
  const [x, dy] = [memory.get(step.x), memory.get(step.dy)];
  const [means, inverses] = [memory.get(step.mean), memory.get(step.inverse)];
  const { groups, elements, elementParameters } = offsets(step.view);
  const isScale = step.dscale !== undefined;
  const name = step.dscale ?? step.dshift!;
  const target = memory.get(name);
  const round = rounderOf(memory.tensor(name).format);
  for (let e = 0; e < elements.length; e++) {
    const to = elementParameters[e];
    let sum = step.accumulate ? target[to] : 0;
    for (let g = 0; g < groups.length; g++) {
      const at = groups[g] + elements[e];
      sum = isScale ? fma32(dy[at], f(f(x[at] - means[g]) * inverses[g]), sum) : f(sum + dy[at]);
    }
    target[to] = round(sum);
  }
}

export function runNormBackward(step: NormBackwardStep, memory: Memory): void {
  const [x, dy, dx] = [memory.get(step.x), memory.get(step.dy), memory.get(step.dx)];
  const round = rounderOf(memory.tensor(step.dx).format);
  const [means, inverses] = [memory.get(step.mean), memory.get(step.inverse)];
  const scale = step.scale === undefined ? undefined : memory.get(step.scale);
  const s1 = step.s1 === undefined ? undefined : memory.get(step.s1);
  const s2 = step.s2 === undefined ? undefined : memory.get(step.s2);
  const { groups, elements, groupParameters, elementParameters } = offsets(step.view);
  const part = f(1 / elements.length);
  for (let g = 0; g < groups.length; g++) {
    const [mean, inverse] = [means[g], inverses[g]];
    const factor = scale === undefined || step.weighted ? inverse : f(scale[groupParameters[g]] * inverse);
    for (let e = 0; e < elements.length; e++) {
      const at = groups[g] + elements[e];
      const value = step.weighted ? f(dy[at] * scale![groupParameters[g] + elementParameters[e]]) : dy[at];
      if (s1 === undefined || s2 === undefined) {
        dx[at] = round(f(value * factor));
        continue;
      }
      const hat = f(f(x[at] - mean) * inverse);
      const away = f(fma32(hat, s2[g], s1[g]) * part);
      dx[at] = round(f(f(value - away) * factor));
    }
  }
}

/** Norm of the gradients, loss scale, optimisers. */
import type { LossScaleStep, NormStep, UpdateStep } from "../step.js";
import { fma32, rounderOf } from "./arithmetic.js";
import type { Memory } from "./memory.js";

const f = Math.fround;
const NORM_EPSILON = f(1e-6);
const MOST_SCALE = 2 ** 24;

export function runGradientNorm(step: NormStep, memory: Memory): void {
  let total = 0;
  for (const { tensor, rows, columns } of step.gradients) {
    const gradient = memory.get(tensor);
    let sum = 0;
    for (let r = 0; r < rows; r++) {
      let row = 0;
      for (let c = r * columns; c < (r + 1) * columns; c++) row = fma32(gradient[c], gradient[c], row);
      sum = f(sum + row);
    }
    total = f(total + sum);
  }
  const inverse = step.scale === undefined ? 1 : memory.get(step.scale)[1];
  const output = memory.get(step.output);
  output[0] = inverse;
  if (step.clip !== undefined) {
    const norm = f(f(Math.sqrt(total)) * inverse);
    const factor = f(step.clip / f(norm + NORM_EPSILON));
    // fmin of the cores: a NaN loses.
    output[0] = f(inverse * (factor < 1 ? factor : 1));
  }
  output[1] = step.scale === undefined || total - total === 0 ? 1 : 0;
}

export function runLossScale(step: LossScaleStep, memory: Memory): void {
  const state = memory.get(step.state);
  let [scale, , good] = state;
  if (memory.get(step.norm)[1] === 0) {
    scale = Math.max(scale / 2, 1);
    good = 0;
  } else if (++good === step.interval) {
    scale = Math.min(scale * 2, MOST_SCALE);
    good = 0;
  }
  state[0] = scale;
  state[1] = f(1 / scale);
  state[2] = good;
}

export function runUpdate(step: UpdateStep, memory: Memory): void {
  const norm = step.norm === undefined ? undefined : memory.get(step.norm);
  if (norm !== undefined && norm[1] === 0) return;
  if (step.optimizer.name === "sgd") runSgd(step, memory, norm?.[0]);
  else runAdam(step, memory, norm?.[0]);
}

/** g = fma(decay, p, g); buffer = fma(momentum, buffer, g); nesterov: g = fma(momentum, buffer, g), else g = buffer; p = fma(-lr, g, p). */
function runSgd(step: UpdateStep, memory: Memory, factor: number | undefined): void {
  const { optimizer } = step;
  const [p, gradient] = [memory.get(step.parameter), memory.get(step.gradient)];
  const round = rounderOf(memory.tensor(step.parameter).format);
  const buffer = step.states.length > 0 ? memory.get(step.states[0]) : undefined;
  const lr = memory.get(step.hyper)[0];
  const [momentum, decay] = [f(optimizer.momentum), f(optimizer.weightDecay)];
  for (let i = 0; i < step.elements; i++) {
    let g = factor === undefined ? gradient[i] : f(gradient[i] * factor);
    if (decay !== 0) g = fma32(decay, p[i], g);
    if (buffer !== undefined) {
      const moved = fma32(momentum, buffer[i], g);
      buffer[i] = round(moved);
      g = optimizer.nesterov ? fma32(momentum, moved, g) : moved;
    }
    p[i] = round(fma32(-lr, g, p[i]));
  }
}

/**
 * adam: g = fma(decay, p, g); adamw: p = p (1 - lr decay). m = fma(1 - b1, g, b1 m); v = fma((1 - b2) g, g, b2 v);
 * p = fma(-step, m / (sqrt(v) root + epsilon), p).
 */
function runAdam(step: UpdateStep, memory: Memory, factor: number | undefined): void {
  const { optimizer } = step;
  const [p, gradient] = [memory.get(step.parameter), memory.get(step.gradient)];
  const round = rounderOf(memory.tensor(step.parameter).format);
  const [first, second] = step.states.map((name) => memory.get(name));
  const [, shrink, size, root] = memory.get(step.hyper);
  const [b1, b2] = optimizer.betas.map(f);
  const [rest1, rest2] = optimizer.betas.map((beta) => f(1 - beta));
  const decay = f(optimizer.weightDecay);
  const epsilon = f(optimizer.epsilon);
  for (let i = 0; i < step.elements; i++) {
    let g = factor === undefined ? gradient[i] : f(gradient[i] * factor);
    let value = p[i];
    if (decay !== 0) {
      if (optimizer.name === "adam") g = fma32(decay, value, g);
      else value = f(value * shrink);
    }
    const m = fma32(rest1, g, f(b1 * first[i]));
    const v = fma32(f(rest2 * g), g, f(b2 * second[i]));
    first[i] = m;
    second[i] = v;
    const quotient = f(m / fma32(f(Math.sqrt(v)), root, epsilon));
    p[i] = round(fma32(-size, quotient, value));
  }
}

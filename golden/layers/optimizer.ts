/** Optimisers, element by element, FP32; parameters and momentum rounded once to their format. */
import { add, div, fma, mul, rounded, single, sqrt, sub, type RealFormat } from "./real.js";

export interface GoldenSettings {
  readonly lr: number;
  readonly momentum: number;
  readonly nesterov: boolean;
  readonly weightDecay: number;
  readonly betas: readonly [number, number];
  readonly epsilon: number;
}

export interface GoldenState {
  readonly parameter: number;
  readonly first: number;
  readonly second: number;
}

export function sgd(state: GoldenState, gradient: number, s: GoldenSettings, format: RealFormat): GoldenState {
  const decayed = s.weightDecay === 0 ? gradient : fma(single(s.weightDecay), state.parameter, gradient);
  const moved = s.momentum === 0 ? decayed : fma(single(s.momentum), state.first, decayed);
  const direction = s.nesterov ? fma(single(s.momentum), moved, decayed) : moved;
  return {
    parameter: rounded(format, fma(-single(s.lr), direction, state.parameter)),
    first: rounded(format, moved),
    second: 0,
  };
}

/** Step `t` from 1 on. */
export function adam(
  state: GoldenState,
  gradient: number,
  s: GoldenSettings,
  t: number,
  isDecoupled: boolean,
  format: RealFormat,
): GoldenState {
  const [b1, b2] = s.betas;
  const decay = s.weightDecay !== 0;
  const g = decay && !isDecoupled ? fma(single(s.weightDecay), state.parameter, gradient) : gradient;
  const p = decay && isDecoupled ? mul(state.parameter, single(1 - s.lr * s.weightDecay)) : state.parameter;
  const first = fma(single(1 - b1), g, mul(single(b1), state.first));
  const second = fma(mul(single(1 - b2), g), g, mul(single(b2), state.second));
  const root = fma(sqrt(second), single(1 / Math.sqrt(1 - b2 ** t)), single(s.epsilon));
  const step = single(s.lr / (1 - b1 ** t));
  return { parameter: rounded(format, fma(-step, div(first, root), p)), first, second };
}

/** running + momentum (value - running). */
export function running(before: number, value: number, momentum: number): number {
  return fma(single(momentum), sub(value, before), before);
}

/** Factor of clipping from the gradients of each parameter as rows. */
export function clipFactor(parameters: readonly (readonly (readonly number[])[])[], limit: number): number {
  const squares = (row: readonly number[]): number => row.reduce((acc, g) => fma(g, g, acc), 0);
  const chain = (values: readonly number[]): number => values.reduce((acc, value) => add(acc, value), 0);
  const norm = sqrt(chain(parameters.map((rows) => chain(rows.map(squares)))));
  const factor = div(single(limit), add(norm, single(1e-6)));
  return factor < 1 ? factor : 1;
}

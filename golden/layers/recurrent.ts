/** GRU and tanh RNN unrolled in time: every operation rounds to the format of activations. Orders of train/layers/gru.ts and rnn.ts. */
import { sigmoid, tanh } from "./elementary.js";
import { add, dot, fma, mul, rounded, sub, sum, type RealFormat } from "./real.js";
import { at, range, tensorOf, type GoldenTensor } from "./tensor.js";

export interface RecurrentParameters {
  /** [1, G H, I], [1, G H, H], [1, 2 G H] as in ONNX. */
  readonly w: GoldenTensor;
  readonly r: GoldenTensor;
  readonly b: GoldenTensor;
  readonly format: RealFormat;
}

/** What the backward pass needs, by time: states has one more, the first. */
export interface RecurrentRun {
  readonly states: readonly GoldenTensor[];
  readonly recurrent: readonly GoldenTensor[];
  readonly gates: readonly GoldenTensor[];
  readonly candidate: readonly GoldenTensor[];
  readonly difference: readonly GoldenTensor[];
}

export interface RecurrentGradients {
  readonly x: GoldenTensor;
  readonly w: GoldenTensor;
  readonly r: GoldenTensor;
  readonly b: GoldenTensor;
}

/** [N, G H] = bias half + rows [N, n] times weight^T. */
function gatesOf(p: RecurrentParameters, weight: GoldenTensor, half: 0 | 1, rows: GoldenTensor): GoldenTensor {
  const [, columns, n] = weight.shape;
  return tensorOf([rows.shape[0], columns], (s, g) =>
    dot(
      range(n).map((i) => at(rows, s, i)),
      range(n).map((i) => at(weight, 0, g, i)),
      p.b.values[half * columns + g],
      p.format,
    ),
  );
}

function timeOf(x: GoldenTensor, t: number): GoldenTensor {
  return tensorOf(x.shape.slice(1), (n, i) => at(x, t, n, i));
}

export function gruForward(x: GoldenTensor, p: RecurrentParameters): RecurrentRun {
  const [length, batch] = x.shape;
  const H = p.r.shape[2];
  const round = (value: number): number => rounded(p.format, value);
  const run = {
    states: [tensorOf([batch, H], () => 0)],
    recurrent: [] as GoldenTensor[],
    gates: [] as GoldenTensor[],
    candidate: [] as GoldenTensor[],
    difference: [] as GoldenTensor[],
  };
  for (const t of range(length)) {
    const h = run.states[t];
    const a = gatesOf(p, p.w, 0, timeOf(x, t));
    const c = gatesOf(p, p.r, 1, h);
    const gates = tensorOf([batch, 2 * H], (n, g) => round(sigmoid(round(add(at(a, n, g), at(c, n, g))))));
    const candidate = tensorOf([batch, H], (n, i) => {
      const part = round(mul(at(gates, n, H + i), at(c, n, 2 * H + i)));
      return round(tanh(round(add(at(a, n, 2 * H + i), part))));
    });
    const difference = tensorOf([batch, H], (n, i) => round(sub(at(h, n, i), at(candidate, n, i))));
    run.recurrent.push(c);
    run.gates.push(gates);
    run.candidate.push(candidate);
    run.difference.push(difference);
    run.states.push(
      tensorOf([batch, H], (n, i) => {
        const part = round(mul(at(gates, n, i), at(difference, n, i)));
        return round(add(at(candidate, n, i), part));
      }),
    );
  }
  return run;
}

export function rnnForward(x: GoldenTensor, p: RecurrentParameters): readonly GoldenTensor[] {
  const [length, batch] = x.shape;
  const states = [tensorOf([batch, p.r.shape[2]], () => 0)];
  for (const t of range(length)) {
    const [a, c] = [gatesOf(p, p.w, 0, timeOf(x, t)), gatesOf(p, p.r, 1, states[t])];
    states.push(tensorOf(a.shape, (n, i) => rounded(p.format, tanh(rounded(p.format, add(at(a, n, i), at(c, n, i)))))));
  }
  return states;
}

/** Gradients of all times behind those of the gates: da of the inputs' half, dc of the states'. */
function parameterGradients(
  x: GoldenTensor,
  states: readonly GoldenTensor[],
  da: readonly GoldenTensor[],
  dc: readonly GoldenTensor[],
  p: RecurrentParameters,
): RecurrentGradients {
  const [length, batch, inputs] = x.shape;
  const columns = p.w.shape[1];
  const places = range(length).flatMap((t) => range(batch).map((n) => [t, n] as const));
  const chain = (left: (t: number, n: number) => number, gates: readonly GoldenTensor[], g: number): number =>
    dot(
      places.map(([t, n]) => left(t, n)),
      places.map(([t, n]) => at(gates[t], n, g)),
      0,
      p.format,
    );
  return {
    w: tensorOf(p.w.shape, (_one, g, i) => chain((t, n) => at(x, t, n, i), da, g)),
    r: tensorOf(p.r.shape, (_one, g, i) => chain((t, n) => at(states[t], n, i), dc, g)),
    b: tensorOf(p.b.shape, (_one, g) => {
      const gates = g < columns ? da : dc;
      return rounded(p.format, sum(places.map(([t, n]) => at(gates[t], n, g % columns))));
    }),
    x: tensorOf([length, batch, inputs], (t, n, i) =>
      dot(
        range(columns).map((g) => at(da[t], n, g)),
        range(columns).map((g) => at(p.w, 0, g, i)),
        0,
        p.format,
      ),
    ),
  };
}

/** dgates of one time times R. */
function backOf(p: RecurrentParameters, dc: GoldenTensor): GoldenTensor {
  const [, columns, H] = p.r.shape;
  return tensorOf([dc.shape[0], H], (n, i) =>
    dot(
      range(columns).map((g) => at(dc, n, g)),
      range(columns).map((g) => at(p.r, 0, g, i)),
      0,
      p.format,
    ),
  );
}

/** dy: gradient of every state, [L, N, H]. */
export function gruBackward(
  x: GoldenTensor,
  dy: GoldenTensor,
  run: RecurrentRun,
  p: RecurrentParameters,
): RecurrentGradients {
  const [length, batch] = x.shape;
  const H = p.r.shape[2];
  const round = (value: number): number => rounded(p.format, value);
  const ofSigmoid = (d: number, y: number): number => round(mul(d, mul(sub(1, y), y)));
  const da: GoldenTensor[] = [];
  const dc: GoldenTensor[] = [];
  let carry: GoldenTensor | undefined;
  for (const t of range(length).toReversed()) {
    const [gates, candidate, c] = [run.gates[t], run.candidate[t], run.recurrent[t]];
    const from = carry;
    const dh = tensorOf([batch, H], (n, i) =>
      from === undefined ? at(dy, t, n, i) : round(add(at(from, n, i), at(dy, t, n, i))),
    );
    const through = tensorOf([batch, H], (n, i) => round(mul(at(dh, n, i), at(gates, n, i))));
    const dn = tensorOf([batch, H], (n, i) => {
      const y = at(candidate, n, i);
      return round(mul(round(sub(at(dh, n, i), at(through, n, i))), fma(-y, y, 1)));
    });
    const dz = tensorOf([batch, H], (n, i) =>
      ofSigmoid(round(mul(at(dh, n, i), at(run.difference[t], n, i))), at(gates, n, i)),
    );
    const dr = tensorOf([batch, H], (n, i) =>
      ofSigmoid(round(mul(at(dn, n, i), at(c, n, 2 * H + i))), at(gates, n, H + i)),
    );
    const pick = (last: (n: number, i: number) => number) => (n: number, g: number) =>
      g < H ? at(dz, n, g) : g < 2 * H ? at(dr, n, g - H) : last(n, g - 2 * H);
    da[t] = tensorOf(
      [batch, 3 * H],
      pick((n, i) => at(dn, n, i)),
    );
    dc[t] = tensorOf(
      [batch, 3 * H],
      pick((n, i) => round(mul(at(dn, n, i), at(gates, n, H + i)))),
    );
    const back = backOf(p, dc[t]);
    carry = tensorOf([batch, H], (n, i) => round(add(at(through, n, i), at(back, n, i))));
  }
  return parameterGradients(x, run.states, da, dc, p);
}

export function rnnBackward(
  x: GoldenTensor,
  dy: GoldenTensor,
  states: readonly GoldenTensor[],
  p: RecurrentParameters,
): RecurrentGradients {
  const [length, batch] = x.shape;
  const H = p.r.shape[2];
  const da: GoldenTensor[] = [];
  let carry: GoldenTensor | undefined;
  for (const t of range(length).toReversed()) {
    const from = carry;
    da[t] = tensorOf([batch, H], (n, i) => {
      const dh = from === undefined ? at(dy, t, n, i) : rounded(p.format, add(at(from, n, i), at(dy, t, n, i)));
      const y = at(states[t + 1], n, i);
      return rounded(p.format, mul(dh, fma(-y, y, 1)));
    });
    carry = backOf(p, da[t]);
  }
  return parameterGradients(x, states, da, da, p);
}

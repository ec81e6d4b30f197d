/** Batch, layer and instance normalisation: FP32 throughout, results rounded once. */
import { add, div, dot, fma, mul, rounded, single, sqrt, sub, sum, type RealFormat } from "./real.js";
import { range, type GoldenTensor } from "./tensor.js";

/** Places of a tensor that share statistics, each with its index into scale and shift. */
export type NormGroup = readonly { readonly place: number; readonly parameter: number }[];

/** Groups in the order in which they are counted. */
export function normGroups(kind: "batch" | "layer" | "instance", shape: readonly number[], axis = 1): NormGroup[] {
  const size = shape.reduce((product, each) => product * each, 1);
  const inner = shape.slice(axis).reduce((product, each) => product * each, 1);
  const pixels = shape.slice(2).reduce((product, each) => product * each, 1);
  const groups = new Map<number, { place: number; parameter: number }[]>();
  for (const place of range(size)) {
    const channel = Math.floor(place / pixels) % shape[1];
    const group =
      kind === "batch" ? channel : kind === "instance" ? Math.floor(place / pixels) : Math.floor(place / inner);
    const members = groups.get(group) ?? [];
    groups.set(group, members);
    members.push({ place, parameter: kind === "layer" ? place % inner : channel });
  }
  return [...groups.entries()].sort(([a], [b]) => a - b).map(([, members]) => members);
}

export interface GoldenStatistics {
  readonly mean: readonly number[];
  readonly variance: readonly number[];
  readonly inverse: readonly number[];
}

export function statistics(x: GoldenTensor, groups: readonly NormGroup[], epsilon: number): GoldenStatistics {
  const each = groups.map((group) => {
    const values = group.map(({ place }) => x.values[place]);
    const part = single(1 / values.length);
    const mean = mul(sum(values), part);
    const distances = values.map((value) => sub(value, mean));
    const variance = mul(dot(distances, distances), part);
    return { mean, variance, inverse: inverseRoot(variance, epsilon) };
  });
  return {
    mean: each.map((group) => group.mean),
    variance: each.map((group) => group.variance),
    inverse: each.map((group) => group.inverse),
  };
}

export function inverseRoot(variance: number, epsilon: number): number {
  return div(1, sqrt(add(variance, single(epsilon))));
}

type Stats = Pick<GoldenStatistics, "mean" | "inverse">;

const hat = (x: number, stats: Stats, group: number): number => mul(sub(x, stats.mean[group]), stats.inverse[group]);

export function normalized(
  x: GoldenTensor,
  groups: readonly NormGroup[],
  stats: Stats,
  scale: readonly number[] | undefined,
  shift: readonly number[] | undefined,
  format: RealFormat,
): number[] {
  const y = new Array<number>(x.values.length);
  groups.forEach((group, g) => {
    for (const { place, parameter } of group) {
      const value = hat(x.values[place], stats, g);
      const isPlain = scale === undefined && shift === undefined;
      y[place] = rounded(format, isPlain ? value : fma(value, scale?.[parameter] ?? 1, shift?.[parameter] ?? 0));
    }
  });
  return y;
}

/** Sums s1 of g and s2 of g xhat for each group. */
export function normSums(
  x: GoldenTensor,
  dy: GoldenTensor,
  groups: readonly NormGroup[],
  stats: Stats,
  weighted: readonly number[] | undefined,
): { readonly s1: readonly number[]; readonly s2: readonly number[] } {
  const sums = groups.map((group, g) => {
    const values = group.map(({ place, parameter }) =>
      weighted === undefined ? dy.values[place] : mul(dy.values[place], weighted[parameter]),
    );
    const hats = group.map(({ place }) => hat(x.values[place], stats, g));
    return { s1: sum(values), s2: dot(values, hats) };
  });
  return { s1: sums.map((each) => each.s1), s2: sums.map((each) => each.s2) };
}

/** dx; `sums` absent: frozen statistics. */
export function normBackward(
  x: GoldenTensor,
  dy: GoldenTensor,
  groups: readonly NormGroup[],
  stats: Stats,
  scale: readonly number[] | undefined,
  isWeighted: boolean,
  sums: { readonly s1: readonly number[]; readonly s2: readonly number[] } | undefined,
  format: RealFormat,
): number[] {
  const dx = new Array<number>(x.values.length);
  groups.forEach((group, g) => {
    const part = single(1 / group.length);
    for (const { place, parameter } of group) {
      const value = isWeighted ? mul(dy.values[place], scale![parameter]) : dy.values[place];
      const factor = isWeighted || scale === undefined ? stats.inverse[g] : mul(scale[parameter], stats.inverse[g]);
      const away = sums === undefined ? 0 : mul(fma(hat(x.values[place], stats, g), sums.s2[g], sums.s1[g]), part);
      dx[place] = rounded(format, mul(sums === undefined ? value : sub(value, away), factor));
    }
  });
  return dx;
}

/** Layer norm: gradients of scale and shift, chains over the groups. */
export function normParameters(
  x: GoldenTensor,
  dy: GoldenTensor,
  groups: readonly NormGroup[],
  stats: Stats,
  size: number,
  format: RealFormat,
): { readonly scale: number[]; readonly shift: number[] } {
  const scale = new Array<number>(size).fill(0);
  const shift = new Array<number>(size).fill(0);
  groups.forEach((group, g) => {
    for (const { place, parameter } of group) {
      scale[parameter] = fma(dy.values[place], hat(x.values[place], stats, g), scale[parameter]);
      shift[parameter] = add(shift[parameter], dy.values[place]);
    }
  });
  return { scale: scale.map((value) => rounded(format, value)), shift: shift.map((value) => rounded(format, value)) };
}

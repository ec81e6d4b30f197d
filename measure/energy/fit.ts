import { inverse, Matrix, SingularValueDecomposition } from "ml-matrix";
import { activityFrom } from "./activity.js";
import { EVENT_NAMES, EVENTS, type EventName } from "./events.js";
import { PUBLISHED, type PublishedPoint } from "./published.js";

/** Standard deviation of the logarithm of a coefficient before the fit: within a factor of 2 of its share, most likely. */
const DOUBT = Math.log(2);
/** Rounds in which the fit settles; the logarithms change by less than 1e-9 in the last. */
const ROUNDS = 60;
/** A coefficient is determined by the points when they take away this much of its variance. */
const DETERMINED = 0.75;
/** Singular values below this fraction of the largest are zero. */
const ZERO = 1e-9;

/** What an event costs at 0.65 V. */
export interface Coefficient {
  readonly event: EventName;
  /** pJ an event, and its standard deviation. */
  readonly picojoules: number;
  readonly deviation: number;
  /** pJ by its share alone. */
  readonly share: number;
  /** Part of its variance that the published points take away, 0 to 1. */
  readonly determination: number;
  readonly mark: "fitted" | "apportioned";
  /** Name of the point with most weight in it; null for one that is apportioned. */
  readonly by: string | null;
}

/** A published point and what the coefficients make of it. */
export interface Residual {
  readonly point: PublishedPoint;
  /** pJ a clock. */
  readonly model: number;
  /** model / published - 1. */
  readonly error: number;
}

export interface Fit {
  readonly coefficients: readonly Coefficient[];
  /** Covariance of the coefficients in pJ^2. */
  readonly covariance: Matrix;
  readonly residuals: readonly Residual[];
  /** pJ of a cell before the fit: the common scale of all shares. */
  readonly cell: number;
  /** Independent equations among the points, and directions that none of them sees. */
  readonly rank: number;
  readonly nullSpace: number;
}

/** Events in a clock of a point, leakage included. */
function rowOf({ activity, mhz }: PublishedPoint): number[] {
  return [...activityFrom({ ...activity, leakage: 1e3 / mhz })];
}

/**
 * Fits the energy of the events to the published points. There are fewer points than events, so every coefficient starts from its
 * share with a doubt of a factor of 2, and the points correct it: the most likely coefficients, all above 0, by Gauss and Newton.
 * What no point sees keeps its share and its doubt, and both go into every figure.
 */
export function fitEnergy(points: readonly PublishedPoint[] = PUBLISHED): Fit {
  const a = new Matrix(points.map(rowOf));
  const b = Matrix.columnVector(points.map(({ picojoules }) => picojoules));
  const noise = points.map(({ picojoules, tolerance }) => (picojoules * tolerance) ** 2);
  const cells = EVENT_NAMES.map((name) => EVENTS[name].cells);
  const cell = scaleOf(a.mmul(Matrix.columnVector(cells)).to1DArray(), b.to1DArray(), noise);
  const shares = cells.map((count) => count * cell);
  // Logarithms of coefficient / share.
  let logs = Matrix.zeros(shares.length, 1);
  const pico = (): number[] => shares.map((share, i) => share * Math.exp(logs.get(i, 0)));
  let slope = a;
  let gain = a;
  for (let round = 0; round < ROUNDS; round++) {
    slope = a.mmul(Matrix.diag(pico()));
    const seen = Matrix.add(slope.mmul(slope.transpose()).mul(DOUBT ** 2), Matrix.diag(noise));
    gain = slope
      .transpose()
      .mul(DOUBT ** 2)
      .mmul(inverse(seen));
    const missing = Matrix.sub(b, a.mmul(Matrix.columnVector(pico())));
    const next = gain.mmul(missing.add(slope.mmul(logs)));
    // Half of the way keeps the first rounds from overshooting.
    logs = Matrix.add(logs, next).mul(0.5);
  }
  const doubt = Matrix.sub(Matrix.eye(shares.length), gain.mmul(slope)).mul(DOUBT ** 2);
  const coefficients = pico();
  const diagonal = Matrix.diag(coefficients);
  const weighted = slope.transpose().mmul(Matrix.diag(noise.map((variance) => 1 / Math.sqrt(variance))));
  const singular = new SingularValueDecomposition(weighted).diagonal;
  const rank = singular.filter((value) => value > ZERO * singular[0]).length;
  const model = a.mmul(Matrix.columnVector(coefficients)).to1DArray();
  return {
    coefficients: EVENT_NAMES.map((event, i): Coefficient => {
      const determination = 1 - doubt.get(i, i) / DOUBT ** 2;
      const fitted = determination >= DETERMINED;
      const picojoules = coefficients[i];
      return {
        ...{ event, picojoules, deviation: picojoules * Math.sqrt(doubt.get(i, i)), share: shares[i] },
        ...{ determination, mark: fitted ? "fitted" : "apportioned" },
        by: fitted ? heaviest(points, gain.getRow(i)) : null,
      };
    }),
    ...{ covariance: diagonal.mmul(doubt).mmul(diagonal), cell, rank, nullSpace: EVENT_NAMES.length - rank },
    residuals: points.map((point, i) => ({ point, model: model[i], error: model[i] / point.picojoules - 1 })),
  };
}

/** The scale that brings the shares closest to the points, each weighed by its noise. */
function scaleOf(cells: readonly number[], picojoules: readonly number[], noise: readonly number[]): number {
  const sum = (of: (i: number) => number): number => cells.reduce((all, _cell, i) => all + of(i) / noise[i], 0);
  return sum((i) => cells[i] * picojoules[i]) / sum((i) => cells[i] ** 2);
}

function heaviest(points: readonly PublishedPoint[], gains: readonly number[]): string {
  const weights = points.map(({ picojoules }, i) => Math.abs(gains[i] * picojoules));
  return points[weights.indexOf(Math.max(...weights))].name;
}

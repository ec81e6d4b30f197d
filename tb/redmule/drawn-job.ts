import fc from "fast-check";
import { OPERATIONS, TENSOR_FORMATS, type TensorFormat } from "../../hw/redmule/operation.js";
import { defaultPort, type RedmuleParameters } from "../../hw/redmule/parameters.js";
import { DATA_CLASSES, type DataClass } from "../../run/data/tensors.js";
import { spacedBases, type Bases, type Shape } from "../../run/redmule/placed-job.js";

/** A design, a job and its surroundings, small enough to print. */
export interface DrawnJob extends Shape {
  readonly config: Omit<RedmuleParameters, "errata">;
  readonly data: DataClass;
  readonly seed: number;
  readonly stall: number;
  readonly stallSeed: number;
  /** Order of the tensors in memory and the bytes before each. */
  readonly order: readonly number[];
  readonly gaps: readonly number[];
}

const depth = fc.integer({ min: 2, max: 5 });

/** Sound designs: odd numbers of rows and columns, ports from two words to wider than a row, shallow FIFOs. */
export const designs: fc.Arbitrary<DrawnJob["config"]> = fc
  .record({
    L: fc.integer({ min: 1, max: 9 }),
    H: fc.constantFrom(1, 2, 3, 4, 5, 8),
    P: fc.nat(4),
    words: fc.option(fc.integer({ min: 2, max: 14 })),
    addressFifo: depth,
    requestFifo: depth,
    responseFifo: depth,
    streamFifo: depth,
    zStreamFifo: depth,
    storeFifo: depth,
  })
  .map(({ words, ...rest }) => {
    const natural = Math.max(64, Math.ceil(defaultPort(rest.H, rest.P) / 32) * 32);
    return { ...rest, port: words === null ? natural : 32 * words };
  });

const size = (max: number): fc.Arbitrary<number> => fc.integer({ min: 1, max });

export const shapes: fc.Arbitrary<Shape> = fc.record({
  op: fc.constantFrom(...OPERATIONS),
  fmt: fc.constantFrom(...(Object.keys(TENSOR_FORMATS) as TensorFormat[])),
  m: size(30),
  n: size(60),
  k: size(50),
});

export const drawnJobs: fc.Arbitrary<DrawnJob> = fc
  .tuple(
    shapes,
    fc.record({
      config: designs,
      data: fc.constantFrom(...DATA_CLASSES),
      seed: fc.nat(1e6),
      stall: fc.constantFrom(0, 0, 0.1, 0.5, 0.9),
      stallSeed: fc.nat(1e6),
      order: fc.shuffledSubarray([0, 1, 2], { minLength: 3 }),
      gaps: fc.tuple(fc.nat(40), fc.nat(9), fc.nat(9)),
    }),
  )
  .map(([shape, rest]) => ({ ...shape, ...rest }));

/** Bases of a drawn job, close to each other behind where the batch driver would put them, and the first byte behind. */
export function tightBases(drawn: DrawnJob): { bases: Bases; end: number } {
  const { fmt, m, n, k, order, gaps } = drawn;
  const sizes = [m * n, n * k, m * k].map((count) => count * TENSOR_FORMATS[fmt].bytes);
  const bases = [0, 0, 0];
  let at = spacedBases(drawn).end;
  order.forEach((tensor, i) => {
    bases[tensor] = at + gaps[i];
    at = bases[tensor] + sizes[tensor];
  });
  return { bases: [bases[0], bases[1], bases[2]], end: at };
}

/** The command that runs a drawn job again. */
export function replayCommand(drawn: DrawnJob): string {
  const { config, op, fmt, m, n, k, data, seed, stall, stallSeed } = drawn;
  const spaced = spacedBases(drawn).bases;
  const misalign = tightBases(drawn).bases.map((base, i) => base - spaced[i]);
  const job = { config, op, fmt, m, n, k, data, seed, stall, stallSeed, misalign };
  return `echo '${JSON.stringify(job)}' | npx tsx cli/main.ts batch /dev/stdin`;
}

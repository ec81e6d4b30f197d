import { TENSOR_FORMATS, OPERATIONS, type TensorFormat } from "../../../hw/redmule/operation.js";
import type { SpecInput } from "../spec.js";

const FORMAT_NAMES = Object.keys(TENSOR_FORMATS) as TensorFormat[];

const cube = (size: number) => ({ m: size, n: size, k: size });

/** Utilisation over M, N and K: steps of 4 show the tiles of 12 x 16, N is dense where the tiles are short. */
export const SHAPES: SpecInput = {
  product: {
    n: [1, 2, 3, 4, 6, 8, 12, 16, 20, 24, 32, 40, 48, 56, 64, 80, 96],
    m: { from: 4, to: 96, step: 4 },
    k: { from: 4, to: 96, step: 4 },
  },
};

/** Arrays of any two powers of two, and a small and a large product. */
export const SCALING: SpecInput = {
  list: [64, 192].map(cube),
  product: { L: { from: 2, to: 32, times: 2 }, H: { from: 2, to: 32, times: 2 } },
};

/** A 96 x 96 x 96 product beside eight masters, under both arbiters. */
export const CONTENTION: SpecInput = {
  base: { memory: "tcdm", maxClocks: 200_000 },
  list: [
    ...(["cores", "redmule"] as const).flatMap((priority) =>
      [0, 1, 2, 5, 10].map((maxStall) => ({ arbiter: "f7fbfcd" as const, priority, maxStall })),
    ),
    ...(["cores", "redmule"] as const).flatMap((priority) =>
      [1, 3].map((numerator) => ({ arbiter: "d6a4872" as const, priority, numerator, denominator: 4 })),
    ),
  ],
  product: { load: [0, 0.1, 0.2, 0.3, 0.5, 0.7, 1] },
};

/** The papers' two instances: one port, twice the compute elements in a row. */
export const FORMATS: SpecInput = {
  base: { port: 288 },
  list: [24, 48, 96, 192].map(cube),
  product: { fmt: FORMAT_NAMES, H: [4, 8] },
};

/** All operations on a shape that fills the tiles, and on one that does not. */
export const GEMM_OPS: SpecInput = {
  list: [cube(96), { m: 50, n: 49, k: 51 }],
  product: { op: OPERATIONS, fmt: FORMAT_NAMES },
};

/** FIFOs of the streamer, and latency: pipeline registers of a compute element, and requests that the memory refuses. */
export const BUFFERS: SpecInput = {
  base: { m: 48, n: 96, k: 96 },
  product: {
    P: [1, 3, 5],
    requestFifo: [2, 4, 8],
    responseFifo: [2, 4, 8],
    streamFifo: [2, 4, 8],
    stall: [0, 0.2, 0.4],
  },
};

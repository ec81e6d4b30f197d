import { FGCS_2023 } from "../../papers.js";
import type { PointInput } from "../point.js";
import type { SpecInput } from "../spec.js";

const cube = (size: number): PointInput => ({ m: size, n: size, k: size });
const BEST_EFFICIENCY: PointInput = FGCS_2023.efficient;
/** M, N and K for DATE 2022. Its abstract names no shape; at this one the model has the abstract's utilisation. */
export const DATE_SIZE = 64;
/** RedMulE, DATE 2022. */
const DATE: PointInput = { L: 8, ...cube(DATE_SIZE) };
/** RedMulE, FGCS 2023, in FP16 and in FP8. */
const FP16: PointInput = cube(96);
const FP8: PointInput = { H: 8, port: 288, fmt: "fp8", ...cube(192) };

/** The points from which the table of the papers' figures is made, by name. */
export const PAPER_POINTS = {
  date: DATE,
  dateProduct: { ...DATE, op: "MATMUL" },
  dateEfficient: { ...DATE, ...BEST_EFFICIENCY },
  fp16: FP16,
  fp8: FP8,
  fp16Efficient: { ...FP16, ...BEST_EFFICIENCY },
  fp8Efficient: { ...FP8, ...BEST_EFFICIENCY },
  opsFp16Efficient: { ...FP16, op: "ADDMAX", ...BEST_EFFICIENCY },
  opsFp8Efficient: { ...FP8, op: "ADDMAX", ...BEST_EFFICIENCY },
} as const satisfies Record<string, PointInput>;

export type PaperPoint = keyof typeof PAPER_POINTS;

export const PAPER: SpecInput = {
  list: Object.entries(PAPER_POINTS).map(([name, point]) => ({ about: { name }, ...point })),
};

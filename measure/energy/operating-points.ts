import { FGCS_2023 } from "../papers.js";

/** Clock in MHz and supply in V. */
export interface OperatingPoint {
  readonly mhz: number;
  readonly volt: number;
}

/** Operating points of the papers' cluster, by the names of `--point`. */
export const POINTS = ["0.65V", "0.8V"] as const;
export type Point = (typeof POINTS)[number];

export const OPERATING_POINTS: Readonly<Record<Point, OperatingPoint>> = {
  "0.65V": FGCS_2023.efficient,
  "0.8V": { mhz: FGCS_2023.mhz, volt: FGCS_2023.volt },
};

/** Milliseconds of clocks at a point. */
export const milliseconds = (clocks: number, { mhz }: OperatingPoint): number => clocks / mhz / 1e3;

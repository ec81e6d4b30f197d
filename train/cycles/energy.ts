/** Operating points of the papers' cluster. */
export const POINTS = ["0.65V", "0.8V"] as const;
export type Point = (typeof POINTS)[number];

/** Clock of a point, and power while the cores work alone and while RedMulE works, the whole cluster each time. */
export interface OperatingPoint {
  readonly megahertz: number;
  readonly milliwatt: { readonly cores: number; readonly fp16: number; readonly fp8: number };
  /** Where the powers come from, for the report. */
  readonly source: string;
}

/**
 * 0.65 V, 470 MHz: 755 and 920 GFLOPS/W of FP16 and FP8 products at 99.4 % utilisation (RedMulE, FGCS 2023) are 59.4 and 97.5 mW; the
 * cores alone by the software baseline of RedMulE, DATE 2022 (22 times slower, 4.65 times less efficient than 43.5 mW): 9.2 mW.
 * 0.8 V, 613 MHz: no consistent power is published; scaled by f V^2.
 */
const EFFICIENT = { cores: 9.2, fp16: 59.4, fp8: 97.5 };
const SCALE = (613 / 470) * (0.8 / 0.65) ** 2;

export const OPERATING_POINTS: Readonly<Record<Point, OperatingPoint>> = {
  "0.65V": { megahertz: 470, milliwatt: EFFICIENT, source: "published efficiencies at 0.65 V" },
  "0.8V": {
    megahertz: 613,
    milliwatt: { cores: EFFICIENT.cores * SCALE, fp16: EFFICIENT.fp16 * SCALE, fp8: EFFICIENT.fp8 * SCALE },
    source: "published efficiencies at 0.65 V, scaled by f V^2",
  },
};

/** Milliseconds of clocks at a point. */
export const milliseconds = (clocks: number, { megahertz }: OperatingPoint): number => clocks / megahertz / 1e3;

/** Microjoules of clocks, of which RedMulE worked in some. */
export function microjoules(clocks: number, redmule: number, eightBit: boolean, point: OperatingPoint): number {
  const { cores, fp16, fp8 } = point.milliwatt;
  return (redmule * (eightBit ? fp8 : fp16) + (clocks - redmule) * cores) / point.megahertz / 1e3;
}

import { UsageError } from "../../hw/errors.js";

/** How pictures are to look in a file; lengths in CSS pixels, 1/96 inch. */
export interface Style {
  /** Of the whole picture; null: as it comes. */
  readonly width: number | null;
  readonly height: number | null;
  /** A family of fonts, or the path of a TrueType or OpenType file. */
  readonly font: string | null;
  /** Of the numbers along the sides; everything else grows with it. */
  readonly fontSize: number;
  /** Without title and without the line that says where it comes from. */
  readonly isBare: boolean;
}

/** Of the numbers along the sides, in pixels, when nothing is said. */
export const FONT_SIZE = 11;

export const PLAIN: Style = { width: null, height: null, font: null, fontSize: FONT_SIZE, isBare: false };

export const FORMATS = ["svg", "png", "pdf"] as const;

/** What the pictures of a report are to be. */
export interface Output {
  readonly format: (typeof FORMATS)[number];
  readonly style: Style;
  /** Pixels an inch of PNG. */
  readonly dpi: number;
}

export const SVG_FILES: Output = { format: "svg", style: PLAIN, dpi: 192 };

/** Pixels of a unit. */
const UNITS: Readonly<Record<string, number>> = { px: 1, pt: 4 / 3, mm: 96 / 25.4, cm: 96 / 2.54, in: 96 };
const LEAST = 60;
const MOST = 10_000;

/**
 * The size of a picture, "84mm" or "480x320" or "3.3x2.2in", in pixels.
 * @throws UsageError for another text, or a side that no picture has
 */
export function parseSize(text: string): { readonly width: number; readonly height: number | null } {
  const [, first, second, unit = "px"] =
    /^([\d.]+)(?:x([\d.]+))?(px|pt|mm|cm|in)?$/.exec(text.replaceAll(" ", "")) ?? [];
  const sides = [first, second].map((side) => (side === undefined ? null : Number(side) * UNITS[unit]));
  const [width, height] = sides;
  if (width === null || sides.some((side) => side !== null && !(side >= LEAST && side <= MOST))) {
    throw new UsageError(
      `--size "${text}" is no size of a picture: give a width such as 84mm or width and height such as 480x320px, ${LEAST} to ${MOST} pixels each (px, pt, mm, cm or in).`,
    );
  }
  return { width, height: height ?? null };
}

import { parse, textMetrics, View, type Spec } from "vega";
import { compile, type Config } from "vega-lite";
import { adaptive, INK, LINE, PAGE, QUIET, SERIES } from "./colours.js";
import { fitted } from "./fit.js";
import { escaped } from "./markup.js";
import type { PictureSpec } from "./spec.js";
import { FONT_SIZE, PLAIN, type Style } from "./style.js";
import type { Picture } from "./study.js";

declare module "vega" {
  /** What vega takes for the width of a text; its typings leave it out. */
  export const textMetrics: { width: (item: { readonly fontSize?: number }, text: unknown) => number };
}

const FONT = "system-ui, sans-serif";
/** Widths of capital and other letters as shares of the font size: without a canvas vega takes 0.8 for all, and leaves gaps. */
const CAPITAL = 0.75;
const LETTER = 0.61;
textMetrics.width = ({ fontSize = FONT_SIZE }, text) =>
  [...String(text ?? "")].reduce((sum, sign) => sum + fontSize * (/[A-Z]/.test(sign) ? CAPITAL : LETTER), 0);

/** Room below a picture for the line that says where it comes from, in letters of the numbers along the sides. */
const FOOT = 2;

/** Everything that pictures have in common. */
function configOf({ font, fontSize, width }: Style): Config {
  const [small, large] = [{ labelFontSize: fontSize, titleFontSize: (12 / 11) * fontSize }, (12 / 11) * fontSize];
  return {
    background: PAGE,
    font: familyOf(font),
    padding: 12,
    // Names of single marks would be most of the file; the picture as a whole has a title and a description.
    aria: false,
    view: { stroke: null },
    axis: {
      ...{ labelColor: QUIET, titleColor: INK, gridColor: LINE, tickColor: QUIET, domainColor: QUIET },
      ...{ ...small, titleFontWeight: "normal", titlePadding: 8 },
      ...{ labelOverlap: true, labelFlush: false, labelLimit: 200 },
    },
    legend: {
      ...{ labelColor: INK, titleColor: INK, ...small, titleFontWeight: "normal" },
      ...{ symbolType: "square", symbolStrokeWidth: 1.5, labelLimit: 240, titleLimit: 300, gradientStrokeColor: LINE },
      ...{ symbolBaseFillColor: INK, symbolBaseStrokeColor: INK },
      ...(isNarrow(width) && { orient: "bottom", columns: 1 }),
    },
    title: {
      ...{ color: INK, fontSize: large, fontWeight: 600, anchor: "start" },
      ...{ subtitleColor: QUIET, subtitleFontSize: fontSize },
    },
    text: { color: INK, fontSize },
    rule: { color: QUIET },
    range: { category: [...SERIES] },
    concat: { spacing: 28 },
  };
}

/** Pictures narrower than this have no room for a legend beside them. */
const NARROW = 440;

const isNarrow = (width: number | null): boolean => width !== null && width < NARROW;

/** A family as SVG names it; that of a file is known to whoever draws letters. */
export function familyOf(font: string | null): string {
  return font === null ? FONT : isFontFile(font) ? "sans-serif" : font.includes(",") ? font : `${font}, ${FONT}`;
}

export function isFontFile(font: string): boolean {
  return /\.(ttf|otf)$/i.test(font);
}

/**
 * A picture as SVG that follows the reader's colour scheme.
 * @param origin the command and the version that made it, written below
 */
export async function draw(picture: Picture, origin: string, style: Style = PLAIN): Promise<string> {
  return `${adaptive(await drawn(picture, origin, style))}\n`;
}

/** A picture as SVG in light colours, for converters that know no style sheets. */
export async function drawn(picture: Picture, origin: string, style: Style): Promise<string> {
  const { name, title, caption, spec } = picture;
  const { width, height, fontSize } = style;
  const render = (changed: PictureSpec): Promise<string> => svgOf(picture, changed, style);
  const linesAt = (pixels: number): readonly string[] => (style.isBare ? [] : wrapped(origin, pixels, fontSize));
  const foot = footOf(linesAt(width ?? 0).length, fontSize);
  const svg = await fitted(spec, render, { width, height, foot, letters: fontSize / FONT_SIZE });
  const whole = svg
    .replaceAll(/id="(\w+)"/g, `id="${name}-$1"`)
    // Cells that touch show no seam.
    .replaceAll('<g class="mark-rect', '<g shape-rendering="crispEdges" class="mark-rect')
    .replaceAll(/url\(#(\w+)\)/g, `url(#${name}-$1)`)
    .replace(/^<svg [^>]*>/, (head) => `${head}<title>${escaped(title)}</title><desc>${escaped(caption)}</desc>`);
  return withFoot(whole, linesAt, style);
}

/** A text in lines of so many letters at most. */
function broken(text: string, letters: number): string[] {
  const lines = [""];
  for (const word of text.split(" ")) {
    const longer = `${lines.at(-1)} ${word}`.trimStart();
    if (longer.length > letters && lines.at(-1) !== "") lines.push(word);
    else lines[lines.length - 1] = longer;
  }
  return lines;
}

async function svgOf({ title }: Picture, spec: PictureSpec, style: Style): Promise<string> {
  const shared = { resolve: { scale: { color: "shared" } } } as const;
  const fontSize = (15 / 11) * style.fontSize;
  const letters = style.width === null ? Infinity : Math.max(16, (style.width - 24) / (LETTER * fontSize));
  const heading = { text: broken(title, letters), fontSize, offset: 12 };
  const headed = { ...shared, ...spec, ...(!style.isBare && { title: heading }), config: configOf(style) };
  const view = new View(parse(compile(headed).spec as Spec), { renderer: "none" });
  const svg = await view.toSVG();
  view.finalize();
  return svg;
}

/** A command in lines that are no wider than a picture, each that goes on with a sign for it; its comment may have a line of its own. */
function wrapped(origin: string, pixels: number, fontSize: number): readonly string[] {
  const most = Math.max(24, Math.floor((pixels - 24) / (LETTER * SMALL * fontSize)));
  const [command, comment = ""] = origin.split(/ (?=# )/);
  const lines: string[] = [];
  for (const word of command.split(" ")) {
    const longer = lines.length === 0 ? word : `${lines.at(-1)} ${word}`;
    if (lines.length === 0 || longer.length + 2 > most) lines.push(word);
    else lines[lines.length - 1] = longer;
  }
  const told = lines.map((line, i) => (i < lines.length - 1 ? `${line} \\` : line));
  const last = `${told.at(-1)} ${comment}`.trimEnd();
  return last.length <= most ? [...told.slice(0, -1), last] : [...told, comment].filter((line) => line !== "");
}

/** The lines below a picture have letters of this share of the size of those along its sides. */
const SMALL = 10 / 11;

function footOf(lines: number, fontSize: number): number {
  return lines === 0 ? 0 : (FOOT + (lines - 1) * 1.2) * fontSize;
}

/** Lengthens a picture by lines of text, and gives it the size that was asked for. */
function withFoot(
  svg: string,
  linesAt: (pixels: number) => readonly string[],
  { width, height, font, fontSize }: Style,
): string {
  const [, wide, high] = /width="(\d+)" height="(\d+)"/.exec(svg)!.map(Number);
  const lines = linesAt(wide);
  const whole = rounded(high + footOf(lines.length, fontSize));
  const look = `font-family="${familyOf(font)}" font-size="${rounded(SMALL * fontSize)}px" fill="${QUIET}"`;
  const foot = lines.map((line, i) => {
    const y = rounded(whole - 12 - (lines.length - 1 - i) * 1.2 * fontSize);
    return `<text x="12" y="${y}" ${look}>${escaped(line)}</text>`;
  });
  const shown = width ?? wide;
  return svg
    .replaceAll(`height="${high}"`, `height="${whole}"`)
    .replace(
      `width="${wide}" height="${whole}" viewBox="0 0 ${wide} ${high}"`,
      `width="${rounded(shown)}" height="${rounded(height ?? (whole * shown) / wide)}" viewBox="0 0 ${wide} ${whole}" role="img"`,
    )
    .replace(/<\/svg>$/, `${foot.join("")}</svg>`);
}

const rounded = (length: number): number => Number(length.toFixed(2));

import { parse, textMetrics, View, type Spec } from "vega";
import { compile, type Config } from "vega-lite";
import { adaptive, INK, LINE, PAGE, QUIET, SERIES } from "./colours.js";
import { escaped } from "./markup.js";
import type { Picture } from "./study.js";

declare module "vega" {
  /** What vega takes for the width of a text; its typings leave it out. */
  export const textMetrics: { width: (item: { readonly fontSize?: number }, text: unknown) => number };
}

const FONT = "system-ui, sans-serif";
/** Widths of capital and other letters as shares of the font size: without a canvas vega takes 0.8 for all, and leaves gaps. */
const CAPITAL = 0.75;
const LETTER = 0.61;
textMetrics.width = ({ fontSize = 11 }, text) =>
  [...String(text ?? "")].reduce((sum, sign) => sum + fontSize * (/[A-Z]/.test(sign) ? CAPITAL : LETTER), 0);

/** Everything that pictures have in common. */
const CONFIG: Config = {
  background: PAGE,
  font: FONT,
  padding: 12,
  // Names of single marks would be most of the file; the picture as a whole has a title and a description.
  aria: false,
  view: { stroke: null },
  axis: {
    ...{ labelColor: QUIET, titleColor: INK, gridColor: LINE, tickColor: QUIET, domainColor: QUIET },
    ...{ labelFontSize: 11, titleFontSize: 12, titleFontWeight: "normal", titlePadding: 8 },
    ...{ labelOverlap: true, labelFlush: false, labelLimit: 200 },
  },
  legend: {
    ...{ labelColor: INK, titleColor: INK, labelFontSize: 11, titleFontSize: 12, titleFontWeight: "normal" },
    ...{ symbolType: "square", symbolStrokeWidth: 1.5, labelLimit: 240, titleLimit: 300, gradientStrokeColor: LINE },
    ...{ symbolBaseFillColor: INK, symbolBaseStrokeColor: INK },
  },
  title: { color: INK, fontSize: 12, fontWeight: 600, anchor: "start", subtitleColor: QUIET, subtitleFontSize: 11 },
  text: { color: INK, fontSize: 11 },
  rule: { color: QUIET },
  range: { category: [...SERIES] },
  concat: { spacing: 28 },
};

/** Room below a picture for the line that says where it comes from. */
const FOOT = 22;

/**
 * A picture as an SVG file that follows the reader's colour scheme.
 * @param origin the command and the version that made it, written below
 */
export async function draw({ name, title, caption, spec }: Picture, origin: string): Promise<string> {
  const shared = { resolve: { scale: { color: "shared" } } } as const;
  const headed = { ...shared, ...spec, title: { text: title, fontSize: 15, offset: 12 }, config: CONFIG };
  const view = new View(parse(compile(headed).spec as Spec), { renderer: "none" });
  const svg = await view.toSVG();
  view.finalize();
  const whole = svg
    .replaceAll(/id="(\w+)"/g, `id="${name}-$1"`)
    // Cells that touch show no seam.
    .replaceAll('<g class="mark-rect', '<g shape-rendering="crispEdges" class="mark-rect')
    .replaceAll(/url\(#(\w+)\)/g, `url(#${name}-$1)`)
    .replace(/^<svg [^>]*>/, (head) => `${head}<title>${escaped(title)}</title><desc>${escaped(caption)}</desc>`);
  return `${adaptive(withFoot(whole, origin))}\n`;
}

/** Lengthens a picture by a line of text. */
function withFoot(svg: string, text: string): string {
  const [, width, height] = /width="(\d+)" height="(\d+)"/.exec(svg)!;
  const longer = Number(height) + FOOT;
  const line = `<text x="12" y="${longer - 12}" font-family="${FONT}" font-size="10px" fill="${QUIET}">${escaped(text)}</text>`;
  return svg
    .replaceAll(`height="${height}"`, `height="${longer}"`)
    .replace(`viewBox="0 0 ${width} ${height}"`, `viewBox="0 0 ${width} ${longer}" role="img"`)
    .replace(/<\/svg>$/, `${line}</svg>`);
}

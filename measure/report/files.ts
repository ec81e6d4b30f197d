import { converted } from "./convert.js";
import { draw, drawn } from "./draw.js";
import { pageOf, type Figure, type PageText } from "./page.js";
import { PLAIN, type Output, type Style } from "./style.js";
import type { Finding } from "./study.js";

/** A file of a report. */
export interface ReportFile {
  readonly name: string;
  readonly content: string | Uint8Array;
}

export const PAGE_FILE = "index.html";

/** For pages of the width of a hand, of pictures up to so many letters of SVG. */
const NARROW: Style = { ...PLAIN, width: 344 };
const LARGE = 150_000;

/**
 * The files of a report: each picture as it was asked for, `more`, and a page with everything in its own style.
 * @param text what the page says; the line below every picture is its `origin`
 * @throws UsageError where a format needs a font that is not there
 */
export async function reportFiles(
  text: PageText,
  findings: readonly Finding[],
  output: Output,
  more: readonly ReportFile[] = [],
): Promise<readonly ReportFile[]> {
  const { format, style } = output;
  const figures: Figure[] = [];
  const files: ReportFile[] = [];
  for (const { spec, ...told } of findings) {
    if (spec === null) {
      figures.push({ ...told, svg: null, narrow: null });
      continue;
    }
    const picture = { ...told, spec };
    const svg = await draw(picture, text.origin);
    const narrow =
      svg.length > LARGE ? null : await draw({ ...picture, name: `${told.name}-narrow` }, text.origin, NARROW);
    figures.push({ ...told, svg, narrow });
    const isPlain = format === "svg" && style === PLAIN;
    const content = isPlain
      ? svg
      : format === "svg"
        ? await draw(picture, text.origin, style)
        : await converted(await drawn(picture, text.origin, style), output);
    files.push({ name: `${told.name}.${format}`, content });
  }
  return [...files, ...more, { name: PAGE_FILE, content: pageOf(text, figures) }];
}

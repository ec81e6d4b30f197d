import { existsSync } from "node:fs";
import { UsageError } from "../../hw/errors.js";
import { isFontFile } from "./draw.js";
import { FONT_SIZE, type Output } from "./style.js";

/** CSS pixels and points of an inch. */
const PIXELS = 96;
const POINTS = 72;
/** Families that are tried for letters without serifs where nothing is said. */
const SANS = ["Helvetica", "Arial", "Liberation Sans", "DejaVu Sans", "Noto Sans", "Roboto"];

/** A drawing in light colours as PNG or PDF. @throws UsageError without a font for its letters */
export async function converted(svg: string, { format, style, dpi }: Output): Promise<Uint8Array> {
  const { font } = style;
  if (font !== null && isFontFile(font) && !existsSync(font)) {
    throw new UsageError(
      `--font "${font}" is not there: give the path of a .ttf or .otf file, or the name of a family.`,
    );
  }
  return format === "png" ? pngOf(svg, font, dpi) : pdfOf(svg, font);
}

async function pngOf(svg: string, font: string | null, dpi: number): Promise<Uint8Array> {
  const { Resvg } = await import("@resvg/resvg-js");
  const file = font !== null && isFontFile(font) ? font : null;
  const of = (text: string, family: string) =>
    new Resvg(text, {
      fitTo: { mode: "zoom", value: dpi / PIXELS },
      font: {
        loadSystemFonts: file === null,
        ...(file !== null && { fontFiles: [file] }),
        ...{ defaultFontFamily: family, sansSerifFamily: family },
      },
    });
  const families = [...(font === null || file !== null ? [] : [font]), ...SANS];
  const family = families.find((name) => of(lettersOf(name), name).getBBox() !== undefined) ?? families[0];
  if (of(lettersOf(family), family).getBBox() === undefined) {
    throw new UsageError(
      "No font is installed, so that a PNG would have no letters: install one, for example fonts-dejavu-core, or give --font FILE.ttf.",
    );
  }
  return of(svg, family).render().asPng();
}

/** A drawing of letters alone, to see whether there are any. */
function lettersOf(family: string): string {
  return `<svg xmlns="http://www.w3.org/2000/svg" width="99" height="20"><text y="15" font-family="${family}" font-size="${FONT_SIZE}">M</text></svg>`;
}

/** The families that every reader of PDF has: regular and bold. */
const STANDARD = {
  sans: ["Helvetica", "Helvetica-Bold"],
  serif: ["Times-Roman", "Times-Bold"],
  mono: ["Courier", "Courier-Bold"],
} as const;

/** Letters of the standard fonts beyond ISO 8859-1, and what stands for those that they lack. */
const KNOWN = /[^\x20-\xff\u2013\u2014\u2018\u2019\u201c\u201d\u2022\u2026\u20ac\s]/;
const INSTEAD: readonly (readonly [RegExp, string])[] = [
  [/\u2212/g, "\u2013"],
  [/\u202f/g, "\u00a0"],
];

async function pdfOf(svg: string, font: string | null): Promise<Uint8Array> {
  const [{ default: PDFDocument }, { default: SVGtoPDF }] = await Promise.all([
    import("pdfkit"),
    import("svg-to-pdfkit"),
  ]);
  const file = font !== null && isFontFile(font) ? font : null;
  const text = file === null ? INSTEAD.reduce((all, [sign, other]) => all.replaceAll(sign, other), svg) : svg;
  const unknown = file === null ? KNOWN.exec(text.replaceAll(/<(title|desc)>[^]*?<\/\1>/g, "")) : null;
  if (unknown !== null) {
    throw new UsageError(
      `The letter "${unknown[0]}" is not in the fonts that every PDF has: give --font FILE.ttf with it.`,
    );
  }
  const [width, height] = /width="([\d.]+)" height="([\d.]+)"/.exec(text)!.slice(1).map(Number);
  const size: [number, number] = [(width * POINTS) / PIXELS, (height * POINTS) / PIXELS];
  // The date would make every file another one.
  const document = new PDFDocument({ size, margin: 0, info: { CreationDate: new Date(0), ModDate: new Date(0) } });
  const chunks: Uint8Array[] = [];
  document.on("data", (chunk: Uint8Array) => chunks.push(chunk));
  const done = new Promise((resolve, reject) => document.on("end", resolve).on("error", reject));
  const [regular, bold] = STANDARD[kindOf(font ?? "")];
  SVGtoPDF(document, text, 0, 0, {
    fontCallback: (_, isBold) => file ?? (isBold ? bold : regular),
  });
  document.end();
  await done;
  return Buffer.concat(chunks);
}

function kindOf(family: string): keyof typeof STANDARD {
  if (/mono|courier|code/i.test(family)) return "mono";
  return /times|(?<!sans.?)serif|roman|palatino|georgia|garamond/i.test(family) ? "serif" : "sans";
}

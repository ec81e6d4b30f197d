import { writeFileSync } from "node:fs";

const STYLE = `
  .page { fill: #ffffff } .frame { fill: none; stroke: #6a737d; stroke-width: 1.2 }
  .box { fill: #eef3fa; stroke: #33507a; stroke-width: 1.2 } .data { fill: #fdf1de; stroke: #8a5a12 }
  .cell { fill: #fbdfb3; stroke: #8a5a12; stroke-width: 0.8 } .memory { fill: #e6f4e6; stroke: #2f6b35 }
  text { font-family: system-ui, "DejaVu Sans", sans-serif; font-size: 13px; fill: #1b1f24 }
  .file { font-size: 10.5px; fill: #57606a } .title { font-weight: bold }
  .wire { fill: none; stroke: #1b1f24; stroke-width: 1.6 } .control { stroke: #33507a; stroke-width: 1.1; stroke-dasharray: 4 3 }
  .head { fill: #1b1f24 }
  @media (prefers-color-scheme: dark) {
    .page { fill: #0d1117 } .frame { stroke: #8b949e } .box { fill: #17263d; stroke: #7aa2e0 }
    .data { fill: #33260f; stroke: #e0a84a } .cell { fill: #5a4318; stroke: #e0a84a } .memory { fill: #142c18; stroke: #6cc07a }
    text { fill: #e6edf3 } .file { fill: #9da7b3 } .wire { stroke: #e6edf3 } .control { stroke: #7aa2e0 } .head { fill: #e6edf3 }
  }`;

/** Height of the line with the title. */
const TITLE = 30;

const HEAD =
  '<marker id="head" viewBox="0 0 8 8" refX="7.5" refY="4" markerWidth="8" markerHeight="8" markerUnits="userSpaceOnUse" orient="auto"><path d="M0 0.8L8 4L0 7.2z" class="head"/></marker>';

/** A drawing for docs/: boxes, frames, arrows and text in pixels, readable in light and dark. */
export class Drawing {
  private readonly parts: string[] = [];
  private readonly width: number;
  private readonly height: number;
  private readonly title: string;

  /** @param title stands above the drawing: the job that it shows; nothing for a drawing without one */
  constructor(width: number, height: number, title = "") {
    this.width = width;
    this.height = height;
    this.title = title;
  }

  draw(svg: string): void {
    this.parts.push(`  ${svg}`);
  }

  text(x: number, y: number, content: string, cls = "", anchor = "middle"): void {
    this.draw(`<text x="${x}" y="${y}" class="${cls}" text-anchor="${anchor}">${content}</text>`);
  }

  rect(x: number, y: number, w: number, h: number, cls: string, rx = 0): void {
    this.draw(`<rect x="${x}" y="${y}" width="${w}" height="${h}"${rx ? ` rx="${rx}"` : ""} class="${cls}"/>`);
  }

  /** A block with its name and, smaller, the file that holds it. */
  box(x: number, y: number, w: number, h: number, name: string, file: string, cls = ""): void {
    this.draw(`<rect x="${x}" y="${y}" width="${w}" height="${h}" rx="4" class="box ${cls}"/>`);
    this.text(x + w / 2, y + h / 2 - (file ? 3 : -4), name);
    if (file) this.text(x + w / 2, y + h / 2 + 12, file, "file");
  }

  frame(x: number, y: number, w: number, h: number, name: string, file: string, indent = 12): void {
    this.draw(`<rect x="${x}" y="${y}" width="${w}" height="${h}" rx="8" class="frame"/>`);
    this.draw(
      `<text x="${x + indent}" y="${y + 19}"><tspan class="title">${name}</tspan><tspan class="file" dx="10">${file}</tspan></text>`,
    );
  }

  /** A line through corners given as x, y pairs, with an arrow head at its end. */
  arrow(points: readonly number[], cls = ""): void {
    this.draw(`<polyline points="${pairs(points)}" class="wire ${cls}" marker-end="url(#head)"/>`);
  }

  line(points: readonly number[], cls = ""): void {
    this.draw(`<polyline points="${pairs(points)}" class="wire ${cls}"/>`);
  }

  /**
   * Writes the SVG.
   * @param file inside docs/
   * @param label what the drawing shows, for those who do not see it
   */
  save(file: string, label: string): void {
    const { width, parts, title } = this;
    const height = this.height + (title === "" ? 0 : TITLE);
    const body = [`<rect width="${width}" height="${height}" class="page"/>`, ...parts.map((part) => part.trim())];
    if (title !== "") {
      body.splice(1, 0, `<text x="20" y="22" class="title">${title}</text>`, `<g transform="translate(0 ${TITLE})">`);
      body.push("</g>");
    }
    writeFileSync(
      new URL(`../docs/${file}`, import.meta.url),
      `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="${label}">
  <style>${STYLE}
  </style>
  <defs>${HEAD}</defs>
${body.map((part) => `  ${part}`).join("\n")}
</svg>
`,
    );
  }
}

function pairs(points: readonly number[]): string {
  const found: string[] = [];
  for (let i = 0; i < points.length; i += 2) found.push(`${points[i]},${points[i + 1]}`);
  return found.join(" ");
}

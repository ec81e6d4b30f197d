import { INK, LINE, ON_DARK, PAGE, QUIET } from "./colours.js";
import { escaped } from "./markup.js";

/** What a page says around its pictures. */
export interface PageText {
  readonly title: string;
  /** Sentences below the heading. */
  readonly lead: readonly string[];
  /** Jobs without a right result: a sentence on all, and a row for each of the first. */
  readonly wrong: { readonly sentence: string; readonly rows: readonly (readonly string[])[] } | null;
  /** The commands and the version that made it. */
  readonly origin: string;
  /** What a reader may unfold at the end, in JSON. */
  readonly details: { readonly summary: string; readonly text: string } | null;
}

/** A picture on the page. */
export interface Figure {
  readonly name: string;
  readonly title: string;
  readonly caption: string;
  /** Null where the caption says all. */
  readonly svg: string | null;
  /** The same for a narrow page; null where it would be too much. */
  readonly narrow: string | null;
}

const variables = (colour: (light: string) => string): string =>
  `--ink: ${colour(INK)}; --quiet: ${colour(QUIET)}; --line: ${colour(LINE)}; --page: ${colour(PAGE)};`;

const STYLE = `
:root { color-scheme: light dark; ${variables((light) => light)} --wrong: #b3261e; }
@media (prefers-color-scheme: dark) { :root { ${variables((light) => ON_DARK[light])} --wrong: #ff8a7a; } }
body { font: 15px/1.5 system-ui, sans-serif; color: var(--ink); background: var(--page); margin: 2rem auto;
  max-width: 68rem; padding: 0 1rem; }
h1 { font-size: 1.5rem; margin-bottom: .4rem; } p { margin: .3rem 0; } a { color: inherit; }
nav ul { padding-left: 1.2rem; color: var(--quiet); }
h2 { font-size: 15px; margin: .2rem 0; } section h2, section p { padding-left: 12px; max-width: 50rem; }
main section { margin: 1.6rem 0; padding-top: .8rem; border-top: 1px solid var(--line); } main section p { color: var(--quiet); }
figure { margin: 1.6rem 0; padding-top: .8rem; border-top: 1px solid var(--line); }
figure div { overflow-x: auto; } figcaption { max-width: 50rem; color: var(--quiet); padding-left: 12px; }
svg { height: auto; max-width: 100%; } .narrow { display: none; }
@media (max-width: 44rem) { svg { max-width: none; } .narrow { display: block; } .wide { display: none; } }
.wrong { border-left: 4px solid var(--wrong); padding-left: .8rem; } .wrong p { color: var(--wrong); font-weight: 600; }
table { border-collapse: collapse; font-size: .87rem; } td, th { text-align: left; padding: .1rem .8rem .1rem 0; }
th { color: var(--quiet); font-weight: normal; } pre { overflow-x: auto; white-space: pre-wrap; overflow-wrap: anywhere; border: 1px solid var(--line); padding: .6rem; }
footer { border-top: 1px solid var(--line); padding-top: .8rem; }
`;

/** A report as one HTML page without any other file and without scripts; the colours follow the reader's scheme. */
export function pageOf({ title, lead, wrong, origin, details }: PageText, figures: readonly Figure[]): string {
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escaped(title)}</title><style>${STYLE}</style></head><body>
<h1>${escaped(title)}</h1>
${lead.map((sentence) => `<p>${escaped(sentence)}</p>`).join("\n")}
${wrong === null ? "" : wrongOf(wrong)}
<nav><ul>${figures.map(({ name, title: of }) => `<li><a href="#${name}">${escaped(of)}</a></li>`).join("")}</ul></nav>
<main>
${figures.map(figureOf).join("\n")}
</main>
<footer><p>Made by</p><pre>${escaped(origin)}</pre>
${details === null ? "" : detailsOf(details)}</footer>
</body></html>
`;
}

function detailsOf({ summary, text }: NonNullable<PageText["details"]>): string {
  return `<details><summary>${escaped(summary)}</summary><pre>${escaped(text)}</pre></details>`;
}

function figureOf({ name, title, caption, svg, narrow }: Figure): string {
  if (svg === null) return `<section id="${name}"><h2>${escaped(title)}</h2><p>${escaped(caption)}</p></section>`;
  const drawing =
    narrow === null ? `<div>${svg}</div>` : `<div class="wide">${svg}</div><div class="narrow">${narrow}</div>`;
  return `<figure id="${name}">${drawing}<figcaption>${escaped(caption)}</figcaption></figure>`;
}

function wrongOf({ sentence, rows }: NonNullable<PageText["wrong"]>): string {
  const cells = (row: readonly string[]): string => row.map((cell) => `<td>${escaped(cell)}</td>`).join("");
  return `<section class="wrong"><p>${escaped(sentence)}</p>
<table><thead><tr><th>point</th><th>job</th><th>result</th></tr></thead><tbody>
${rows.map((row) => `<tr>${cells(row)}</tr>`).join("\n")}
</tbody></table></section>`;
}

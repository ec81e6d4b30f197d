import { parseStep } from "./step-file.js";

/** The element with a step inside a page. */
export const EMBEDDED = "step-data";

/**
 * A page with a step in it, which it shows first.
 * @param page the page as it was built
 * @param text what `redmule train --json --timeline` printed
 * @throws UsageError where that is something else
 */
export function withStep(page: string, text: string, name: string): string {
  parseStep(text, name);
  const shown = name.replaceAll(/["&<]/g, "_");
  const data = text.replaceAll("<", "\\u003c");
  const element = `<script type="application/json" id="${EMBEDDED}" data-name="${shown}">${data}</script>`;
  const at = page.lastIndexOf("</body>");
  return `${page.slice(0, at)}${element}\n${page.slice(at)}`;
}

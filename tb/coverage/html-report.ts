import type { Closure, GroupClosure } from "./closure.js";
import type { Coverage } from "./coverage.js";
import { percentOf } from "./closure.js";
import { percentText } from "./report.js";

const STYLE = `
:root { color-scheme: light dark; --text: #1d2733; --quiet: #5b6876; --page: #ffffff; --line: #d5dbe2;
  --hit: #bfe3c8; --hole: #f4b6ae; --waived: #e4e8ec; --wrong: #d23c2b; --bar: #2f8f4e; }
@media (prefers-color-scheme: dark) { :root { --text: #e3e8ee; --quiet: #98a5b3; --page: #14191f; --line: #333d48;
  --hit: #1f5a33; --hole: #8a2f25; --waived: #272f38; --wrong: #ff6a57; --bar: #4dbb72; } }
body { font: 15px/1.5 system-ui, sans-serif; color: var(--text); background: var(--page); margin: 2rem auto;
  max-width: 70rem; padding: 0 1rem; }
h1 { font-size: 1.5rem; } p { margin: .3rem 0; } .quiet { color: var(--quiet); }
table { border-collapse: collapse; margin: .6rem 0; font-variant-numeric: tabular-nums; }
th, td { border: 1px solid var(--line); padding: .15rem .5rem; text-align: right; font-weight: normal; }
th { color: var(--quiet); text-align: left; } td:first-child { text-align: left; }
.wide { overflow-x: auto; } .bar { width: 9rem; height: .7rem; background: var(--hole); display: inline-block; }
.bar i { display: block; height: 100%; background: var(--bar); }
.hit { background: var(--hit); } .hole { background: var(--hole); } .waived { background: var(--waived); color: var(--quiet); }
.wrong { outline: 2px solid var(--wrong); outline-offset: -2px; }
details { border-top: 1px solid var(--line); padding: .4rem 0; } summary { cursor: pointer; font-weight: 600; }
a { color: inherit; }
`;

function escaped(text: string): string {
  return text.replace(/[&<>"]/g, (c) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" })[c]!);
}

/** The report as one HTML page without any other file: summary, then every bin of every group. */
export function htmlReport(coverage: Coverage, closure: Closure): string {
  const { percent, covered, reachable, waived, holes, wronglyWaived } = closure;
  const open = holes.length === 0 ? "" : `, ${holes.length} open`;
  const wrong =
    wronglyWaived.length === 0 ? "" : `<p class="wrong">Waived but hit: ${wronglyWaived.map(escaped).join("; ")}</p>`;
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>Functional coverage of RedMulE: ${percentText(percent)}</title><style>${STYLE}</style></head><body>
<h1>Functional coverage of RedMulE: ${percentText(percent)}</h1>
<p>${covered} of ${reachable} reachable bins${open}; ${waived} waived. ${coverage.jobs} jobs, ${coverage.clocks} clocks.</p>
<p class="quiet">A cell shows its hits: <span class="hit">&nbsp;hit&nbsp;</span> <span class="hole">&nbsp;open&nbsp;</span>
<span class="waived">&nbsp;waived, the reason under the pointer&nbsp;</span></p>${wrong}
<div class="wide"><table><thead><tr><th>group</th><th>bins</th><th>covered</th><th>waived</th><th>closure</th></tr></thead><tbody>
${closure.groups.map(summaryRow).join("\n")}
</tbody></table></div>
${closure.groups.map(groupSection).join("\n")}
</body></html>
`;
}

function summaryRow({ group, reachable, covered, waived }: GroupClosure): string {
  const percent = percentOf(covered, reachable);
  const bar = `<span class="bar"><i style="width:${percent.toFixed(1)}%"></i></span>`;
  const link = `<a href="#${escaped(group.name)}">${escaped(group.name)}</a>`;
  return `<tr><td>${link}</td><td>${reachable}</td><td>${covered}</td><td>${waived}</td><td>${bar} ${percentText(percent)}</td></tr>`;
}

/** The last axis runs along the rows of the table, the others down. */
function groupSection(closure: GroupClosure): string {
  const { group, holes, reachable, covered } = closure;
  const columns = group.axes[group.axes.length - 1].labels;
  const rows = Array.from({ length: group.size / columns.length }, (_, row) => {
    const above = group.labelsOf(row * columns.length).slice(0, -1);
    const cells = columns.map((_, i) => cell(closure, row * columns.length + i));
    return `<tr>${above.map((label) => `<th>${escaped(label)}</th>`).join("")}${cells.join("")}</tr>`;
  });
  const heads = group.axes.slice(0, -1).map(({ name }) => `<th>${escaped(name)}</th>`);
  const head = `<tr>${heads.join("")}${columns.map((label) => `<th>${escaped(label)}</th>`).join("")}</tr>`;
  return `<details id="${escaped(group.name)}"${holes.length > 0 ? " open" : ""}>
<summary>${escaped(group.name)}: ${covered} of ${reachable}</summary><p>${escaped(group.about)}</p>
<div class="wide"><table><thead>${head}</thead><tbody>
${rows.join("\n")}
</tbody></table></div></details>`;
}

function cell({ hits, waivedBy }: GroupClosure, bin: number): string {
  const waiver = waivedBy[bin];
  if (waiver === undefined) return `<td class="${hits[bin] > 0 ? "hit" : "hole"}">${hits[bin]}</td>`;
  const text = hits[bin] > 0 ? String(hits[bin]) : "–";
  return `<td class="waived${hits[bin] > 0 ? " wrong" : ""}" title="${escaped(waiver.reason)}">${text}</td>`;
}

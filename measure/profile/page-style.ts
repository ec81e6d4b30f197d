/** Style of the profile's page. */
export const PAGE_STYLE = `
:root { color-scheme: light dark; --line: #8884; --soft: #8882; }
body { font: 14px/1.4 system-ui, sans-serif; margin: 0 auto; padding: 16px 24px 48px; max-width: 1400px; }
h1 { font-size: 20px; margin: 0 0 4px; }
p { margin: 4px 0 12px; }
nav { display: flex; gap: 4px; margin: 16px 0 12px; border-bottom: 1px solid var(--line); flex-wrap: wrap; align-items: end; }
nav button { font: inherit; border: 1px solid transparent; border-bottom: 0; background: none; color: inherit; padding: 6px 12px; cursor: pointer; border-radius: 6px 6px 0 0; }
nav button[aria-selected="true"] { border-color: var(--line); background: var(--soft); font-weight: 600; }
nav label { margin-left: auto; padding-bottom: 4px; }
select { font: inherit; }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: right; padding: 2px 8px; white-space: nowrap; font-variant-numeric: tabular-nums; }
th { border-bottom: 1px solid var(--line); font-weight: 600; }
th.text, td.text { text-align: left; }
tr:hover td { background: var(--soft); }
td.bar { width: 32%; min-width: 160px; }
.stack { display: flex; height: 12px; background: var(--soft); border-radius: 2px; overflow: hidden; }
.stack i { display: block; height: 100%; }
.legend { display: flex; flex-wrap: wrap; gap: 4px 16px; margin: 8px 0; }
.legend span::before { content: ""; display: inline-block; width: 10px; height: 10px; margin-right: 6px; border-radius: 2px; background: var(--c); }
.overview { display: grid; grid-template-columns: max-content 1fr max-content; gap: 4px 12px; align-items: center; }
code, td.code { font-family: ui-monospace, Menlo, Consolas, monospace; font-size: 12px; white-space: pre; }
details { margin-left: 16px; }
summary { cursor: pointer; font-variant-numeric: tabular-nums; padding: 1px 0; }
summary .stack { display: inline-flex; width: 180px; vertical-align: middle; margin-left: 8px; }
canvas { width: 100%; display: block; border: 1px solid var(--line); cursor: grab; touch-action: none; }
#tip { min-height: 1.4em; font-variant-numeric: tabular-nums; }
`;

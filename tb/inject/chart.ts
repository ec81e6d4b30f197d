import { adaptive, INK, LINE as PALE, OKABE_ITO, PAGE, QUIET } from "../../measure/report/colours.js";
import { escaped } from "../../measure/report/markup.js";
import type { NamedToll, Vulnerability } from "./vulnerability.js";
import type { FaultClass } from "./victim.js";

const COLOURS: readonly (readonly [outcome: FaultClass, colour: string, text: string])[] = [
  ["sdc", OKABE_ITO.vermillion, "silent data corruption"],
  ["hang", OKABE_ITO.blue, "hang"],
  ["detected", OKABE_ITO.green, "detected"],
];
/** Registers shown. */
const MOST = 30;
/** Faults that a register has to have taken: of one that took fewer a bar would say next to nothing. */
const LEAST = 8;

const NAME_WIDTH = 330;
const BAR_WIDTH = 400;
const LINE = 18;
const HEAD = 104;

const x = (share: number): string => (NAME_WIDTH + share * BAR_WIDTH).toFixed(1);

/** Stacked shares of the outcomes that are not masked, and the interval of their sum. */
function bar({ name, runs, outcomes, avf }: NamedToll, line: number): string {
  const y = HEAD + line * LINE;
  const middle = y + LINE / 2 - 1;
  const parts: string[] = [];
  let from = 0;
  for (const [outcome, colour] of COLOURS) {
    const share = runs === 0 ? 0 : outcomes[outcome] / runs;
    if (share === 0) continue;
    const width = (share * BAR_WIDTH).toFixed(1);
    parts.push(`<rect x="${x(from)}" y="${y}" width="${width}" height="${LINE - 4}" fill="${colour}"/>`);
    from += share;
  }
  const whisker = `<path d="M${x(avf.low)} ${middle}H${x(avf.high)}" stroke="${INK}" stroke-width="1.5"/>`;
  const label = `<text x="${NAME_WIDTH - 8}" y="${y + 11}" text-anchor="end">${escaped(name)}</text>`;
  const count = `<text x="${NAME_WIDTH + BAR_WIDTH + 8}" y="${y + 11}">${runs} runs</text>`;
  return [label, ...parts, whisker, count].join("");
}

function legend(): string {
  const colours = COLOURS.map(([, colour, text], i) => {
    const at = NAME_WIDTH + 150 * i;
    return `<rect x="${at}" y="32" width="12" height="12" fill="${colour}"/><text x="${at + 17}" y="42">${text}</text>`;
  });
  const whisker = `<path d="M${NAME_WIDTH} 58h24" stroke="${INK}" stroke-width="1.5"/>`;
  const words = "95 % interval (Wilson): so far the share is known from these runs";
  return `${colours.join("")}${whisker}<text x="${NAME_WIDTH + 30}" y="62">${words}</text>`;
}

/** A heading in the place of a bar. */
function heading(text: string, line: number): string {
  const y = HEAD + line * LINE + 11;
  return `<text x="${NAME_WIDTH - 8}" y="${y}" text-anchor="end" font-weight="600">${text}</text>`;
}

function axis(lines: number): string {
  const bottom = HEAD + lines * LINE;
  return [0, 0.25, 0.5, 0.75, 1]
    .map(
      (share) =>
        `<path d="M${x(share)} ${HEAD - 6}V${bottom}" stroke="${PALE}"/><text x="${x(share)}" y="${HEAD - 10}" text-anchor="middle">${100 * share} %</text>`,
    )
    .join("");
}

/**
 * The blocks and the most vulnerable registers as a bar chart in SVG: shares of faults by outcome, masked ones left blank; the
 * line is the 95 % interval. Registers that took few faults are counted, not drawn. The colours follow the reader's scheme.
 */
export function vulnerabilityChart(title: string, { blocks, registers }: Vulnerability): string {
  const known = registers.filter(({ runs }) => runs >= LEAST);
  const shown = known.filter(({ outcomes, runs }) => outcomes.masked < runs).slice(0, MOST);
  const few = registers.length - known.length;
  const second = blocks.length + 2;
  const rows = [
    heading("blocks", 0),
    ...blocks.map((toll, i) => bar(toll, i + 1)),
    ...(shown.length === 0 ? [] : [heading("registers", second), ...shown.map((toll, i) => bar(toll, second + 1 + i))]),
  ];
  const lines = shown.length === 0 ? blocks.length + 1 : second + 1 + shown.length;
  const bottom = HEAD + lines * LINE;
  const left =
    few === 0 ? "" : `${few} ${few === 1 ? "register" : "registers"} struck fewer than ${LEAST} times: not drawn. `;
  const most =
    known.length > shown.length
      ? `${known.length - shown.length} without a visible fault or behind the first ${MOST}: not drawn.`
      : "";
  const width = NAME_WIDTH + BAR_WIDTH + 90;
  const svg = [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${bottom + 30}" viewBox="0 0 ${width} ${bottom + 30}" font-family="system-ui, sans-serif" font-size="11" fill="${INK}">`,
    `<rect width="100%" height="100%" fill="${PAGE}"/>`,
    `<text x="12" y="20" font-size="14" font-weight="600">${escaped(title)}</text>`,
    legend(),
    `<text x="${NAME_WIDTH}" y="${HEAD - 26}" fill="${QUIET}">share of the faults that are not masked</text>`,
    axis(lines),
    ...rows,
    `<text x="12" y="${bottom + 18}" fill="${QUIET}">${left}${most}</text>`,
    "</svg>",
    "",
  ].join("\n");
  return adaptive(svg);
}

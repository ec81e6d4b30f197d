import { label, MONO, roomiest, SANS, type Rect } from "./canvas.js";
import { cellOf, PlainPanel, type Brush, type Panel, type Region } from "./panel.js";
import type { Shot } from "./shot.js";

const LINE = 15;
/** Between two statements of the line on top. */
const GAP = 18;

/** Where the job stands, in a line: job, tile, step and states, as many as there is room for. */
export class StatePanel extends PlainPanel {
  override draw({ context, palette }: Brush): void {
    const { shot, rect } = this;
    let x = rect.x;
    for (const [name, text] of this.statements()) {
      context.font = SANS;
      const head = name === "" ? 0 : context.measureText(name).width + 5;
      const font = name === "" ? `bold ${SANS}` : name in STATES ? MONO : SANS;
      context.font = font;
      const end = x + head + context.measureText(text).width;
      if (end > rect.x + rect.width) break;
      label(context, name, x, rect.y + 8, palette.faint, SANS);
      label(context, text, x + head, rect.y + 8, palette.ink, font);
      x = end + GAP;
    }
    context.fillStyle = palette.line;
    context.fillRect(rect.x, rect.y + 18, shot.design.L > 0 ? rect.width : 0, 1);
  }

  private statements(): (readonly [name: string, text: string])[] {
    const { shot } = this;
    const { op, m, n, k, L, H, P } = shot.design;
    const { origins } = shot;
    const states = Object.entries(STATES).map(([name, path]) => [name, shot.state(path)] as const);
    const { work } = origins;
    const job = ["", `${op} ${m} x ${n} x ${k}`] as const;
    if (work === null || !origins.known) return [job, ...states];
    const [rowTile, columnTile] = origins.place(work.tile);
    const span = (tile: number, size: number, end: number): string =>
      `${tile * size} to ${Math.min(end, (tile + 1) * size) - 1}`;
    const tile = `${work.tile + 1} of ${origins.rowTiles * origins.columnTiles}`;
    return [
      job,
      ["tile", tile],
      ["rows", span(rowTile, L, m)],
      ["columns", span(columnTile, H * (P + 1), k)],
      ["step n =", `${Math.min(work.n, n - 1)} of ${n}`],
      ...states,
    ];
  }
}

const STATES: Readonly<Record<string, string>> = {
  controller: "redmule.controller.state",
  scheduler: "redmule.scheduler.state",
};

const STALLS = [
  ["stall_w", 1, ["waits for a W row", "no W row"]],
  ["stall_x", 0, ["waits for a chunk of X", "no X chunk"]],
  ["stall_y", 2, ["waits for Y, or for Z to drain", "waits for Y or for Z", "no Y, Z drains"]],
] as const;

/** Whether the array advances, and what the scheduler waits for. */
export class StallPanel implements Panel {
  readonly regions: readonly Region[];
  private readonly shot: Shot;
  private readonly rect: Rect;

  constructor(shot: Shot, rect: Rect) {
    this.shot = shot;
    this.rect = rect;
    this.regions = STALLS.map(([wire, , [text]], i) =>
      cellOf(
        { ...rect, y: rect.y + (i + 1) * LINE, height: LINE },
        `redmule.scheduler.${wire}`,
        `the scheduler ${text}`,
      ),
    );
  }

  draw({ context, palette }: Brush): void {
    const { shot, rect } = this;
    const enable = shot.value("redmule.engine.enable") === 1;
    const takesY = shot.value("redmule.engine.pushing_y") === 1;
    const y = rect.y + 6;
    const head = enable ? (takesY ? "array advances, takes Y" : "array advances") : "array stands";
    const shown = roomiest(context, [head, enable ? "advances" : "stands"], rect.width, `bold ${SANS}`);
    label(context, shown, rect.x, y, enable ? palette.accent : palette.faint, `bold ${SANS}`);
    STALLS.forEach(([wire, channel, texts], i) => {
      const on = shot.value(`redmule.scheduler.${wire}`) === 1;
      const line = y + 1 + (i + 1) * LINE;
      context.fillStyle = on ? palette.channels[channel] : palette.empty;
      context.fillRect(rect.x, line - 5, 9, 9);
      const text = roomiest(context, texts, rect.width - 15);
      label(context, text, rect.x + 15, line, on ? palette.ink : palette.faint, SANS);
    });
  }
}

import { fitting, label, MONO, SANS } from "./canvas.js";
import { PlainPanel, type Brush } from "./panel.js";

const LINE = 15;

/** Where the job stands: states, tile and step. */
export class StatePanel extends PlainPanel {
  override draw({ context, palette }: Brush): void {
    const { shot, rect } = this;
    const { op, m, n, k } = shot.design;
    const scheduler = "redmule.scheduler";
    const value = (name: string): number => shot.value(`${scheduler}.${name}`);
    const lines: readonly (readonly [string, string])[] = [
      ["job", `${op} ${m} x ${n} x ${k}`],
      ["controller", shot.state("redmule.controller.state")],
      ["scheduler", shot.state(`${scheduler}.state`)],
      ["tile", `row ${value("w_row_tile")}  column ${value("w_column_tile")}  step ${value("w_step")}`],
    ];
    lines.forEach(([name, text], i) => {
      const y = rect.y + 8 + i * LINE;
      label(context, name, rect.x, y, palette.faint, SANS);
      label(context, fitting(text, rect.width - 70), rect.x + 66, y, palette.ink, MONO);
    });
  }
}

const STALLS = [
  ["stall_w", 1, "no W row"],
  ["stall_x", 0, "no X chunk"],
  ["stall_y", 2, "no Y tile, or Z drains"],
] as const;

/** Whether the array advances, and what the scheduler waits for. */
export class StallPanel extends PlainPanel {
  override draw({ context, palette }: Brush): void {
    const { shot, rect } = this;
    const enable = shot.value("redmule.engine.enable") === 1;
    const takesY = shot.value("redmule.engine.pushing_y") === 1;
    const text = enable ? `array advances${takesY ? ", takes Y" : ""}` : "array stands";
    const y = rect.y + 8;
    label(context, fitting(text, rect.width), rect.x, y, enable ? palette.accent : palette.faint, SANS);
    STALLS.forEach(([wire, channel, text], i) => {
      const on = shot.value(`redmule.scheduler.${wire}`) === 1;
      const line = y + (i + 1) * LINE;
      context.fillStyle = on ? palette.channels[channel] : palette.empty;
      context.fillRect(rect.x, line - 4, 9, 9);
      label(context, fitting(text, rect.width - 15), rect.x + 15, line, on ? palette.ink : palette.faint, SANS);
    });
  }
}

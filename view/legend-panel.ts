import { label, roomiest, SMALL } from "./canvas.js";
import { PlainPanel, type Brush } from "./panel.js";
import { SHADE_STEPS, SPECIAL_SHADE } from "./palette.js";

const LINE = 15;
const BAR = 10;
/** Width of the swatch of infinity and NaN. */
const SPECIAL = 12;

/** What the colours of values and the frames of cells say. */
export class LegendPanel extends PlainPanel {
  override draw(brush: Brush): void {
    this.drawScale(brush);
    const { rect } = this;
    const y = rect.y + BAR + 2 * LINE;
    this.drawFrame(brush, y - 6, brush.palette.ink, ["is read in this clock", "read now"]);
    this.drawFrame(brush, y - 6 + LINE, brush.palette.channels[0], ["is written in this clock", "written now"]);
  }

  /** Shades from the largest negative to the largest positive numbers, and beside them infinity and NaN. */
  private drawScale({ context, palette }: Brush): void {
    const { rect } = this;
    const count = 2 * SHADE_STEPS + 1;
    const width = Math.min(190, rect.width - SPECIAL - 42);
    const cell = width / count;
    for (let i = 0; i < count; i++) {
      const step = i - SHADE_STEPS;
      context.fillStyle = palette.colours[step < 0 ? SHADE_STEPS - step : step];
      context.fillRect(rect.x + i * cell, rect.y, cell + 0.5, BAR);
    }
    const y = rect.y + BAR + 8;
    label(context, "−64", rect.x, y, palette.faint, SMALL);
    label(context, "0", rect.x + width / 2, y, palette.faint, SMALL, "center");
    label(context, "64", rect.x + width, y, palette.faint, SMALL, "right");
    const special = rect.x + width + 8;
    context.fillStyle = palette.colours[SPECIAL_SHADE];
    context.fillRect(special, rect.y, SPECIAL, BAR);
    label(context, "∞, NaN", special, y, palette.faint, SMALL);
  }

  private drawFrame({ context, palette }: Brush, y: number, colour: string, texts: readonly string[]): void {
    const { rect } = this;
    context.strokeStyle = colour;
    context.lineWidth = colour === palette.ink ? 1 : 2;
    context.strokeRect(rect.x + 1.5, y - 4.5, 10, 9);
    context.lineWidth = 1;
    label(context, roomiest(context, texts, rect.width - 18, SMALL), rect.x + 18, y, palette.faint, SMALL);
  }
}

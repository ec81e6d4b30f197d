import { label, roomiest, SANS, Sheet, SMALL, type Rect } from "../canvas.js";
import type { StepPalette } from "./step-palette.js";
import type { Share } from "./share.js";
import type { Span } from "./span.js";
import { grouped, passName, PASSES, REASON_TEXTS, type StepModel } from "./step-model.js";

/** Pixels for the names of the lanes. */
export const LANE_NAMES = 88;
const OVERVIEW = 26;
const RULER = 18;
const BAND = 22;
const GAP = 8;

/** A lane: its name, its weight among the heights, and shares stacked from below, each with its colour. */
interface Lane {
  readonly name: string;
  readonly weight: number;
  readonly shares: readonly (readonly [share: Share, colour: string])[];
}

/** A step over time: layers, what core 0 does, every core, RedMulE and the DMA. */
export class StepPanel {
  readonly sheet: Sheet;
  private model: StepModel | null = null;
  private lanes: readonly Lane[] = [];

  constructor(resized: () => void) {
    this.sheet = new Sheet("lanes", resized);
  }

  show(model: StepModel): void {
    const { step, cores, redmule, dma, reasons } = model;
    this.model = model;
    this.lanes = [
      {
        ...{ name: "core 0 is at", weight: 1.7 },
        shares: step.reasons.map((reason, i) => [reasons[i], REASON_TEXTS[reason]?.[1] ?? "core"] as const),
      },
      ...cores.map(({ work, stall }, i) => {
        return { name: `core ${i}`, weight: 1, shares: [[work, "core"] as const, [stall, "core-pale"] as const] };
      }),
      { name: "RedMulE", weight: 1.7, shares: [[redmule, "w"]] },
      { name: "DMA", weight: 1.7, shares: [[dma, "y"]] },
    ];
  }

  /** The plot right of the names. */
  private get plot(): Rect {
    const { width, height, pixel } = this.sheet;
    const y = OVERVIEW + GAP + RULER + BAND;
    // On the grid of pixels, so that the columns of the lanes have no seams.
    const x = Math.round(LANE_NAMES / pixel) * pixel;
    return { x, y, width: Math.max(1, width - x - 1), height: Math.max(1, height - y - 2) };
  }

  /** The clock at a point: of the overview when it lies there. */
  clockAt(x: number, y: number, span: Span): number {
    const { plot, model } = this;
    const part = Math.min(1, Math.max(0, (x - plot.x) / plot.width));
    return this.inOverview(y) ? part * (model?.end ?? 0) : span.from + part * span.clocks;
  }

  inOverview(y: number): boolean {
    return y < OVERVIEW + GAP / 2;
  }

  /** Clocks of a pixel. */
  clocksOf(pixels: number, span: Span): number {
    return (pixels / this.plot.width) * span.clocks;
  }

  draw(palette: StepPalette, span: Span, at: number): void {
    const { sheet, model, plot } = this;
    if (model === null || sheet.hidden) return;
    const { context } = sheet;
    sheet.clear(palette.of("ground"));
    this.drawOverview(palette, model, span);
    this.drawRuler(palette, span);
    this.drawParts(palette, model, span);
    const sum = this.lanes.reduce((all, { weight }) => all + weight, 0);
    const unit = (plot.height - 3 * this.lanes.length) / sum;
    let { y } = plot;
    for (const lane of this.lanes) {
      const high = unit * lane.weight;
      label(context, lane.name, LANE_NAMES - 8, y + high / 2, palette.of("ink"), SANS, "right");
      this.drawLane(palette, lane, { ...plot, y, height: high }, span);
      y += high + 3;
    }
    this.drawCursor(palette, span, at);
  }

  private drawLane(palette: StepPalette, { shares }: Lane, rect: Rect, span: Span): void {
    const { context, pixel } = this.sheet;
    context.fillStyle = palette.of("empty");
    context.fillRect(rect.x, rect.y, rect.width, rect.height);
    const columns = Math.floor(rect.width / pixel);
    const per = span.clocks / columns;
    for (let column = 0; column < columns; column++) {
      const from = span.from + column * per;
      let top = rect.y + rect.height;
      for (const [share, colour] of shares) {
        const high = rect.height * Math.min(1, share.between(from, from + per) / per);
        if (high < 0.05) continue;
        top -= high;
        context.fillStyle = palette.of(colour);
        context.fillRect(rect.x + column * pixel, top, pixel, high);
      }
    }
  }

  private drawOverview(palette: StepPalette, model: StepModel, span: Span): void {
    const { context } = this.sheet;
    const { plot } = this;
    const scale = plot.width / model.end;
    label(context, "whole step", LANE_NAMES - 8, OVERVIEW / 2, palette.of("faint"), SANS, "right");
    for (const { from, to, pass } of model.parts) {
      context.fillStyle = palette.of(PASSES[pass]?.[1] ?? "core");
      context.globalAlpha = 0.55;
      context.fillRect(plot.x + from * scale, 6, Math.max(0.5, (to - from) * scale), OVERVIEW - 12);
      context.globalAlpha = 1;
    }
    context.strokeStyle = palette.of("ink");
    const [left, right] = [plot.x + span.from * scale, plot.x + span.to * scale];
    context.strokeRect(left + 0.5, 2.5, Math.max(3, right - left - 1), OVERVIEW - 5);
  }

  private drawRuler(palette: StepPalette, span: Span): void {
    const { context } = this.sheet;
    const { plot } = this;
    const step = tick(span.clocks / Math.max(2, Math.floor(plot.width / 90)));
    const y = OVERVIEW + GAP + RULER / 2;
    label(context, "clock", LANE_NAMES - 8, y, palette.of("faint"), SANS, "right");
    context.fillStyle = palette.of("line");
    for (let clock = Math.ceil(span.from / step) * step; clock <= span.to; clock += step) {
      const x = plot.x + ((clock - span.from) / span.clocks) * plot.width;
      const text = grouped(clock);
      context.fillStyle = palette.of("line");
      context.fillRect(Math.round(x), y + RULER / 2 - 4, 1, 4);
      if (x + 6 * text.length < plot.x + plot.width) label(context, text, x + 3, y, palette.of("faint"), SMALL);
    }
  }

  private drawParts(palette: StepPalette, model: StepModel, span: Span): void {
    const { context } = this.sheet;
    const { plot } = this;
    const y = OVERVIEW + GAP + RULER;
    label(context, "layer", LANE_NAMES - 8, y + BAND / 2 - 2, palette.of("ink"), SANS, "right");
    context.save();
    context.beginPath();
    context.rect(plot.x, y, plot.width, BAND);
    context.clip();
    for (const { layer, pass, from, to } of model.parts) {
      if (to < span.from || from > span.to) continue;
      const left = plot.x + ((from - span.from) / span.clocks) * plot.width;
      const right = plot.x + ((to - span.from) / span.clocks) * plot.width;
      context.fillStyle = palette.of(PASSES[pass]?.[1] ?? "core");
      context.fillRect(left, y, Math.max(0.6, right - left - 1), BAND - 4);
      const start = Math.max(left, plot.x);
      const room = Math.min(right, plot.x + plot.width) - start - 8;
      const text = roomiest(context, [`${layer}: ${passName(pass)}`, layer], room, `bold ${SMALL}`);
      label(context, text, start + 4, y + BAND / 2 - 1.5, palette.of("panel"), `bold ${SMALL}`);
    }
    context.restore();
  }

  private drawCursor(palette: StepPalette, span: Span, at: number): void {
    const { context, height } = this.sheet;
    const { plot, model } = this;
    const overview = plot.x + (at / model!.end) * plot.width;
    context.fillStyle = palette.of("bad");
    context.fillRect(overview - 0.5, 2, 1.5, OVERVIEW - 4);
    if (at < span.from || at > span.to) return;
    const x = plot.x + ((at - span.from) / span.clocks) * plot.width;
    context.fillRect(x - 0.5, OVERVIEW + GAP, 1.5, height);
  }
}

/** The next 1, 2 or 5 times a power of ten. */
function tick(clocks: number): number {
  const decade = 10 ** Math.floor(Math.log10(Math.max(1, clocks)));
  return [1, 2, 5, 10].map((step) => step * decade).find((step) => step >= clocks) ?? 10 * decade;
}

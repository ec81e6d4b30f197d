import { label, MONO, MONO_WIDTH, type Rect } from "./canvas.js";
import { CellImage, drawGrid } from "./cell-image.js";
import { cellsOf, type Brush, type Panel, type Region } from "./panel.js";
import type { Shot } from "./shot.js";
import { cellText } from "./value-text.js";

/** Smallest compute element in which values are written, and height from which the x operand stands above them. */
const TEXT_WIDTH = 70;
const TEXT_HEIGHT = 12;
const OPERAND_HEIGHT = 22;
/** Compute elements up to this width stand close together. */
const GAP_WIDTH = 20;

/**
 * The rows of compute elements. In each, the accumulator walks from left to right through the P pipeline registers into the
 * output, which the next element takes; with room, the x operand stands above. The w operand of a column is the same in all rows.
 */
export class ArrayPanel implements Panel {
  readonly regions: Region[] = [];
  private readonly shot: Shot;
  private readonly rect: Rect;
  private readonly image: CellImage;
  /** Indices of each slot's value and step flag in the picture (-1 for an output), row by row. */
  private readonly slots: Int32Array;
  private readonly steps: Int32Array;
  private readonly detailed: boolean;
  private readonly showsX: boolean;
  private readonly ceWidth: number;
  private readonly rowHeight: number;

  constructor(shot: Shot, rect: Rect) {
    const { L, H, P } = shot.design;
    const E = P + 1;
    this.shot = shot;
    this.rect = rect;
    this.image = new CellImage(L, H * E);
    this.ceWidth = rect.width / H;
    this.rowHeight = rect.height / L;
    this.detailed = this.ceWidth >= TEXT_WIDTH && this.rowHeight >= TEXT_HEIGHT;
    this.showsX = this.detailed && this.rowHeight >= OPERAND_HEIGHT;
    this.slots = new Int32Array(L * H * E);
    this.steps = new Int32Array(L * H * E).fill(-1);
    for (let l = 0; l < L; l++) for (let h = 0; h < H; h++) this.placeElement(l, h);
  }

  private placeElement(l: number, h: number): void {
    const { H, P } = this.shot.design;
    const path = `redmule.engine.row${l}.ce${h}`;
    const base = (l * H + h) * (P + 1);
    for (let i = 0; i < P; i++) {
      this.slots[base + i] = this.shot.index(`${path}.accumulators`) + i;
      this.steps[base + i] = this.shot.index(`${path}.steps`) + i;
    }
    this.slots[base + P] = this.shot.index(`${path}.output`);
    const slots = this.slotRect(l, h);
    const slot = slots.width / (P + 1);
    const output = { ...slots, x: slots.x + P * slot, width: slot };
    if (P > 0) {
      const registers = { ...slots, width: P * slot };
      this.regions.push(cellsOf(`${path}.accumulators`, registers, 1, P, { row: 0, column: 1 }));
    }
    this.regions.push(cellsOf(`${path}.output`, output, 1, 1, { row: 0, column: 0 }));
    if (!this.showsX) return;
    const above = { ...slots, y: slots.y - 10, height: 10 };
    this.regions.push(cellsOf("operands.x", above, 1, 1, { row: 0, column: 0, offset: l * H + h }));
  }

  /** Where the pipeline of an element is drawn. */
  private slotRect(l: number, h: number): Rect {
    const { rect, ceWidth, rowHeight, detailed } = this;
    const x = rect.x + h * ceWidth;
    const y = rect.y + l * rowHeight;
    if (!detailed) return { x, y, width: ceWidth - (ceWidth > GAP_WIDTH ? 3 : 0), height: rowHeight };
    if (!this.showsX) return { x: x + 2, y: y + 1, width: ceWidth - 8, height: rowHeight - 2 };
    return { x: x + 2, y: y + rowHeight / 2 - 1, width: ceWidth - 8, height: rowHeight / 2 - 1 };
  }

  draw(brush: Brush): void {
    const { shot, image, slots } = this;
    const { values } = shot;
    const { L, H, P } = shot.design;
    const columns = H * (P + 1);
    for (let i = 0; i < slots.length; i++) {
      image.put(Math.floor(i / columns), i % columns, values[slots[i]], brush.palette);
    }
    image.finish();
    if (this.ceWidth <= GAP_WIDTH) image.draw(brush.context, this.rect);
    else for (let l = 0; l < L; l++) for (let h = 0; h < H; h++) this.drawElement(brush, l, h);
    this.drawEdges(brush);
  }

  private drawElement({ context, palette, asBits }: Brush, l: number, h: number): void {
    const { H, P } = this.shot.design;
    const { values } = this.shot;
    const E = P + 1;
    const to = this.slotRect(l, h);
    this.image.draw(context, to, { row: l, column: h * E, rows: 1, columns: E });
    if (!this.detailed) return;
    drawGrid(context, to, 1, E, palette.line);
    if (this.showsX) {
      const x = values[this.shot.index("operands.x") + l * H + h];
      label(context, `x ${cellText(x, asBits, 5)}`, to.x + 1, to.y - 5, palette.channels[0], MONO);
    }
    const room = to.width / E;
    if (room < 4 * MONO_WIDTH) return;
    for (let i = 0; i < E; i++) {
      const step = this.steps[(l * H + h) * E + i];
      const idle = step >= 0 && values[step] === 0;
      const text = cellText(values[this.slots[(l * H + h) * E + i]], asBits, room / MONO_WIDTH);
      const colour = idle ? palette.faint : palette.ink;
      label(context, text, to.x + (i + 0.5) * room, to.y + to.height / 2 + 0.5, colour, MONO, "center");
    }
  }

  /** The frame: rows that are not clocked are dimmed, a standing array has a frame in colour. */
  private drawEdges({ context, palette }: Brush): void {
    const { rect, rowHeight, shot } = this;
    const enable = shot.value("redmule.engine.enable");
    const active = shot.value("redmule.engine.active_rows");
    if (enable && active < shot.design.L) {
      context.globalAlpha = 0.65;
      context.fillStyle = palette.ground;
      context.fillRect(rect.x, rect.y + active * rowHeight, rect.width, rect.height - active * rowHeight);
      context.globalAlpha = 1;
    }
    context.lineWidth = enable ? 2 : 1;
    context.strokeStyle = enable ? palette.accent : palette.faint;
    context.strokeRect(rect.x - 1.5, rect.y - 1.5, rect.width + 1, rect.height + 3);
    context.lineWidth = 1;
  }
}

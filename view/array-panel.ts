import { label, MONO, MONO_WIDTH, type Rect } from "./canvas.js";
import { CellImage, drawGrid } from "./cell-image.js";
import { cellOf, type Brush, type Found, type Panel, type Region } from "./panel.js";
import type { Origin } from "./origin.js";
import type { Shot } from "./shot.js";
import { cellText } from "./value-text.js";

/** Smallest compute element in which values are written, and width of the x operand left of them where there is room. */
const TEXT_WIDTH = 70;
const TEXT_HEIGHT = 11;
const OPERAND = 40;
/** Compute elements up to this width stand close together. */
const GAP_WIDTH = 20;

/**
 * The rows of compute elements. In each, the accumulator walks from left to right through the P pipeline registers into the
 * output, which the next element takes; with room, the x operand stands in front. The w operand of a column is the same in all rows.
 */
export class ArrayPanel implements Panel {
  readonly regions: Region[] = [];
  private readonly shot: Shot;
  private readonly rect: Rect;
  private readonly image: CellImage;
  /** Index of each slot's value in the picture, row by row. */
  private readonly slots: Int32Array;
  /** Registers of a row that hold nothing of the job, in the clock that is drawn. */
  private readonly idle: boolean[] = [];
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
    this.showsX = this.detailed && this.ceWidth >= OPERAND + 8 + (P + 1) * (4 * MONO_WIDTH + 1);
    this.slots = new Int32Array(L * H * E);
    for (let l = 0; l < L; l++) for (let h = 0; h < H; h++) this.placeElement(l, h);
  }

  private placeElement(l: number, h: number): void {
    const { H, P } = this.shot.design;
    const path = `redmule.engine.row${l}.ce${h}`;
    const base = (l * H + h) * (P + 1);
    // Staged elements keep the sums beside their FMAs, which hold what becomes of them.
    const registers = this.shot.has(`${path}.pipeline`) ? `${path}.pipeline` : `${path}.accumulators`;
    for (let i = 0; i < P; i++) this.slots[base + i] = this.shot.index(registers) + i;
    this.slots[base + P] = this.shot.index(`${path}.output`);
    const rect = this.slotRect(l, h);
    const element = `row ${l}, compute element ${h}`;
    this.regions.push({
      ...{ rect, rows: 1, columns: P + 1 },
      find: (_row, stage): Found => ({
        path: stage === P ? `${path}.output` : registers,
        index: stage === P ? 0 : stage,
        what: stage === P ? `output of ${element}` : `pipeline register ${stage} of ${element}`,
        origin: this.originOf(l, h, stage),
      }),
    });
    if (!this.showsX) return;
    const before = { ...rect, x: rect.x - OPERAND, width: OPERAND };
    this.regions.push(cellOf(before, "operands.x", `operand x of ${element}`, l * H + h));
  }

  /** What a register holds; of staged elements a register has the sum without its product. */
  private originOf(l: number, h: number, stage: number): Origin | undefined {
    const { shot } = this;
    const { P } = shot.design;
    const path = `redmule.engine.row${l}.ce${h}.pipeline`;
    return shot.origins.known && (stage === P || shot.has(path)) ? shot.origins.result(l, h, stage) : undefined;
  }

  /** Where the pipeline of an element is drawn. */
  private slotRect(l: number, h: number): Rect {
    const { rect, ceWidth, rowHeight, detailed } = this;
    const x = rect.x + h * ceWidth;
    const y = rect.y + l * rowHeight;
    if (!detailed) return { x, y, width: ceWidth - (ceWidth > GAP_WIDTH ? 3 : 0), height: rowHeight };
    const before = this.showsX ? OPERAND : 0;
    return { x: x + 2 + before, y: y + 1, width: ceWidth - 8 - before, height: rowHeight - 2 };
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
    const { known } = shot.origins;
    for (let i = 0; i < columns; i++) {
      const origin = known ? shot.origins.result(0, Math.floor(i / (P + 1)), i % (P + 1)) : null;
      this.idle[i] = typeof origin === "string";
    }
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
      label(context, cellText(x, asBits, 5), to.x - 5, to.y + to.height / 2 + 0.5, palette.channels[0], MONO, "right");
    }
    const room = to.width / E;
    if (room < 4 * MONO_WIDTH) return;
    for (let i = 0; i < E; i++) {
      const idle = this.idle[h * E + i];
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

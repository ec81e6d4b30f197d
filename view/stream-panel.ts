import { label, MONO, SANS, SMALL, type Rect } from "./canvas.js";
import { CHANNELS } from "./clock-log.js";
import { PlainPanel, type Brush } from "./panel.js";

/** A FIFO of a channel: its name on the page, its scope, an array of its entries. */
type Fifo = readonly [name: string, scope: string, entries: string];
const LOAD_FIFOS: readonly Fifo[] = [
  ["requests", "request_fifo", "entry"],
  ["responses", "response_fifo", "data"],
  ["rows", "row_fifo", "data"],
];
const STORE_FIFOS: readonly Fifo[] = [
  ["rows", "row_fifo", "data"],
  ["stores", "store_fifo", "address"],
];
const GAP = 10;

/** The streamer: of each channel its state, its beats, how full its FIFOs are, and whether it has the port. */
export class StreamPanel extends PlainPanel {
  override draw(brush: Brush): void {
    const width = (this.rect.width - 3 * GAP) / CHANNELS.length;
    CHANNELS.forEach((name, i) => {
      const box = { ...this.rect, x: this.rect.x + i * (width + GAP), width };
      this.drawChannel(brush, name, brush.palette.channels[i], box);
    });
  }

  private drawChannel({ context, palette }: Brush, name: string, colour: string, box: Rect): void {
    const { shot } = this;
    const scope = `redmule.streamer.${name.toLowerCase()}`;
    const request = shot.value(`${scope}.request`) === 1;
    const granted = shot.value(`${scope}.granted`) === 1;
    context.fillStyle = palette.panel;
    context.fillRect(box.x, box.y, box.width, box.height);
    context.strokeStyle = granted ? colour : palette.line;
    context.lineWidth = granted ? 3 : 1;
    context.strokeRect(box.x + 0.5, box.y + 0.5, box.width - 1, box.height - 1);
    context.lineWidth = 1;
    label(context, `${name} stream`, box.x + 7, box.y + 11, colour, `bold ${SANS}`);
    const state = box.width < 200 ? "" : shot.state(`${scope}.state`);
    label(context, state, box.x + 76, box.y + 11, palette.faint, MONO);
    const port = granted ? "granted" : request ? "requests" : "";
    const portColour = granted ? colour : palette.bad;
    label(context, port, box.x + box.width - 6, box.y + 11, portColour, SMALL, "right");
    const fifos = name === "Z" ? STORE_FIFOS : LOAD_FIFOS;
    fifos.forEach(([fifo, path, entries], i) => {
      const depth = this.depth(`${scope}.${path}`, entries);
      const to = { x: box.x + 7, y: box.y + 20 + 12 * i, width: box.width - 14, height: 10 };
      drawFifo({ context, palette }, to, { fifo, depth, count: shot.value(`${scope}.${path}.count`), colour });
    });
  }

  /** Entries that a FIFO has room for. */
  private depth(path: string, entries: string): number {
    const { H, P } = this.shot.design;
    const { length } = this.shot.place(`${path}.${entries}`);
    if (path.endsWith("row_fifo")) return length / (H * (P + 1));
    if (path.endsWith("request_fifo")) return length / 2;
    if (path.endsWith("store_fifo")) return length;
    return length / this.shot.place(path.replace("response_fifo", "held_data")).length;
  }
}

function drawFifo(
  { context, palette }: Pick<Brush, "context" | "palette">,
  to: Rect,
  { fifo, depth, count, colour }: { fifo: string; depth: number; count: number; colour: string },
): void {
  label(context, fifo, to.x, to.y + 5, palette.faint, SMALL);
  const from = to.x + 58;
  const cell = Math.min(22, (to.width - 58) / depth);
  for (let i = 0; i < depth; i++) {
    context.fillStyle = i < count ? colour : palette.empty;
    context.fillRect(from + i * cell, to.y, Math.max(1, cell - 2), to.height);
  }
}

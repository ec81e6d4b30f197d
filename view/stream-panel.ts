import { label, MONO, SANS, SMALL, type Rect } from "./canvas.js";
import { CHANNELS } from "./clock-log.js";
import { cellOf, type Brush, type Panel, type Region } from "./panel.js";
import type { Shot } from "./shot.js";

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
/** Height from which every FIFO has a line with its name. */
const ROOMY = 50;

/** A FIFO with its place. */
interface Place {
  readonly rect: Rect;
  readonly name: string;
  readonly count: string;
  readonly depth: number;
  /** Pixels of the name in front, 0 where there is no room for it. */
  readonly head: number;
}

/** The streamer: of each channel its state, how full its FIFOs are, and whether it has the port. */
export class StreamPanel implements Panel {
  readonly regions: readonly Region[];
  private readonly shot: Shot;
  private readonly rect: Rect;
  private readonly width: number;
  private readonly fifos: readonly (readonly Place[])[];

  constructor(shot: Shot, rect: Rect) {
    this.shot = shot;
    this.rect = rect;
    this.width = (rect.width - 3 * GAP) / CHANNELS.length;
    this.fifos = CHANNELS.map((_, i) => this.placesOf(i));
    this.regions = this.fifos.flatMap((places, i) =>
      places.map(({ rect: at, name, count, depth }) => {
        return cellOf(at, count, `${name} in the FIFO of the ${CHANNELS[i]} stream, of ${depth}`);
      }),
    );
  }

  private boxOf(i: number): Rect {
    return { ...this.rect, x: this.rect.x + i * (this.width + GAP), width: this.width };
  }

  private placesOf(i: number): Place[] {
    const name = CHANNELS[i];
    const box = this.boxOf(i);
    const scope = `redmule.streamer.${name.toLowerCase()}`;
    const fifos = name === "Z" ? STORE_FIFOS : LOAD_FIFOS;
    return fifos.map(([fifo, path, entries], f): Place => {
      const of = { name: fifo, count: `${scope}.${path}.count`, depth: this.depth(`${scope}.${path}`, entries) };
      if (box.height >= ROOMY) {
        return { rect: { x: box.x + 7, y: box.y + 20 + 12 * f, width: box.width - 14, height: 10 }, ...of, head: 58 };
      }
      const wide = (box.width - 80) / fifos.length;
      return { rect: { x: box.x + 77 + f * wide, y: box.y + 5, width: wide - 8, height: 10 }, ...of, head: 0 };
    });
  }

  draw(brush: Brush): void {
    CHANNELS.forEach((name, i) => this.drawChannel(brush, name, i));
  }

  private drawChannel({ context, palette }: Brush, name: string, i: number): void {
    const { shot } = this;
    const box = this.boxOf(i);
    const colour = palette.channels[i];
    const scope = `redmule.streamer.${name.toLowerCase()}`;
    const request = shot.value(`${scope}.request`) === 1;
    const granted = shot.value(`${scope}.granted`) === 1;
    context.fillStyle = palette.panel;
    context.fillRect(box.x, box.y, box.width, box.height);
    context.strokeStyle = granted ? colour : palette.line;
    context.lineWidth = granted ? 3 : 1;
    context.strokeRect(box.x + 0.5, box.y + 0.5, box.width - 1, box.height - 1);
    context.lineWidth = 1;
    label(context, `${name} stream`, box.x + 7, box.y + 10.5, colour, `bold ${SANS}`);
    if (box.height >= ROOMY) {
      const port = granted ? "granted" : request ? "requests" : "";
      label(context, port, box.x + box.width - 7, box.y + 11, granted ? colour : palette.bad, SMALL, "right");
      const state = box.width < 210 ? "" : shot.state(`${scope}.state`);
      label(context, state, box.x + 76, box.y + 11, palette.faint, MONO);
    }
    for (const place of this.fifos[i]) this.drawFifo({ context, palette }, place, colour);
  }

  private drawFifo({ context, palette }: Pick<Brush, "context" | "palette">, place: Place, colour: string): void {
    const { rect, name, depth, head } = place;
    if (head > 0) label(context, name, rect.x, rect.y + 5, palette.faint, SMALL);
    const count = this.shot.value(place.count);
    const cell = Math.min(22, (rect.width - head) / depth);
    for (let i = 0; i < depth; i++) {
      context.fillStyle = i < count ? colour : palette.empty;
      context.fillRect(rect.x + head + i * cell, rect.y, Math.max(1, cell - 2), rect.height);
    }
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

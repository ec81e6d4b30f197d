import { ArrayPanel } from "./array-panel.js";
import { BankPanel } from "./bank-panel.js";
import { BufferPanel, WBufferPanel } from "./buffer-panel.js";
import { Sheet } from "./canvas.js";
import { layoutMachine } from "./machine-layout.js";
import { LegendPanel } from "./legend-panel.js";
import type { Brush, Found, Panel } from "./panel.js";
import type { Palette } from "./palette.js";
import type { Shot } from "./shot.js";
import { StallPanel, StatePanel } from "./state-panel.js";
import { StreamPanel } from "./stream-panel.js";

/** The canvas with the whole machine. */
export class Machine {
  readonly sheet: Sheet;
  private shot: Shot | null = null;
  private panels: readonly Panel[] = [];

  /** @param resized called when the machine has to be drawn again */
  constructor(resized: () => void) {
    this.sheet = new Sheet("machine", () => {
      this.arrange();
      resized();
    });
  }

  /** Shows another design. */
  show(shot: Shot): void {
    this.shot = shot;
    this.arrange();
  }

  private arrange(): void {
    const { shot, sheet } = this;
    if (shot === null) return;
    const { L, H, P } = shot.design;
    const D = H * (P + 1);
    const at = layoutMachine(sheet.width, sheet.height, shot.design);
    const x = "redmule.x_buffer";
    const z = "redmule.z_buffer";
    const channel = (i: number) => (brush: Brush) => brush.palette.channels[i];
    const { origins } = shot;
    this.panels = [
      new StatePanel(shot, at.state),
      new LegendPanel(shot, at.legend),
      new StallPanel(shot, at.stall),
      new WBufferPanel(shot, at.wBuffer),
      new BufferPanel(shot, at.xPad, {
        ...{ path: `${x}.pad`, rows: L, columns: D, strides: { row: D, column: 1 } },
        ...{ name: "X pad", origin: (row, column) => origins.xPad(row, column) },
        title: () => `X pad ${shot.state(`${x}.x_state`)}`,
        markers: [
          { axis: "row", at: `${x}.row`, when: `${x}.load`, colour: channel(0) },
          { axis: "column", at: "operands.x_pad_column", when: `${x}.writes`, colour: (brush) => brush.palette.ink },
        ],
      }),
      new BufferPanel(shot, at.xBuffer, {
        ...{ path: `${x}.buffer`, rows: L, columns: 2 * H, strides: { row: 1, column: L } },
        ...{ name: "X buffer", origin: (row, column) => origins.xBuffer(row, column) },
        title: () => "X buffer",
        markers: [],
        reads: () => shot.elements(`${x}.read_halves`).map((half, h) => half * H + h),
      }),
      new ArrayPanel(shot, at.array),
      new BufferPanel(shot, at.zBuffer, {
        ...{ path: `${z}.data`, rows: L, columns: D, strides: { row: 1, column: L } },
        ...{ name: "Z buffer", origin: (row, column) => origins.z(row, column) },
        title: () => `Z buffer ${shot.state(`${z}.state`)}`,
        markers: [
          { axis: "column", at: `${z}.fill_column`, when: `${z}.fill`, colour: channel(3) },
          { axis: "column", at: `${z}.push_column`, when: `${z}.push_y`, colour: channel(2) },
          { axis: "row", at: `${z}.store_row`, when: `${z}.z_valid`, colour: channel(3) },
          { axis: "row", at: `${z}.load_row`, when: `${z}.y_ready`, colour: channel(2) },
        ],
      }),
      new StreamPanel(shot, at.streams),
      new BankPanel(shot, at.banks),
    ];
  }

  draw(palette: Palette, asBits: boolean): void {
    const { sheet } = this;
    sheet.clear(palette.ground);
    for (const panel of this.panels) panel.draw({ context: sheet.context, palette, asBits });
  }

  /** What is drawn at a point of the canvas. */
  find(x: number, y: number): Found | null {
    for (const { regions } of this.panels) {
      for (const { rect, rows, columns, find } of regions) {
        const column = Math.floor(((x - rect.x) / rect.width) * columns);
        const row = Math.floor(((y - rect.y) / rect.height) * rows);
        if (column >= 0 && column < columns && row >= 0 && row < rows) return find(row, column);
      }
    }
    return null;
  }
}

import type { Rect } from "./canvas.js";
import type { Design } from "./protocol.js";

/** Where the parts of the machine stand on its canvas. */
export interface MachineLayout {
  readonly state: Rect;
  readonly wBuffer: Rect;
  readonly stall: Rect;
  readonly xPad: Rect;
  readonly xBuffer: Rect;
  readonly array: Rect;
  readonly zBuffer: Rect;
  readonly streams: Rect;
  readonly banks: Rect;
}

const TITLE = 16;
/** Between neighbours. */
const GAP = 16;
const W_HEIGHT = 50;
/** The band above the array, with the W operands and the titles of the buffers. */
const BAND = 18;
const STREAMS = 58;
const BANKS = 62;

/** Rows of X, array and Z lie side by side; W stands over the array's columns; the memory side is below. */
export function layoutMachine(width: number, height: number, { H, P }: Design): MachineLayout {
  const D = H * (P + 1);
  const room = Math.max(300, width - 3 * GAP - 2);
  // Cells of the array hold text, cells of the buffers only colours.
  const elements = Math.max(2.2 * D, 10 * H);
  const columns = Math.max(D, 0.35 * elements);
  const weights = [columns, Math.max(2 * H, 0.2 * elements), elements, columns];
  const sum = weights.reduce((total, weight) => total + weight, 0);
  const [pad, buffer, array, z] = weights.map((weight) => (room * weight) / sum);
  const y = TITLE + W_HEIGHT + BAND;
  const rows = Math.max(60, height - y - STREAMS - BANKS - 2 * 12);
  const xs = [1, 1 + pad + GAP, 1 + pad + buffer + 2 * GAP, 1 + pad + buffer + array + 3 * GAP];
  const at = (i: number, wide: number): Rect => ({ x: Math.round(xs[i]), y, width: Math.floor(wide), height: rows });
  const below = y + rows + 12;
  return {
    state: { x: 1, y: 0, width: pad + buffer + GAP, height: y - BAND },
    wBuffer: { x: Math.round(xs[2]), y: TITLE, width: Math.floor(array), height: W_HEIGHT },
    stall: { x: Math.round(xs[3]), y: 0, width: z, height: y - BAND },
    xPad: at(0, pad),
    xBuffer: at(1, buffer),
    array: at(2, array),
    zBuffer: at(3, z),
    streams: { x: 1, y: below, width: width - 2, height: STREAMS },
    banks: { x: 1, y: below + STREAMS + 12, width: width - 2, height: BANKS - 1 },
  };
}

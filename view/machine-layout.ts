import type { Rect } from "./canvas.js";
import type { Design } from "./protocol.js";

/** Where the parts of the machine stand on its canvas. */
export interface MachineLayout {
  readonly state: Rect;
  readonly legend: Rect;
  readonly wBuffer: Rect;
  readonly stall: Rect;
  readonly xPad: Rect;
  readonly xBuffer: Rect;
  readonly array: Rect;
  readonly zBuffer: Rect;
  readonly streams: Rect;
  readonly banks: Rect;
}

/** The line on top. */
const LINE = 22;
const TITLE = 16;
/** Between neighbours side by side, and one below the other. */
const GAP = 14;
const STEP = 11;
/** The band above the array, with the W operands and the titles of the buffers. */
const BAND = 18;
/** Heights of the W buffer, the streams and the banks where there is room, and in low windows. */
const ROOMY = { w: 52, streams: 58, banks: 60 };
const LOW = { w: 46, streams: 20, banks: 46 };
const LOW_HEIGHT = 420;
/** Below this width the buffers leave more to the array. */
const NARROW = 900;

/** Whether streams and banks have a line each. */
export function isLow(height: number): boolean {
  return height < LOW_HEIGHT;
}

/** Rows of X, array and Z lie side by side; W stands over the array's columns; the memory side is below. */
export function layoutMachine(width: number, height: number, { H, P }: Design): MachineLayout {
  const { w, streams, banks } = isLow(height) ? LOW : ROOMY;
  const D = H * (P + 1);
  const room = Math.max(300, width - 3 * GAP - 3);
  // Cells of the array hold text, cells of the buffers only colours.
  const elements = Math.max(2.2 * D, 10 * H);
  const columns = Math.max(D, 0.35 * elements);
  const share = width < NARROW ? 0.6 : 0.8;
  const weights = [share * columns, share * Math.max(2 * H, 0.2 * elements), elements, share * columns];
  const sum = weights.reduce((total, weight) => total + weight, 0);
  const [pad, buffer, array, z] = weights.map((weight) => (room * weight) / sum);
  const y = LINE + TITLE + w + BAND;
  const rows = Math.max(60, height - y - streams - banks - 2 * STEP);
  const xs = [1, 1 + pad + GAP, 1 + pad + buffer + 2 * GAP, 1 + pad + buffer + array + 3 * GAP];
  const at = (i: number, wide: number): Rect => ({ x: Math.round(xs[i]), y, width: Math.floor(wide), height: rows });
  const below = y + rows + STEP;
  const corner = { y: LINE + 4, height: y - BAND - LINE - 4 };
  return {
    state: { x: 1, y: 0, width: width - 2, height: LINE },
    legend: { x: 1, width: pad + buffer + GAP - 6, ...corner },
    wBuffer: { x: Math.round(xs[2]), y: LINE + TITLE, width: Math.floor(array), height: w },
    stall: { x: Math.round(xs[3]), width: z, ...corner },
    xPad: at(0, pad),
    xBuffer: at(1, buffer),
    array: at(2, array),
    zBuffer: at(3, z),
    streams: { x: 1, y: below, width: width - 2, height: streams },
    banks: { x: 1, y: below + streams + STEP, width: width - 2, height: banks - 1 },
  };
}

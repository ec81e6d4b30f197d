import type { Rect } from "./canvas.js";
import type { Design } from "./protocol.js";

/** Where X, W and Z stand on the map: X left of Z, W above it; the corner between them is for words. */
export interface MapLayout {
  readonly x: Rect;
  readonly w: Rect;
  readonly z: Rect;
  readonly corner: Rect;
}

const TITLE = 15;
const GAP = 8;
/** Least share of a side that a dimension takes, so that a vector is seen beside a matrix. */
const LEAST = 0.14;
/** The corner is left as wide as this where the matrices are narrow. */
const CORNER = 104;
const ROW_CORNER = 150;
const ROW_GAP = 18;

/** Two lengths in the ratio of two numbers, neither of them tiny. */
function split(room: number, one: number, other: number): readonly [number, number] {
  const share = Math.min(1 - LEAST, Math.max(LEAST, one / (one + other)));
  return [room * share, room * (1 - share)];
}

/** From this ratio of width to height on X, W and Z stand in a row. */
const WIDE = 1.7;

export function layoutMap(width: number, height: number, design: Design): MapLayout {
  return width > WIDE * height ? inRow(width, height, design) : inSquare(width, height, design);
}

/** Words, X, W and Z side by side, in one scale unless a dimension would vanish. */
function inRow(width: number, height: number, { m, n, k }: Design): MapLayout {
  const high = Math.max(20, height - TITLE - 2);
  const corner = { x: 1, y: TITLE, width: ROW_CORNER, height: high };
  const room = Math.max(60, width - ROW_CORNER - 3 * ROW_GAP);
  const scale = Math.min(high / Math.max(m, n), room / (n + 2 * k));
  const length = (size: number, most: number): number => Math.min(most, Math.max(LEAST * high, size * scale));
  let x = ROW_CORNER + ROW_GAP;
  const next = (rows: number, columns: number): Rect => {
    const rect = { x, y: TITLE, width: length(columns, room / 3), height: length(rows, high) };
    x += rect.width + ROW_GAP;
    return rect;
  };
  return { x: next(m, n), w: next(n, k), z: next(m, k), corner };
}

function inSquare(width: number, height: number, { m, n, k }: Design): MapLayout {
  const [across, down] = [Math.max(40, width - GAP - 2), Math.max(40, height - 2 * TITLE - GAP - 2)];
  // One scale for both directions, unless a dimension would vanish.
  const scale = Math.min(across / (n + k), down / (n + m));
  const [wide, high] = [Math.min(across, Math.max(scale * (n + k), CORNER + 60)), Math.min(down, scale * (n + m))];
  const [xWidth, zWidth] = split(wide, n, k);
  const [wHeight, zHeight] = split(Math.max(high, Math.min(down, wide / 2)), n, m);
  const left = 1 + Math.max(0, (across - wide) / 2);
  const below = TITLE + wHeight + GAP + TITLE;
  const right = left + xWidth + GAP;
  return {
    w: { x: right, y: TITLE, width: zWidth, height: wHeight },
    x: { x: left, y: below, width: xWidth, height: zHeight },
    z: { x: right, y: below, width: zWidth, height: zHeight },
    corner: { x: left, y: TITLE, width: xWidth, height: wHeight },
  };
}

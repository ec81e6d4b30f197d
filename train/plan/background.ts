import { isBackground } from "./memory.js";
import type { Step } from "../step.js";
import { extentOf, type Tile, type Transfer } from "./tile.js";

/** A tile that nobody waits for: it may run beside the tiles of other steps. */
export interface BackgroundTile {
  readonly tile: Tile;
  /** Number of tiles of the foreground that must have their places before it. */
  readonly from: number;
}

/** Tiles in the order of their steps, and those among them that may run beside later ones, in the order in which they may. */
export interface Parted {
  readonly foreground: readonly Tile[];
  readonly background: readonly BackgroundTile[];
}

const meet = (a: Transfer, b: Transfer): boolean => {
  const [[begin, end], [first, last]] = [extentOf(a), extentOf(b)];
  return begin < last && first < end;
};

/** Parts tiles by step: a tile of the background waits for what writes bytes that it touches, and for what reads bytes that it writes. */
export function parted(steps: readonly Step[], bySteps: readonly (readonly Tile[])[]): Parted {
  const foreground: Tile[] = [];
  const background: BackgroundTile[] = [];
  bySteps.forEach((tiles, i) => {
    if (!isBackground(steps[i])) {
      foreground.push(...tiles);
      return;
    }
    // The first tile brings what all of the step use.
    let least = 0;
    for (const tile of tiles) {
      const waitsFor = ({ loads, stores }: Tile): boolean =>
        stores.some((store) => [...tile.loads, ...tile.stores].some((own) => meet(store, own))) ||
        loads.some((load) => tile.stores.some((own) => meet(load, own)));
      least = Math.max(least, foreground.findLastIndex(waitsFor) + 1);
      background.push({ tile, from: least });
    }
  });
  background.sort((a, b) => a.from - b.from);
  return { foreground, background };
}

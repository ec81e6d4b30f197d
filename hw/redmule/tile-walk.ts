import { registersOf, type Probe } from "../probe.js";

/** How far an advance carried. */
export const STEPPED = 0;
export const COLUMN_TILE = 1;
export const ROW_TILE = 2;
export const WALKED = 3;

/**
 * A walk over the tiles of a job: steps inside a tile (chunks or W rows), column tiles, row tiles. Fields are registers of the
 * block that walks.
 */
export class TileWalk {
  step = 0;
  columnTile = 0;
  rowTile = 0;
  private readonly wraps: boolean;

  /** @param wraps behind the last tile comes the first again, instead of one row tile more */
  constructor(wraps: boolean) {
    this.wraps = wraps;
  }

  /** One step of `steps` in a tile of `columnTiles` x `rowTiles`; says which counters it moved, WALKED at the very end. */
  advance(steps: number, columnTiles: number, rowTiles: number): number {
    if (this.step !== steps - 1) {
      this.step = (this.step + 1) & 0xffff;
      return STEPPED;
    }
    this.step = 0;
    if (this.columnTile !== columnTiles - 1) {
      this.columnTile = (this.columnTile + 1) & 0xffff;
      return COLUMN_TILE;
    }
    this.columnTile = 0;
    const last = this.rowTile === rowTiles - 1;
    this.rowTile = last && this.wraps ? 0 : (this.rowTile + 1) & 0xffff;
    return last ? WALKED : ROW_TILE;
  }

  reset(): void {
    this.step = this.columnTile = this.rowTile = 0;
  }

  probes(prefix: string): Probe[] {
    return registersOf(this, { step: 16, columnTile: 16, rowTile: 16 }).map((probe) => ({
      ...probe,
      name: `${prefix}_${probe.name}`,
    }));
  }
}

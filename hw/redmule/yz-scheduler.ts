import { registersOf, wire, type Block, type Scope } from "../probe.js";
import { JobConfig } from "./job-config.js";
import { tileColumns, type RedmuleParameters } from "./parameters.js";
import { TileWalk } from "./tile-walk.js";
import type { ZBuffer } from "./z-buffer.js";

/**
 * The part of the scheduler that follows the Y and Z tiles: P+1 clocks after a tile's last W row its results leave the array
 * column by column, and the Y of the next tile is pushed one clock ahead of them.
 */
export class YzScheduler implements Block {
  // Input wires.
  config = new JobConfig();
  clear = 0;
  stall = 0;
  /** The array advances in this clock. */
  enable = 0;
  /** The last W row of a tile is loaded; of the job, in this clock or before. */
  tileEnds = 0;
  wDone = 0;
  /** The first tile starts. */
  starts = 0;

  // Registers.
  readonly tile = new TileWalk(true);
  zWait = 0;
  zWaitCount = 0;
  zAvailable = 0;
  zAvailableCount = 0;
  yPush = 0;
  yPushCount = 0;
  /** Columns of the Y tile that is being pushed. */
  heldHeight = 0;
  zWidth = 0;
  zHeight = 0;
  /** The array takes Y instead of its fed-back results. */
  pushingY = 0;

  private yWidth = 0;
  private yHeight = 0;
  private pushHeight = 0;

  private readonly p: RedmuleParameters;
  private readonly D: number;
  private readonly z: ZBuffer;

  constructor(p: RedmuleParameters, z: ZBuffer) {
    this.p = p;
    this.D = tileColumns(p);
    this.z = z;
  }

  /** Rows and columns of the Y tile to load, from its position. */
  deriveSizes(): void {
    const { config, p, tile, z } = this;
    const lastRows = tile.rowTile === this.rowTiles - 1;
    // E7: the rows of Y and Z follow the leftovers of N.
    const rowsLeft = p.errata.E7 ? config.stepsLeft : config.rowsLeft;
    this.yWidth = lastRows && rowsLeft !== 0 ? rowsLeft : p.L;
    const lastColumns = tile.columnTile === config.columnTiles - 1;
    this.yHeight = lastColumns && config.columnsLeft !== 0 ? config.columnsLeft : this.D;
    z.yWidth = this.yWidth;
    z.usesY = config.usesY;
    z.firstLoad = tile.columnTile === 0 && tile.rowTile === 0 ? 1 : 0;
  }

  private get rowTiles(): number {
    // E7: row tiles are counted to the W rows of a tile.
    return this.p.errata.E7 ? this.config.paddedSteps : this.config.rowTiles;
  }

  /** No tile is on its way out or in: before the end of the next one nothing moves. */
  get idle(): boolean {
    return (this.zWait | this.zAvailable | this.yPush | this.pushingY) === 0;
  }

  /** The edge leaves the held height as it is. */
  get holds(): boolean {
    return this.heldHeight === this.pushHeight;
  }

  /** Sizes of the tiles that are pushed and filled. */
  settleSizes(): void {
    const { p, z } = this;
    // E9: the columns to push follow the tile counter even while they are pushed.
    this.pushHeight = p.errata.E9 || this.yPushCount === 0 ? this.yHeight : this.heldHeight;
    z.yHeight = this.pushHeight;
    z.zWidth = this.zWidth;
    z.zHeight = this.zHeight;
  }

  /** The results of a tile are due, but there is no room for them or no Y to push ahead of them. */
  get blocks(): boolean {
    const { p, z } = this;
    if (!this.zWait || this.zWaitCount !== p.P) return false;
    // E5: Y that is already on its way into the array counts as loaded.
    if (this.zAvailable && !p.errata.E5) return true;
    // E14: after the last W row nothing waits for the drain of the tile before.
    return this.wDone ? z.draining === 1 && !p.errata.E14 : !z.loaded;
  }

  settle(): void {
    const { z } = this;
    z.pushY = this.yPush && !this.stall ? 1 : 0;
    z.fill = this.zAvailable & this.enable;
  }

  edge(): void {
    if (this.clear) {
      this.reset();
      return;
    }
    this.pushingY = this.yPush;
    this.heldHeight = this.pushHeight;
    this.edgeFlags();
    if (this.z.empty || this.starts) {
      this.zWidth = this.yWidth;
      this.zHeight = this.yHeight;
    }
    if (this.z.empty) this.tile.advance(1, this.config.columnTiles, this.rowTiles);
  }

  private edgeFlags(): void {
    const { p, stall } = this;
    const waitEnds = this.zWait && !stall && this.zWaitCount === p.P;
    // E5: result columns are counted by the scheduler's pace instead of as they are filled.
    const counts = this.zAvailable && (p.errata.E5 ? !stall : this.enable);
    const availableEnds = counts && this.zAvailableCount === this.zHeight - 1;
    const pushes = this.yPush && !stall;
    const pushEnds = pushes && this.yPushCount === this.pushHeight - 1;
    const due = p.P === 0 ? this.tileEnds : this.zWait && !stall && this.zWaitCount === p.P - 1;
    // E5: Y is pushed behind the last tile, too.
    const pushStarts = (due && (p.errata.E5 || !this.wDone)) || this.starts;

    if (this.zWait && !stall) this.zWaitCount = waitEnds ? 0 : this.zWaitCount + 1;
    if (counts) this.zAvailableCount = availableEnds ? 0 : (this.zAvailableCount + 1) % this.D;
    if (pushes) this.yPushCount = pushEnds ? 0 : (this.yPushCount + 1) % this.D;
    // E5: a tile that ends in the clock in which the one before is done is lost.
    const lost = p.errata.E5;
    if (waitEnds && !(lost && availableEnds)) this.zAvailable = 1;
    else if (availableEnds) this.zAvailable = 0;
    if (this.tileEnds && !(lost && waitEnds)) this.zWait = 1;
    else if (waitEnds) this.zWait = 0;
    if (pushStarts && !(lost && pushEnds)) this.yPush = 1;
    else if (pushEnds) this.yPush = 0;
  }

  reset(): void {
    this.tile.reset();
    this.zWait = this.zWaitCount = this.zAvailable = this.zAvailableCount = 0;
    this.yPush = this.yPushCount = this.heldHeight = this.zWidth = this.zHeight = this.pushingY = 0;
  }

  scope(name: string): Scope {
    return {
      name,
      probes: [
        ...this.tile.probes("y"),
        ...registersOf(this, {
          zWait: 1,
          zWaitCount: 12,
          zAvailable: 1,
          zAvailableCount: 12,
          yPush: 1,
          yPushCount: 12,
        }),
        ...registersOf(this, { heldHeight: 13, zWidth: 13, zHeight: 13, pushingY: 1 }),
        wire("blocks", 1, () => (this.blocks ? 1 : 0)),
      ],
      children: [],
    };
  }
}

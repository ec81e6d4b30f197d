import { registersOf, signedWordsOf, versioned, wideRegistersOf, type Block, type Scope } from "../probe.js";
import type { StreamShape } from "./address-generator.js";
import { JobConfig } from "./job-config.js";
import { beatBytes, tileColumns, type RedmuleParameters } from "./parameters.js";
import type { Streamer } from "./streamer.js";
import { ROW_TILE, STEPPED, TileWalk, WALKED } from "./tile-walk.js";

/**
 * Starts the streams and tells their address generators where to walk: X once per (row tile, column tile, chunk), W, Y and Z
 * once per job.
 */
export class MemoryScheduler implements Block {
  // Input wires.
  config = new JobConfig();
  /** Controller in IDLE or earlier, in STARTING, in FINISHED. */
  idle = 1;
  firstLoad = 0;
  finished = 0;
  clear = 0;

  // Registers: position of the X fetch and offsets in bytes.
  readonly position = new TileWalk(true);
  fetches = 0;
  chunkOffset = 0;
  rowOffset = 0;
  yStarted = 0;

  /** The shapes of W, Y and Z have to be derived anew. */
  stale = true;
  /** Counts edges: all that is probed are registers. */
  private steps = 0;

  private readonly p: RedmuleParameters;
  private readonly streamer: Streamer;
  private readonly D: number;

  constructor(p: RedmuleParameters, streamer: Streamer) {
    this.p = p;
    this.streamer = streamer;
    this.D = tileColumns(p);
  }

  settle(): void {
    const { x, w, y, z } = this.streamer;
    const { config, p } = this;
    const { stale } = this;
    if (stale) {
      this.stale = false;
      this.streamer.castIn.select(config.format);
      this.streamer.castOut.select(config.format);
      this.shapeW(w.generator.shape);
      this.shapeYz(y.generator.shape);
      this.shapeYz(z.generator.shape);
    }
    if (stale || x.ready) this.shapeX(x.generator.shape);
    const left = this.fetches < config.xFetches;
    // E15: X restarts as long as STARTING lasts, whatever is left to fetch; so does Y.
    x.start = !this.idle && x.ready && (left || (p.errata.E15 && this.firstLoad)) ? 1 : 0;
    y.start = this.firstLoad && config.usesY && y.ready && (p.errata.E15 || !this.yStarted) ? 1 : 0;
    // W starts with Z, which stays busy until the job ends: once.
    w.start = this.firstLoad && z.ready ? 1 : 0;
    z.start = this.firstLoad && z.ready ? 1 : 0;
  }

  private shapeX(shape: StreamShape): void {
    const { config, p } = this;
    const lastRows = this.position.rowTile === config.rowTiles - 1 && config.rowsLeft !== 0;
    const rows = lastRows ? config.rowsLeft : p.L;
    const lastChunk = this.position.step === config.chunks - 1 && config.chunkLeft !== 0;
    const bytes = (lastChunk ? config.chunkLeft : this.D) * config.elementBytes;
    shape.base = config.xAddr + this.rowOffset + this.chunkOffset;
    shape.total = rows * Math.ceil(bytes / beatBytes(p));
    shape.d0Length = shape.d0Last = 1;
    shape.d1Length = p.L;
    shape.d1Stride = config.xRowBytes;
    shape.rowBytes = shape.rowBytesLast = bytes;
  }

  private shapeW(shape: StreamShape): void {
    const { config, p } = this;
    shape.base = config.wAddr;
    shape.total = config.wBeats;
    // E10: padded steps are executed, so their rows are fetched.
    shape.d0Length = shape.d0Last = p.errata.E10 ? config.paddedSteps : config.steps;
    shape.d0Stride = config.wRowBytes;
    this.shapeColumns(shape);
    shape.d2Stride = 0;
  }

  private shapeYz(shape: StreamShape): void {
    const { config, p } = this;
    shape.base = config.zAddr;
    shape.total = config.zBeats;
    shape.d0Length = p.L;
    // E7: the last row tile has L rows like any other.
    shape.d0Last = p.errata.E7 || config.rowsLeft === 0 ? p.L : config.rowsLeft;
    shape.d0Stride = config.wRowBytes;
    this.shapeColumns(shape);
    shape.d2Stride = p.L * config.wRowBytes;
  }

  private shapeColumns(shape: StreamShape): void {
    const { config } = this;
    shape.d1Length = config.columnTiles;
    shape.d1Stride = this.D * config.elementBytes;
    shape.d2Length = config.rowTiles;
    shape.rowBytes = this.D * config.elementBytes;
    shape.rowBytesLast = (config.columnsLeft === 0 ? this.D : config.columnsLeft) * config.elementBytes;
  }

  edge(): void {
    this.steps++;
    if (this.clear || this.finished) {
      this.resetPosition();
      return;
    }
    if (this.streamer.y.start) this.yStarted = 1;
    if (this.streamer.x.done) this.advanceX();
  }

  private advanceX(): void {
    const { config, p } = this;
    this.fetches++;
    // E11: fetches are counted in 16 bits.
    if (p.errata.E11) this.fetches &= 0xffff;
    const moved = this.position.advance(config.chunks, config.columnTiles, config.rowTiles);
    this.chunkOffset = moved === STEPPED ? this.chunkOffset + this.D * config.elementBytes : 0;
    if (moved === ROW_TILE) this.rowOffset += p.L * config.xRowBytes;
    else if (moved === WALKED) this.rowOffset = 0;
  }

  private resetPosition(): void {
    this.steps++;
    this.position.reset();
    this.fetches = this.chunkOffset = this.rowOffset = this.yStarted = 0;
  }

  reset(): void {
    this.resetPosition();
  }

  /** Registers were overwritten, or the configuration is another: nothing derived from them holds. */
  wake(): void {
    this.stale = true;
    this.steps++;
  }

  scope(name: string): Scope {
    const probes = [
      ...this.position.probes("x"),
      ...wideRegistersOf(this, ["fetches"]),
      ...registersOf(this, { chunkOffset: 32 }),
      ...signedWordsOf(this, ["rowOffset"]),
      ...registersOf(this, { yStarted: 1 }),
    ];
    return versioned({ name, probes, children: [] }, () => this.steps);
  }
}

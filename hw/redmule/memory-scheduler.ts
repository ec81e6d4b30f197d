import { register, type Block, type Scope, registersOf } from "../probe.js";
import type { StreamShape } from "./address-generator.js";
import { JobConfig } from "./job-config.js";
import { beatBytes, tileColumns, type RedmuleParameters } from "./parameters.js";
import type { Streamer } from "./streamer.js";

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
  chunk = 0;
  columnTile = 0;
  rowTile = 0;
  fetches = 0;
  chunkOffset = 0;
  rowOffset = 0;
  yStarted = 0;

  private seenConfig: JobConfig | null = null;
  private seenVersion = 0;

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
    const changed = config !== this.seenConfig || config.version !== this.seenVersion;
    if (changed) {
      this.seenConfig = config;
      this.seenVersion = config.version;
      this.streamer.castIn.select(config.format);
      this.streamer.castOut.select(config.format);
      this.shapeW(w.generator.shape);
      this.shapeYz(y.generator.shape);
      this.shapeYz(z.generator.shape);
    }
    if (changed || x.ready) this.shapeX(x.generator.shape);
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
    const lastRows = this.rowTile === config.rowTiles - 1 && config.rowsLeft !== 0;
    const rows = lastRows ? config.rowsLeft : p.L;
    const lastChunk = this.chunk === config.chunks - 1 && config.chunkLeft !== 0;
    const bytes = (lastChunk ? config.chunkLeft : this.D) * config.elementBytes;
    shape.base = config.xAddr + this.rowOffset + this.chunkOffset;
    shape.total = rows * Math.ceil(bytes / beatBytes(p));
    shape.d0Length = shape.d0Last = rows;
    shape.d0Stride = config.xRowBytes;
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
    if (this.chunk !== config.chunks - 1) {
      this.chunk = (this.chunk + 1) & 0xffff;
      this.chunkOffset += this.D * config.elementBytes;
      return;
    }
    this.chunk = 0;
    this.chunkOffset = 0;
    if (this.columnTile !== config.columnTiles - 1) {
      this.columnTile = (this.columnTile + 1) & 0xffff;
      return;
    }
    this.columnTile = 0;
    if (this.rowTile !== config.rowTiles - 1) {
      this.rowTile = (this.rowTile + 1) & 0xffff;
      this.rowOffset += p.L * config.xRowBytes;
    } else {
      this.rowTile = 0;
      this.rowOffset = 0;
    }
  }

  private resetPosition(): void {
    this.chunk = this.columnTile = this.rowTile = this.fetches = 0;
    this.chunkOffset = this.rowOffset = this.yStarted = 0;
  }

  reset(): void {
    this.resetPosition();
  }

  scope(name: string): Scope {
    return {
      name,
      probes: [
        ...registersOf(this, { chunk: 16, columnTile: 16, rowTile: 16 }),
        register(
          "fetches",
          32,
          () => this.fetches >>> 0,
          (v) => (this.fetches = v),
        ),
        ...registersOf(this, { chunkOffset: 32 }),
        register(
          "row_offset",
          32,
          () => this.rowOffset >>> 0,
          (v) => (this.rowOffset = v),
        ),
        ...registersOf(this, { yStarted: 1 }),
      ],
      children: [],
    };
  }
}

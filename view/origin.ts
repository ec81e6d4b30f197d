import { ZState } from "../hw/redmule/z-buffer.js";
import type { Design } from "./protocol.js";

/** An element of a matrix, or a result on its way: an element of Z over the steps n = 0 to `upTo`. */
export interface Element {
  readonly matrix: "X" | "W" | "Y" | "Z";
  readonly row: number;
  readonly column: number;
  readonly upTo?: number;
}

/** What a cell holds: an element, or why it holds none. */
export type Origin = Element | "padding" | "left over";

/** Values of scalar probes and of elements of arrays in one clock. */
export interface Reading {
  readonly design: Design;
  value(path: string): number;
  elements(path: string): number[];
}

/** Errata under which counters no longer say where in the job a buffer stands. */
const ASTRAY = new Set(["E5", "E6", "E7", "E9", "E10", "E11", "E15"]);

/** Which elements of X, W, Y and Z the buffers and the array hold, from the counters of one clock. */
export class Origins {
  /** The design keeps its counters in step with what it holds. */
  readonly known: boolean;
  /** Tiles of L rows and D columns, in the order in which they are computed. */
  readonly columnTiles: number;
  readonly rowTiles: number;
  private readonly reading: Reading;
  private readonly chunks: number;
  private readonly slots: number;
  private readonly paddedSteps: number;
  private readonly D: number;

  constructor(reading: Reading) {
    const { L, H, P, m, n, k, errata } = reading.design;
    this.reading = reading;
    this.D = H * (P + 1);
    this.known = !errata.some((name) => ASTRAY.has(name));
    this.rowTiles = Math.ceil(m / L);
    this.columnTiles = Math.ceil(k / this.D);
    this.chunks = Math.ceil(n / this.D);
    this.paddedSteps = Math.ceil(n / H) * H;
    this.slots = this.paddedSteps - (this.chunks - 1) * this.D;
  }

  private get tiles(): number {
    return this.rowTiles * this.columnTiles;
  }

  /** Row and column tile of the tile with a number. */
  place(tile: number): readonly [rowTile: number, columnTile: number] {
    return [Math.floor(tile / this.columnTiles), tile % this.columnTiles];
  }

  /** The position of a walk over `steps` steps a tile, counted from its begin. */
  private walked(path: string, steps: number): number {
    const of = (name: string): number => this.reading.value(`${path}_${name}`);
    return (of("row_tile") * this.columnTiles + of("column_tile")) * steps + of("step");
  }

  /** W rows of the job that have been loaded, those of padding in each tile too. */
  get wRows(): number {
    const { reading, tiles, paddedSteps } = this;
    if (reading.value("redmule.scheduler.w_done")) return tiles * paddedSteps;
    return this.walked("redmule.scheduler.w", paddedSteps);
  }

  /** Tile and step n of the last W row that was loaded; null before the first. */
  get work(): { readonly tile: number; readonly n: number } | null {
    const last = this.wRows - 1;
    if (last < 0) return null;
    return { tile: Math.floor(last / this.paddedSteps), n: last % this.paddedSteps };
  }

  /** The chunk of X in the pad. */
  get chunk(): number {
    return this.walked("redmule.scheduler.x", this.chunks);
  }

  /** Element of X in a row of a tile and a column of a chunk, counted over all chunks. */
  private xElement(l: number, chunk: number, column: number): Origin {
    const { n, m, L } = this.reading.design;
    if (chunk < 0 || chunk >= this.tiles * this.chunks) return "left over";
    const at = {
      row: this.place(Math.floor(chunk / this.chunks))[0] * L + l,
      column: (chunk % this.chunks) * this.D + column,
    };
    if (at.row >= m) return "left over";
    return at.column >= n ? "padding" : { matrix: "X", ...at };
  }

  xPad(l: number, d: number): Origin {
    const { reading } = this;
    const there = reading.value("redmule.x_buffer.valid") || l < reading.value("redmule.x_buffer.row");
    return there ? this.xElement(l, this.chunk, d) : "left over";
  }

  /** @param slot column of the buffer, H in each half */
  xBuffer(l: number, slot: number): Origin {
    const { H } = this.reading.design;
    const of = (name: string): number => this.reading.value(`redmule.x_buffer.${name}`);
    const next = of("write_half") * H + of("write_column");
    const age = (next - 1 - slot + 4 * H) % (2 * H);
    let chunk = this.chunk;
    let column = of("copied") - 1 - age;
    for (; column < 0 && chunk >= 0; chunk--) column += this.slotsOf(chunk - 1);
    return this.xElement(l, chunk, column);
  }

  private slotsOf(chunk: number): number {
    return chunk % this.chunks === this.chunks - 1 ? this.slots : this.D;
  }

  /** Rows without steps that were loaded behind the last of the job, one every P + 1 clocks until its results are out. */
  private get drained(): number {
    const { reading } = this;
    if (!reading.value("redmule.scheduler.w_done")) return 0;
    const of = (name: string): number => reading.value(`redmule.scheduler.yz.${name}`);
    const { P } = reading.design;
    const since = of("z_wait") ? of("z_wait_count") : of("z_available") ? P + 1 + of("z_available_count") : Infinity;
    return Math.floor(since / (P + 1));
  }

  /** The W row in a row of the buffer, counted over all tiles and on behind the last. */
  private wRow(r: number): number {
    const { H } = this.reading.design;
    return this.wRows + this.drained - 1 - ((this.reading.value("redmule.w_buffer.row") - 1 - r + 2 * H) % H);
  }

  w(r: number, d: number): Origin {
    const { n, k } = this.reading.design;
    const row = this.wRow(r);
    if (row < 0 || row >= this.tiles * this.paddedSteps) return "left over";
    const step = row % this.paddedSteps;
    const column = this.place(Math.floor(row / this.paddedSteps))[1] * this.D + d;
    return step >= n || column >= k ? "padding" : { matrix: "W", row: step, column };
  }

  /**
   * The result in a register of CE (l, h).
   * @param age clocks since the CE took its w: 0 for the register behind its input, P for its output
   */
  result(l: number, h: number, age: number): Origin {
    const { reading, D, tiles, paddedSteps } = this;
    const { L, H, m, n, k } = reading.design;
    const row = this.wRow(h);
    const column = reading.elements("operands.w_index")[h] - h * D;
    // A w that stands at a CE has entered when the array has stood since.
    const entered = reading.value("redmule.engine.enable") ? 1 : 0;
    const time = Math.floor(row / H) * D + column - age - entered;
    const step = Math.floor(time / D) * H + h;
    if (time < 0 || !(step < tiles * paddedSteps)) return "left over";
    const [rowTile, columnTile] = this.place(Math.floor(step / paddedSteps));
    const at = { row: rowTile * L + l, column: columnTile * D + (time % D) };
    if (at.row >= m || at.column >= k) return "padding";
    return { matrix: "Z", ...at, upTo: Math.min(n - 1, step % paddedSteps) };
  }

  z(l: number, d: number): Origin {
    const { reading, tiles } = this;
    const of = (name: string): number => reading.value(`redmule.z_buffer.${name}`);
    const state = of("state");
    const tile = this.walked("redmule.scheduler.yz.y", 1);
    const before = (tile - 1 + tiles) % tiles;
    if (state === ZState.PUSHED || d < of("fill_column")) return this.tileElement("Z", before, l, d);
    // Y stays where it is until results take its place, whether the array has taken it or not.
    const holdsY = state === ZState.LOADED || l < of("load_row");
    if (!holdsY || reading.design.tensors.y === null) return "left over";
    return this.tileElement("Y", tile, l, d);
  }

  /** The tile whose Y the Z buffer takes next, and the one whose results it takes. */
  get zTiles(): { readonly y: number; readonly z: number } {
    const y = this.walked("redmule.scheduler.yz.y", 1);
    return { y, z: (y - 1 + this.tiles) % this.tiles };
  }

  private tileElement(matrix: "Y" | "Z", tile: number, l: number, d: number): Origin {
    const { L, m, k } = this.reading.design;
    const [rowTile, columnTile] = this.place(tile);
    const at = { row: rowTile * L + l, column: columnTile * this.D + d };
    return at.row >= m || at.column >= k ? "padding" : { matrix, ...at };
  }
}

import { OPERATIONS, TENSOR_FORMATS, type Operation, type TensorFormat } from "../../hw/redmule/operation.js";
import { defaultPort, tileColumns, type RedmuleParameters } from "../../hw/redmule/parameters.js";
import type { PlacedJob, Shape } from "../../run/redmule/placed-job.js";
import { Group, type Hits } from "./group.js";

const FORMATS = Object.keys(TENSOR_FORMATS) as TensorFormat[];
const COUNTS = ["1", "2", "3 or more"];
const TENSORS = ["X", "W", "Z"];
/** Share of refused requests from which on the memory refuses often. */
const OFTEN = 0.3;

/** The cross of operation, format, leftovers and tile counts. */
export const SHAPE = new Group(
  "shape",
  "A job of this operation, format, leftovers in M, N, K and with several tiles along these dimensions.",
  {
    operation: OPERATIONS,
    format: FORMATS,
    m: ["M full", "M left"],
    n: ["N full", "N groups left", "N steps left"],
    k: ["K full", "K left"],
    tiles: [
      "one tile",
      "rows",
      "chunks",
      "rows+chunks",
      "columns",
      "rows+columns",
      "chunks+columns",
      "rows+chunks+columns",
    ],
  },
);

const TILES = new Group("tiles", "A job has so many row tiles, chunks and column tiles.", {
  rows: COUNTS,
  chunks: COUNTS,
  columns: COUNTS,
});

const LEFT = new Group("left", "What is left of a dimension in its last tile.", {
  dimension: ["M", "N", "K"],
  left: ["0", "1", "all but one", "other"],
  format: FORMATS,
});

const TINY = new Group("tiny", "Dimensions of one element.", {
  m: ["M=1", "M>1"],
  n: ["N=1", "N>1"],
  k: ["K=1", "K>1"],
  format: FORMATS,
});

const BASE = new Group("base", "A tensor begins so many bytes behind a word boundary.", {
  tensor: TENSORS,
  bytes: ["0", "1", "2", "3"],
  format: FORMATS,
});

const ROW = new Group("row", "The rows of X, and those of W and Z, are so many bytes longer than whole words.", {
  rows: ["X", "W and Z"],
  bytes: ["0", "1", "2", "3"],
  format: FORMATS,
});

const DESIGN = new Group("design", "A job ran on an array of this form.", {
  h: ["H=1", "H power of two", "H other"],
  p: ["P=0", "P=1", "P=2", "P=3", "P>3"],
  port: ["narrow port", "port of a row", "wide port"],
});

const ROWS = new Group("rows", "A job ran on an array of so many rows.", { l: ["L=1", "L power of two", "L other"] });

const MEMORY = new Group("memory", "A job ran on a memory that refused none, less than 0.3 or more of its requests.", {
  refuses: ["never", "rarely", "often"],
  operation: OPERATIONS,
});

export const SHAPE_GROUPS: readonly Group[] = [SHAPE, TILES, LEFT, TINY, BASE, ROW, DESIGN, ROWS, MEMORY];

function leftClass(left: number, tile: number): number {
  return left === 0 ? 0 : left === 1 ? 1 : left === tile - 1 ? 2 : 3;
}

function formOf(count: number): number {
  return count === 1 ? 0 : (count & (count - 1)) === 0 ? 1 : 2;
}

/** Bin of {@link SHAPE} that a job falls into on a design. */
export function shapeBin({ op, fmt, m, n, k }: Shape, p: RedmuleParameters): number {
  const D = tileColumns(p);
  const steps = n % D === 0 ? 0 : n % p.H === 0 ? 1 : 2;
  const tiles = (m > p.L ? 1 : 0) + (n > D ? 2 : 0) + (k > D ? 4 : 0);
  const kind = 4 * OPERATIONS.indexOf(op) + FORMATS.indexOf(fmt);
  const left = 6 * (m % p.L === 0 ? 0 : 1) + 2 * steps + (k % D === 0 ? 0 : 1);
  return 8 * (12 * kind + left) + tiles;
}

/** What the jobs of a bin of {@link SHAPE} have in common. */
export interface ShapeKind {
  readonly op: Operation;
  readonly fmt: TensorFormat;
  /** The last tile along a dimension is not full; along N it may lack whole groups of H steps, or end within one. */
  readonly left: { readonly m: boolean; readonly n: "full" | "groups" | "steps"; readonly k: boolean };
  /** There are several tiles along a dimension. */
  readonly several: { readonly m: boolean; readonly n: boolean; readonly k: boolean };
}

/** The jobs that fall into bin `bin` of {@link SHAPE}: the inverse of {@link shapeBin}. */
export function kindOf(bin: number): ShapeKind {
  const left = Math.floor(bin / 8) % 12;
  const kind = Math.floor(bin / 96);
  return {
    op: OPERATIONS[kind >> 2],
    fmt: FORMATS[kind & 3],
    left: { m: left >= 6, n: (["full", "groups", "steps"] as const)[(left >> 1) % 3], k: (left & 1) === 1 },
    several: { m: (bin & 1) === 1, n: (bin & 2) !== 0, k: (bin & 4) !== 0 },
  };
}

/** Samples what a job is, once it has ended. */
export class ShapeCoverage {
  private readonly p: RedmuleParameters;
  private readonly coverage: Hits;

  constructor(p: RedmuleParameters, coverage: Hits) {
    this.p = p;
    this.coverage = coverage;
  }

  /** @param refused share of its requests that the memory refused */
  job(done: PlacedJob, refused: number): void {
    this.hit(SHAPE, shapeBin(done.job, this.p));
    this.jobSizes(done);
    this.jobPlace(done);
    this.jobDesign();
    const refuses = refused === 0 ? 0 : refused < OFTEN ? 1 : 2;
    this.hit(MEMORY, OPERATIONS.length * refuses + OPERATIONS.indexOf(done.job.op));
  }

  private jobSizes({ job: { fmt, m, n, k } }: PlacedJob): void {
    const D = tileColumns(this.p);
    const format = FORMATS.indexOf(fmt);
    let tiles = 0;
    [m, n, k].forEach((size, i) => {
      const tile = i === 0 ? this.p.L : D;
      tiles = 3 * tiles + Math.min(Math.ceil(size / tile), 3) - 1;
      this.hit(LEFT, FORMATS.length * (4 * i + leftClass(size % tile, tile)) + format);
    });
    this.hit(TILES, tiles);
    this.hit(TINY, FORMATS.length * (4 * Math.min(m - 1, 1) + 2 * Math.min(n - 1, 1) + Math.min(k - 1, 1)) + format);
  }

  private jobPlace({ job: { fmt, n, k }, bases }: PlacedJob): void {
    const format = FORMATS.indexOf(fmt);
    const { bytes } = TENSOR_FORMATS[fmt];
    bases.forEach((base, tensor) => this.hit(BASE, FORMATS.length * (4 * tensor + (base & 3)) + format));
    [n, k].forEach((elements, rows) => this.hit(ROW, FORMATS.length * (4 * rows + ((elements * bytes) & 3)) + format));
  }

  private jobDesign(): void {
    const { L, H, P, port } = this.p;
    const natural = defaultPort(H, P);
    const width = port < natural ? 0 : port < natural + 32 ? 1 : 2;
    this.hit(DESIGN, 3 * (5 * formOf(H) + Math.min(P, 4)) + width);
    this.hit(ROWS, formOf(L));
  }

  private hit(group: Group, bin: number): void {
    this.coverage.of(group)[bin]++;
  }
}

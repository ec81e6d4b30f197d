import type { Block, Split } from "./gemm/cost.js";

/** How a matrix whose columns do not follow each other in memory comes to the kernel. */
export type Lay = "rows" | "transposed" | "turned";

/** Who lays out the patches of images that a product reads: nobody, as it reads none, the cores, or the DMA on the way from L2. */
export const IM2ROWS = ["none", "cores", "dma"] as const;
export type Im2row = (typeof IM2ROWS)[number];

/** How a product is computed by the cores. Sizes of tiles count units of their axes. */
export interface CoreChoice {
  readonly engine: "cores";
  /** The transpose of Z is computed, from the transposes of W and X. */
  readonly exchanged: boolean;
  /** What becomes of an operand that lies the other way round. */
  readonly lay: Lay;
  readonly im2row: Im2row;
  readonly rows: number;
  readonly steps: number;
  readonly columns: number;
  /** Products of a tile; more than one only where a tile holds whole ones. */
  readonly products: number;
  /** What stays while the other goes on: rows of X, or columns of W. */
  readonly outer: "rows" | "columns";
  readonly block: Block;
  readonly split: Split;
}

/** How a product is computed by RedMulE. Sizes of tiles count units of their axes. */
export interface RedmuleChoice {
  readonly engine: "redmule";
  /** The transpose of Z is computed, from the transposes of W and X. */
  readonly exchanged: boolean;
  readonly im2row: Im2row;
  readonly rows: number;
  readonly steps: number;
  readonly columns: number;
  /** Always 1: a job is one product. */
  readonly products: number;
  readonly outer: "rows" | "columns";
}

/** How a product is computed: by whom, in which orientation, tiles and kernel. */
export type GemmChoice = CoreChoice | RedmuleChoice;

/** Choices by the name of the step; the planner chooses for the others. */
export type Choices = ReadonlyMap<string, GemmChoice>;

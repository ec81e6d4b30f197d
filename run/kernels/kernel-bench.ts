import type { Cluster } from "../../hw/cluster/systems/cluster.js";
import type { Kernel, KernelFormat } from "../../sw/programs.js";
import { ElementWatch } from "../data/element-watch.js";
import { macPerClock } from "../rates.js";
import type { WrongElement } from "../redmule/placed-job.js";
import { LayerCall } from "./layer-call.js";
import { expectedProduct, type Product } from "./product.js";

/** What of Z is dealt out to the cores: blocks of rows, or whole columns of blocks. The order is that of `GEMM_SPLIT`. */
export const SPLITS = ["rows", "columns"] as const;
export type Split = (typeof SPLITS)[number];

/** How X and W are stored: both by rows, or one of them transposed. */
export const FORMS = ["rows", "xt", "wt"] as const;
export type Form = (typeof FORMS)[number];

/** How the cores compute a product. */
export interface KernelOptions {
  readonly kernel: Kernel;
  /** "rows" by default. */
  readonly split?: Split;
  /** "rows" by default. */
  readonly form?: Form;
  /** Cores that work, all by default. */
  readonly team?: number;
  /** Elements between the end of a stored row and the next one of X, W and Z (and Y); none by default. */
  readonly padding?: readonly [x: number, w: number, z: number];
  /** Y is one row for all rows of Z, the first of the product's Y. */
  readonly bias?: boolean;
}

/** A product done. */
export interface KernelRun {
  /** Clocks from the fork of the team to its join; null when the program did not end. */
  readonly clocks: number | null;
  /** m n k multiply-accumulates over these clocks. */
  readonly macPerClock: number | null;
  /** Elements of Z that differ from golden, by any bit. */
  readonly mismatches: number;
  /** Why the program did not end. */
  readonly message?: string;
}

export function formatOf(kernel: Kernel): KernelFormat {
  return kernel.startsWith("fp32") ? "fp32" : "fp16";
}

/** A matrix of rows some bytes apart in the TCDM. */
interface Place {
  readonly address: number;
  readonly stride: number;
}

/** Y with the same row everywhere. */
function withBias(product: Product): Product {
  const { y, k } = product;
  return y === undefined ? product : { ...product, y: y.map((_, i) => y[i % k]) };
}

/** Runs a matrix product of `sw/layers` on a cluster, which it takes over. */
export class KernelBench {
  readonly call: LayerCall;
  private readonly product: Product;
  private readonly z: Place;

  /** @throws UsageError naming size and limit when the matrices do not fit the TCDM */
  constructor(cluster: Cluster, product: Product, options: KernelOptions) {
    const { kernel, split = "rows", form = "rows", team, padding = [0, 0, 0], bias = false } = options;
    const format = formatOf(kernel);
    const name = (of: string): string => (form === "rows" ? of : `${form}_${of}`);
    const file = form === "rows" ? `gemm-${format}` : `gemm-${form}-${format}`;
    this.call = new LayerCall(cluster, {
      files: [file],
      layer: `layer_gemm_${name(kernel)}`,
      what: `matrices of ${product.m} x ${product.n} x ${product.k} in ${format}`,
      ...(team === undefined ? {} : { team }),
    });
    this.product = bias ? withBias(product) : product;
    const { m, n, k } = product;
    const x = this.put(product.x, m, n, padding[0], form === "xt");
    const w = this.put(product.w, n, k, padding[1], form === "wt");
    const y = bias && product.y ? this.put(product.y.subarray(0, k), 1, k, 0, false) : undefined;
    this.z = this.put(product.y && !bias ? product.y : product.w.slice(0, 0), m, k, padding[2], false);
    const start = y ?? (product.y ? this.z : { address: 0, stride: 0 });
    this.call.describe("GEMM", {
      ...{ x: x.address, w: w.address, y: start.address, z: this.z.address, m, n, k, count: 1 },
      ...{ xStride: x.stride, wStride: w.stride, yStride: bias ? 0 : start.stride, zStride: this.z.stride },
      ...{ xNext: 0, wNext: 0, yNext: 0, zNext: 0 },
      split: SPLITS.indexOf(split),
    });
  }

  /** Runs to the end, or for at most so many clocks; true at the end. */
  advance(clocks = Infinity): boolean {
    return this.call.run.advance(clocks);
  }

  get result(): KernelRun {
    const mismatches = this.wrongElements().length;
    try {
      const clocks = this.call.clocks();
      return { clocks, macPerClock: macPerClock(this.product, clocks), mismatches };
    } catch (error) {
      return { clocks: null, macPerClock: null, mismatches, message: (error as Error).message };
    }
  }

  private put(elements: Product["x"], rows: number, columns: number, padding: number, transposed: boolean): Place {
    const [down, across] = transposed ? [columns, rows] : [rows, columns];
    const stride = (across + padding) * elements.BYTES_PER_ELEMENT;
    const address = this.call.place(down * stride);
    const stored = transposed
      ? elements.map((_, i) => elements[(i % across) * columns + Math.floor(i / across)])
      : elements;
    if (stored.length > 0) this.call.store(address, stored, across, stride);
    return { address, stride };
  }

  /** Elements of Z in memory that differ from golden, row by row. */
  wrongElements(): WrongElement[] {
    const { k } = this.product;
    const expected = expectedProduct(this.product);
    const z = this.call.load(expected.slice(), this.z.address, k, this.z.stride);
    const found: WrongElement[] = [];
    for (let i = 0; i < z.length; i++) {
      if (z[i] === expected[i]) continue;
      found.push({ row: Math.floor(i / k), column: i % k, got: z[i], golden: expected[i] });
    }
    return found;
  }

  /** Tells when elements of Z change for the last time. */
  watch(elements: readonly Pick<WrongElement, "row" | "column">[]): ElementWatch {
    const { address, stride } = this.z;
    const size = this.product.x.BYTES_PER_ELEMENT;
    const bytes = this.call.cluster.memoryAt(address, this.product.m * stride);
    return new ElementWatch(
      bytes,
      elements.map(({ row, column }) => row * stride + column * size),
      size,
    );
  }
}

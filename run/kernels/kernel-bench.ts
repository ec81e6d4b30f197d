import { regionOf } from "../../hw/cluster/address-map.js";
import type { Cluster } from "../../hw/cluster/systems/cluster.js";
import { DEFAULT_ISA } from "../../hw/cluster/core/parameters.js";
import { UsageError } from "../../hw/errors.js";
import { Descriptor, symbolOf } from "../../sw/descriptor.js";
import { productProgram, type Kernel, type KernelFormat } from "../../sw/programs.js";
import { ProgramRun } from "../programs/program-run.js";
import { expectedProduct, type Elements, type Product } from "./product.js";

/** How the cores share a product. */
export interface KernelOptions {
  readonly kernel: Kernel;
  /** What of Z is dealt out to the cores, "rows" by default. */
  readonly split?: "rows" | "columns";
  /** Cores that work, all by default. */
  readonly team?: number;
  /** Elements between the end of a row and the next row of X, W and Z (and Y); none by default. */
  readonly padding?: readonly [x: number, w: number, z: number];
}

/** A product done. */
export interface KernelRun {
  /** Clocks from the fork of the team to its join; null when the program did not end. */
  readonly clocks: number | null;
  readonly macPerClock: number | null;
  /** Elements of Z that differ from golden, by any bit. */
  readonly mismatches: number;
  /** Why the program did not end. */
  readonly message?: string;
}

/** Clocks that no product which fits the TCDM takes. */
const MAX_CLOCKS = 2 ** 26;
/** Boundary at which matrices start. */
const ALIGNMENT = 16;

export function formatOf(kernel: Kernel): KernelFormat {
  return kernel.startsWith("fp32") ? "fp32" : "fp16";
}

/** A matrix of rows some bytes apart in the TCDM. */
interface Place {
  readonly address: number;
  readonly stride: number;
}

/** Runs a kernel of `sw/kernels` on a cluster, which it takes over. */
export class KernelBench {
  readonly cluster: Cluster;
  readonly run: ProgramRun;
  private readonly product: Product;
  private readonly z: Place;
  private readonly marks: readonly [begin: number, end: number];
  private readonly seen: [begin: number, end: number] = [-1, -1];

  /** @throws UsageError naming size and limit when the matrices do not fit the TCDM */
  constructor(cluster: Cluster, product: Product, { kernel, split = "rows", team, padding }: KernelOptions) {
    const tcdm = regionOf(cluster.map, "tcdm");
    const program = productProgram({
      textAddress: cluster.map.resetPc,
      tcdmAddress: tcdm.base,
      cores: cluster.cores.length,
    });
    this.cluster = cluster;
    this.product = product;
    this.run = new ProgramRun(cluster, program, { isa: DEFAULT_ISA, maxClocks: MAX_CLOCKS, print: () => undefined });
    const own = program.segments.find(({ address }) => address === tcdm.base)!;
    const [x, w, z] = this.places(tcdm.base + own.bytes.length, padding ?? [0, 0, 0]);
    this.z = z;
    this.store(x, product.n, product.x);
    this.store(w, product.k, product.w);
    if (product.y) this.store(z, product.k, product.y);
    const { m, n, k } = product;
    const words = new Descriptor(program, "MATMUL").words({
      ...{ x: x.address, w: w.address, z: z.address, y: product.y ? z.address : 0, m, n, k },
      ...{ xStride: x.stride, wStride: w.stride, zStride: z.stride },
      ...{ split: split === "rows" ? 0 : 1, team: team ?? cluster.cores.length },
    });
    this.put(symbolOf(program, "product"), words);
    this.put(symbolOf(program, "product_kernel"), [symbolOf(program, `matmul_${kernel}`)]);
    this.marks = [symbolOf(program, "product_begin"), symbolOf(program, "product_end")];
    cluster.observers.push((clock) => this.observe(clock));
  }

  /** Runs to the end, or for at most so many clocks; true at the end. */
  advance(clocks = Infinity): boolean {
    return this.run.advance(clocks);
  }

  get result(): KernelRun {
    const { m, n, k } = this.product;
    const { status, value, message } = this.run.result;
    const ended = status === "ended" && value === 0;
    const clocks = ended ? this.seen[1] - this.seen[0] : null;
    const why = message ?? (status === "ended" ? `The program ended with ${value}` : "The program did not end");
    return {
      clocks,
      macPerClock: clocks === null ? null : (m * n * k) / clocks,
      mismatches: this.mismatches(),
      ...(ended ? {} : { message: why }),
    };
  }

  private places(from: number, padding: readonly number[]): readonly Place[] {
    const { m, n, k, x } = this.product;
    const { base, bytes } = regionOf(this.cluster.map, "tcdm");
    let end = from;
    const places = [
      [m, n],
      [n, k],
      [m, k],
    ].map(([rows, columns], i) => {
      const address = Math.ceil(end / ALIGNMENT) * ALIGNMENT;
      const stride = (columns + padding[i]) * x.BYTES_PER_ELEMENT;
      end = address + rows * stride;
      return { address, stride };
    });
    if (end > base + bytes) {
      throw new UsageError(
        `The matrices of ${m} x ${n} x ${k} in ${this.product.format} and the program take ${end - base} bytes of TCDM, which has ${bytes}: choose a smaller shape.`,
      );
    }
    return places;
  }

  private bytesOf(place: Place, row: number, columns: number, type: Elements): Elements {
    const { buffer, byteOffset } = this.cluster.memoryAt(
      place.address + row * place.stride,
      columns * type.BYTES_PER_ELEMENT,
    );
    // A row of FP16 elements may begin inside a word.
    return type instanceof Uint32Array
      ? new Uint32Array(buffer, byteOffset, columns)
      : new Uint16Array(buffer, byteOffset, columns);
  }

  private store(place: Place, columns: number, elements: Elements): void {
    for (let row = 0; row * columns < elements.length; row++) {
      this.bytesOf(place, row, columns, elements).set(elements.subarray(row * columns, (row + 1) * columns));
    }
  }

  private put(address: number, words: ArrayLike<number>): void {
    const { buffer, byteOffset } = this.cluster.memoryAt(address, 4 * words.length);
    new Uint32Array(buffer, byteOffset).set(words);
  }

  private observe(clock: number): void {
    const { retired } = this.cluster.cores[0];
    if (retired.valid === 0) return;
    const mark = this.marks.indexOf(retired.pc >>> 0);
    if (mark >= 0) this.seen[mark] = clock;
  }

  private mismatches(): number {
    const { m, k } = this.product;
    const expected = expectedProduct(this.product);
    let count = 0;
    for (let row = 0; row < m; row++) {
      const got = this.bytesOf(this.z, row, k, expected);
      for (let column = 0; column < k; column++) if (got[column] !== expected[row * k + column]) count++;
    }
    return count;
  }
}

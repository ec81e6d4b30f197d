import { regionOf } from "../../hw/cluster/address-map.js";
import { DEFAULT_ISA } from "../../hw/cluster/core/parameters.js";
import type { Cluster } from "../../hw/cluster/systems/cluster.js";
import { UsageError } from "../../hw/errors.js";
import { Descriptor, symbolOf, type FieldValues } from "../../sw/descriptor.js";
import type { Program } from "../../sw/program.js";
import { layerProgram } from "../../sw/programs.js";
import { ProgramRun } from "../programs/program-run.js";

/** Which function of `sw/layers` to call. */
export interface LayerCallOptions {
  /** Files of `sw/layers` that hold it, without `.S`. */
  readonly files: readonly string[];
  /** Its symbol, such as `layer_gemm_fp32_4x4`. */
  readonly layer: string;
  /** Cores that work, all by default. */
  readonly team?: number;
  /** What the tensors are, for the message when they do not fit. */
  readonly what?: string;
}

/** Bits of the elements of a tensor. */
export type Elements = Uint8Array | Uint16Array | Uint32Array;

/** Clocks that no call on tensors which fit the TCDM takes. */
const MAX_CLOCKS = 2 ** 26;

/** One call of a tile primitive on a cluster, which it takes over. Tensors are placed first, then the descriptor is filled. */
export class LayerCall {
  readonly cluster: Cluster;
  readonly run: ProgramRun;
  private readonly program: Program;
  private readonly what: string;
  private end: number;
  private readonly seen: [begin: number, end: number] = [-1, -1];

  constructor(cluster: Cluster, { files, layer, team = cluster.cores.length, what = "tensors" }: LayerCallOptions) {
    const tcdm = regionOf(cluster.map, "tcdm");
    const program = layerProgram(files, {
      textAddress: cluster.map.resetPc,
      tcdmAddress: tcdm.base,
      cores: cluster.cores.length,
    });
    this.cluster = cluster;
    this.program = program;
    this.what = what;
    this.run = new ProgramRun(cluster, program, { isa: DEFAULT_ISA, maxClocks: MAX_CLOCKS, print: () => undefined });
    this.end = tcdm.base + program.segments.find(({ address }) => address === tcdm.base)!.bytes.length;
    this.words(this.symbol("call_layer"), 2).set([this.symbol(layer), team]);
    const marks = [this.symbol("call_begin"), this.symbol("call_end")];
    this.run.watch(marks, (pc, clock) => (this.seen[marks.indexOf(pc)] = clock));
  }

  /**
   * Bytes that are still free in the TCDM at such a boundary.
   * @throws UsageError when there are not so many
   */
  place(bytes: number, alignment = 16, offset = 0): number {
    const address = Math.ceil(this.end / alignment) * alignment + offset;
    this.end = address + bytes;
    const { base, bytes: size } = regionOf(this.cluster.map, "tcdm");
    if (this.end > base + size) {
      throw new UsageError(
        `The ${this.what} and the program take ${this.end - base} bytes of TCDM, which has ${size}: choose a smaller shape.`,
      );
    }
    return address;
  }

  /** Stores elements, in rows of `columns` that lie `stride` bytes apart; dense without them. */
  store(address: number, elements: Elements, columns = elements.length, stride = 0): void {
    for (let at = 0, row = 0; at < elements.length; at += columns, row++) {
      const part = elements.subarray(at, at + columns);
      this.bytes(address + row * stride, part.byteLength).set(
        new Uint8Array(part.buffer, part.byteOffset, part.byteLength),
      );
    }
  }

  /** Fills an array of elements from rows like those of `store`. */
  load<T extends Elements>(into: T, address: number, columns = into.length, stride = 0): T {
    for (let at = 0, row = 0; at < into.length; at += columns, row++) {
      const part = into.subarray(at, at + columns);
      new Uint8Array(part.buffer, part.byteOffset, part.byteLength).set(
        this.bytes(address + row * stride, part.byteLength),
      );
    }
    return into;
  }

  /** Fills the descriptor with the fields of the record `prefix`, all of them. */
  describe(prefix: string, fields: FieldValues): void {
    const words = new Descriptor(this.program, prefix).words(fields);
    this.words(this.symbol("call_descriptor"), words.length).set(words);
  }

  /**
   * Runs to the end and gives the clocks from the fork of the team to its join.
   * @throws Error saying why the program did not end
   */
  finish(): number {
    this.run.advance();
    return this.clocks();
  }

  /** Clocks of a run that has ended. */
  clocks(): number {
    const { status, value, message } = this.run.ending;
    if (status !== "ended" || value !== 0) {
      throw new Error(message ?? (status === "ended" ? `The program ended with ${value}` : "The program did not end"));
    }
    return this.seen[1] - this.seen[0];
  }

  private symbol(name: string): number {
    return symbolOf(this.program, name);
  }

  private bytes(address: number, length: number): Uint8Array {
    return this.cluster.memoryAt(address, length);
  }

  private words(address: number, count: number): Uint32Array {
    const { buffer, byteOffset } = this.bytes(address, 4 * count);
    return new Uint32Array(buffer, byteOffset, count);
  }
}

import { register, wideRegister, type Probe, type Scope } from "../probe.js";

/** Totals of up to 48 bits. */
const WIDE = new Set(["xFetches", "wBeats", "zBeats"]);

/** Bits of the fields that are no addresses or strides; a count rounded up takes one more than the 16 of a size. */
const WIDTHS: Readonly<Record<string, number>> = {
  ...{ operation: 3, format: 2, elementBytes: 2, usesY: 1 },
  ...{ rowTiles: 16, columnTiles: 16, chunks: 16, steps: 16, paddedSteps: 17, chunkSlots: 17 },
  ...{ rowsLeft: 16, chunkLeft: 16, stepsLeft: 16, columnsLeft: 16 },
};

/** What the tiler derives from the job registers of one context; counts in tiles, rows, elements or beats, strides in bytes. */
export class JobConfig {
  /** Counts changes, so that wires derived from the configuration are derived once. No register. */
  #version = 0;
  xAddr = 0;
  wAddr = 0;
  zAddr = 0;
  operation = 0;
  format = 0;
  /** Bytes of an element in memory. */
  elementBytes = 2;
  /** 1 when Y is added: every operation but MATMUL. */
  usesY = 0;
  /** Tiles of L rows, Tr. */
  rowTiles = 0;
  /** Tiles of D columns, Tc. */
  columnTiles = 0;
  /** Chunks of D elements of an X row. */
  chunks = 0;
  /** N. */
  steps = 0;
  /** N rounded up to a multiple of H. */
  paddedSteps = 0;
  /** M mod L. */
  rowsLeft = 0;
  /** N mod D. */
  chunkLeft = 0;
  /** N mod H. */
  stepsLeft = 0;
  /** K mod D. */
  columnsLeft = 0;
  /** Columns of the last X chunk rounded up to a multiple of H. */
  chunkSlots = 0;
  xRowBytes = 0;
  wRowBytes = 0;
  /** X chunks to fetch in the job. */
  xFetches = 0;
  /** W beats of the job. */
  wBeats = 0;
  /** Y beats, and Z beats, of the job. */
  zBeats = 0;

  get version(): number {
    return this.#version;
  }

  copyFrom(other: JobConfig): void {
    Object.assign(this, other);
    this.#version++;
  }

  /** The addresses of the matrices. */
  moveTo(x: number, w: number, z: number): void {
    if (this.xAddr === x && this.wAddr === w && this.zAddr === z) return;
    this.xAddr = x;
    this.wAddr = w;
    this.zAddr = z;
    this.#version++;
  }

  /** Registers were overwritten: what was derived from them has to be derived again. */
  wake(): void {
    this.#version++;
  }

  scope(name: string): Scope {
    const fields = this as unknown as Record<string, number>;
    const probes = Object.keys(fields).map((field): Probe => {
      const snake = field.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
      const get = (): number => fields[field];
      const set = (value: number): void => {
        fields[field] = value;
      };
      if (WIDE.has(field)) return wideRegister(snake, get, set);
      return register(snake, WIDTHS[field] ?? 32, () => get() >>> 0, set);
    });
    return { name, probes, children: [] };
  }
}

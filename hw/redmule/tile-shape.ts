import type { JobConfig } from "./job-config.js";
import { beatBytes, tileColumns, type RedmuleParameters } from "./parameters.js";

/** Bytes of an element by format code of 0x54. */
const ELEMENT_BYTES = [1, 2, 1, 2];
const MATMUL = 0;

/** The registers that size a job. */
export interface SizeWords {
  readonly mcfg0: number;
  readonly mcfg1: number;
  readonly macfg: number;
}

/** Tile counts, leftovers and strides: combinational from the job registers. */
export function deriveShape(p: RedmuleParameters, { mcfg0, mcfg1, macfg }: SizeWords, c: JobConfig): void {
  const D = tileColumns(p);
  const m = mcfg0 & 0xffff;
  const k = mcfg0 >>> 16;
  const n = mcfg1 & 0xffff;
  c.operation = (macfg >>> 10) & 7;
  c.format = (macfg >>> 7) & 3;
  // E12: strides count two bytes per element whatever the format.
  c.elementBytes = p.errata.E12 ? 2 : ELEMENT_BYTES[c.format];
  c.usesY = c.operation === MATMUL ? 0 : 1;
  c.rowTiles = Math.ceil(m / p.L);
  c.columnTiles = Math.ceil(k / D);
  c.chunks = Math.ceil(n / D);
  c.steps = n;
  // E11: of N > 65532 nothing is left. E22: without a step, not even a padded one, no tile ends.
  const padded = Math.ceil((p.errata.E22 ? n : Math.max(n, 1)) / p.H) * p.H;
  c.paddedSteps = p.errata.E11 ? padded & 0xffff : padded;
  c.rowsLeft = m % p.L;
  c.chunkLeft = n % D;
  c.stepsLeft = n % p.H;
  c.columnsLeft = k % D;
  c.chunkSlots = Math.ceil((n % D) / p.H) * p.H;
  c.xRowBytes = n * c.elementBytes;
  c.wRowBytes = k * c.elementBytes;
}

/** Beats of one row over all column tiles. */
export function columnBeats(p: RedmuleParameters, c: JobConfig): number {
  const bytes = beatBytes(p);
  const full = Math.ceil((tileColumns(p) * c.elementBytes) / bytes);
  return c.columnsLeft === 0
    ? c.columnTiles * full
    : (c.columnTiles - 1) * full + Math.ceil((c.columnsLeft * c.elementBytes) / bytes);
}

import { UsageError } from "../hw/errors.js";
import { PICTURES, type PictureForm } from "../wave/picture.js";

/** Waveforms of all clocks by the ending of their file. */
const DUMPS = ["vcd", "fst"] as const;

/** A file to write. */
export interface WaveFile {
  readonly path: string;
  /** Null for a waveform file, VCD or FST. */
  readonly picture: PictureForm | null;
}

/**
 * Checks the name of a waveform file of all clocks; a device takes VCD.
 * @throws UsageError for a name that ends in no such form
 */
export function checkDump(path: string, option: string): void {
  if (DUMPS.some((form) => path.endsWith(`.${form}`)) || path.startsWith("/dev/")) return;
  throw new UsageError(`${option} is "${path}": end its name in one of ${DUMPS.map((form) => `.${form}`).join(", ")}.`);
}

/** @throws UsageError for a file whose name ends in no known form */
export function waveFile(path: string): WaveFile {
  const ending = /\.([^./]+)$/.exec(path)?.[1];
  const picture = PICTURES.find((form) => form === ending) ?? null;
  if (picture === null && !DUMPS.some((form) => form === ending)) {
    const known = [...DUMPS, ...PICTURES].map((form) => `.${form}`).join(", ");
    throw new UsageError(`--out is "${path}": end its name in one of ${known}.`);
  }
  return { path, picture };
}

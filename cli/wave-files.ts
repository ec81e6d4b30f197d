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

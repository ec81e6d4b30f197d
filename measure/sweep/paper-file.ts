import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { UsageError } from "../../hw/errors.js";
import type { PaperLine } from "./paper.js";

/** What `redmule sweep paper --out` leaves of its table, in the directory of the records. */
export const PAPER_FILE = "papers.json";

const number = z.number().nullable();
const lines = z.array(
  z.object({
    ...{ paper: z.string(), figure: z.string(), published: number, model: number, ratio: number },
    ...{ note: z.string(), command: z.string() },
  }),
);

/**
 * The papers' figures beside the model's that a directory of results holds; null where it has none.
 * @throws UsageError for a file that is something else
 */
export function readPaperLines(directory: string): readonly PaperLine[] | null {
  const file = join(directory, PAPER_FILE);
  if (!existsSync(file)) return null;
  try {
    return lines.parse(JSON.parse(readFileSync(file, "utf8")));
  } catch {
    throw new UsageError(`${file} is not what redmule sweep paper writes: run that again, or remove the file.`);
  }
}

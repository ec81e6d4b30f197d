import { readFileSync } from "node:fs";
import { packageFile } from "../../sw/package-file.js";
import { encodeNpy } from "../data/npy.js";
import { NewFolder } from "../files/new-folder.js";
import { headersOf } from "./c-headers.js";
import { entryOf, manifestText } from "./manifest.js";
import { memoryText, refusedText, stepsText } from "./readmemh.js";
import type { Vector } from "./vector.js";

export const VECTOR_FORMATS = ["readmemh", "c-header", "npy", "cocotb"] as const;
export type VectorFormat = (typeof VECTOR_FORMATS)[number];

/** Contents of a job's files by their names, and what each is. */
type Files = Readonly<Record<string, readonly [name: string, contents: string | Uint8Array]>>;

const FILES: Readonly<Record<VectorFormat, (vector: Vector) => Files>> = {
  readmemh: (vector) => ({
    before: ["memory.hex", memoryText(vector.before)],
    after: ["expected.hex", memoryText(vector.after)],
    steps: ["steps.hex", stepsText(vector.steps)],
    refused: ["refused.mem", refusedText(vector)],
  }),
  "c-header": (vector) =>
    Object.fromEntries(
      Object.entries(headersOf(vector)).map(([name, text]) => [name.replace(/\.h$/, ""), [name, text]]),
    ),
  npy: ({ job: { m, n, k }, tensors: { x, w, y, z } }) => ({
    x: ["x.npy", encodeNpy({ rows: m, columns: n, data: x })],
    w: ["w.npy", encodeNpy({ rows: n, columns: k, data: w })],
    ...(y && { y: ["y.npy", encodeNpy({ rows: m, columns: k, data: y })] }),
    z: ["z.npy", encodeNpy({ rows: m, columns: k, data: z })],
  }),
  cocotb: (vector) => ({
    before: ["memory.hex", memoryText(vector.before)],
    after: ["expected.hex", memoryText(vector.after)],
  }),
};

const NAME_DIGITS = 5;

/**
 * Writes a folder of vectors: manifest.json, a folder a job, and for cocotb the test that plays them.
 * @throws UsageError when the path is taken, or cannot be written; then nothing is left
 */
export function writeVectors(path: string, format: VectorFormat, vectors: Iterable<Vector>): number {
  const folder = new NewFolder(path);
  try {
    const entries: ReturnType<typeof entryOf>[] = [];
    for (const vector of vectors) {
      const name = String(entries.length).padStart(NAME_DIGITS, "0");
      const files = FILES[format](vector);
      for (const [file, contents] of Object.values(files)) folder.write(`${name}/${file}`, contents);
      const named = Object.entries(files).map(([what, [file]]) => [what, `${name}/${file}`]);
      entries.push(entryOf(vector, name, Object.fromEntries(named) as Record<string, string>));
    }
    folder.write("manifest.json", manifestText(format, entries));
    if (format === "cocotb") {
      folder.write("test_redmule.py", readFileSync(packageFile("sw", "sdk", "cocotb", "test_redmule.py")));
    }
    folder.close();
    return entries.length;
  } catch (error) {
    folder.abort();
    throw error;
  }
}

import { FOREIGN_WORD } from "../../hw/cluster/systems/ideal-memory.js";
import { configOfRedmule } from "./design.js";
import { hex } from "../../hw/hex.js";
import { packageVersion } from "../../sw/package-file.js";
import type { Vector } from "./vector.js";

/** A job of a manifest, with the files of the form that was asked for. */
export function entryOf(vector: Vector, name: string, files: Readonly<Record<string, string>>) {
  const { job, bases, window, steps, refused, result, clocks, foreign } = vector;
  const { op, fmt, m, n, k, seed, data, stall, stallSeed, gap, id } = job;
  const [x, w, z] = bases.map((base) => hex(base));
  return {
    ...{ name, id, op, fmt, m, n, k, seed, data, stall, stallSeed, gap },
    design: configOfRedmule(job),
    memory: { base: hex(window.base), bytes: window.bytes, ...{ x, w, z } },
    steps: steps.map((step) =>
      "write" in step
        ? { write: hex(step.write), data: hex(step.data) }
        : "read" in step
          ? { read: hex(step.read) }
          : step,
    ),
    refused,
    expected: {
      ...{ cycles: result.cycles, reads: result.reads, writes: result.writes, clocks, foreign },
      ...(result.diagnosis === undefined ? {} : { message: result.diagnosis }),
    },
    files,
  };
}

/** The text of manifest.json. */
export function manifestText(format: string, entries: readonly ReturnType<typeof entryOf>[]): string {
  const head = { format, redmule: packageVersion(), outside: hex(FOREIGN_WORD), jobs: entries };
  return `${JSON.stringify(head, null, 1)}\n`;
}

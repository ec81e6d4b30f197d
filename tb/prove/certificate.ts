import type { ChunkRecord } from "./chunk-task.js";
import { inputsOf, type Part, type Space } from "./space.js";

/** What is known of a space after a run. */
export interface Certificate {
  readonly space: string;
  readonly what: string;
  /** Part of the space that was asked for, from 1 on. */
  readonly part: Part;
  /** Inputs of the whole space, and those checked. */
  readonly inputs: number;
  readonly checked: number;
  readonly mismatches: number;
  readonly first: readonly string[];
  /** Work of all cores, earlier runs of a resumed proof included. */
  readonly coreSeconds: number;
  /** Every input of the part was checked. */
  readonly complete: boolean;
}

/** @param records one for each finished chunk of the part */
export function certify(space: Space, part: Part, wanted: number, records: readonly ChunkRecord[]): Certificate {
  const sum = (of: (record: ChunkRecord) => number): number => records.reduce((total, record) => total + of(record), 0);
  return {
    space: space.name,
    what: space.what,
    part,
    inputs: inputsOf(space),
    checked: sum(({ checked }) => checked),
    mismatches: sum(({ mismatches }) => mismatches),
    first: records.flatMap(({ first }) => first).slice(0, 10),
    coreSeconds: sum(({ seconds }) => seconds),
    complete: records.length === wanted,
  };
}

/** PROVED, a part of it, stopped half way, or REFUTED by a mismatch. */
function verdictOf({ part, mismatches, complete }: Certificate): string {
  if (mismatches > 0) return "REFUTED";
  if (!complete) return "STOPPED";
  return part.of === 1 ? "PROVED" : `PART ${part.index}/${part.of}`;
}

/** The certificate as a line, with the mismatches below it. */
export function certificateText(certificate: Certificate): string {
  const { space, what, checked, inputs, mismatches, coreSeconds, first } = certificate;
  const line = `${verdictOf(certificate)} ${space}: ${checked} of ${inputs} inputs checked, ${mismatches} mismatches, ${coreSeconds.toFixed(1)} core-seconds (${what})`;
  return [line, ...first.map((text) => `  ${text}`), ""].join("\n");
}

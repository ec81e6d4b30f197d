/** What a run needs to go on with the bits of an uninterrupted one: all tensors that live from step to step, and where it stands. */
import { createHash } from "node:crypto";
import { strFromU8, strToU8, unzipSync, zipSync } from "fflate";
import { UsageError } from "../hw/errors.js";
import { decodeNdArray, encodeNdArray } from "../run/data/nd-array.js";
import { readTensor, writeTensor } from "./functional/memory.js";
import type { Trainer } from "./trainer.js";

interface Position {
  readonly steps: number;
  readonly updates: number;
  readonly losses: readonly number[];
  readonly fingerprint: string;
}

const POSITION = "position.json";
const DATE = "1980-01-01T00:00:00";

/** A digest of what must be equal in both runs: network, settings, data and the order of batches. */
export function fingerprintOf(parts: unknown): string {
  return createHash("sha256").update(JSON.stringify(parts)).digest("hex");
}

function persistentTensors(trainer: Trainer): readonly string[] {
  return [...trainer.program.tensors.values()].filter(({ role }) => role === "persistent").map(({ name }) => name);
}

export function encodeCheckpoint(trainer: Trainer, losses: readonly number[], fingerprint: string): Uint8Array {
  const { steps, updates } = trainer;
  const position: Position = { steps, updates, losses, fingerprint };
  const files: Record<string, Uint8Array> = { [POSITION]: strToU8(JSON.stringify(position)) };
  for (const name of persistentTensors(trainer)) {
    files[`${name}.npy`] = encodeNdArray({
      shape: trainer.memory.tensor(name).shape,
      data: readTensor(trainer.memory, name),
    });
  }
  return zipSync(files, { level: 0, mtime: DATE });
}

/** Restores a run; returns the losses of its steps so far. @throws UsageError where the checkpoint belongs to another run */
export function restoreCheckpoint(
  trainer: Trainer,
  bytes: Uint8Array,
  fingerprint: string,
  file: string,
): readonly number[] {
  let files: Record<string, Uint8Array>;
  let position: Position;
  try {
    files = unzipSync(bytes);
    position = JSON.parse(strFromU8(files[POSITION])) as Position;
  } catch {
    throw new UsageError(`${file} is no complete checkpoint: start without --resume.`);
  }
  if (position.fingerprint !== fingerprint) {
    throw new UsageError(
      `${file} belongs to a run with another network, data, seed or option: repeat its command line, or start without --resume.`,
    );
  }
  for (const name of persistentTensors(trainer)) {
    const { data } = decodeNdArray(files[`${name}.npy`], `${name} of ${file}`);
    writeTensor(trainer.memory, name, data as Float32Array);
  }
  trainer.steps = position.steps;
  trainer.updates = position.updates;
  return position.losses;
}

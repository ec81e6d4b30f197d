import { checkChunk } from "./space.js";
import { spaceOf, type SpaceName } from "./spaces.js";

/** A chunk for a worker. */
export interface ChunkTask {
  readonly space: SpaceName;
  readonly chunk: number;
}

/** A line of the file of finished chunks. */
export interface ChunkRecord extends ChunkTask {
  readonly checked: number;
  readonly mismatches: number;
  /** The first mismatches in words. */
  readonly first: readonly string[];
  /** Time of one core. */
  readonly seconds: number;
}

/** Checks a chunk of a space. */
export function runChunk({ space, chunk }: ChunkTask): ChunkRecord {
  const start = performance.now();
  const tally = checkChunk(spaceOf(space), chunk);
  return { space, chunk, ...tally, seconds: Math.round(performance.now() - start) / 1000 };
}

/** Entry of a worker thread. */
export default runChunk;

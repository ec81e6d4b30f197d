import { Ledger } from "../../run/pool/ledger.js";
import { SplitMix64 } from "../../run/data/random.js";
import { answersInOrder, workerPool } from "../../run/pool/worker-pool.js";
import { certify, type Certificate } from "./certificate.js";
import { runChunk, type ChunkRecord, type ChunkTask } from "./chunk-task.js";
import { checkSample, chunksOf, type Part } from "./space.js";
import { spaceOf, type SpaceName } from "./spaces.js";

export const WHOLE: Part = { index: 1, of: 1 };

/** How far a proof is. */
export interface ProofProgress {
  readonly space: SpaceName;
  readonly done: number;
  readonly chunks: number;
  /** Inputs a second over all threads, in this run. */
  readonly rate: number;
  readonly secondsLeft: number;
}

export interface ProofOptions {
  readonly part: Part;
  readonly threads: number;
  /** File of finished chunks, gone on with where it exists; null keeps none. */
  readonly file: string | null;
  /** Ends the proof after the chunks under way. */
  readonly signal?: AbortSignal;
  readonly progress: (now: ProofProgress) => void;
}

/** The chunks of a part of a space. */
export function chunksOfPart(space: SpaceName, { index, of }: Part): number[] {
  return Array.from({ length: chunksOf(spaceOf(space)) }, (_, chunk) => chunk).filter(
    (chunk) => chunk % of === index - 1,
  );
}

/**
 * Checks every input of the given part of each space, one space after the other.
 * @throws UsageError when the file cannot be used
 */
export async function* prove(spaces: readonly SpaceName[], options: ProofOptions): AsyncGenerator<Certificate> {
  const { part, threads, file } = options;
  const ledger = new Ledger<ChunkRecord>(file, { keyOf: ({ space, chunk }) => `chunk ${chunk} of ${space}` });
  const pool = workerPool(threads, runChunk, new URL("./chunk-task", import.meta.url));
  try {
    for (const space of spaces) {
      const wanted = chunksOfPart(space, part);
      const records = new Map<number, ChunkRecord>();
      const inPart = new Set(wanted);
      for (const record of ledger.entries) {
        if (record.space === space && inPart.has(record.chunk)) records.set(record.chunk, record);
      }
      const meter = new Meter(space, wanted.length, records.size);
      const open = wanted.filter((chunk) => !records.has(chunk)).map((chunk): ChunkTask => ({ space, chunk }));
      for await (const record of answersInOrder(open, pool, options.signal)) {
        records.set(record.chunk, record);
        ledger.append(record);
        options.progress(meter.count(record));
      }
      yield certify(spaceOf(space), part, wanted.length, [...records.values()]);
      if (options.signal?.aborted) return;
    }
  } finally {
    ledger.close();
    await pool.close();
  }
}

/** Rate and time left of one space. */
class Meter {
  private readonly space: SpaceName;
  private readonly chunks: number;
  private readonly before: number;
  private readonly start = performance.now();
  private done: number;
  private checked = 0;

  constructor(space: SpaceName, chunks: number, done: number) {
    this.space = space;
    this.chunks = chunks;
    this.before = this.done = done;
  }

  count({ checked }: ChunkRecord): ProofProgress {
    const { space, chunks, before } = this;
    const seconds = (performance.now() - this.start) / 1000;
    this.checked += checked;
    this.done++;
    const secondsLeft = (seconds / (this.done - before)) * (chunks - this.done);
    return { space, chunks, done: this.done, rate: this.checked / seconds, secondsLeft };
  }
}

/** What a stratified sample of a space found. */
export interface SampleReport {
  readonly space: SpaceName;
  readonly what: string;
  readonly seed: number;
  readonly checked: number;
  readonly mismatches: number;
  readonly first: readonly string[];
  readonly coreSeconds: number;
}

/** Checks inputs of every stratum of a space, drawn by `seed`, in this thread. */
export function sample(name: SpaceName, seed: number): SampleReport {
  const start = performance.now();
  const space = spaceOf(name);
  const tally = checkSample(space, new SplitMix64(seed));
  return { space: name, what: space.what, seed, ...tally, coreSeconds: (performance.now() - start) / 1000 };
}

import type { CeClocks } from "../hw/redmule/account.js";
import { ERRATUM_NAMES, type Erratum, type Profile } from "../hw/redmule/errata.js";
import type { Operation, TensorFormat } from "../hw/redmule/operation.js";
import type { RedmuleParameters } from "../hw/redmule/parameters.js";
import type { WorkClocks } from "../run/cluster/tiled-bench.js";
import type { Tile } from "../run/cluster/tiling.js";
import type { DataClass } from "../run/data/tensors.js";
import type { Job } from "../run/redmule/job.js";

/** Clock frequency of the papers' best performance, in GHz. */
export const FREQUENCY_GHZ = 0.613;

/** What a run was asked for, and whether it ended. */
export interface Settings {
  /** `ok`: the job ended (compare `golden`); `hang`: it did not, `message` says why. */
  readonly status: "ok" | "hang";
  readonly message?: string;
  readonly op: Operation;
  readonly fmt: TensorFormat;
  readonly m: number;
  readonly n: number;
  readonly k: number;
  /** Rows L, compute elements in a row H, pipeline registers P, bits of the TCDM port. */
  readonly config: { readonly L: number; readonly H: number; readonly P: number; readonly port: number };
  readonly ce: "fast" | "staged";
  readonly tcdmKib: number;
  readonly profile: Profile;
  /** Errata switched on, those of the profile included. */
  readonly errata: readonly Erratum[];
  readonly seed: number;
  readonly data: DataClass;
  readonly stall: number;
  readonly stallSeed: number;
  readonly misalign: readonly [number, number, number];
}

/** Speed of a run; null without its clocks. */
export interface Rates {
  /** Of `cycles` x L x H compute-element clocks, the fraction that computed an element of Z. */
  readonly utilisation: number | null;
  /** 2 M N K operations in `cycles` clocks at 613 MHz. */
  readonly gflops: number | null;
}

/** How Z compares with golden. */
export interface Verdict {
  readonly golden: "match" | "mismatch" | "none";
  /** Elements of Z that differ from golden. */
  readonly mismatches: number;
  readonly first?: Mismatch;
}

/** What `redmule run --json` prints, and the screen shows. */
export interface RunReport extends Settings, Rates, Verdict {
  /** Clocks from the trigger write to the event. */
  readonly cycles: number | null;
  /** The clock of the trigger write, counted from reset as in waveforms. */
  readonly trigger: number | null;
  /** What the paper reports for this array and format; null for another one. */
  readonly paperGflops: number | null;
  /** Beats of RedMulE's port that the TCDM granted from the trigger to the event. */
  readonly reads: number;
  readonly writes: number;
  /** Where every compute-element clock went; the sum is `cycles` x L x H. */
  readonly account: Readonly<CeClocks> | null;
  /** The command that repeats this run. */
  readonly replay: string;
}

/** What `redmule run --tiled --json` prints, and the screen shows. */
export interface TiledReport extends Settings, Rates, Verdict {
  /** Clocks from the first command of the DMA to the end of the last one. */
  readonly cycles: number | null;
  /** Clock of the first command of the DMA, counted from reset. */
  readonly start: number | null;
  /** Clocks in which RedMulE alone, the DMA alone, both or neither worked; their sum is `cycles`. */
  readonly clocks: WorkClocks;
  /** Rows, steps and columns of a tile, and how many there are along M, N and K. */
  readonly tile: Tile;
  readonly tiles: Tile;
  /** Bytes that the DMA moved from L2 to TCDM and back. */
  readonly bytesToTcdm: number;
  readonly bytesToL2: number;
  /** Bytes both ways in a clock of `cycles`. */
  readonly bytesPerClock: number | null;
  /** The command that repeats this run. */
  readonly replay: string;
}

/** An element of Z that came out differently; bits in hex. */
export interface Mismatch {
  readonly row: number;
  readonly column: number;
  readonly got: string;
  readonly expected: string;
}

/** GFLOPS that the paper reports at 613 MHz for its two instances, both with a 288-bit port. */
export function paperGflops({ L, H, P, port }: Settings["config"], fmt: TensorFormat): number | null {
  if (L !== 12 || P !== 3 || port !== 288) return null;
  if (H === 4 && fmt === "fp16") return 58.5;
  return H === 8 && (fmt === "fp8" || fmt === "fp8alt") ? 117 : null;
}

/** What a job was asked for, and whether it ended or why not. */
export function settingsOf(job: Job, p: RedmuleParameters, ended: boolean, message: string | undefined): Settings {
  const { config, op, fmt, m, n, k, seed, data, stall, stallSeed, misalign } = job;
  const { L, H, P, port, errata } = p;
  return {
    status: ended ? "ok" : "hang",
    ...(message === undefined ? {} : { message }),
    ...{ op, fmt, m, n, k, config: { L, H, P, port }, ce: config.ce, tcdmKib: config.tcdmKib, profile: config.profile },
    errata: ERRATUM_NAMES.filter((name) => errata[name]),
    ...{ seed, data, stall, stallSeed, misalign },
  };
}

/** Speed of a job of so many clocks. */
export function ratesOf({ m, n, k }: Job, { L, H }: RedmuleParameters, cycles: number | null): Rates {
  if (cycles === null) return { utilisation: null, gflops: null };
  const macs = m * n * k;
  return { utilisation: macs / (cycles * L * H), gflops: ((2 * macs) / cycles) * FREQUENCY_GHZ };
}

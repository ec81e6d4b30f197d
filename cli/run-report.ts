import type { Energy } from "../measure/energy/estimate.js";
import type { CeClocks } from "../hw/redmule/account.js";
import { ERRATUM_NAMES, type Erratum, type Profile } from "../hw/redmule/errata.js";
import type { CeModel } from "../hw/redmule/ce-model.js";
import type { Operation, TensorFormat } from "../hw/redmule/operation.js";
import type { RedmuleParameters } from "../hw/redmule/parameters.js";
import type { WorkClocks } from "../run/cluster/tiled-bench.js";
import type { Tile } from "../run/cluster/tiling.js";
import type { Outcome } from "../run/outcome.js";
import { rates, type Rates } from "../run/rates.js";
import { FGCS_2023 } from "../measure/papers.js";
import type { DataClass } from "../run/data/tensors.js";
import type { Job } from "../run/redmule/job.js";

/** What a run was asked for, and whether it ended. */
export interface Settings extends Pick<Outcome<"ok" | "hang">, "status"> {
  readonly message?: string;
  readonly op: Operation;
  readonly fmt: TensorFormat;
  readonly m: number;
  readonly n: number;
  readonly k: number;
  /** Rows L, compute elements in a row H, pipeline registers P, bits of the TCDM port. */
  readonly config: { readonly L: number; readonly H: number; readonly P: number; readonly port: number };
  readonly ce: CeModel;
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

/** Speed of a run, at the clock of the paper's best performance. */
export type RunRates = Pick<Rates, "utilisation" | "gflops">;

/** What `rates` says of a run of so many clocks. */
export function ratesOf(job: Job, array: RedmuleParameters, cycles: number | null): RunRates {
  const { utilisation, gflops } = rates(job, array, cycles, FGCS_2023.mhz);
  return { utilisation, gflops };
}

/** How Z compares with golden. */
export interface Verdict extends Pick<Outcome, "golden" | "mismatches"> {
  readonly first?: Mismatch;
  /** Where the wrong element came from that was written first; absent when none of them was written. */
  readonly wrongWrite?: WrongWrite;
}

/** The write of a wrong element. */
export interface WrongWrite {
  readonly row: number;
  readonly column: number;
  /** Counted from reset; of a tiled job the clock in which it reached L2. */
  readonly clock: number;
  /** The clocks around it. */
  readonly diagram: string;
}

/** What `redmule run --json` prints, and the screen shows. */
export interface RunReport extends Settings, RunRates, Verdict {
  /** Clocks from the trigger write to the event. */
  readonly cycles: number | null;
  /** The clock of the trigger write, counted from reset as in waveforms. */
  readonly trigger: number | null;
  /** What the paper reports for this array and format; null for another one. */
  readonly paperGflops: number | null;
  /** Beats of RedMulE's port that the TCDM granted from the trigger to the event. */
  readonly reads: number;
  readonly writes: number;
  /** Of the cluster with its cores asleep, at 470 MHz and 0.65 V; null for a hang. */
  readonly energy: Energy | null;
  /** Where every compute-element clock went; the sum is `cycles` x L x H. */
  readonly account: Readonly<CeClocks> | null;
  /** The command that repeats this run. */
  readonly replay: string;
}

/** What `redmule run --tiled --json` prints, and the screen shows. */
export interface TiledReport extends Settings, RunRates, Verdict {
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
  /** Of the cluster with its cores asleep, at 470 MHz and 0.65 V; null for a hang. */
  readonly energy: Energy | null;
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

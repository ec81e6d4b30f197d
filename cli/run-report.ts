import type { CeClocks } from "../hw/redmule/account.js";
import type { DataClass } from "../tb/data.js";
import type { Erratum, Profile } from "../hw/redmule/errata.js";
import type { Operation, TensorFormat } from "../hw/redmule/operation.js";

/** Clock frequency of the papers' best performance, in GHz. */
export const FREQUENCY_GHZ = 0.613;

/** What `redmule run --json` prints, and the screen shows. */
export interface RunReport {
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
  /** Clocks from the trigger write to the event. */
  readonly cycles: number | null;
  /** The clock of the trigger write, counted from reset as in waveforms. */
  readonly trigger: number | null;
  /** Of `cycles` x L x H compute-element clocks, the fraction that computed an element of Z. */
  readonly utilisation: number | null;
  /** 2 M N K operations in `cycles` clocks at 613 MHz. */
  readonly gflops: number | null;
  /** What the paper reports for this array and format; null for another one. */
  readonly paperGflops: number | null;
  /** Beats of RedMulE's port that the TCDM granted from the trigger to the event. */
  readonly reads: number;
  readonly writes: number;
  /** Where every compute-element clock went; the sum is `cycles` x L x H. */
  readonly account: Readonly<CeClocks> | null;
  readonly golden: "match" | "mismatch" | "none";
  /** Elements of Z that differ from golden. */
  readonly mismatches: number;
  readonly first?: Mismatch;
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
export function paperGflops({ L, H, P, port }: RunReport["config"], fmt: TensorFormat): number | null {
  if (L !== 12 || P !== 3 || port !== 288) return null;
  if (H === 4 && fmt === "fp16") return 58.5;
  return H === 8 && (fmt === "fp8" || fmt === "fp8alt") ? 117 : null;
}

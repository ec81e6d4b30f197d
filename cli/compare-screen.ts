import type { Energy } from "../measure/energy/estimate.js";
import { DATE_2022, SOFTWARE } from "../measure/papers.js";
import { energyText } from "./energy-text.js";
import { plainTable } from "./screen.js";

/** One way to compute the product. */
export interface CompareRow {
  readonly name: string;
  /** The kernel and what its cores share, or the array of RedMulE. */
  readonly by: string;
  /** Software: from the fork of the team to its join. RedMulE: from the trigger to the event. */
  readonly clocks: number;
  readonly macPerClock: number;
  /** Clocks of the fastest software in FP32, and in FP16, divided by these clocks. */
  readonly speedUp: { readonly fp32: number; readonly fp16: number };
  /** Of the cluster at 470 MHz and 0.65 V; software at the mean power of its program. */
  readonly energy: Energy;
  /** Elements of Z that differ from golden by any bit. */
  readonly mismatches: number;
  /** Where a wrong Z comes from. */
  readonly cause?: string;
}

/** What `redmule compare --json` prints. */
export interface CompareReport {
  readonly m: number;
  readonly n: number;
  readonly k: number;
  readonly cores: number;
  readonly seed: number;
  readonly rows: readonly CompareRow[];
  /** The papers' figures beside which the table stands. */
  readonly papers: typeof PAPERS;
}

export const PAPERS = { redmuleSpeedUp: DATE_2022.speedUp, ...SOFTWARE } as const;

/** The comparison on a terminal. */
export function compareScreen({ m, n, k, cores, seed, rows, papers }: CompareReport): string {
  const head = ["", "by", "clocks", "MAC/clock", "x FP32", "x FP16", "uJ at 0.65 V", "golden"];
  const cells = rows.map(({ name, by, clocks, macPerClock, speedUp, energy, mismatches }) => [
    ...[name, by, String(clocks), macPerClock.toFixed(2), speedUp.fp32.toFixed(2), speedUp.fp16.toFixed(2)],
    energyText(energy).replace(" uJ", ""),
    mismatches === 0 ? "every bit" : `${mismatches} wrong`,
  ]);
  return [
    `Z[${m} x ${k}] = X[${m} x ${n}] W[${n} x ${k}], ${cores} cores, 128 KiB TCDM, seed ${seed}`,
    "",
    plainTable([head, ...cells], ["left", "left"]),
    ...rows.flatMap(({ name, by, cause }) => (cause === undefined ? [] : ["", `${name} (${by}): ${cause}`])),
    "",
    `the papers, at most: RedMulE ${papers.redmuleSpeedUp} x the software of 8 cores (DATE 2022); software FP32 ${papers.fp32MacPerClock} MAC/clock (SAMOS 2022);`,
    `packed FP16 ${papers.fp16SpeedUp} x FP32 in a training step (2023).`,
    "",
  ].join("\n");
}

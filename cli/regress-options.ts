import type { Erratum } from "../hw/redmule/errata.js";
import type { Plan } from "../tb/regress/plan.js";

/** Options as commander hands them over to `redmule regress`. */
export interface RegressOptions {
  readonly for?: number;
  readonly runs?: number;
  readonly seed: number;
  readonly jobs: number;
  readonly shard?: Plan["shard"];
  readonly only: readonly string[];
  readonly erratum: readonly Erratum[];
  readonly fault?: string;
  readonly out: string;
  readonly resume?: true;
  readonly failures: number;
  readonly coverage: boolean;
  readonly least?: number;
  readonly replay?: string;
  readonly json?: true;
}

import type { CeClocks } from "../../hw/redmule/account.js";
import type { PointResult } from "./record.js";

/** What the simulation of a point counts. */
export interface Measured extends Pick<
  PointResult,
  "status" | "message" | "cycles" | "stalls" | "reads" | "writes" | "mismatches" | "tiling"
> {
  readonly account: CeClocks;
  /** Accesses at all banks together; null without banks. */
  readonly bankAccesses: number | null;
}

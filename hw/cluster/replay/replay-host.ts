import type { NarrowPort } from "../../ports.js";
import type { Core } from "../core/core.js";
import type { Instruction } from "../core/instruction.js";
import type { DataDemux } from "../demux.js";
import type { Totals } from "../run-ahead/stretch.js";
import type { FetchSide } from "./fetch-side.js";

/** What a replay needs of the cluster around its core. */
export interface ReplayHost {
  readonly core: Core;
  readonly demux: DataDemux;
  readonly side: FetchSide;
  /** The core's port of the TCDM, its place among the targets of `demux`, and the addresses behind it. */
  readonly tcdm: NarrowPort;
  readonly target: number;
  readonly base: number;
  readonly bytes: number;
  /** What the clocks of the core were used for: every replay and every sample adds to it. */
  readonly totals: Totals;
}

/** Target of a register jump, an even number. */
export function targetOf(d: Instruction, values: Int32Array): number {
  return 2 * ((values[d.rs1] + d.imm) & ~1);
}

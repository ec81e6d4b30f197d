/** The programs that come with the package, assembled from the sources in this folder. */
import { readFileSync } from "node:fs";
import { assemble, type SourceFile } from "./asm/assemble.js";
import { packageFile } from "./package-file.js";
import type { Program } from "./program.js";

const source = (name: string): SourceFile => ({
  name: `sw/${name}`,
  text: readFileSync(packageFile("sw", name), "utf8"),
});

/** Byte offsets of the words of the job descriptor at the symbol `job`; see `sw/jobs/gemm-ops.S`. */
export const JOB_DESCRIPTOR = { x: 0, w: 4, z: 8, m: 12, n: 16, k: 20, arith: 24, clear: 28 } as const;

export interface GemmOpsOptions {
  /** Address of RedMulE's peripheral port, default 0x0010_0000. */
  readonly redmuleBase?: number;
  /** Where the program stores its result, default 0x8000_0000. */
  readonly resultAddress?: number;
  /** Bit of mie of RedMulE's event, default 3. */
  readonly eventIrq?: number;
  /** Start of the text, whose first instruction is the entry. */
  readonly textAddress: number;
  /** Start of the data, which begins with the job descriptor. */
  readonly dataAddress: number;
}

/** The job firmware: one GEMM-Ops job on one core as the descriptor at `job` says. */
export function gemmOpsProgram(options: GemmOpsOptions): Program {
  const { redmuleBase = 0x0010_0000, resultAddress = 0x8000_0000, eventIrq = 3 } = options;
  return assemble([source("hal/redmule.S"), source("jobs/gemm-ops.S")], {
    sections: { text: options.textAddress, data: options.dataAddress },
    defines: { REDMULE_BASE: redmuleBase, RESULT: resultAddress, EVENT_IRQ: eventIrq },
  });
}

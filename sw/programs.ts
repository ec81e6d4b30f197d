/** The programs that come with the package, assembled from the sources in this folder. */
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { assemble, type SourceFile } from "./asm/assemble.js";
import type { Program } from "./program.js";

/** The folder of package.json, from the sources as well as from the compiled files in dist/. */
function packageRoot(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, "package.json"))) {
    const parent = dirname(folder);
    if (parent === folder) throw new Error("no package.json above the assembly sources");
    folder = parent;
  }
  return folder;
}

const source = (name: string): SourceFile => ({
  name: `sw/${name}`,
  text: readFileSync(join(packageRoot(), "sw", name), "utf8"),
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

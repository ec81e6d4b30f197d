import { readFileSync } from "node:fs";
import { regionOf } from "../../hw/cluster/address-map.js";
import { Cluster } from "../../hw/cluster/systems/cluster.js";
import type { ClusterParameters } from "../../hw/cluster/systems/cluster-parameters.js";
import { DEFAULT_ISA } from "../../hw/cluster/core/parameters.js";
import { assemble } from "../../sw/asm/assemble.js";
import { packageFile } from "../../sw/package-file.js";
import { ProgramRun, type ProgramResult } from "../../run/programs/program-run.js";

/** A program with the runtime of `sw/runtime`, run to its end. */
export interface ClusterProgram extends ProgramResult {
  readonly cluster: Cluster;
  /** What it printed. */
  readonly text: string;
  /** Word at a symbol plus a number of words, unsigned. */
  word(symbol: string, index?: number): number;
}

/** What a program has to fill in before it begins. */
export type Prepare = (cluster: Cluster, symbol: (name: string) => number) => void;

/** Runs `source`, which defines `main`, on so many cores. */
export function runOnCluster(
  source: string,
  cores: number,
  prepare: Prepare = () => undefined,
  design: Partial<ClusterParameters> = {},
): ClusterProgram {
  const cluster = new Cluster({ ...design, cores });
  const program = assemble(`.include "runtime/runtime.S"\n${source}`, {
    march: DEFAULT_ISA,
    sections: { text: cluster.map.resetPc, tcdm: regionOf(cluster.map, "tcdm").base },
    defines: { CORES: cores },
    include: (name) => readFileSync(packageFile("sw", name), "utf8"),
  });
  let text = "";
  const run = new ProgramRun(cluster, program, {
    isa: DEFAULT_ISA,
    maxClocks: 200_000,
    print: (bytes) => (text += new TextDecoder().decode(bytes)),
  });
  const symbol = (name: string): number => program.symbols.get(name)!;
  prepare(cluster, symbol);
  run.advance();
  const word = (name: string, index = 0): number => {
    const { buffer, byteOffset } = cluster.memoryAt(symbol(name) + 4 * index, 4);
    return new DataView(buffer).getUint32(byteOffset, true);
  };
  return { ...run.result, cluster, text, word };
}

/** A `main` with a stack frame around `body`. */
export const main = (body: string): string => `
main:
    addi sp, sp, -16
    sw ra, 12(sp)
${body}
    lw ra, 12(sp)
    addi sp, sp, 16
    ret
`;

/** A call of `team_fork`. */
export const fork = (work: string, argument: number | string, team: number): string =>
  `la a0, ${work}\n li a1, ${argument}\n li a2, ${team}\n call team_fork\n`;

/** What follows stands in the TCDM. */
export const TCDM = '.section .tcdm, "aw"\n.balign 4\n';

/** The programs that come with the package, assembled from the sources in this folder. */
import { readFileSync } from "node:fs";
import { assemble, type SourceFile } from "./asm/assemble.js";
import { packageFile } from "./package-file.js";
import type { Program } from "./program.js";

const source = (name: string): SourceFile => ({
  name: `sw/${name}`,
  text: readFileSync(packageFile("sw", name), "utf8"),
});

const include = (name: string): string => source(name).text;

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

/** The job firmware: one GEMM-Ops job on one core as the descriptor `JOB` at `job` says. */
export function gemmOpsProgram(options: GemmOpsOptions): Program {
  const { redmuleBase = 0x0010_0000, resultAddress = 0x8000_0000, eventIrq = 3 } = options;
  return assemble([source("hal/redmule.S"), source("jobs/gemm-ops.S")], {
    sections: { text: options.textAddress, data: options.dataAddress },
    defines: { REDMULE_BASE: redmuleBase, RESULT: resultAddress, EVENT_IRQ: eventIrq },
  });
}

/** The matrix products of `sw/layers`, as `format_rowsxcolumns` of the block of Z that a core keeps in registers. */
export const KERNELS = {
  fp32: [1, 2, 4].flatMap((rows) => [1, 2, 4].map((columns) => `fp32_${rows}x${columns}` as const)),
  fp16: ["fp16_1x1", ...[1, 2, 4].flatMap((rows) => [2, 4, 8].map((columns) => `fp16_${rows}x${columns}` as const))],
} as const;
/** Those with six rows, which exist for X transposed alone. */
export const WIDE_KERNELS = {
  fp32: [1, 2, 4].map((columns) => `fp32_6x${columns}` as const),
  fp16: [2, 4, 8].map((columns) => `fp16_6x${columns}` as const),
} as const;
/** Formats of the matrices of the cores' products. */
export type KernelFormat = keyof typeof KERNELS;
/** A product of the cores by format and block of Z, as in `KERNELS` and `WIDE_KERNELS`: "fp16_4x8". */
export type Kernel = `${KernelFormat}_${number}x${number}`;

export interface ClusterProgramOptions {
  /** Start of the text, whose first instruction is the entry. */
  readonly textAddress: number;
  /** Start of what the program keeps in the TCDM: stacks and shared words. */
  readonly tcdmAddress: number;
  /** Number of cores of the cluster. */
  readonly cores: number;
}

/** ISA that the programs for the whole cluster are assembled for. */
const CLUSTER_MARCH = "rv32imaf_zfh_xpulp_xfvec";

const assembled = new Map<string, Program>();

/** Assembles sources for the whole cluster, once for the same options. */
function clusterProgram(names: readonly string[], options: ClusterProgramOptions): Program {
  const { textAddress, tcdmAddress, cores } = options;
  const key = [names, textAddress, tcdmAddress, cores].join();
  const known = assembled.get(key);
  if (known !== undefined) return known;
  const program = assemble(names.map(source), {
    march: CLUSTER_MARCH,
    sections: { text: textAddress, tcdm: tcdmAddress },
    defines: { CORES: cores },
    include,
  });
  assembled.set(key, program);
  return program;
}

/** One call of a function of `sw/layers` by a team; `files` are those of the folder that hold it, without `.S`. */
export function layerProgram(files: readonly string[], options: ClusterProgramOptions): Program {
  return clusterProgram(["layers/call.S", ...files.map((file) => `layers/${file}.S`)], options);
}

/** Jobs for RedMulE fed by a team of cores: count, size of the team and a list of records `FEED` stand from `feed` on. */
export function feedProgram(options: ClusterProgramOptions): Program {
  return clusterProgram(["kernels/feed.S"], options);
}

/** The firmware of jobs beyond the TCDM, on core 0, as the descriptor `JOB` at `job` says; the first 256 bytes of the TCDM are its own. */
export function tiledGemmOpsProgram(options: ClusterProgramOptions): Program {
  return clusterProgram(["jobs/gemm-ops-tiled.S"], options);
}

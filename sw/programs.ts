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

/** The kernels of `sw/kernels`, as `format_rowsxcolumns` of the block of Z that a core keeps in registers. */
export const KERNELS = {
  fp32: ["fp32_1x1", "fp32_1x2", "fp32_2x2", "fp32_2x4", "fp32_4x4"],
  fp16: ["fp16_1x1", "fp16_2x4", "fp16_4x8"],
} as const;
export type KernelFormat = keyof typeof KERNELS;
export type Kernel = (typeof KERNELS)[KernelFormat][number];

/** Byte offsets of the words of the descriptor at the symbol `product`; see `sw/kernels/matmul.S`. */
export const PRODUCT_DESCRIPTOR = {
  ...{ x: 0, w: 4, y: 8, z: 12, m: 16, n: 20, k: 24 },
  ...{ xStride: 28, wStride: 32, zStride: 36, split: 40, team: 44, kernel: 48 },
} as const;

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

/** Assembles one source for the whole cluster, once for the same options. */
function clusterProgram(name: string, options: ClusterProgramOptions): Program {
  const { textAddress, tcdmAddress, cores } = options;
  const key = [name, textAddress, tcdmAddress, cores].join();
  const known = assembled.get(key);
  if (known !== undefined) return known;
  const program = assemble([source(name)], {
    march: CLUSTER_MARCH,
    sections: { text: textAddress, tcdm: tcdmAddress },
    defines: { CORES: cores },
    include,
  });
  assembled.set(key, program);
  return program;
}

/** One matrix product by a team of cores as the descriptor at `product` says, with any of the kernels. */
export function productProgram(options: ClusterProgramOptions): Program {
  return clusterProgram("kernels/product.S", options);
}

/** Byte offsets of the words of a job in the list at the symbol `feed_jobs`; see `sw/kernels/feed.S`. */
export const FEED_JOB = { x: 0, w: 4, z: 8, mk: 12, n: 16, arith: 20, number: 24, core: 28, size: 32 } as const;

/** Jobs for RedMulE fed by a team of cores: count, size of the team and list stand from `feed` on. */
export function feedProgram(options: ClusterProgramOptions): Program {
  return clusterProgram("kernels/feed.S", options);
}

/** Byte offsets of the words of the descriptor at the symbol `job` of the tiled firmware; see `sw/jobs/gemm-ops-tiled.S`. */
export const TILED_DESCRIPTOR = {
  ...{ x: 0, w: 4, z: 8, m: 12, n: 16, k: 20, tileM: 24, tileN: 28, tileK: 32 },
  ...{ xBuffer: 36, xOther: 40, wBuffer: 44, wOther: 48, zBuffer: 52, zOther: 56 },
  ...{ first: 60, later: 64, shift: 68, loadsY: 72, clear: 76 },
} as const;

/** The firmware of jobs beyond the TCDM, on core 0; the first 256 bytes of the TCDM are its own. */
export function tiledGemmOpsProgram(options: ClusterProgramOptions): Program {
  return clusterProgram("jobs/gemm-ops-tiled.S", options);
}

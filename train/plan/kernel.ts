import { readFileSync } from "node:fs";
import { assemble } from "../../sw/asm/assemble.js";
import { packageFile } from "../../sw/package-file.js";

/** ISA that step programs are assembled for, and the addresses of the map `cluster`. */
const MARCH = "rv32imaf_zfh_xpulp_xfvec";
const TEXT = 0x1c00_0080;
const TCDM = 0x1000_0000;

/** Symbols of the frame of a step program with some kernels in it: offsets in descriptors, addresses of functions, `pool`. */
export type Symbols = ReadonlyMap<string, number>;

const known = new Map<string, Symbols>();

/** The text of a source of the package. */
export const include = (name: string): string => readFileSync(packageFile("sw", name), "utf8");

/**
 * Items that the external memory's DMA brings to a tensor while the steps run: as many bytes each and one behind the other there,
 * those whose numbers stand in the tensor `list`.
 */
export interface Prefetch {
  readonly to: string;
  readonly list: string;
  readonly itemBytes: number;
  readonly count: number;
}

/** Lines that start a transfer before the steps; `word` gives the address of a tensor. */
export function prefetchText({ to, list, itemBytes, count }: Prefetch, word: (tensor: string) => string): string {
  return `.section .rodata\n.balign 4\nprefetch: .word 0, ${word(to)}, ${itemBytes}, ${count}, ${itemBytes}, ${word(list)}\n`;
}

/** Who goes first at the banks, and after how many clocks with requests from both sides the other one gets a clock; 0: never. */
export interface Arbitration {
  readonly priority: "cores" | "redmule";
  readonly maxStall: number;
}

/** Cores first, without a guard, as the cluster is after reset. */
export const CORES_FIRST: Arbitration = { priority: "cores", maxStall: 0 };

/** The lines of a step program before its slots. */
export function frameText(
  files: readonly string[],
  recordBytes: number,
  { priority, maxStall }: Arbitration,
  { prefetches = false, gathers = false }: { readonly prefetches?: boolean; readonly gathers?: boolean } = {},
): string {
  return [
    `.equ RECORD_BYTES, ${recordBytes}`,
    ...(prefetches ? [".equ PREFETCH, 1"] : []),
    `.include "runtime/runtime.S"`,
    ...(prefetches ? [`.include "runtime/external.S"`] : []),
    ...(gathers ? [`.include "runtime/gather.S"`] : []),
    `.include "hal/arbiter.S"`,
    `.include "layers/pipeline.S"`,
    ...files.map((file) => `.include "${file}"`),
    "",
    ".text",
    "main:",
    "    addi sp, sp, -16",
    "    sw ra, 12(sp)",
    `    arbiter_set ${priority === "redmule" ? 1 : 0}, ${maxStall}`,
    ...(prefetches ? ["    la a0, prefetch", "    call external_load"] : []),
    ...(gathers ? ["    la a0, gather_place", "    la a1, gather_list", "    li a2, CORES", "    call team_fork"] : []),
    "    la a0, pipeline",
    "    la a1, first_slot",
    "    li a2, CORES",
    "    call team_fork",
    "    li a0, 0",
    "    lw ra, 12(sp)",
    "    addi sp, sp, 16",
    "    ret",
    "",
  ].join("\n");
}

/** The lines behind the slots: where the buffers begin. */
export const POOL_TEXT = `.section .tcdm, "aw"\n.balign 16\npool:\n`;

/** Symbols of a program with the kernels of some files and no slots: offsets in descriptors, and where buffers could begin. */
export function symbolsOf(files: readonly string[], cores: number): Symbols {
  const key = [...files, cores].join();
  const found = known.get(key);
  if (found !== undefined) return found;
  const text = `${frameText(files, 0, CORES_FIRST)}\n.section .rodata\n.balign 4\nfirst_slot: .word 0, 0\n${POOL_TEXT}`;
  const { symbols } = assembleStep(text, cores);
  known.set(key, symbols);
  return symbols;
}

/** Assembles a step program. */
export function assembleStep(
  text: string,
  cores: number,
  files: ReadonlyMap<string, string> = new Map(),
): ReturnType<typeof assemble> {
  return assemble([{ name: "step.S", text }], {
    march: MARCH,
    sections: { text: TEXT, tcdm: TCDM },
    defines: { CORES: cores },
    include: (name) => files.get(name) ?? include(name),
  });
}

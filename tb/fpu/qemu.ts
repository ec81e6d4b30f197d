import { spawnSync } from "node:child_process";
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { coreErrataOf, type CoreErratum } from "../../hw/cluster/core/errata.js";
import { coreParameters } from "../../hw/cluster/core/parameters.js";
import { BareSystem } from "../../hw/cluster/systems/bare-system.js";
import { assemble } from "../../sw/asm/assemble.js";
import type { Program } from "../../sw/program.js";
import {
  blocksOf,
  CASE_WORDS,
  programOf,
  SCALAR_ISAS,
  UNWRITTEN,
  type Block,
  type Counts,
  type ScalarIsa,
} from "./scalar-program.js";

const QEMU = "qemu-riscv32";
/** Where the programs stand in the model and in the address space of a Linux process. */
const MODEL_BASE = 0x8000_0000;
const LINUX_BASE = 0x0001_0000;
const PAGE = 0x1000;
const MOST_BYTES = 2 ** 26;

/** QEMU 7.2 does not write the results of these two instructions of Zhinx, so that they cannot be compared with it. */
const QEMU_FORGETS = /^fsgnj[nx]\.h a0/;

/** A case in which model and QEMU differ. */
export interface Difference {
  readonly instruction: string;
  readonly operands: readonly number[];
  readonly model: readonly [value: number, flags: number];
  readonly qemu: readonly [value: number, flags: number];
}

export interface Comparison {
  readonly instructions: number;
  readonly cases: number;
  readonly differences: readonly Difference[];
}

/** The first line of its version, undefined where QEMU is not installed. */
export function qemuVersion(): string | undefined {
  const { error, stdout } = spawnSync(QEMU, ["--version"], { encoding: "utf8" });
  return error === undefined ? stdout.split("\n")[0] : undefined;
}

const assembled = (source: string, march: string, text: number, linux: number): Program =>
  assemble(source, { march: `${march}_zicsr_zifencei`, sections: { text }, defines: { LINUX: linux } });

/** An ELF32 executable of one segment that can be read, written and executed. */
function elfOf({ entry, segments: [{ address, bytes }] }: Program): Uint8Array {
  const file = new Uint8Array(PAGE + bytes.length);
  const view = new DataView(file.buffer);
  file.set([0x7f, 0x45, 0x4c, 0x46, 1, 1, 1]);
  const [EXECUTABLE, RISCV, HEADER, ENTRY] = [2, 243, 52, 32];
  view.setUint16(16, EXECUTABLE, true);
  view.setUint16(18, RISCV, true);
  const words = [1, entry, HEADER, 0, 1];
  words.forEach((word, i) => view.setUint32(20 + 4 * i, word, true));
  [HEADER, ENTRY, 1].forEach((half, i) => view.setUint16(40 + 2 * i, half, true));
  [1, PAGE, address, address, bytes.length, bytes.length, 7, PAGE].forEach((word, i) =>
    view.setUint32(HEADER + 4 * i, word, true),
  );
  file.set(bytes, PAGE);
  return file;
}

function runOnQemu(source: string, isa: ScalarIsa): Uint32Array {
  const folder = mkdtempSync(join(tmpdir(), "redmule-qemu-"));
  try {
    const file = join(folder, "program");
    writeFileSync(file, elfOf(assembled(source, isa, LINUX_BASE, 1)));
    chmodSync(file, 0o755);
    const { status, stdout, stderr } = spawnSync(QEMU, ["-cpu", SCALAR_ISAS[isa], file], { maxBuffer: MOST_BYTES });
    if (status !== 0) throw new Error(`${QEMU} ended with ${status}: ${stderr.toString()}`);
    return new Uint32Array(stdout.buffer.slice(stdout.byteOffset, stdout.byteOffset + stdout.length));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function runOnModel(source: string, isa: ScalarIsa, errata: readonly CoreErratum[], cases: number): Uint32Array {
  const program = assembled(source, isa, MODEL_BASE, 0);
  const system = new BareSystem({ core: coreParameters(isa, coreErrataOf("sound", errata)) });
  system.load(program);
  const [core] = system.cores;
  const done = program.symbols.get("done")! | 0;
  while (!(core.retired.valid !== 0 && core.retired.pc === done)) {
    system.advance(1);
    if (core.csrs.trap !== 0) throw new Error(`the model traps at pc ${(core.csrs.trapPc >>> 0).toString(16)}`);
  }
  const results = system.memoryAt(program.symbols.get("results")!, 4 * CASE_WORDS * cases);
  return new Uint32Array(results.slice().buffer);
}

function differencesOf(blocks: readonly Block[], model: Uint32Array, qemu: Uint32Array): Difference[] {
  const found: Difference[] = [];
  let at = 0;
  for (const { text, rows } of blocks) {
    for (const operands of rows) {
      const [ours, theirs] = [model, qemu].map((words) => [words[at], words[at + 1]] as const);
      const forgotten = QEMU_FORGETS.test(text) && theirs[0] === UNWRITTEN;
      if (!forgotten && (ours[0] !== theirs[0] || ours[1] !== theirs[1])) {
        found.push({ instruction: text, operands, model: ours, qemu: theirs });
      }
      at += CASE_WORDS;
    }
  }
  return found;
}

/** Executes every scalar floating-point instruction of an ISA on a bare system and in QEMU. */
export function compareWithQemu(
  isa: ScalarIsa,
  counts: Counts,
  seed: number,
  errata: readonly CoreErratum[] = [],
): Comparison {
  const blocks = blocksOf(isa, counts, seed);
  const source = programOf(blocks, isa);
  const cases = blocks.reduce((sum, { rows }) => sum + rows.length, 0);
  const [model, qemu] = [runOnModel(source, isa, errata, cases), runOnQemu(source, isa)];
  if (qemu.length !== model.length) throw new Error(`QEMU wrote ${qemu.length} words, the model ${model.length}`);
  const instructions = new Set(blocks.map(({ text }) => text.split(" ")[0])).size;
  return { instructions, cases, differences: differencesOf(blocks, model, qemu) };
}

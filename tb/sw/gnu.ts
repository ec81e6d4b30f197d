import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { loadElf } from "../../sw/elf/load.js";
import type { Program } from "../../sw/program.js";

const PREFIX = "riscv64-unknown-elf-";
export const TEXT = 0x8000_0000;
export const DATA = 0x8001_0000;

/** Whether the GNU assembler and linker for RISC-V are installed. */
export const hasGnu = spawnSync(`${PREFIX}as`, ["--version"]).status === 0;

const SCRIPT = `SECTIONS {
  .text ${TEXT} : { *(.text .text.*) }
  .data ${DATA} : { *(.data .data.*) *(.sdata .sdata.*) *(.rodata .rodata.*) *(.sbss .sbss.*) *(.bss .bss.*) }
}`;

/**
 * What GNU as and `ld --no-relax` make of a source, its text at {@link TEXT} and its data at {@link DATA}; the first line of what they
 * say when they refuse it.
 */
export function assembleByGnu(source: string, march = "rv32imafc_zicsr_zifencei"): Program | string {
  const folder = mkdtempSync(join(tmpdir(), "gnu-as-"));
  try {
    const file = (name: string): string => join(folder, name);
    writeFileSync(file("a.s"), source);
    writeFileSync(file("a.ld"), SCRIPT);
    const as = spawnSync(
      `${PREFIX}as`,
      [`-march=${march}`, "-mabi=ilp32f", "-mno-relax", "-o", file("a.o"), file("a.s")],
      {
        encoding: "utf8",
      },
    );
    if (as.status !== 0) return as.stderr.split("\n").find((line) => /Error|Fatal/.test(line)) ?? as.stderr;
    const linked = [
      "-m",
      "elf32lriscv",
      "--no-relax",
      "-T",
      file("a.ld"),
      "-e",
      String(TEXT),
      "-o",
      file("a.elf"),
      file("a.o"),
    ];
    const ld = spawnSync(`${PREFIX}ld`, linked, { encoding: "utf8" });
    if (ld.status !== 0) return ld.stderr;
    return loadElf(readFileSync(file("a.elf")));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

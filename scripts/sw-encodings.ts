/**
 * Writes tb/reference/sw/encodings.tsv: what GNU as and ld make of statements of every row of the instruction tables and of
 * the pseudo-instructions. Needs binutils-riscv64-unknown-elf. Run: npx tsx scripts/sw-encodings.ts
 */
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { allInstructions } from "../sw/isa/isa.js";
import { registerName } from "../sw/isa/registers.js";
import type { Instruction, Slot } from "../sw/isa/row.js";
import { encodingSource } from "../tb/sw/encoding-source.js";

/** Statements per row. */
const SAMPLES = 3;

const PSEUDO = `li a0,0;li a0,-1;li a0,2047;li a0,2048;li a0,-2048;li a0,-2049;li a0,0x12345678;li a0,0xffffffff
li a0,0x80000000;li s1,31;li s1,32;li a0,0x1f000;li a0,0x20000;li sp,0x1000;li x0,5;li a0,0xfffff800;li a0,0x7ffff800
li a0,0x7fffffff;li a0,0x11fff;li a0,-4096;li a0,0x1001;li a0,3*4+1;li a0,1<<12|3;li a0,~5;li a0,0xfffe0010
la a0,glob;lla a0,glob;lw a0,glob;lbu a0,glob+3;sw a0,glob,t1;sb s0,glob+1,a5;call glob;call t0,glob;tail glob
jump glob,t3;sext.b a0,a1;sext.h s0,s0;zext.h a0,s0;zext.b a0,a0;addi a0,a0,%lo(glob);lui a0,%hi(glob)
lw a0,%lo(glob)(a1);sw a0,%lo(glob+4)(a1);lui a0,%hi(0x12345fff);addi a0,a0,%lo(0x12345fff);addi s0,s0,%lo(4)
jalr (a0);jalr a0,(a1);lw a0,(a1);sw a0,(sp);csrw mscratch,3;fence;addi a0,a0,0xfffffff0;andi a0,a0,'a'
add a0,a0,5;add sp,sp,-32;lw s0,0x7c(s1);lw s0,0x80(s1);lw a0,252(sp);lw a0,256(sp);sw ra,12(sp);lw x0,0(sp);sw x0,4(s0)
li a0,1 + 2 & 3;li a0,7 - 1 | 8;li a0,100 % 7 * 3;li a0,(1 << 4) - 1;li a0,0b101;li a0,017
.insn 0x0000100b;.insn 0x4501;.insn 4,0x0000000b;.insn 2,1;jr 4(a0);jr a0,4;jalr 4(a0);jalr a0,a1;jalr a0,a1,4
flw fa0,glob,t0;fsw fa1,glob+4,t1;flh fa2,glob,a0;fsh fs0,glob+2,t2;flw fs0,124(s0);flw fs0,128(s0);flw ft0,4(s0)
fsw fs0,(s1);fsw ft0,4(s1);flw ft0,252(sp);flw ft0,256(sp);fsw ft11,252(sp);fsw ft11,256(sp);flw fa0,%lo(glob)(a1)
fcvt.w.s a0,fa0,rtz;fadd.s fa0,fa1,fa2,dyn;csrr a0,fcsr;csrw frm,a0;csrwi fflags,0`.split(/[;\n]/);

function sample({ operand }: Slot, index: number, row: number, onIntegers: boolean): string {
  const { kind, min, max, step, except } = operand;
  const pick = <T>(choices: readonly T[]): T => choices[(index * 5 + row * 3 + choices.length) % choices.length];
  if (kind === "rm") return pick(["rne", "rtz", "rdn", "rup", "rmm", "dyn"]);
  if (kind === "csr") return pick(["mstatus", "mscratch", "0x123", "mhpmcounter3", "cycle"]);
  if (kind === "fence") return pick(["iorw", "r", "w", "rw", "io"]);
  if (kind === "opcode") return max === 3 ? String(index) : pick(["0x0b", "0x33", "OP", "CUSTOM_1", "LOAD"]);
  if (kind === "target") return pick([". + 16", ". - 8", ". + 200"]);
  const spread = [max, min, min + step * Math.floor((max - min) / step / 3)];
  const candidates = [spread[(index + row) % 3], min + step, max - step, min, max, 8];
  const value = candidates.find((candidate) => candidate >= min && candidate <= max && !except.includes(candidate))!;
  if (kind !== "imm") {
    const bank = kind === "f" && !onIntegers ? "f" : "x";
    return index % 2 ? registerName(bank, value) : bank + value;
  }
  return String(operand.writtenBits !== undefined && value < 0 ? value + 2 ** operand.writtenBits : value);
}

function statement(instruction: Instruction, index: number, onIntegers: boolean): string {
  const texts: string[] = [];
  for (const slot of instruction.slots) {
    texts.push(slot.sameAs === undefined ? sample(slot, index, texts.length, onIntegers) : texts[slot.sameAs]);
  }
  let next = 0;
  const operands = instruction.operands.flatMap(({ main, base, optional }) => {
    const text = main ? texts[next++] : "";
    // GNU as takes no rounding mode for exact conversions.
    if (optional && (index === 0 || main?.name === "rmExact")) return [];
    return [base ? `${text}(${texts[next++]})` : text];
  });
  return `${instruction.mnemonic.replace(/^\.insn[24]/, ".insn")} ${operands.join(",")}`.trim();
}

/** GNU as turns these into other words or knows them only with further extensions. */
const LEFT_OUT = /^(pause|\.insn c[bj])\b/;
/** GNU as does not know these. */
const FOREIGN: ReadonlySet<string> = new Set(["xtensor", "xpulp", "xfvec"]);
/** Loads, stores and moves of F that Zfinx does not have. */
const NOT_ON_INTEGERS = /^(f[ls][wh]|fmv\.(x\.\w|\w\.x))\b/;

const folder = mkdtempSync(join(tmpdir(), "encodings-"));
const path = (name: string): string => join(folder, name);

const known = allInstructions().filter(({ extension }) => !FOREIGN.has(extension));
const samples = (rows: readonly Instruction[], onIntegers: boolean): string[] =>
  rows.flatMap((row) => Array.from({ length: SAMPLES }, (_, index) => statement(row, index, onIntegers)));
const distinct = (texts: readonly string[], leftOut: RegExp): string[] =>
  [...new Set(texts)].filter((text) => !leftOut.test(text));

const statements = distinct([...samples(known, false), ...PSEUDO], LEFT_OUT);
const integerStatements = distinct(
  samples(
    known.filter(({ onIntegers }) => onIntegers),
    true,
  ),
  NOT_ON_INTEGERS,
);

/** The bytes of every statement, as lines of the reference. */
function encode(variant: string, chosen: readonly string[], march: string): string[] {
  writeFileSync(path("all.s"), encodingSource(chosen, variant === "rvc"));
  execFileSync("riscv64-unknown-elf-as", [`-march=${march}`, "-mno-relax", "-o", path("all.o"), path("all.s")]);
  execFileSync("riscv64-unknown-elf-ld", [
    "-melf32lriscv",
    "--no-relax",
    "-e0",
    "-Ttext=0",
    "-Tdata=0x123450",
    "-o",
    path("all.elf"),
    path("all.o"),
  ]);
  execFileSync("riscv64-unknown-elf-objcopy", ["-Obinary", "-j.text", path("all.elf"), path("all.bin")]);
  const names = execFileSync("riscv64-unknown-elf-nm", [path("all.elf")], { encoding: "utf8" });
  const address = new Map(
    [...names.matchAll(/^(\w+) \w (\w+)$/gm)].map(([, value, name]) => [name, parseInt(value, 16)]),
  );
  const bytes = readFileSync(path("all.bin"));
  return chosen.map((text, index) => {
    const hex = bytes.subarray(address.get(`s${index}`), address.get(`e${index}`)).toString("hex");
    return `${variant}\t${text}\t${hex}`;
  });
}

const FLOAT = "rv32imafc_zicsr_zifencei_zfh";
const lines = [
  ...encode("norvc", distinct(statements, /^(c\.|\.insn c)/), FLOAT),
  ...encode("rvc", statements, FLOAT),
  ...encode("zfinx", integerStatements, "rv32imac_zicsr_zifencei_zhinx"),
];
writeFileSync("tb/reference/sw/encodings.tsv", lines.join("\n") + "\n");

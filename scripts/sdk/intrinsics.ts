import { hex } from "../../hw/hex.js";
import { XFVEC } from "../../sw/isa/xfvec.js";
import type { Row } from "../../sw/isa/row.js";
import { ALU } from "../../sw/isa/xpulp-alu.js";
import { SIMD } from "../../sw/isa/xpulp-simd.js";
import { builtinLines } from "./builtins.js";

/** Operations that read the register they write. */
const READS_RD =
  /^(pv\.(sdot|insert|shuffle2|pack(hi|lo)|cplxmul)|p\.(mac|msu|insert)|p\.(add|sub)u?R?Nr$|vfmac|vfmre|vfdotpex|vfcpk)/;

const identifier = (mnemonic: string): string => mnemonic.replaceAll(".", "_");

interface Register {
  readonly type: "uint32_t" | "v2f16";
  readonly constraint: "r" | "f";
}
const INTEGER: Register = { type: "uint32_t", constraint: "r" };
const PACKED: Register = { type: "v2f16", constraint: "f" };

/** Registers of an operand syntax made of registers alone: result, sources; undefined for any other. */
function registersOf(syntax: string): readonly Register[] | undefined {
  const kinds = syntax.split(",").map((name) => {
    if (/^r(d|s1|s2)$/.test(name)) return INTEGER;
    return /^fr(d|s1|s2)$/.test(name) ? PACKED : undefined;
  });
  return kinds.every((kind) => kind !== undefined) ? kinds : undefined;
}

/** One instruction as an inline function. An instruction of one source names its other field in the word. */
function intrinsic([mnemonic, syntax, match]: Row): string | undefined {
  const registers = registersOf(syntax);
  if (registers === undefined || registers.length < 2) return undefined;
  const [result, ...sources] = registers;
  const accumulates = READS_RD.test(mnemonic);
  const names = ["a", "b"].slice(0, sources.length);
  const parameters = [
    ...(accumulates ? [`${result.type} sum`] : []),
    ...sources.map(({ type }, i) => `${type} ${names[i]}`),
  ];
  const opcode = `${hex(match & 0x7f)}, ${(match >>> 12) & 7}, ${hex(match >>> 25)}`;
  const second = sources.length === 2 ? "%2" : `x${(match >>> 20) & 31}`;
  const inputs = sources.map(({ constraint }, i) => `"${constraint}"(${names[i]})`).join(", ");
  const output = accumulates ? `"+${result.constraint}"(sum)` : `"=${result.constraint}"(result)`;
  return [
    `static inline ${result.type} ${identifier(mnemonic)}(${parameters.join(", ")}) {`,
    ...(accumulates ? [] : [`  ${result.type} result;`]),
    `  __asm__(".insn r ${opcode}, %0, %1, ${second}" : ${output} : ${inputs});`,
    `  return ${accumulates ? "sum" : "result"};`,
    "}",
  ].join("\n");
}

/** Numbers of an instruction: what they add to the upper seven bits of the word, and what stands in place of rs2. */
const NUMBERS: Readonly<Record<string, readonly [upper: string, second: string]>> = {
  I: ["(I) & 31", ""],
  "Is3,Is2": ["(Is3) & 31", "(Is2) & 31"],
  "radix,Is2": ["(radix) & 3", "(Is2) & 31"],
  uimm5: ["0", "(uimm5) & 31"],
  simm6: ["(simm6) & 1", "(simm6) >> 1 & 31"],
  uimm6: ["(uimm6) & 1", "(uimm6) >> 1 & 31"],
};

/** One instruction with numbers in its word, which have to be constants, as a macro. */
function withNumbers([mnemonic, syntax, match]: Row): string | undefined {
  const found = /^rd,(rs1,rs2|rs1),([\w,]+)$/.exec(syntax);
  if (found === null || NUMBERS[found[2]] === undefined || mnemonic.startsWith("pv.mls")) return undefined;
  const [upper, second] = NUMBERS[found[2]];
  const accumulates = READS_RD.test(mnemonic);
  const names = found[1] === "rs1" ? ["a"] : ["a", "b"];
  const parameters = [...(accumulates ? ["sum"] : []), ...names, ...found[2].split(",")].join(", ");
  const inputs = names.map((name) => `"r"((uint32_t)(${name}))`);
  const numbers = [`"i"(${upper})`, ...(second === "" ? [] : [`"i"(${second})`])];
  const rs2 = second === "" ? "%2" : `x%${names.length + 2}`;
  const at = `%${names.length + 1}`;
  const text = `.insn r ${hex(match & 0x7f)}, ${(match >>> 12) & 7}, ${hex(match >>> 25)} + ${at}, %0, %1, ${rs2}`;
  const start = accumulates ? ` = (uint32_t)(sum)` : "";
  const output = accumulates ? "+r" : "=r";
  return [
    `#define ${identifier(mnemonic)}(${parameters}) (__extension__({ \\`,
    `  uint32_t result_${start}; \\`,
    `  __asm__("${text}" : "${output}"(result_) : ${[...inputs, ...numbers].join(", ")}); \\`,
    "  result_; }))",
  ].join("\n");
}

function header(
  guard: string,
  what: string,
  opening: readonly string[],
  rows: readonly Row[],
  closing: string[],
): string {
  const functions = rows
    .filter(([, , , note]) => note !== "alias")
    .map((row) => intrinsic(row) ?? withNumbers(row))
    .filter((text) => text !== undefined);
  return [
    `/* ${what} Made by scripts/sdk-headers.ts from the instruction tables of the model: do not edit. */`,
    `#ifndef ${guard}`,
    `#define ${guard}`,
    "",
    "#include <stdint.h>",
    "",
    ...opening,
    functions.join("\n"),
    "",
    ...closing,
    "#endif",
    "",
  ].join("\n");
}

export function xpulpHeader(): string {
  return header(
    "REDMULE_XPULP_H",
    "Xpulp for compilers that do not know it: integer arithmetic, bit manipulation, packed integers.",
    [],
    [...ALU, ...SIMD],
    [...builtinLines(), ""],
  );
}

export function xfvecHeader(): string {
  return header(
    "REDMULE_XFVEC_H",
    "Packed FP16, bfloat16 and FP8 for compilers that do not know them.",
    [
      "/* Two FP16 numbers, or four FP8 numbers, in a floating-point register: loaded and stored as they are. */",
      "typedef float v2f16;",
      "static inline v2f16 v2f16_load(const void *at) { return *(const v2f16 *)at; }",
      "static inline void v2f16_store(void *at, v2f16 value) { *(v2f16 *)at = value; }",
      "",
    ],
    XFVEC.rows.filter(([mnemonic]) => mnemonic.startsWith("vf")),
    [],
  );
}

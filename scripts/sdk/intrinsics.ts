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

/** Types of packed numbers by the suffix of their format; `.s` is one FP32 number. */
const PACKED: Readonly<Record<string, string>> = { h: "v2f16", ah: "v2f16alt", b: "v4f8", s: "float" };
/** Types that some compilers have as vectors: in an asm statement they are floats of the same bits. */
const VECTORS = ["v2f16", "v2f16alt"];

/** Types of an instruction's registers, result first; undefined for one with other operands. Of two formats in its name, the first is the result's. */
function typesOf(mnemonic: string, syntax: string): readonly string[] | undefined {
  const formats = mnemonic.split(".").filter((part) => PACKED[part] !== undefined);
  const types = syntax.split(",").map((name, i) => {
    if (/^r(d|s1|s2)$/.test(name)) return "uint32_t";
    return /^fr(d|s1|s2)$/.test(name) ? PACKED[formats[i === 0 ? 0 : formats.length - 1]] : undefined;
  });
  return types.length > 1 && types.every((type) => type !== undefined) ? types : undefined;
}

const constraint = (type: string): string => (type === "uint32_t" ? "r" : "f");
const carrier = (type: string): string => (VECTORS.includes(type) ? "float" : type);
const outside = (type: string, value: string): string => (VECTORS.includes(type) ? `${type}_float(${value})` : value);
const inside = (type: string, value: string): string => (VECTORS.includes(type) ? `${type}_of(${value})` : value);

/** One instruction as an inline function. An instruction of one source names its other field in the word. */
function intrinsic([mnemonic, syntax, match]: Row): string | undefined {
  const types = typesOf(mnemonic, syntax);
  if (types === undefined) return undefined;
  const [result, ...sources] = types;
  const accumulates = READS_RD.test(mnemonic);
  const names = ["a", "b"].slice(0, sources.length);
  const parameters = [...(accumulates ? [`${result} sum`] : []), ...sources.map((type, i) => `${type} ${names[i]}`)];
  const opcode = `${hex(match & 0x7f)}, ${(match >>> 12) & 7}, ${hex(match >>> 25)}`;
  const second = sources.length === 2 ? "%2" : `x${(match >>> 20) & 31}`;
  const inputs = sources.map((type, i) => `"${constraint(type)}"(${outside(type, names[i])})`).join(", ");
  const output = `"${accumulates ? "+" : "="}${constraint(result)}"(result)`;
  return [
    `static inline ${result} ${identifier(mnemonic)}(${parameters.join(", ")}) {`,
    `  ${carrier(result)} result${accumulates ? ` = ${outside(result, "sum")}` : ""};`,
    `  __asm__(".insn r ${opcode}, %0, %1, ${second}" : ${output} : ${inputs});`,
    `  return ${inside(result, "result")};`,
    "}",
  ].join("\n");
}

/** A vector type where the compiler has its element, and its way into and out of a floating-point register. */
const vectorType = (type: string, element: string, condition: string): string[] => [
  `#if ${condition}`,
  `typedef ${element} ${type} __attribute__((vector_size(4)));`,
  "#else",
  `typedef float ${type};`,
  "#endif",
  `static inline float ${type}_float(${type} value) {`,
  "  float same;",
  "  __builtin_memcpy(&same, &value, sizeof same);",
  "  return same;",
  "}",
  `static inline ${type} ${type}_of(float value) {`,
  `  ${type} same;`,
  "  __builtin_memcpy(&same, &value, sizeof same);",
  "  return same;",
  "}",
  `static inline ${type} ${type}_load(const void *at) { return ${type}_of(*(const float *)at); }`,
  `static inline void ${type}_store(void *at, ${type} value) { *(float *)at = ${type}_float(value); }`,
  "",
];

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
      "/* Two numbers of binary16 or bfloat16, vectors with operators where the compiler has such numbers; four of FP8. In a register they",
      "   are the 32 bits of a float. */",
      ...vectorType("v2f16", "_Float16", "defined(__FLT16_MANT_DIG__)"),
      ...vectorType(
        "v2f16alt",
        "__bf16",
        "defined(__BFLT16_MANT_DIG__) || (defined(__clang__) && __clang_major__ >= 17)",
      ),
      "typedef float v4f8;",
      "",
    ],
    XFVEC.rows.filter(([mnemonic]) => mnemonic.startsWith("vf")),
    [],
  );
}

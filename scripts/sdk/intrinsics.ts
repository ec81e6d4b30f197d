import { hex } from "../../hw/hex.js";
import { XFVEC } from "../../sw/isa/xfvec.js";
import type { Row } from "../../sw/isa/row.js";
import { ALU } from "../../sw/isa/xpulp-alu.js";
import { SIMD } from "../../sw/isa/xpulp-simd.js";

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

function header(
  guard: string,
  what: string,
  opening: readonly string[],
  rows: readonly Row[],
  closing: string[],
): string {
  const functions = rows
    .filter(([, , , note]) => note !== "alias")
    .map(intrinsic)
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

/** Names of the PULP compiler's builtins for the same. */
const BUILTINS: Readonly<Record<string, string>> = {
  __builtin_pulp_dotsp2: "pv_dotsp_h",
  __builtin_pulp_sdotsp2: "pv_sdotsp_h",
  __builtin_pulp_dotsp4: "pv_dotsp_b",
  __builtin_pulp_sdotsp4: "pv_sdotsp_b",
  __builtin_pulp_sdotup4: "pv_sdotup_b",
  __builtin_pulp_sdotusp4: "pv_sdotusp_b",
  __builtin_pulp_add2: "pv_add_h",
  __builtin_pulp_add4: "pv_add_b",
  __builtin_pulp_sub2: "pv_sub_h",
  __builtin_pulp_sub4: "pv_sub_b",
  __builtin_pulp_max2: "pv_max_h",
  __builtin_pulp_max4: "pv_max_b",
  __builtin_pulp_min2: "pv_min_h",
  __builtin_pulp_min4: "pv_min_b",
  __builtin_pulp_mac: "p_mac",
  __builtin_pulp_ff1: "p_ff1",
  __builtin_pulp_fl1: "p_fl1",
  __builtin_pulp_clb: "p_clb",
  __builtin_pulp_cnt: "p_cnt",
  __builtin_pulp_rotr: "p_ror",
};

export function xpulpHeader(): string {
  const aliases = Object.entries(BUILTINS).map(([name, own]) =>
    own.includes("sdot") || own === "p_mac"
      ? `#define ${name}(a, b, sum) ${own}(sum, a, b)`
      : `#define ${name}(...) ${own}(__VA_ARGS__)`,
  );
  return header(
    "REDMULE_XPULP_H",
    "Xpulp for compilers that do not know it: integer arithmetic, bit manipulation, packed integers.",
    [],
    [...ALU, ...SIMD],
    ["/* The names of the PULP compiler. */", ...aliases, ""],
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

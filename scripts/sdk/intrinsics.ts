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

/** Types of the PULP compiler's builtins for packed integers. */
const VECTORS = { v2s: "short", v4s: "signed char" } as const;
type Vector = keyof typeof VECTORS;

/** A builtin of the PULP compiler: its instruction, the type of its result, and how its operands come. */
interface Builtin {
  readonly name: string;
  readonly own: string;
  readonly result: "int32_t" | `pulp_${Vector}`;
  readonly operands: "one" | "two" | "swapped" | "sum";
}

const scalar = (name: string, own: string, operands: Builtin["operands"]): Builtin => ({
  ...{ name, own, operands },
  result: "int32_t",
});

/** Both widths of an operation on elements. */
const elements = (name: string, own: string, operands: Builtin["operands"]): Builtin[] => [
  { name: `${name}2`, own: `pv_${own}_h`, result: "pulp_v2s", operands },
  { name: `${name}4`, own: `pv_${own}_b`, result: "pulp_v4s", operands },
];
const dotProducts = ["sp", "up", "usp"].flatMap((signs) =>
  [2, 4].flatMap((n) => [
    scalar(`dot${signs}${n}`, `pv_dot${signs}_${n === 2 ? "h" : "b"}`, "two"),
    scalar(`sdot${signs}${n}`, `pv_sdot${signs}_${n === 2 ? "h" : "b"}`, "sum"),
  ]),
);

/** Names of the PULP compiler's builtins for the same. */
const BUILTINS: readonly Builtin[] = [
  ...dotProducts,
  ...["add", "sub", "avg", "avgu", "max", "maxu", "min", "minu", "and", "or", "srl", "sra", "sll"].flatMap((name) =>
    elements(name, name, "two"),
  ),
  ...elements("exor", "xor", "two"),
  ...elements("abs", "abs", "one"),
  { name: "pack2", own: "pv_pack", result: "pulp_v2s", operands: "swapped" },
  scalar("mac", "p_mac", "sum"),
  scalar("msu", "p_msu", "sum"),
  ...["ff1", "fl1", "clb", "cnt"].map((name) => scalar(name, `p_${name}`, "one")),
  scalar("rotr", "p_ror", "two"),
];

function alias({ name, own, result, operands }: Builtin): string {
  const word = (argument: string): string => `(uint32_t)(${argument})`;
  const parameters = { one: ["a"], two: ["a", "b"], swapped: ["a", "b"], sum: ["a", "b", "sum"] }[operands];
  const order = { one: ["a"], two: ["a", "b"], swapped: ["b", "a"], sum: ["sum", "a", "b"] }[operands];
  const call = `${own}(${order.map(word).join(", ")})`;
  return `#define __builtin_pulp_${name}(${parameters.join(", ")}) ((${result})${call})`;
}

export function xpulpHeader(): string {
  return header(
    "REDMULE_XPULP_H",
    "Xpulp for compilers that do not know it: integer arithmetic, bit manipulation, packed integers.",
    [],
    [...ALU, ...SIMD],
    [
      "/* The names of the PULP compiler, for vectors of its kind. */",
      ...Object.entries(VECTORS).map(([name, type]) => `typedef ${type} pulp_${name} __attribute__((vector_size(4)));`),
      ...BUILTINS.map(alias),
      "",
    ],
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

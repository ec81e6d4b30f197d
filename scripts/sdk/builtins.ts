/** Types of the PULP compiler's builtins for packed integers. */
const VECTORS = { v2s: "short", v2u: "unsigned short", v4s: "signed char", v4u: "unsigned char" } as const;
type Result = "int32_t" | "uint32_t" | `pulp_${keyof typeof VECTORS}`;

/** A builtin: parameters, the type of its result (none for a statement) and an expression in the names of `xpulp.h`. */
type Builtin = readonly [name: string, parameters: string, result: Result | "", expression: string];

/** A parameter as the word that an instruction takes. */
const word = (parameter: string): string => `(uint32_t)(${parameter})`;
const words = (...parameters: readonly string[]): string => parameters.map(word).join(", ");

/** Both widths of an operation on elements, signed or unsigned as `signs` says. */
const elements = (
  name: string,
  own: string,
  parameters: readonly string[],
  order = parameters,
  signs: "s" | "u" = "s",
): Builtin[] =>
  ([2, 4] as const).map((n) => [
    `${name}${n}`,
    parameters.join(", "),
    `pulp_v${n}${signs}`,
    `pv_${own}_${n === 2 ? "h" : "b"}(${words(...order)})`,
  ]);
const pairs = (names: string, signs: "s" | "u"): Builtin[] =>
  names.split(" ").flatMap((name) => elements(name, name === "exor" ? "xor" : name, ["x", "y"], ["x", "y"], signs));

/** Dot products, with a vector or with a number in place of one, alone and added to a sum. */
const DOT_PRODUCTS = ["sp", "up", "usp"].flatMap((signs) =>
  ([2, 4] as const).flatMap((n) =>
    ["", "sc"].flatMap((scalar): Builtin[] => {
      const own = `dot${signs}_${scalar === "" ? "" : "sc_"}${n === 2 ? "h" : "b"}`;
      const result = signs === "up" ? "uint32_t" : "int32_t";
      return [
        [`dot${signs}${scalar}${n}`, "x, y", result, `pv_${own}(${words("x", "y")})`],
        [`sdot${signs}${scalar}${n}`, "x, y, sum", result, `pv_s${own}(${words("sum", "x", "y")})`],
      ];
    }),
  ),
);

/** Sums and differences with a shift, products of halves with and without: `r` is 2^(n-1), which the instruction knows. */
const SHIFTED = [
  ...["add", "sub"].flatMap((kind) =>
    ["", "u"].flatMap((sign) =>
      ["N", "RN"].flatMap((suffix): Builtin[] => {
        const own = `${kind}${sign}${suffix}`;
        const result = sign === "u" ? "uint32_t" : "int32_t";
        return [
          [own, `x, y, n${suffix === "RN" ? ", r" : ""}`, result, `p_${own}(${words("x", "y")}, n)`],
          [`${own}_r`, "x, y, n", result, `p_${own}r(${words("x", "y", "n")})`],
        ];
      }),
    ),
  ),
  ...["mul", "mac"].flatMap((kind) =>
    ["s", "u", "hhs", "hhu"].flatMap((halves) =>
      ["", "N", "RN"].map((suffix): Builtin => {
        const own = `${kind}${halves}${suffix}`;
        const [parameters, order] = kind === "mac" ? ["x, y, sum", ["sum", "x", "y"]] : ["x, y", ["x", "y"]];
        const shift = { "": "", N: ", n", RN: ", n, r" }[suffix]!;
        const call = `p_${own}(${words(...order)}${suffix === "" ? "" : ", n"})`;
        return [own, parameters + shift, halves.endsWith("u") ? "uint32_t" : "int32_t", call];
      }),
    ),
  ),
];

/** Fields of bits: their length comes from a mask of ones, or in bits 9:5 of a word of its own less one. */
const FIELDS: readonly Builtin[] = [
  ["bextract", "x, size, off", "int32_t", `p_extract(${word("x")}, (size) - 1, off)`],
  ["bextractu", "x, size, off", "uint32_t", `p_extractu(${word("x")}, (size) - 1, off)`],
  ["bextract_r", "x, field", "int32_t", `p_extractr(${words("x", "field")})`],
  ["bextractu_r", "x, field", "uint32_t", `p_extractur(${words("x", "field")})`],
  [
    "binsert",
    "x, not_mask, y, mask, off",
    "int32_t",
    `p_insert(${words("x", "y")}, __builtin_popcount(mask) - 1, off)`,
  ],
  ["binsert_r", "x, y, ...", "int32_t", `p_insertr(${words("x", "y", "PULP_FIRST_(__VA_ARGS__, 0)")})`],
  ["bset", "x, mask", "int32_t", `p_bset(${word("x")}, __builtin_popcount(mask) - 1, __builtin_ctz(mask))`],
  ["bclr", "x, kept", "int32_t", `p_bclr(${word("x")}, __builtin_popcount(~(kept)) - 1, __builtin_ctz(~(kept)))`],
  ["bset_r", "x, field", "int32_t", `p_bsetr(${words("x", "field")})`],
  ["bclr_r", "x, field", "int32_t", `p_bclrr(${words("x", "field")})`],
];

const SCALARS: readonly Builtin[] = [
  ["mac", "x, y, sum", "int32_t", `p_mac(${words("sum", "x", "y")})`],
  ["msu", "x, y, sum", "int32_t", `p_msu(${words("sum", "x", "y")})`],
  ...["ff1", "fl1", "clb", "cnt"].map((name): Builtin => [name, "x", "int32_t", `p_${name}(${word("x")})`]),
  ["parity", "x", "int32_t", `p_cnt(${word("x")}) & 1`],
  ["rotr", "x, n", "int32_t", `p_ror(${words("x", "n")})`],
  ["abs", "x", "int32_t", `p_abs(${word("x")})`],
  ...["max", "min"].flatMap((name): Builtin[] => [
    [`${name}si`, "x, y", "int32_t", `p_${name}(${words("x", "y")})`],
    [`${name}usi`, "x, y", "uint32_t", `p_${name}u(${words("x", "y")})`],
  ]),
  ["clip", "x, low, high", "int32_t", `p_clip(${word("x")}, __builtin_popcount(high) + 1)`],
  ["clipu", "x, low, high", "uint32_t", `p_clipu(${word("x")}, __builtin_popcount(high) + 1)`],
  ["clip_r", "x, bound", "int32_t", `p_clipr(${words("x", "bound")})`],
  ["clipu_r", "x, bound", "uint32_t", `p_clipur(${words("x", "bound")})`],
];

const PACKED: readonly Builtin[] = [
  ...pairs("add sub avg max min sra sll and or exor", "s"),
  ...pairs("avgu maxu minu srl", "u"),
  ...elements("abs", "abs", ["x"], ["x"], "u"),
  ...elements("neg", "sub", ["x"], ["0", "x"]),
  ["pack2", "x, y", "pulp_v2s", `pv_pack(${words("y", "x")})`],
  ["pack4", "x, y, z, t", "pulp_v4s", `pv_packhi_b(pv_packlo_b(0, ${words("y", "x")}), ${words("t", "z")})`],
  ["pack4_lo", "x, y, v", "pulp_v4s", `pv_packlo_b(${words("v", "y", "x")})`],
  ["pack4_hi", "x, y, v", "pulp_v4s", `pv_packhi_b(${words("v", "y", "x")})`],
  ["shuffleh", "x, mask", "pulp_v2s", `pv_shuffle_h(${words("x", "mask")})`],
  ["shuffleb", "x, mask", "pulp_v4s", `pv_shuffle_b(${words("x", "mask")})`],
  ["shuffle2h", "x, y, mask", "pulp_v2s", `pv_shuffle2_h(${words("x", "y", "mask")})`],
  ["shuffle4b", "x, y, mask", "pulp_v4s", `pv_shuffle2_b(${words("x", "y", "mask")})`],
];

const place = (type: string): string => `(*(${type} *)((uintptr_t)(base) + (uint32_t)(off)))`;
/** Memory at a base and an offset in bytes. */
const MEMORY: readonly Builtin[] = [
  ...[["", "int32_t"] as const, ["Half", "int16_t"] as const, ["Byte", "int8_t"] as const].flatMap(
    ([width, type]): Builtin[] => [
      [`OffsetedRead${width}`, "base, off", "int32_t", place(type)],
      [`OffsetedWrite${width}`, "value, base, off", "", `(void)(${place(type)} = (${type})(value))`],
    ],
  ),
  ...[["", "int32_t"] as const, ["_v", "volatile int32_t"] as const].flatMap(([suffix, type]): Builtin[] => [
    [`read_base_off${suffix}`, "base, off", "int32_t", place(type)],
    [`write_base_off${suffix}`, "value, base, off", "", `(void)(${place(type)} = (int32_t)(value))`],
  ]),
  ["event_unit_read", "base, off", "int32_t", `pulp_wait_(${word("base")}, off)`],
];

const read = (spr: string): string =>
  `(__extension__({ uint32_t old_; __asm__ volatile("csrr %0, %1" : "=r"(old_) : "i"(${spr})); old_; }))`;
const csr = (name: string, value: string): string =>
  `(__extension__({ uint32_t old_; __asm__ volatile("${name} %0, %1, %2" : "=r"(old_) : "i"(spr), "r"(${value}) : "memory"); old_; }))`;
const SPECIAL: readonly Builtin[] = [
  ["CoreId", "", "int32_t", read("0xf14")],
  ["CoreCount", "", "int32_t", "(uintptr_t)__cores"],
  ["ClusterId", "", "int32_t", "0"],
  ["IsFc", "", "int32_t", "0"],
  ["HasFc", "", "int32_t", "0"],
  ["spr_read", "spr", "int32_t", read("spr")],
  ["spr_read_vol", "spr", "int32_t", read("spr")],
  ["spr_write", "spr, x", "", `(void)${csr("csrrw", word("x"))}`],
  ["spr_bit_set", "spr, x", "", `(void)${csr("csrrs", word("x"))}`],
  ["spr_bit_clr", "spr, x", "", `(void)${csr("csrrc", word("x"))}`],
  ["read_then_spr_write", "spr, x", "int32_t", csr("csrrw", word("x"))],
  ["read_then_spr_bit_set", "spr, x", "int32_t", csr("csrrs", word("x"))],
  ["read_then_spr_bit_clr", "spr, x", "int32_t", csr("csrrc", word("x"))],
];

/** Names of the PULP compiler's builtins for the instructions of `xpulp.h`, as the lines of that header. */
export function builtinLines(): readonly string[] {
  const all = [...DOT_PRODUCTS, ...SCALARS, ...FIELDS, ...SHIFTED, ...PACKED, ...MEMORY, ...SPECIAL];
  return [
    "/* The names of the PULP compiler. Shifts, lengths, masks, offsets of event_unit_read and numbers of CSRs are constants; masks are",
    "   runs of ones. `r` is 2^(n-1). */",
    ...Object.entries(VECTORS).map(([name, type]) => `typedef ${type} pulp_${name} __attribute__((vector_size(4)));`),
    "#define PULP_FIRST_(first, ...) first",
    "extern char __cores[];",
    `#define pulp_wait_(base, off) (__extension__({ uint32_t read_; __asm__ volatile(".insn i 0x03, 6, %0, %1(%2)" : "=r"(read_) : "i"(off), "r"(base) : "memory"); read_; }))`,
    ...all.map(([name, parameters, result, expression]) => {
      const value = result === "" ? expression : `((${result})(${expression}))`;
      return `#define __builtin_pulp_${name}(${parameters}) ${value}`;
    }),
  ];
}

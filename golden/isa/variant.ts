/** What a hart of the instruction-set model has beside RV32IMC with Zicsr and Zifencei. */
export interface IsaVariant {
  readonly atomics: boolean;
  /** Where floating-point operands live: in f0 to f31 (F), in the integer registers (Zfinx), or nowhere. */
  readonly float: "none" | "separate" | "integer";
  /** Scalar FP16. */
  readonly half: boolean;
  /** Xpulp: hardware loops, more addressing modes, bit manipulation, packed integers. */
  readonly pulp: boolean;
  /** Xfvec: smallFloat's scalar formats and all packed floating point. */
  readonly packedFloat: boolean;
}

/** Loads and stores of floating-point numbers: F's, and RI5CY's, which go to integer registers where it has no others. */
export const hasFloatAccesses = ({ float, packedFloat }: IsaVariant): boolean => float === "separate" || packedFloat;

/** The variant that an ISA string such as `rv32imafc_zfh_xpulp_xfvec` names; other extensions are passed over. */
export function isaVariant(isa: string): IsaVariant {
  const [base, ...named] = isa.toLowerCase().split("_");
  const has = (...names: string[]) => names.some((name) => base.slice(4).includes(name) || named.includes(name));
  const separate = has("f", "zfh", "zfhmin");
  const packedFloat = has("xfvec");
  return {
    atomics: has("a", "zaamo", "zalrsc"),
    float: separate ? "separate" : has("zfinx", "zhinx") ? "integer" : "none",
    half: packedFloat || has("zfh", "zfhmin", "zhinx"),
    pulp: has("xpulp"),
    packedFloat,
  };
}

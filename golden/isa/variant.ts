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
  /** Departures of RI5CY from the manuals, by their ids in docs/errata.md. */
  readonly departures: ReadonlySet<string>;
}

/** Loads and stores of floating-point numbers: F's, and RI5CY's, which go to integer registers where it has no others. */
export const hasFloatAccesses = ({ float, packedFloat }: IsaVariant): boolean => float === "separate" || packedFloat;

/**
 * Whether a narrow operand in an f register must be NaN-boxed (unprivileged manual, "NaN Boxing of Narrower Values"); where
 * registers hold vectors, a scalar is element 0.
 */
export const checksBoxes = ({ float, packedFloat, departures }: IsaVariant): boolean =>
  float === "separate" && !packedFloat && !departures.has("C3");

/** Whether a narrow result is extended by its sign ("Zfinx", "Processing of Narrower Values") instead of boxed. */
export const extendsSign = ({ float, departures }: IsaVariant): boolean => float === "integer" && !departures.has("C4");

/** The variant that an ISA string such as `rv32imafc_zfh_xpulp_xfvec` names; other extensions are passed over. */
export function isaVariant(isa: string, departures: readonly string[] = []): IsaVariant {
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
    departures: new Set(departures),
  };
}

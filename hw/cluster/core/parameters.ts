import { UsageError } from "../../errors.js";
import type { FpuRules } from "../../fpu/rules.js";
import { coreErrataOf, type CoreErrataSwitches } from "./errata.js";

/** Where floating-point operands live: nowhere, in f0 to f31 (F, Zfh), or in the integer registers (Zfinx, Zhinx). */
export type FloatRegisters = "none" | "separate" | "integer";

/** What a core is built with, on top of RV32IMC with Zicsr and Zifencei. */
export interface CoreParameters {
  /** A: load-reserved, store-conditional and atomic read-modify-write. */
  readonly atomics: boolean;
  readonly float: FloatRegisters;
  /** Scalar FP16 beside FP32. */
  readonly half: boolean;
  /** Division and square root are built into the FPU. */
  readonly divSqrt: boolean;
  /** Hardware loops, post-increment and register-offset accesses, bit manipulation, packed integer SIMD. */
  readonly pulp: boolean;
  /** Packed FP16, bfloat16 and FP8. */
  readonly vector: boolean;
  /**
   * The opcodes of RedMulE's `mcnfig` and `marith`, which `pulp` uses for other instructions, are kept for them: a core has
   * at most one of the two. RedMulE has no instruction port here, so that both trap as illegal.
   */
  readonly tensor: boolean;
  /** The CSRs `time` and `timeh`, which RI5CY has not. */
  readonly time: boolean;
  /**
   * Where the end of a hardware loop is recognised: when it is fetched, as in RI5CY, or when the instruction before it is
   * decoded, as in CV32E40P. The latter wants bodies of word-aligned 32-bit instructions without jumps, branches and fences
   * (others are illegal), and loses a clock at the first end of a body of two.
   */
  readonly loopControl: "fetch" | "decode";
  readonly errata: CoreErrataSwitches;
}

const SOUND = coreErrataOf("sound");

/** RV32IMC. */
export const BASE_ISA = "rv32imc";

/** ISA string of the cores of the cluster. */
export const DEFAULT_ISA = "rv32imafc_zfh_xpulp_xfvec";

const EXTENSIONS = "i m a f c zicsr zifencei zaamo zalrsc zca zfh zfhmin zfinx zhinx xpulp xfvec xtensor".split(" ");

/**
 * The core that an ISA string describes, such as `rv32imafc_zfh_xpulp_xfvec` or `rv32imc_zfinx_zhinx`. I, M, C, Zicsr and
 * Zifencei are always built in.
 * @param errata none by default
 * @throws UsageError for an unknown extension or two that exclude each other
 */
export function coreParameters(isa: string, errata = SOUND): CoreParameters {
  const [base, ...named] = isa.trim().toLowerCase().split("_");
  const letters = /^rv32([a-z]+)$/.exec(base)?.[1];
  if (letters === undefined) {
    throw new UsageError(
      `The ISA "${isa}" does not begin with rv32 and letters: write it like ${DEFAULT_ISA} or rv32imc.`,
    );
  }
  const has = new Set([...letters, ...named]);
  if (letters.includes("d") || letters.includes("g")) {
    throw new UsageError(
      `The ISA "${isa}" has D, double precision, which the FPU of these cores has not: leave d out, and compile with -march=rv32imafc -mabi=ilp32f.`,
    );
  }
  for (const name of has) {
    if (!EXTENSIONS.includes(name)) {
      throw new UsageError(`The ISA "${isa}" names "${name}", which is none of ${EXTENSIONS.join(", ")}.`);
    }
  }
  const integer = has.has("zfinx") || has.has("zhinx");
  const separate = has.has("f") || has.has("zfh") || has.has("zfhmin");
  refuse(isa, integer && separate, "zfinx", "f", "both say where floating-point operands live");
  refuse(isa, has.has("xpulp") && has.has("xtensor"), "xpulp", "xtensor", "both own the opcodes 0x0B and 0x2B");
  const vector = has.has("xfvec");
  if (vector && !integer && !separate) {
    throw new UsageError(`The ISA "${isa}" has xfvec without floating point: add f or zfinx.`);
  }
  return {
    atomics: has.has("a") || has.has("zaamo") || has.has("zalrsc"),
    float: separate ? "separate" : integer ? "integer" : "none",
    half: has.has("zfh") || has.has("zfhmin") || has.has("zhinx") || vector,
    divSqrt: separate || integer,
    pulp: has.has("xpulp"),
    vector,
    tensor: has.has("xtensor"),
    time: false,
    loopControl: "fetch",
    errata,
  };
}

/**
 * What the FPU of a core does with narrow numbers. Without vectors the manuals decide: in f registers an operand must be
 * boxed ("NaN Boxing of Narrower Values"), in integer registers what stands above it is ignored and a result is extended
 * ("Zfinx", "Processing of Narrower Values"). Registers that also hold vectors have no boxes.
 */
export function fpuRulesOf({ float, vector, errata }: CoreParameters): FpuRules {
  return {
    roundsInfinity: errata.C1,
    refusesInteger: errata.C2,
    subnormalIsTiny: errata.C5,
    checksBoxes: float === "separate" && !vector && !errata.C3,
    extendsSign: float === "integer" && !errata.C4,
  };
}

function refuse(isa: string, both: boolean, one: string, other: string, why: string): void {
  if (both) throw new UsageError(`The ISA "${isa}" has ${one} and ${other}, but ${why}: leave one of them out.`);
}

import type { Profile } from "../../redmule/errata.js";

/**
 * Where RI5CY departs from the RISC-V manuals, as switches beside those of RedMulE; `docs/errata.md` lists where each of them
 * lives. Off everywhere, the cores follow the manuals.
 */
export const CORE_ERRATA = {
  C1: "an infinity that is converted to another format is inexact, and finite in some rounding modes",
  C2: "an integer beyond the range of a format is invalid and no overflow",
  C3: "a narrow operand that is not NaN-boxed is taken for what its low bits say",
  C4: "a narrow result in an integer register stands below ones",
  C5: "a result that is rounded up to the smallest normal number raises no underflow",
} as const;

/** Name of a departure of RI5CY from the manuals, "C1" and on. */
export type CoreErratum = keyof typeof CORE_ERRATA;

/** Which errata of the cores are switched on. */
export type CoreErrataSwitches = Readonly<Record<CoreErratum, boolean>>;

export const CORE_ERRATUM_NAMES = Object.keys(CORE_ERRATA) as CoreErratum[];

/** The switches of a profile, which has none of them or all, with further ones on top. */
export function coreErrataOf(profile: Profile, more: readonly CoreErratum[] = []): CoreErrataSwitches {
  const on = (name: CoreErratum) => profile !== "sound" || more.includes(name);
  return Object.freeze(Object.fromEntries(CORE_ERRATUM_NAMES.map((e) => [e, on(e)]))) as CoreErrataSwitches;
}

export const isCoreErratum = (name: string): name is CoreErratum => name in CORE_ERRATA;

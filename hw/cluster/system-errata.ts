import { ERRATUM_NAMES, type Erratum } from "../redmule/errata.js";
import { CORE_ERRATUM_NAMES, type CoreErratum } from "./core/errata.js";

/** Errata of a whole system: RedMulE's and the cores'. */
export type SystemErratum = Erratum | CoreErratum;
export const SYSTEM_ERRATUM_NAMES: readonly SystemErratum[] = [...ERRATUM_NAMES, ...CORE_ERRATUM_NAMES];

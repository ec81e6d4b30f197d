import type { CoreChoice } from "./gemm/gemm-cores.js";
import type { RedmuleChoice } from "./gemm/gemm-redmule.js";

/** How a product is computed: by whom, in which orientation, tiles and kernel. */
export type GemmChoice = CoreChoice | RedmuleChoice;

/** Choices by the name of the step; the planner chooses for the others. */
export type Choices = ReadonlyMap<string, GemmChoice>;

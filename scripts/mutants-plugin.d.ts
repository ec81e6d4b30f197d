import type { Mutant } from "@stryker-mutator/api/core";
import type { Ignorer } from "@stryker-mutator/api/ignore";

export declare const errorTexts: Ignorer;
export declare function keyOf(mutant: Pick<Mutant, "fileName" | "location" | "mutatorName" | "replacement">): string;

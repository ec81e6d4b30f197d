/** What tests of layers draw. */
import { fc } from "@fast-check/vitest";
import type { Layout } from "../../train/step.js";

export const precision = fc.constantFrom("fp32" as const, "fp16" as const);
export const layout = fc.constantFrom<Layout>("hwc", "chw");
export const seed = fc.nat(1e6);
/** 1 to `most`. */
export const size = (most: number): fc.Arbitrary<number> => fc.integer({ min: 1, max: most });

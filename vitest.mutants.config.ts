import { defineConfig } from "vitest/config";
import { MUTANT_TESTS } from "./scripts/mutants/tests.js";

export default defineConfig({
  test: {
    include: [...MUTANT_TESTS],
    setupFiles: ["tb/mutate/fixed-seed.ts"],
    testTimeout: 60_000,
    pool: "threads",
    isolate: false,
    maxWorkers: 2,
  },
});

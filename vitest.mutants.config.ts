import { defineConfig } from "vitest/config";

/** The tests that a mutant has to survive: those that see most mistakes in little time. */
export default defineConfig({
  test: {
    include: ["tb/redmule/blocks.test.ts", "tb/redmule/tiler.test.ts"],
    setupFiles: ["tb/mutate/fixed-seed.ts"],
    testTimeout: 60_000,
    pool: "threads",
  },
});

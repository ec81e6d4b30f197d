import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["tb/**/*.test.ts"],
    testTimeout: 60_000,
    pool: "threads",
    env: { REDMULE_CHECKS: "1" },
  },
});

import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["tb/**/*.test.ts"],
    testTimeout: 60_000,
    pool: "threads",
    setupFiles: ["tb/setup.ts"],
  },
});

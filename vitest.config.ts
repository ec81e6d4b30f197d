import { configDefaults, defineConfig } from "vitest/config";

/** Tests that put something else in the place of a module. */
const REPLACING = [
  "tb/wave/file-sink.test.ts",
  "tb/prove/prove.test.ts",
  "tb/sweep/command.test.ts",
  "tb/cli/parse-once.test.ts",
  "tb/cli/progress.test.ts",
  "tb/cli/view.test.ts",
];

export default defineConfig({
  test: {
    testTimeout: 240_000,
    pool: "threads",
    globalSetup: ["tb/announce-seed.ts"],
    setupFiles: ["tb/setup.ts"],
    projects: [
      {
        extends: true,
        // Files of one thread share what they import: reading it anew for each took two thirds of the suite's time.
        test: {
          name: "shared",
          isolate: false,
          include: ["tb/**/*.test.ts"],
          exclude: [...configDefaults.exclude, ...REPLACING],
        },
      },
      { extends: true, test: { name: "alone", include: REPLACING } },
    ],
  },
});

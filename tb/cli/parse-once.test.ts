import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test, vi } from "vitest";
import * as schema from "../../hw/schema.js";
import { placeRun } from "../../cli/run-job.js";
import { addJobOptions, type JobOptions } from "../../cli/run-options.js";
import { Command } from "commander";
import { testFolder } from "../test-folder.js";

vi.mock(import("../../hw/schema.js"), { spy: true });

const folder = testFolder("once");

test("a configuration is parsed once from the command line to the register write", () => {
  const file = join(folder, "design.json");
  writeFileSync(file, JSON.stringify({ L: 8 }));
  const command = addJobOptions(new Command()).parse(["--config", file, "--m", "8", "--array", "4x2x3"], {
    from: "user",
  });
  const { bench } = placeRun(command.opts<JobOptions>());
  expect(bench.cluster.redmule.parameters).toMatchObject({ L: 4, H: 2, P: 3 });
  const parsed = vi.mocked(schema.validated).mock.calls.map(([, input]) => Object.keys(input as object));
  expect(parsed.filter((keys) => keys.includes("L"))).toHaveLength(1);
});

import { execFileSync } from "node:child_process";
import { expect, test } from "vitest";

test("the modules that ship are what their sources compile to", () => {
  const said = execFileSync(process.execPath, ["--import", "tsx", "scripts/build-simd.ts", "--check"], {
    encoding: "utf8",
  });
  expect(said).toContain("hw/redmule/simd-array.wasm.ts is what hw/redmule/simd-array.as.ts compiles to");
});

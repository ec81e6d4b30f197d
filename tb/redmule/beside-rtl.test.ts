import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const hasPython = spawnSync("python3", ["--version"]).status === 0;

test.skipIf(!hasPython)("the Python of the document asks the model line by line (python3)", () => {
  const document = readFileSync(join(ROOT, "docs/beside-rtl.md"), "utf8");
  const [, example] = /```python\n([\s\S]*?)```/.exec(document)!;
  const folder = mkdtempSync(join(tmpdir(), "redmule-beside-"));
  const command = `${process.execPath} --import tsx ${join(ROOT, "cli/main.ts")}`;
  writeFileSync(join(folder, "live.py"), example.replace("npx redmule", command));
  try {
    const { stdout, stderr, status } = spawnSync("python3", [join(folder, "live.py")], { cwd: ROOT, encoding: "utf8" });
    expect({ stderr, status }).toEqual({ stderr: "", status: 0 });
    // One tile of 32 steps of 4 clocks; the recorded 12 x 16 x 16 takes 170.
    expect(stdout.split("\n").map((line) => line.split(" ")[0])).toEqual(["1", "12", "24", ""]);
    expect(stdout).toMatch(/^12 234$/m);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const document = readFileSync(join(ROOT, "docs/beside-rtl.md"), "utf8");
const COMMAND = `${process.execPath} --import tsx ${join(ROOT, "cli/main.ts")}`;
const hasIcarus = spawnSync("iverilog", ["-V"]).status === 0;
const hasPython = spawnSync("python3", ["--version"]).status === 0;

test.skipIf(!hasPython)("the Python of the document asks the model line by line (python3)", () => {
  const [, example] = /```python\n([\s\S]*?)```/.exec(document)!;
  const folder = mkdtempSync(join(tmpdir(), "redmule-beside-"));
  writeFileSync(join(folder, "live.py"), example.replace("npx redmule", COMMAND));
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

test.skipIf(!hasIcarus)("the SystemVerilog of the document asks the model over two named pipes (iverilog)", () => {
  const [, example] = /```verilog\n([\s\S]*?)```/.exec(document)!;
  const folder = mkdtempSync(join(tmpdir(), "redmule-beside-"));
  writeFileSync(join(folder, "live.sv"), example);
  const script = `cd ${folder} && iverilog -g2012 -o live live.sv && mkfifo jobs answers || exit 1
(cd ${ROOT} && exec ${COMMAND} batch - --jobs 1 --profile upstream-51cd064 < ${folder}/jobs > ${folder}/answers 2> ${folder}/log) &
vvp live`;
  try {
    const { stdout, status } = spawnSync("sh", ["-c", script], { encoding: "utf8", timeout: 50_000 });
    expect({ lines: stdout.trim().split("\n").length, status }).toEqual({ lines: 3, status: 0 });
    expect(stdout).toMatch(/^1 x 32 x 16: event in clock 224, \d+ reads, 12 writes$/m);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

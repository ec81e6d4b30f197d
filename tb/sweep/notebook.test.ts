import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { sweepCsv } from "../../measure/sweep/csv.js";
import { packageFile } from "../../sw/package-file.js";
import { sweepOf, TINY } from "../report/sweeps.js";

/** Where another one than that of the path has pandas. */
const PYTHON = process.env.REDMULE_PYTHON ?? "python3";
const hasPandas = spawnSync(PYTHON, ["-c", "import pandas"]).status === 0;

test.skipIf(!hasPandas)("the example for notebooks in docs/sweeps.md reads a table as it is (needs pandas)", () => {
  const [, indented] = /```python\n([^]*?)```/.exec(readFileSync(packageFile("docs/sweeps.md"), "utf8"))!;
  const folder = mkdtempSync(join(tmpdir(), "notebook-"));
  try {
    const { records } = sweepOf({ base: { ...TINY, n: 6 }, product: { m: [3, 5, 6], k: [4, 7] } });
    mkdirSync(join(folder, "sweeps", "shapes"), { recursive: true });
    writeFileSync(join(folder, "sweeps", "shapes", "results.csv"), sweepCsv(records));
    const code = indented.replaceAll(/^ {2}/gm, "");
    const out = execFileSync(PYTHON, ["-c", code], { cwd: folder, encoding: "utf8" });
    const best = records.reduce((a, b) => (b.macPerClock! > a.macPerClock! ? b : a));
    expect(out.split("\n")[1]).toMatch(new RegExp(`^${best.index} +${best.m} +${best.n} +${best.k} +${best.cycles} `));
    // Rows over columns, the mean of what is in a cell.
    expect(out).toContain(`\n${best.m} `);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

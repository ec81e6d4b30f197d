import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { loadElf } from "../../sw/elf/load.js";

const has = (command: string): boolean => spawnSync(command, ["--version"]).status === 0;
const hasGcc = has("riscv64-unknown-elf-gcc");
const SOURCE = `int square(int a) { return a * a; }
int sum(const int *from, int n) {
  int all = 0;
  for (int i = 0; i < n; i++)
    all += square(from[i]);
  return all;
}
void _start(void) {
  static int data[4];
  data[0] = sum(data, 4);
  for (;;) ;
}
`;

let folder = "";
beforeAll(() => (folder = mkdtempSync(join(tmpdir(), "redmule-lines-"))));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

describe.skipIf(!hasGcc)(
  `lines of compilers${hasGcc ? "" : " (skipped: riscv64-unknown-elf-gcc is not installed)"}`,
  () => {
    test.each([
      ["version 5", "-gdwarf-5"],
      ["version 4", "-gdwarf-4"],
      ["version 3", "-gdwarf-3"],
    ])("DWARF %s reads as objdump does", (_, flag) => {
      const [source, elf] = [join(folder, "prog.c"), join(folder, "prog.elf")];
      writeFileSync(source, SOURCE);
      const machine = ["-march=rv32imac", "-mabi=ilp32", "-nostdlib", "-O1", "-fno-inline", flag];
      execFileSync("riscv64-unknown-elf-gcc", [...machine, "-Ttext=0x1c000080", "-o", elf, "prog.c"], { cwd: folder });
      const { lines, symbols } = loadElf(readFileSync(elf));
      const text = execFileSync("riscv64-unknown-elf-objdump", ["--dwarf=decodedline", elf], { encoding: "utf8" });
      const rows = [...text.matchAll(/^prog\.c\s+(\d+)\s+(0x[0-9a-f]+)/gm)].map(([, line, at]) => [
        Number(at),
        Number(line),
      ]);
      expect(rows.length).toBeGreaterThan(8);
      for (const [at] of rows) {
        const last = rows.filter(([other]) => other === at).at(-1)![1];
        expect(lines!.get(at), `0x${at.toString(16)}`).toMatchObject({ file: "prog.c", line: last });
      }
      expect(lines!.get(symbols.get("square")! + 2)?.line).toBe(1);
      expect(lines!.get(symbols.get("_start")!)?.line).toBe(8);
    });
  },
);

test("a table that is damaged gives no lines, and no error", async () => {
  const { readLines } = await import("../../sw/elf/line-table.js");
  expect(readLines({ line: new Uint8Array([60, 0, 0, 0, 5, 0, 4, 0]) }).size).toBe(0);
  expect(readLines({ line: new Uint8Array(0) }).size).toBe(0);
});

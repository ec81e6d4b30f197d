import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { main } from "../../cli/program.js";
import { serveGdb } from "../../cli/exec-gdb.js";
import { buildSystem, parseSystem } from "../../hw/cluster/systems/system-config.js";
import { onAttach } from "../../run/attach.js";
import { ProgramRun } from "../../run/programs/program-run.js";
import { loadElf } from "../../sw/elf/load.js";
import { checkersOf } from "../checkers/attach.js";

const has = (command: string): boolean => spawnSync(command, ["--version"]).status === 0;
const picolibc = ["--specs=picolibc.specs", "-march=rv32imafc", "-mabi=ilp32f", "-E", "-x", "c", "-"];
const missing = !has("gdb-multiarch")
  ? "gdb-multiarch is not installed"
  : !has("make") || spawnSync("riscv64-unknown-elf-gcc", picolibc, { input: "#include <stdio.h>\n" }).status !== 0
    ? "riscv64-unknown-elf-gcc with picolibc is not installed"
    : "";

let folder = "";
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "redmule-gdb-"));
  onAttach(() => null);
});
afterAll(() => {
  rmSync(folder, { recursive: true });
  onAttach(checkersOf);
});

/** What GDB prints for these commands on a program that waits at a port. */
async function gdb(elf: string, commands: readonly string[]): Promise<string> {
  const config = parseSystem({ preset: "cluster" }, "test");
  const program = loadElf(readFileSync(elf));
  const options = { isa: config.isa, maxClocks: 1e6, print: () => undefined };
  const run = new ProgramRun(buildSystem(config, "cluster"), program, options);
  const script = join(folder, "commands.gdb");
  let output = "";
  let closed: Promise<void> | undefined;
  const left = await serveGdb(run, program, 0, (sentence) => {
    const port = /target remote :(\d+)/.exec(sentence)![1];
    const start = ["set pagination off", "set confirm off", "set width 0", `target remote :${port}`];
    writeFileSync(script, [...start, ...commands, "kill", ""].join("\n"));
    const child = spawn("gdb-multiarch", ["-nx", "-batch", "-x", script, elf]);
    for (const stream of [child.stdout, child.stderr]) stream.on("data", (text: Buffer) => (output += text.toString()));
    closed = new Promise((resolve) => child.on("close", () => resolve()));
  });
  await closed;
  expect(left).toBe("kill");
  return output;
}

describe.skipIf(missing !== "")(`GDB on a C program${missing === "" ? "" : ` (skipped: ${missing})`}`, () => {
  test(
    "breaks on core 3, watches an element that RedMulE overwrites, and goes back to the store",
    { timeout: 120_000 },
    async () => {
      const project = join(folder, "app");
      expect(await main(["sdk", project])).toBe(0);
      expect(spawnSync("make", ["-s", "-C", project, "app.elf"]).status).toBe(0);
      const output = await gdb(join(project, "app.elf"), [
        "info threads",
        "break work thread 4",
        "continue",
        "print $mhartid",
        "backtrace 2",
        "delete",
        "watch z[5]",
        "continue",
        "print/x z[5]",
        "monitor who z",
        "reverse-continue",
        "print/x z[5]",
        "monitor redmule",
        "delete",
        "break cluster_exit",
        "continue",
        "reverse-stepi",
        "print/x z[5]",
        "delete",
        "print $t6 = 77",
        "stepi",
        "print $t6",
        "reverse-continue",
        "monitor clock",
      ]);
      for (const [what, pattern] of [
        ["threads are cores", /Thread 8 \(core 7\)/],
        ["core 3", /Thread 4 hit Breakpoint 1,[^\n]*work \(/],
        ["its registers", /\$1 = 3\n#0 [^\n]*work \([^\n]*\n#1 [^\n]*sdk_worker/],
        ["the writer", /RedMulE wrote 0x1000\w+ in clock \d+/],
        ["the change", /watchpoint 2: z\[5\]\s+Old value = 0\s+New value = 21504/],
        ["the new value", /\$2 = 0x5400/],
        ["who", /RedMulE stored to 0x1000\w+ in clock \d+/],
        ["the change back", /watchpoint 2: z\[5\]\s+Old value = 21504\s+New value = 0/],
        ["the old value, and RedMulE at work", /\$3 = 0x0\nRedMulE has 1 of 2 contexts taken/],
        ["a later break and a step back", /hit Breakpoint 3[^\n]*cluster_exit[\s\S]*\$4 = 0x5400/],
        ["a register written", /\$5 = 77[\s\S]*\$6 = 77/],
        ["reset", /No more reverse-execution history[\s\S]*clock 0\n/],
      ] as const) {
        expect(output, `${what}:\n${output}`).toMatch(pattern);
      }
    },
  );
});

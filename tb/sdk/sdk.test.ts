import { execFileSync, spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { main } from "../../cli/program.js";
import { SDK_HEADERS } from "../../scripts/sdk/headers.js";
import { buildSystem, parseSystem, type Preset } from "../../hw/cluster/systems/system-config.js";
import { semihostingCalls } from "../../run/programs/semihosting.js";
import { ProgramRun } from "../../run/programs/program-run.js";
import { loadElf } from "../../sw/elf/load.js";

const has = (command: string): boolean => spawnSync(command, ["--version"]).status === 0;
const hasGcc = has("riscv64-unknown-elf-gcc") && has("make") && compiles();
const hasClang = hasGcc && has("clang") && has("ld.lld");

/** Whether the compiler finds picolibc. */
function compiles(): boolean {
  const options = ["--specs=picolibc.specs", "-march=rv32imafc", "-mabi=ilp32f", "-E", "-x", "c", "-"];
  return spawnSync("riscv64-unknown-elf-gcc", options, { input: "#include <stdio.h>\n" }).status === 0;
}

let folder = "";
beforeAll(() => (folder = mkdtempSync(join(tmpdir(), "redmule-sdk-"))));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

test("headers are what the model says", () => {
  for (const [file, text] of Object.entries(SDK_HEADERS)) expect(readFileSync(file, "utf8")).toBe(text);
});

test("a folder with files in it is refused, and so is an example that does not exist", async () => {
  const full = mkdtempSync(join(folder, "full-"));
  writeFileSync(join(full, "file"), "");
  expect(await main(["sdk", full])).toBe(2);
  expect(await main(["sdk", join(folder, "new"), "--example", "none"])).toBe(2);
});

/** Writes a project for the cluster, builds and runs it: what it prints and its result. */
async function writeAndRun(
  name: string,
  args: readonly string[],
  ...make: readonly string[]
): Promise<[string, number | null]> {
  const project = join(folder, name);
  expect(await main(["sdk", project, ...args])).toBe(0);
  return buildAndRun(project, "cluster", ...make);
}

function buildAndRun(project: string, preset: Preset, ...make: readonly string[]): [string, number | null] {
  execFileSync("make", ["-s", "-C", project, ...make, "app.elf"], { stdio: "pipe" });
  let out = "";
  const print = (bytes: Uint8Array): void => {
    out += Buffer.from(bytes).toString();
  };
  const config = parseSystem({ preset }, "test");
  const program = loadElf(readFileSync(join(project, "app.elf")));
  const run = new ProgramRun(buildSystem(config, preset), program, { isa: config.isa, maxClocks: 1e6, print });
  run.advance();
  return [out, run.result.value];
}

const withGcc = describe.skipIf(!hasGcc);
withGcc(
  `programs built by gcc${hasGcc ? "" : " (skipped: riscv64-unknown-elf-gcc with picolibc is not installed)"}`,
  () => {
    test("greetings of eight cores, and a job of RedMulE", async () => {
      const [out, value] = await writeAndRun("app", []);
      expect(value).toBe(0);
      for (let core = 0; core < 8; core++) expect(out).toContain(`hello from core ${core}\n`);
      expect(out).toMatch(/Z is right\n$/);
    });

    test.each([
      ["dma", "sum 2096128\n"],
      ["feed", "8 jobs are right\n"],
      ["fp16", "Z is right\n"],
      ["pmsis", "sum 19904, moved 9\n"],
      ["timer", "20 ticks, 0 wrong sums\n"],
      ["loops", "dot product 4807488 and 4807488, less than half the clocks; bytes 2016; nested 1503; pair 42\n"],
    ])("the example %s", async (example, said) => {
      expect(await writeAndRun(example, ["--example", example])).toEqual([said, 0]);
    });

    test.each(["bare", "core-complex"] as const)("greetings of the one core of %s, and a trap", async (preset) => {
      const project = join(folder, preset);
      expect(await main(["sdk", project, "--preset", preset])).toBe(0);
      const said = "hello, 16 numbers are in order\n";
      expect(buildAndRun(project, preset)).toEqual([said, 0]);
      writeFileSync(join(project, "main.c"), "int main(void) { return *(volatile int *)4; }\n");
      const [out, value] = buildAndRun(project, preset);
      expect([value, out.slice(0, 18)]).toEqual([128 + 5, "trap: cause 5, pc "]);
      expect(await main(["sdk", join(folder, "other"), "--preset", preset, "--example", "dma"])).toBe(2);
    });

    test("one core sleeps until RedMulE interrupts it", async () => {
      const project = join(folder, "one-feed");
      expect(await main(["sdk", project, "--preset", "core-complex", "--example", "feed"])).toBe(0);
      expect(buildAndRun(project, "core-complex")).toEqual(["4 interrupts, 0 wrong\n", 0]);
    });

    test("names of the PULP compiler's builtins beside plain C", async () => {
      const project = join(folder, "builtins");
      expect(await main(["sdk", project])).toBe(0);
      cpSync("tb/sdk/builtins.c", join(project, "main.c"));
      const [out, value] = buildAndRun(project, "cluster", "STACK_BYTES=4096");
      expect(out).toMatch(/^[1-9]\d{2,} compared, 0 wrong\n$/);
      expect(value).toBe(0);
      const header = readFileSync("sw/sdk/include/redmule/xpulp.h", "utf8");
      const names = [...header.matchAll(/#define __builtin_pulp_(\w+)/g)].map(([, name]) => name);
      const used = execFileSync("riscv64-unknown-elf-gcc", ["-E", "-P", "-I", ".", "-x", "c", "-"], {
        cwd: "tb/sdk",
        input: readFileSync("tb/sdk/builtins.c", "utf8").replace(/^#include.*$/gm, ""),
      }).toString();
      expect(names.filter((name) => !new RegExp(`__builtin_pulp_${name}\\b`).test(used))).toEqual([]);
    });

    test("every header in C++17", async () => {
      const project = join(folder, "cxx");
      expect(await main(["sdk", project])).toBe(0);
      rmSync(join(project, "main.c"));
      cpSync("tb/sdk/program.cpp", join(project, "main.cpp"));
      const said = "area 25, ended 2, sum 84, z 4800 and 4c00, packed 157\n";
      expect(buildAndRun(project, "cluster")).toEqual([said, 0]);
    });

    test("programs of picolibc's own start-up and linker script print and end through a semihosting host", async () => {
      const source = join(folder, "host.c");
      const elf = join(folder, "host.elf");
      writeFileSync(
        source,
        `#include <stdio.h>
#include <unistd.h>
int main(void) {
  puts("hello");
  return write(1, "there\\n", 6) + 36;
}
`,
      );
      const places = ["__flash=0x80000000", "__flash_size=0x200000", "__ram=0x80200000", "__ram_size=0x200000"];
      execFileSync("riscv64-unknown-elf-gcc", [
        ...["-march=rv32imafc", "-mabi=ilp32f", "--specs=picolibc.specs", "--crt0=semihost", "--oslib=semihost"],
        ...[...places.map((place) => `-Wl,--defsym=${place}`), source, "-o", elf],
      ]);
      const program = loadElf(readFileSync(elf));
      const [call] = semihostingCalls(program);
      const segment = program.segments.find(({ address, bytes }) => call >= address && call < address + bytes.length)!;
      const at = call - segment.address;
      expect([...segment.bytes.subarray(at, at + 4)]).toEqual([0x73, 0, 0x10, 0]);
      await main(["sdk", join(folder, "hostless")]);
      execFileSync("make", ["-s", "-C", join(folder, "hostless"), "app.elf"], { stdio: "pipe" });
      expect(semihostingCalls(loadElf(readFileSync(join(folder, "hostless", "app.elf"))))).toEqual([]);
      const isa = "rv32imafc";
      const said = [false, true].map((stepped) => {
        let out = "";
        const system = buildSystem(parseSystem({ preset: "bare", isa }, "test"), "bare");
        const print = (bytes: Uint8Array): void => void (out += Buffer.from(bytes).toString());
        const run = new ProgramRun(system, program, { isa, maxClocks: 1e6, print });
        if (stepped) system.observers.push(() => undefined);
        run.advance();
        return [out, run.result.status, run.result.value, run.result.clocks];
      });
      expect(said[0].slice(0, 3)).toEqual(["hello\nthere\n", "ended", 42]);
      expect(said[1]).toEqual(said[0]);
    });

    test("a stack that runs over is told", async () => {
      const project = join(folder, "over");
      const source = `#include <redmule/cluster.h>
static __attribute__((noinline)) int deep(volatile int *above, int n) {
  volatile int room[64];
  room[0] = *above;
  return n == 0 ? room[0] : deep(room, n - 1) + room[0];
}
int main(void) { volatile int x = 1; return deep(&x, 3) & 0; }
`;
      await main(["sdk", project]);
      writeFileSync(join(project, "main.c"), source);
      execFileSync("make", ["-s", "-C", project, "STACK_BYTES=512", "app.elf"], { stdio: "pipe" });
      let out = "";
      const config = parseSystem({ preset: "cluster" }, "test");
      const run = new ProgramRun(buildSystem(config, "cluster"), loadElf(readFileSync(join(project, "app.elf"))), {
        ...{ isa: config.isa, maxClocks: 1e6 },
        print: (bytes) => (out += Buffer.from(bytes).toString()),
      });
      run.advance();
      expect(out).toMatch(/stack of core|nobody answers a store/);
      expect(run.result.value).not.toBe(0);
    });
  },
);

describe.skipIf(!hasClang)(
  `a program built by clang${hasClang ? "" : " (skipped: clang and lld are not installed)"}`,
  () => {
    test("greets and multiplies", async () => {
      const [out, value] = await writeAndRun("clang", [], "CC=clang");
      expect([out.endsWith("Z is right\n"), value]).toEqual([true, 0]);
    });

    test("has vectors of two FP16 numbers, whose operators and conversions call the SDK's functions", async () => {
      expect(await writeAndRun("vectors", ["--example", "fp16"], "CC=clang")).toEqual(["Z is right\n", 0]);
    });

    test("runs on one core", async () => {
      const project = join(folder, "one-clang");
      expect(await main(["sdk", project, "--preset", "bare"])).toBe(0);
      expect(buildAndRun(project, "bare", "CC=clang")).toEqual(["hello, 16 numbers are in order\n", 0]);
    });
  },
);

import { writeFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { END, SLEEP, SourceProgram } from "./source-program.js";

const program = new SourceProgram();

describe("the end of a program", () => {
  test.each([
    [0, 0],
    [7, 1],
  ])("value %i is exit code %i and stands in the JSON", async (value, code) => {
    expect(await program.exec(`_start: li a0, ${value}\n${END}`, "--cores", "1", "--json")).toBe(code);
    expect(program.report()).toMatchObject({ status: "ended", value });
  });

  test.each([
    [1, 0, 0],
    [(5 << 1) | 1, 5, 1],
  ])("tohost %i is value %i in a bare system", async (word, value, code) => {
    const source = `_start: li a0, ${word}\n la t0, tohost\n sw a0, 0(t0)\n1: j 1b\n.data\n.balign 64\ntohost: .dword 0\n`;
    expect(await program.exec(source, "--preset", "bare", "--json")).toBe(code);
    expect(program.report()).toMatchObject({ status: "ended", value });
  });

  test("the core complex ends with its last sleep, so what it prints behind its result is seen", async () => {
    const source = `
_start: li t0, 0x80000000
    li t1, 3
    sw t1, 0(t0)
    li t1, 'x'
    sw t1, 4(t0)
    wfi
`;
    expect(await program.exec(source, "--preset", "core-complex", "--json")).toBe(1);
    expect(program.report()).toMatchObject({ status: "ended", value: 3 });
    expect(program.err).toBe("x");
  });

  test("a job longer than the patience with sleeping cores is no deadlock", async () => {
    const source = `
_start: li t0, 8
    csrs mie, t0
    li s0, 0x00100000
    li t0, 0x1c010000
    sw t0, 0x40(s0)
    sw t0, 0x44(s0)
    sw t0, 0x48(s0)
    li t0, (16 << 16) | 12
    sw t0, 0x4c(s0)
    li t0, 16
    sw t0, 0x50(s0)
    li t0, (1 << 10) | (1 << 7)
    sw t0, 0x54(s0)
    sw x0, 0(s0)
    wfi
    li t0, 0x80000000
    sw x0, 0(t0)
    wfi
`;
    expect(await program.exec(source, "--preset", "core-complex", "--json")).toBe(0);
    expect(program.report()).toMatchObject({ status: "ended", value: 0 });
  });

  test("a system call of tohost prints and returns", async () => {
    const source = `
_start:
    la t0, tohost
    la t1, call
    sw t1, 0(t0)
    la t2, fromhost
1:  lw t3, 0(t2)
    beqz t3, 1b
    lw a0, 0(t1)
    slli a0, a0, 1
    ori a0, a0, 1
    sw a0, 0(t0)
2:  j 2b
    .data
    .balign 64
tohost: .dword 0
fromhost: .dword 0
call: .dword 64, 1, text, 3
text: .ascii "hi\\n"
`;
    expect(await program.exec(source, "--preset", "bare", "--json")).toBe(1);
    expect(program.report().value).toBe(3);
    expect(program.err).toBe("hi\n");
  });

  test("the clocks allowed end a program that does not", async () => {
    expect(await program.exec("_start: j _start\n", "--max-clocks", "500")).toBe(1);
    expect(program.out).toMatch(/NOT ENDED after 500 clocks: raise --max-clocks/);
  });
});

describe("the table of the cores", () => {
  test("issues and lost clocks add up to the clocks of every core", async () => {
    const loop = "li t1, 50\n1: lw t2, 0(t3)\n add t2, t2, t2\n div t4, t1, t2\n addi t1, t1, -1\n bnez t1, 1b\n";
    const source = `_start: li t3, 0x10000000\n${loop}csrr t0, mhartid\n bnez t0, sleep\n li a0, 0\n${END}${SLEEP}`;
    expect(await program.exec(source, "--fetch", "ideal", "--json")).toBe(0);
    const { cores, clocks } = program.report();
    expect(cores).toHaveLength(8);
    for (const core of cores) {
      expect(core.clocks).toBe(clocks);
      expect(Object.values(core.lost).reduce((sum, n) => sum + n, core.issued)).toBe(clocks);
      expect(core.lost["load_use"]).toBeGreaterThanOrEqual(50);
      expect(core.lost["multi_cycle"]).toBeGreaterThan(100);
    }
    expect(Math.max(...cores.map(({ lost }) => lost["contention"] ?? 0))).toBeGreaterThan(0);
  });

  test("stands on the screen with the speed", async () => {
    await program.exec(`_start: li a0, 0\n${END}`, "--cores", "2");
    expect(program.out).toMatch(/^core +clocks +instr +IPC +issued/m);
    expect(program.out).toMatch(/OK: ended after \d+ clocks\.\n[\d.]+ MIPS/);
  });
});

describe("errata of the cores", () => {
  const source = `_start: li a1, 0x7f800000\nfmv.w.x fa1, a1\nfcvt.h.s fa0, fa1, rtz\nfmv.x.h a0, fa0\nli a1, 0x7c00\nxor a0, a0, a1\n${END}`;

  test.each([
    [[], 0],
    [["--erratum", "c1"], 1],
    [["--erratum", "C2,E7"], 0],
    [["--profile", "upstream-51cd064"], 1],
    [["--preset", "core-complex", "--isa", "rv32imfc_zfh", "--profile", "upstream-51cd064"], 1],
    [["--preset", "core-complex", "--isa", "rv32imfc_zfh"], 0],
  ])("are off, and on with %j", async (args, code) => {
    expect(await program.exec(source.replace("_start:", "_start: csrr t0, mhartid\n1: bnez t0, 1b\n"), ...args)).toBe(
      code,
    );
  });

  test("of RedMulE mean nothing in a bare system, and others are named", async () => {
    expect(await program.exec(source, "--preset", "bare", "--erratum", "E2")).toBe(2);
    expect(program.err).toMatch(/E2 is an erratum of RedMulE, which a bare system has not: leave it out\./);
    expect(await program.exec(source, "--erratum", "C9")).toBe(2);
    expect(program.err).toMatch(/--erratum is "C9": use one of E1, .*, C1, C2, C3, C4, C5\./);
  });
});

describe("what exec refuses", () => {
  test.each([
    ["an unknown preset", ["--preset", "big"], /--preset is "big": use one of cluster, /],
    ["no cores", ["--cores", "0"], /--cores is "0": give a whole number from 1 to 16/],
    ["two owners of an opcode", ["--isa", "rv32imc_xpulp_xtensor"], /xpulp and xtensor, .* leave one of them out/],
    [
      "a core that is not there",
      ["--cores", "2", "--trace", program.file("t"), "--trace-core", "2"],
      /there are 2 cores/,
    ],
    ["a log's window without a file", ["--trace-from", "3"], /give --trace FILE/],
    ["a cache where there is none", ["--preset", "bare", "--fetch", "cache"], /fetch means nothing in a bare system/],
    ["a window without a waveform", ["--wave-from", "3"], /give --wave FILE/],
  ])("%s", async (_name, args, message) => {
    expect(await program.exec(`_start: li a0, 0\n${END}`, ...args)).toBe(2);
    expect(program.err).toMatch(message);
    expect(program.err.trim().split("\n")).toHaveLength(1);
  });

  test.each([
    [{ core: 8 }, /unknown field "core"/],
    [{ cores: 17 }, /cores is 17: give a whole number from 1 to 16/],
    [{ map: { tcdm: { base: "here" } } }, /map\.tcdm\.base/],
    [{ map: { tcdm: { base: "0x1c000000" } } }, /passes 0x1c000000|overlap|begins/],
    [{ preset: "bare", map: { tcdm: { base: 0 } } }, /map\.tcdm does not exist in a bare system/],
    [{ preset: "core-complex", map: { dma: { base: 0 } } }, /map\.dma does not exist in a core complex/],
    [{ preset: "core-complex", cores: 2 }, /cores is 2, but a core complex has one/],
  ])("the description %j", async (description, message) => {
    const file = program.file("system.json");
    writeFileSync(file, JSON.stringify(description));
    expect(await program.exec(`_start: li a0, 0\n${END}`, "--preset", file)).toBe(2);
    expect(program.err).toMatch(message);
  });

  test("an assembler error names file, line, column and token", async () => {
    expect(await program.exec("_start: nop\n  frobnicate a0, a1\n")).toBe(2);
    expect(program.err).toMatch(/program\.S:2:3: .*frobnicate/);
  });
});

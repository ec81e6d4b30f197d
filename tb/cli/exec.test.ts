import { spawn } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { ExecReport } from "../../cli/exec-screen.js";
import { packageFile } from "../../sw/package-file.js";
import { commandLine } from "./command-line.js";
import { testFolder } from "../test-folder.js";

const folder = testFolder("exec");
let out = "";
let err = "";

/** Runs `redmule exec` on a source text. */
async function exec(source: string, ...args: string[]): Promise<number> {
  const file = join(folder, "program.S");
  writeFileSync(file, source);
  const output = await commandLine("exec", file, ...args);
  ({ out, err } = output);
  return output.code;
}

const report = (): ExecReport => JSON.parse(out) as ExecReport;

const END = "li t0, 0x80000000\n sw a0, 0(t0)\n1: wfi\n j 1b\n";
const CORE0 = "_start: csrr t0, mhartid\n bnez t0, sleep\n";
const SLEEP = "sleep: wfi\n j sleep\n";

describe("the end of a program", () => {
  test.each([
    [0, 0],
    [7, 1],
  ])("value %i is exit code %i and stands in the JSON", async (value, code) => {
    expect(await exec(`_start: li a0, ${value}\n${END}`, "--cores", "1", "--json")).toBe(code);
    expect(report()).toMatchObject({ status: "ended", value });
  });

  test.each([
    [1, 0, 0],
    [(5 << 1) | 1, 5, 1],
  ])("tohost %i is value %i in a bare system", async (word, value, code) => {
    const source = `_start: li a0, ${word}\n la t0, tohost\n sw a0, 0(t0)\n1: j 1b\n.data\n.balign 64\ntohost: .dword 0\n`;
    expect(await exec(source, "--preset", "bare", "--json")).toBe(code);
    expect(report()).toMatchObject({ status: "ended", value });
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
    expect(await exec(source, "--preset", "core-complex", "--json")).toBe(1);
    expect(report()).toMatchObject({ status: "ended", value: 3 });
    expect(err).toBe("x");
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
    expect(await exec(source, "--preset", "core-complex", "--json")).toBe(0);
    expect(report()).toMatchObject({ status: "ended", value: 0 });
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
    expect(await exec(source, "--preset", "bare", "--json")).toBe(1);
    expect(report().value).toBe(3);
    expect(err).toBe("hi\n");
  });

  test("the clocks allowed end a program that does not", async () => {
    expect(await exec("_start: j _start\n", "--max-clocks", "500")).toBe(1);
    expect(out).toMatch(/NOT ENDED after 500 clocks: raise --max-clocks/);
  });
});

describe("the table of the cores", () => {
  test("issues and lost clocks add up to the clocks of every core", async () => {
    const loop = "li t1, 50\n1: lw t2, 0(t3)\n add t2, t2, t2\n div t4, t1, t2\n addi t1, t1, -1\n bnez t1, 1b\n";
    const source = `_start: li t3, 0x10000000\n${loop}csrr t0, mhartid\n bnez t0, sleep\n li a0, 0\n${END}${SLEEP}`;
    expect(await exec(source, "--fetch", "ideal", "--json")).toBe(0);
    const { cores, clocks } = report();
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
    await exec(`_start: li a0, 0\n${END}`, "--cores", "2");
    expect(out).toMatch(/^core +clocks +instr +IPC +issued/m);
    expect(out).toMatch(/OK: ended after \d+ clocks\.\n[\d.]+ MIPS/);
  });
});

describe("programs that cannot go on", () => {
  test.each([
    [
      "an illegal word",
      ".word 0xffffffff",
      [],
      /Illegal instruction 0xffffffff at pc 0x1c00008\w of core 0 .* no extension/,
    ],
    [
      "another core's extension",
      "fadd.s fa0, fa1, fa2",
      ["--isa", "rv32imc"],
      /fadd\.s .*needs the extension f, .* built as rv32imc/,
    ],
    [
      "an address of nobody",
      "li t0, 0x40000000\n lw a0, 8(t0)",
      [],
      /Bus error: nobody answers a load of 0x40000008 at pc 0x1c\w+ of core 0/,
    ],
    [
      "a jump to nowhere",
      "li t0, 0x40000000\n jr t0",
      [],
      /Bus error: nobody answers an instruction fetch of 0x40000000/,
    ],
  ])("%s", async (_name, body, args, message) => {
    expect(await exec(`${CORE0}${body}\n${END}${SLEEP}`, ...args)).toBe(1);
    expect(out).toMatch(message);
    expect(out).toMatch(/mtvec is 0/);
  });

  test("a trap names its function and line, and a bus error is said when it happens", async () => {
    const body = `csrr t0, mhartid\n bnez t0, sleep\n call helper\n${END}helper: li t1, 0x40000000\n lw a0, 0(t1)\n ret\n${SLEEP}`;
    expect(await exec(`_start: ${body}`)).toBe(1);
    const where = /nobody answers a load of 0x40000000 at pc 0x1c\w+ of core 0 in clock \d+, in helper \+ 0x\d, .*:\d+/;
    expect(out).toMatch(where);
    expect(err).toMatch(/^note: Bus error: .*\.\n$/);
    expect(err).toMatch(where);
  });

  test("a bus error that the program handles is reported and goes on", async () => {
    const source = `_start: la t0, handler\n csrw mtvec, t0\n li t1, 0x40000000\n lw a0, 0(t1)\n nop\nhandler: li a0, 0\n${END}`;
    expect(await exec(source, "--cores", "1")).toBe(0);
    expect(out).toMatch(/Bus error: nobody answers a load of 0x40000000/);
  });

  test("all cores asleep is a deadlock that says who waits since when", async () => {
    expect(await exec("_start: wfi\n j _start\n", "--cores", "2")).toBe(1);
    expect(out).toMatch(
      /HANG: Deadlock: every core sleeps .*core 0 is in wfi behind pc 0x1c000080 since clock \d+ .*; core 1/,
    );
  });
});

describe("a wait at the event unit that never ends", () => {
  const EVENT_UNIT = "li t1, 0x10204000\n";

  test.each(["lw", "p.elw"])("by %s is a deadlock that says what it waits for", async (load) => {
    expect(await exec(`_start: ${EVENT_UNIT}${load} a0, 0x38(t1)\n`, "--cores", "2")).toBe(1);
    expect(out).toMatch(/HANG: Deadlock: .*core 1 waits at the event unit since clock \d+ \(event mask 0x0+,/);
  });

  test("for a mutex whose event is not in the mask names its owner and what is missing", async () => {
    const source = `_start: ${EVENT_UNIT}csrr t0, mhartid\nbnez t0, 1f\np.elw a0, 0xc0(t1)\n1: wfi\nj 1b\n`;
    expect(await exec(source, "--cores", "2")).toBe(1);
    expect(out).toMatch(/core 0 waits for the mutex since clock \d+, without event 17 in its mask \(core 0 has it/);
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
    expect(await exec(source.replace("_start:", "_start: csrr t0, mhartid\n1: bnez t0, 1b\n"), ...args)).toBe(code);
  });

  test("of RedMulE mean nothing in a bare system, and others are named", async () => {
    expect(await exec(source, "--preset", "bare", "--erratum", "E2")).toBe(2);
    expect(err).toMatch(/E2 is an erratum of RedMulE, which a bare system has not: leave it out\./);
    expect(await exec(source, "--erratum", "C9")).toBe(2);
    expect(err).toMatch(/--erratum is "C9": use one of E1, .*, C1, C2, C3, C4, C5\./);
  });
});

describe("what exec refuses", () => {
  test.each([
    ["an unknown preset", ["--preset", "big"], /--preset is "big": use one of cluster, /],
    ["no cores", ["--cores", "0"], /--cores is "0": give a whole number from 1 to 16/],
    ["two owners of an opcode", ["--isa", "rv32imc_xpulp_xtensor"], /xpulp and xtensor, .* leave one of them out/],
    [
      "a core that is not there",
      ["--cores", "2", "--trace", join(folder, "t"), "--trace-core", "2"],
      /there are 2 cores/,
    ],
    ["a log's window without a file", ["--trace-from", "3"], /give --trace FILE/],
    ["a cache where there is none", ["--preset", "bare", "--fetch", "cache"], /fetch means nothing in a bare system/],
    ["a window without a waveform", ["--wave-from", "3"], /give --wave FILE/],
  ])("%s", async (_name, args, message) => {
    expect(await exec(`_start: li a0, 0\n${END}`, ...args)).toBe(2);
    expect(err).toMatch(message);
    expect(err.trim().split("\n")).toHaveLength(1);
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
    const file = join(folder, "system.json");
    writeFileSync(file, JSON.stringify(description));
    expect(await exec(`_start: li a0, 0\n${END}`, "--preset", file)).toBe(2);
    expect(err).toMatch(message);
  });

  test("an assembler error names file, line, column and token", async () => {
    expect(await exec("_start: nop\n  frobnicate a0, a1\n")).toBe(2);
    expect(err).toMatch(/program\.S:2:3: .*frobnicate/);
  });
});

test("a program that cannot say that it ends is told so", async () => {
  await exec("_start: j _start\n", "--preset", "bare", "--max-clocks", "100");
  expect(err).toMatch(/has no symbol tohost/);
});

test("a job of RedMulE that is never triggered, or never started, is told", async () => {
  expect(await exec(`_start: li t0, 0x10201000\n lw t1, 4(t0)\n li a0, 0\n${END}`, "--cores", "1")).toBe(0);
  expect(out).toMatch(/A context of RedMulE was acquired and its job never triggered/);
  const commit = `_start: li t0, 0x10201000\n lw t1, 4(t0)\n li t1, 1\n sw t1, 0(t0)\n lw t1, 12(t0)\n li a0, 0\n${END}`;
  expect(await exec(commit, "--cores", "1")).toBe(0);
  expect(out).toMatch(/A job of RedMulE was committed and never started/);
});

describe("what exec writes", () => {
  test("a log in spike's format, one core, from a clock on", async () => {
    const log = join(folder, "trace.log");
    const source =
      "_start: li a0, 5\n la t0, word\n lw t1, 0(t0)\n sw a0, 0(t0)\n csrw mscratch, a0\n fcvt.s.w fa0, a0\n li a0, 0\n";
    await exec(`${source}${END}.data\nword: .word 0x1234\n`, "--cores", "2", "--trace", log, "--trace-core", "1");
    const lines = readFileSync(log, "utf8").split("\n");
    expect(lines[0]).toBe("core   1: 0x1c000080 (0x00004515) c.li    a0, 5");
    expect(lines[1]).toBe("core   1: 3 0x1c000080 (0x4515) x10 0x00000005");
    expect(
      lines.some((line) => /^core {3}1: 3 0x1c0000\w\w \(0x\w+\) x6  0x00001234 mem 0x1c0000\w\w$/.test(line)),
    ).toBe(true);
    expect(lines.some((line) => / mem 0x1c0000\w\w 0x00000005$/.test(line))).toBe(true);
    expect(lines.some((line) => / c832_mscratch 0x00000005$/.test(line))).toBe(true);
    expect(lines.some((line) => /\) f10 0x40a00000$/.test(line))).toBe(true);
    expect(lines.every((line) => line === "" || line.startsWith("core   1:"))).toBe(true);
  });

  test("clocks between two places, by symbols and by marker stores, and a log with clocks", async () => {
    const log = join(folder, "trace.log");
    const source = `_start: li a0, 0\n li t1, 0x10000000\n csrr t2, mhartid\n bnez t2, other
begin: sw zero, 0(t1)\n li t0, 10\n2: addi t0, t0, -1\n bnez t0, 2b\nfinish: sw zero, 4(t1)\n${END}other: j other\n`;
    const flags = ["--cores", "2", "--json", "--trace", log, "--trace-clocks"];
    await exec(source, ...flags, "--roi", "begin,finish");
    const { roi } = report();
    expect(roi).toMatchObject([{ hart: 0, passes: 1 }]);
    const [{ clocks, instructions, issued, first, last, lost }] = roi!;
    expect(last - first).toBe(clocks);
    // Behind the start: li, ten times two, the end itself.
    expect(instructions).toBe(22);
    expect(issued + Object.values(lost).reduce((sum, n) => sum + n, 0)).toBe(clocks);
    const lines = readFileSync(log, "utf8").split("\n");
    const at = (pattern: RegExp): number => Number(/^ *(\d+) core/.exec(lines.find((line) => pattern.test(line))!)![1]);
    expect([at(/ mem 0x10000000 /), at(/ mem 0x10000004 /)]).toEqual([first, last]);
    await exec(source, ...flags, "--roi", "0x10000000,0x10000004");
    expect(report().roi).toEqual(roi);
    await exec(source, ...flags, "--roi", "other,other");
    expect(report().roi![0].passes).toBeGreaterThan(5);
    for (const [text, message] of [
      ["begin", /two symbols or addresses with a comma/],
      ["begin,nowhere", /names nowhere, which is no symbol/],
    ] as const) {
      expect(await exec(source, "--roi", text)).toBe(2);
      expect(err).toMatch(message);
    }
  });

  test("exceptions, atomics, flags and aliases as spike logs them", async () => {
    const log = join(folder, "trace.log");
    const source = `_start: la t0, h
  csrw mtvec, t0
  li a1, 0x3f800000
  fmv.w.x fa1, a1
  li a1, 0x40400000
  fmv.w.x fa2, a1
  fdiv.s fa0, fa1, fa2
  fscsr a1, zero
  csrr a0, mhartid
  la a2, buf
  amoadd.w a3, a1, (a2)
  lr.w a3, (a2)
  sc.w a4, a1, (a2)
  ecall
  .word 0xffffffff
  j 1f
  .balign 4
h: csrr t1, mepc
  addi t1, t1, 4
  csrw mepc, t1
  mret
1: li t0, 1
  la t1, tohost
  sw t0, 0(t1)
2: j 2b
.data
.balign 64
tohost: .dword 0
fromhost: .dword 0
buf: .word 5
`;
    expect(await exec(source, "--preset", "bare", "--isa", "rv32imaf", "--trace", log)).toBe(0);
    const text = readFileSync(log, "utf8")
      .replaceAll(/0x800000[\da-f]{2}/g, "AT")
      .replaceAll(/^core {3}0: /gm, "");
    for (const lines of [
      "csrw    mtvec, t0\n",
      "lui     a1, 0x3f800\n",
      ") c1_fflags 0x00000001 f10 0x3eaaaaab\n",
      ") c1_fflags 0x00000000 c2_frm 0x00000000 x11 0x00000001\n",
      "csrr    a0, mhartid\n",
      ") x13 0x00000005 mem AT mem AT 0x00000006\n",
      ") x14 0x00000000 mem AT 0x00000001\n",
      "AT (0x00000073) ecall\nexception trap_machine_ecall, epc AT\nAT (0x34102373) csrr    t1, mepc\n",
      "AT (0xffffffff) unknown\nexception trap_illegal_instruction, epc AT\n          tval 0xffffffff\n",
      "mret\n3 AT (0x30200073) c768_mstatus ",
      "j       pc + 0x14\n",
    ]) {
      expect(text).toContain(lines);
    }
  });

  test("a waveform of cores, banks, event unit and RedMulE", async () => {
    const wave = join(folder, "exec.vcd");
    await exec(`_start: li a0, 0\n${END}`, "--cores", "2", "--wave", wave);
    const text = readFileSync(wave, "utf8");
    for (const scope of ["core0", "core1", "tcdm", "event_unit", "redmule"])
      expect(text).toContain(`$scope module ${scope} $end`);
  });

  test("the greeting of every core of the example", async () => {
    const example = readFileSync(packageFile("sw", "examples", "hello.S"), "utf8");
    for (const cores of [8, 3]) {
      expect(await exec(example, "--cores", String(cores))).toBe(0);
      for (let core = 0; core < cores; core++) expect(out).toContain(`hello from core ${core}\n`);
    }
  });

  test("the two kernels of the example agree, for any number of cores", async () => {
    const example = readFileSync(packageFile("sw", "examples", "matmul.S"), "utf8");
    for (const cores of ["8", "3"]) {
      expect(await exec(example, "--cores", cores)).toBe(0);
      const [naive, blocks] = [...out.matchAll(/^fp32_\dx\d: (\d+) clocks$/gm)].map(([, clocks]) => Number(clocks));
      expect(blocks).toBeLessThan(naive / 2);
    }
  });
});

describe("a program that does not end", () => {
  const LOOP = `_start: csrr t0, mhartid
    bnez t0, sleep
again:
    addi t2, t2, 1
    j again
sleep: wfi
    j sleep
`;

  test("says where every core stands, and what RedMulE and the DMA do", async () => {
    expect(await exec(LOOP, "--cores", "2", "--max-clocks", "3000")).toBe(1);
    expect(out).toMatch(/NOT ENDED after 3000 clocks/);
    expect(out).toMatch(
      /core 0 at pc 0x1c00008\w \(again( \+ 0x\d)?, .*program\.S:[45]\) (runs|waits for an instruction)/,
    );
    expect(out).toMatch(/core 1 at pc 0x1c00008\w \(sleep( \+ 0x\d)?, .*program\.S:[67]\) is in wfi \(mie 0x0\)/);
    expect(out).toContain("RedMulE has no job");
    expect(out).toContain("the DMA has no open command");
  });

  test("does so on Ctrl-C, with exit code 130", async () => {
    const file = join(folder, "loop.S");
    writeFileSync(file, LOOP.replace("again:", "li t0, 0x80000004\n li t1, 'x'\n sw t1, 0(t0)\nagain:"));
    const child = spawn(
      process.execPath,
      ["--import", "tsx", packageFile("cli/main.ts"), "exec", file, "--cores", "2"],
      {
        cwd: packageFile(),
        stdio: ["ignore", "pipe", "pipe"],
      },
    );
    let text = "";
    child.stderr.on("data", (chunk: Buffer) => (text += chunk.toString()));
    const code = await new Promise((resolve) => {
      child.once("exit", resolve);
      child.stdout.once("data", () => child.kill("SIGINT"));
    });
    expect(code).toBe(130);
    expect(text).toMatch(/interrupted in clock \d+:\n {2}core 0 at pc 0x1c00009\w \(again/);
  });
});

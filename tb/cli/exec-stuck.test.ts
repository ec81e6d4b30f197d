import { spawn } from "node:child_process";
import { writeFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { packageFile } from "../../sw/package-file.js";
import { END, SLEEP, SourceProgram } from "./source-program.js";

const program = new SourceProgram();
const CORE0 = "_start: csrr t0, mhartid\n bnez t0, sleep\n";

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
    expect(await program.exec(`${CORE0}${body}\n${END}${SLEEP}`, ...args)).toBe(1);
    expect(program.out).toMatch(message);
    expect(program.out).toMatch(/mtvec is 0/);
  });

  test("a trap names its function and line, and a bus error is said when it happens", async () => {
    const body = `csrr t0, mhartid\n bnez t0, sleep\n call helper\n${END}helper: li t1, 0x40000000\n lw a0, 0(t1)\n ret\n${SLEEP}`;
    expect(await program.exec(`_start: ${body}`)).toBe(1);
    const where = /nobody answers a load of 0x40000000 at pc 0x1c\w+ of core 0 in clock \d+, in helper \+ 0x\d, .*:\d+/;
    expect(program.out).toMatch(where);
    expect(program.err).toMatch(/^note: Bus error: .*\.\n$/);
    expect(program.err).toMatch(where);
  });

  test("a bus error that the program handles is reported and goes on", async () => {
    const source = `_start: la t0, handler\n csrw mtvec, t0\n li t1, 0x40000000\n lw a0, 0(t1)\n nop\nhandler: li a0, 0\n${END}`;
    expect(await program.exec(source, "--cores", "1")).toBe(0);
    expect(program.out).toMatch(/Bus error: nobody answers a load of 0x40000000/);
  });

  test("all cores asleep is a deadlock that says who waits since when", async () => {
    expect(await program.exec("_start: wfi\n j _start\n", "--cores", "2")).toBe(1);
    expect(program.out).toMatch(
      /HANG: Deadlock: every core sleeps .*core 0 is in wfi behind pc 0x1c000080 since clock \d+ .*; core 1/,
    );
  });
});

describe("a wait at the event unit that never ends", () => {
  const EVENT_UNIT = "li t1, 0x10204000\n";

  test.each(["lw", "p.elw"])("by %s is a deadlock that says what it waits for", async (load) => {
    expect(await program.exec(`_start: ${EVENT_UNIT}${load} a0, 0x38(t1)\n`, "--cores", "2")).toBe(1);
    expect(program.out).toMatch(/HANG: Deadlock: .*core 1 waits at the event unit since clock \d+ \(event mask 0x0+,/);
  });

  test("for a mutex whose event is not in the mask names its owner and what is missing", async () => {
    const source = `_start: ${EVENT_UNIT}csrr t0, mhartid\nbnez t0, 1f\np.elw a0, 0xc0(t1)\n1: wfi\nj 1b\n`;
    expect(await program.exec(source, "--cores", "2")).toBe(1);
    expect(program.out).toMatch(
      /core 0 waits for the mutex since clock \d+, without event 17 in its mask \(core 0 has it/,
    );
  });
});

test("a program that cannot say that it ends is told so", async () => {
  await program.exec("_start: j _start\n", "--preset", "bare", "--max-clocks", "100");
  expect(program.err).toMatch(/has no symbol tohost/);
});

test("a job of RedMulE that is never triggered, or never started, is told", async () => {
  expect(await program.exec(`_start: li t0, 0x10201000\n lw t1, 4(t0)\n li a0, 0\n${END}`, "--cores", "1")).toBe(0);
  expect(program.out).toMatch(/A context of RedMulE was acquired and its job never triggered/);
  const commit = `_start: li t0, 0x10201000\n lw t1, 4(t0)\n li t1, 1\n sw t1, 0(t0)\n lw t1, 12(t0)\n li a0, 0\n${END}`;
  expect(await program.exec(commit, "--cores", "1")).toBe(0);
  expect(program.out).toMatch(/A job of RedMulE was committed and never started/);
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
    expect(await program.exec(LOOP, "--cores", "2", "--max-clocks", "3000")).toBe(1);
    expect(program.out).toMatch(/NOT ENDED after 3000 clocks/);
    expect(program.out).toMatch(
      /core 0 at pc 0x1c00008\w \(again( \+ 0x\d)?, .*program\.S:[45]\) (runs|waits for an instruction)/,
    );
    expect(program.out).toMatch(
      /core 1 at pc 0x1c00008\w \(sleep( \+ 0x\d)?, .*program\.S:[67]\) is in wfi \(mie 0x0\)/,
    );
    expect(program.out).toContain("RedMulE has no job");
    expect(program.out).toContain("the DMA has no open command");
  });

  test("does so on Ctrl-C, with exit code 130", async () => {
    const file = program.file("loop.S");
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

import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { packageFile } from "../../sw/package-file.js";
import { END, SourceProgram } from "./source-program.js";

const program = new SourceProgram();

describe("what exec writes", () => {
  test("a log in spike's format, one core, from a clock on", async () => {
    const log = program.file("trace.log");
    const source =
      "_start: li a0, 5\n la t0, word\n lw t1, 0(t0)\n sw a0, 0(t0)\n csrw mscratch, a0\n fcvt.s.w fa0, a0\n li a0, 0\n";
    await program.exec(
      `${source}${END}.data\nword: .word 0x1234\n`,
      "--cores",
      "2",
      "--trace",
      log,
      "--trace-core",
      "1",
    );
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
    const log = program.file("trace.log");
    const source = `_start: li a0, 0\n li t1, 0x10000000\n csrr t2, mhartid\n bnez t2, other
begin: sw zero, 0(t1)\n li t0, 10\n2: addi t0, t0, -1\n bnez t0, 2b\nfinish: sw zero, 4(t1)\n${END}other: j other\n`;
    const flags = ["--cores", "2", "--json", "--trace", log, "--trace-clocks"];
    await program.exec(source, ...flags, "--roi", "begin,finish");
    const { roi } = program.report();
    expect(roi).toMatchObject([{ hart: 0, passes: 1 }]);
    const [{ clocks, instructions, issued, first, last, lost }] = roi!;
    expect(last - first).toBe(clocks);
    // Behind the start: li, ten times two, the end itself.
    expect(instructions).toBe(22);
    expect(issued + Object.values(lost).reduce((sum, n) => sum + n, 0)).toBe(clocks);
    const lines = readFileSync(log, "utf8").split("\n");
    const at = (pattern: RegExp): number => Number(/^ *(\d+) core/.exec(lines.find((line) => pattern.test(line))!)![1]);
    expect([at(/ mem 0x10000000 /), at(/ mem 0x10000004 /)]).toEqual([first, last]);
    await program.exec(source, ...flags, "--roi", "0x10000000,0x10000004");
    expect(program.report().roi).toEqual(roi);
    await program.exec(source, ...flags, "--roi", "other,other");
    expect(program.report().roi![0].passes).toBeGreaterThan(5);
    for (const [text, message] of [
      ["begin", /two symbols or addresses with a comma/],
      ["begin,nowhere", /names nowhere, which is no symbol/],
    ] as const) {
      expect(await program.exec(source, "--roi", text)).toBe(2);
      expect(program.err).toMatch(message);
    }
  });

  test("exceptions, atomics, flags and aliases as spike logs them", async () => {
    const log = program.file("trace.log");
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
    expect(await program.exec(source, "--preset", "bare", "--isa", "rv32imaf", "--trace", log)).toBe(0);
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
    const wave = program.file("exec.vcd");
    await program.exec(`_start: li a0, 0\n${END}`, "--cores", "2", "--wave", wave);
    const text = readFileSync(wave, "utf8");
    for (const scope of ["core0", "core1", "tcdm", "event_unit", "redmule"])
      expect(text).toContain(`$scope module ${scope} $end`);
  });

  test("the greeting of every core of the example", async () => {
    const example = readFileSync(packageFile("sw", "examples", "hello.S"), "utf8");
    for (const cores of [8, 3]) {
      expect(await program.exec(example, "--cores", String(cores))).toBe(0);
      for (let core = 0; core < cores; core++) expect(program.out).toContain(`hello from core ${core}\n`);
    }
  });

  test("the two kernels of the example agree, for any number of cores", async () => {
    const example = readFileSync(packageFile("sw", "examples", "matmul.S"), "utf8");
    for (const cores of ["8", "3"]) {
      expect(await program.exec(example, "--cores", cores)).toBe(0);
      const [naive, blocks] = [...program.out.matchAll(/^fp32_\dx\d: (\d+) clocks$/gm)].map(([, clocks]) =>
        Number(clocks),
      );
      expect(blocks).toBeLessThan(naive / 2);
    }
  });
});

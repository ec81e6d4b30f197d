import { describe, expect, test } from "vitest";
import { fork, main, runOnCluster, TCDM } from "./cluster-program.js";

describe("the end of a program", () => {
  test("main's result is the value", () => {
    expect(runOnCluster(main("li a0, 42"), 2)).toMatchObject({ status: "ended", value: 42, text: "" });
  });

  test("a trap is 128 + mcause and a line that names core, cause and pc", () => {
    const source = `${main(fork("work", 0, 4))}
work:
    li t0, 2
    bne a1, t0, 1f
wrong: lw t0, 0(zero)
1:  ret
`;
    const { value, text, busErrors } = runOnCluster(source, 4);
    expect(value).toBe(128 + 5);
    expect(text).toMatch(/^trap: core 2, mcause 0x00000005, pc 0x1c00[0-9a-f]{4}\n$/);
    expect(busErrors).toHaveLength(1);
  });

  test("of cores that trap at the same time one prints", () => {
    const { value, text } = runOnCluster(`${main(fork("work", 0, 8))}\nwork: ebreak\n`, 8);
    expect(value).toBe(128 + 3);
    expect(text).toMatch(/^trap: core \d, mcause 0x00000003, pc 0x[0-9a-f]{8}\n$/);
  });
});

describe("the console", () => {
  test.each([
    ["decimal", 0, "0"],
    ["decimal", 7, "7"],
    ["decimal", 10, "10"],
    ["decimal", 1000000000, "1000000000"],
    ["decimal", 2147483647, "2147483647"],
    ["decimal", -1, "-1"],
    ["decimal", -2147483648, "-2147483648"],
    ["hex", 0x89abcdef, "0x89abcdef"],
    ["hex", 0, "0x00000000"],
    ["put", 0x41, "A"],
  ])("%s prints %i as %s", (kind, value, expected) => {
    const { text } = runOnCluster(main(`li a0, ${value}\n call console_${kind}\n li a0, 0\n`), 1);
    expect(text).toBe(expected);
  });

  test("strings", () => {
    const source = `${main("la a0, text\n call console_string\n li a0, 0\n")}\n.section .rodata\ntext: .asciz "a string"\n`;
    expect(runOnCluster(source, 1).text).toBe("a string");
  });
});

describe("a team", () => {
  test.each([
    [1, 1],
    [8, 1],
    [8, 5],
    [8, 8],
    [16, 16],
  ])("of %i cores, %i get argument, number and size, twice", (cores, team) => {
    const source = `${main(fork("work", 1000, team) + fork("work", 1000, team) + "li a0, 0\n")}
work:                       # seen[core] += argument + 16 * core + size
    slli t0, a1, 2
    la t1, seen
    add t1, t1, t0
    add t0, t0, t0
    add t0, t0, t0
    add t0, t0, a0
    add t0, t0, a2
    lw t2, 0(t1)
    add t0, t0, t2
    sw t0, 0(t1)
    ret
${TCDM}seen: .zero 4 * 16
`;
    const run = runOnCluster(source, cores);
    expect(run).toMatchObject({ status: "ended", value: 0 });
    const seen = Array.from({ length: 16 }, (_, core) => run.word("seen", core));
    expect(seen).toEqual(seen.map((_, core) => (core < team ? 2 * (1000 + 16 * core + team) : 0)));
  });

  test("nobody leaves a barrier before the last has come", () => {
    const source = `${main(fork("work", 0, 8) + "la t0, early\n lw a0, 0(t0)\n")}
work:                       # the later a core's number, the longer it takes
    slli t0, a1, 6
1:  addi t0, t0, -1
    bgez t0, 1b
    la t1, arrived
    add t2, t1, a1
    li t0, 1
    sb t0, 0(t2)
    barrier
    lw t0, 0(t1)
    lw t2, 4(t1)
    and t0, t0, t2
    li t2, 0x01010101
    beq t0, t2, 2f
    la t1, early
    sw t2, 0(t1)
2:  ret
${TCDM}arrived: .zero 8
early: .word 0
`;
    expect(runOnCluster(source, 8)).toMatchObject({ status: "ended", value: 0 });
  });

  test("the join of a fork costs few clocks more than the last core's work, and a barrier few more than its last arrival", () => {
    const source = `${main(fork("work", 0, 8) + fork("nothing", 0, 8) + "li a0, 0\n")}
work: barrier
    csrr t0, mcycle
    barrier
    csrr t1, mcycle
    bnez a1, nothing
    sub t1, t1, t0
    la t0, clocks
    sw t1, 0(t0)
nothing: ret
${TCDM}clocks: .word 0
`;
    const { word } = runOnCluster(source, 8);
    expect(word("clocks")).toBeGreaterThan(2);
    expect(word("clocks")).toBeLessThan(16);
  });

  test("a critical section admits one core at a time", () => {
    const source = `${main(fork("work", 0, 8) + "la t0, sum\n lw a0, 0(t0)\n addi a0, a0, -8 * 20\n")}
work:
    li t3, 20
1:  critical_enter
    la t0, sum
    lw t1, 0(t0)
    addi t1, t1, 1
    nop
    nop
    sw t1, 0(t0)
    critical_leave
    addi t3, t3, -1
    bnez t3, 1b
    ret
${TCDM}sum: .word 0
`;
    expect(runOnCluster(source, 8)).toMatchObject({ status: "ended", value: 0 });
    const open = source.replace(/critical_(enter|leave)/g, "nop");
    expect(runOnCluster(open, 8).value).not.toBe(0);
  });
});

import { describe, expect, test } from "vitest";
import { runOnCluster } from "./cluster-program.js";

/** A `main` with a stack frame around `body`. */
const main = (body: string): string => `
main:
    addi sp, sp, -16
    sw ra, 12(sp)
${body}
    lw ra, 12(sp)
    addi sp, sp, 16
    ret
`;
const fork = (work: string, argument: number | string, team: number): string =>
  `la a0, ${work}\n li a1, ${argument}\n li a2, ${team}\n call team_fork\n`;
const TCDM = '.section .tcdm, "aw"\n.balign 4\n';

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

describe("the DMA driver", () => {
  const L2 = 0x1c04_0000;
  const pattern = (i: number): number => (Math.imul(i + 1, 0x9e3779b1) >>> 0) % 256;

  test("loads and stores a stretch of bytes", () => {
    const body = `la a0, buffer
    li a1, ${L2 + 3}
    li a2, 501
    call dma_load
    call dma_wait
    la a0, buffer
    li a1, ${L2 + 4096}
    li a2, 501
    call dma_store
    call dma_wait
    li t0, DMA_STATUS
    lw a0, 0(t0)
`;
    const { cluster, value } = runOnCluster(`${main(body)}${TCDM}buffer: .zero 512\n`, 1, (prepared) => {
      prepared.memoryAt(L2 + 3, 501).forEach((_, i, bytes) => (bytes[i] = pattern(i)));
    });
    expect(value).toBe(0);
    const moved = cluster.memoryAt(L2 + 4096, 502);
    expect([...moved]).toEqual(Array.from({ length: 502 }, (_, i) => (i < 501 ? pattern(i) : 0)));
  });

  test("loads and stores rows", () => {
    const rows = (call: string, l2: number): string => `la a0, buffer
    li a1, ${l2}
    li a2, 4 * 24
    li a3, 24
    li a4, 100
    call dma_${call}_rows
    call dma_wait
`;
    const body = `${rows("load", L2)}${rows("store", L2 + 4096)} li a0, 0\n`;
    const { cluster, value } = runOnCluster(`${main(body)}${TCDM}buffer: .zero 128\n`, 1, (prepared) => {
      prepared.memoryAt(L2, 400).forEach((_, i, bytes) => (bytes[i] = pattern(i)));
    });
    expect(value).toBe(0);
    const moved = cluster.memoryAt(L2 + 4096, 400);
    expect([...moved]).toEqual(Array.from({ length: 400 }, (_, i) => (i % 100 < 24 ? pattern(i) : 0)));
  });

  test("every core waits for its own transfers, in any order, asleep", () => {
    const source = `${main(fork("work", 0, 8) + "li t0, DMA_STATUS\n lw a0, 0(t0)\n")}
work:
    addi sp, sp, -32
    sw ra, 28(sp)
    .irp i, 0, 1, 2, 3
    sw s\\i, 4 * \\i(sp)
    .endr
    slli s0, a1, 12
    li t0, ${L2}
    add s1, t0, s0          # 4 KiB of L2 a core
    la s2, buffer
    add s2, s2, s0
    mv a0, s2
    mv a1, s1
    li a2, 2048
    call dma_load
    mv s3, a0
    addi a0, s2, 2047
    addi a0, a0, 1
    addi a1, s1, 2047
    addi a1, a1, 1
    li a2, 64
    call dma_load
    call dma_wait           # the later one first
    mv a0, s3
    call dma_wait
    .irp i, 0, 1, 2, 3
    lw s\\i, 4 * \\i(sp)
    .endr
    lw ra, 28(sp)
    addi sp, sp, 32
    ret
${TCDM}buffer: .zero 8 * 4096
`;
    const { cluster, value, cores } = runOnCluster(source, 8, (prepared) => {
      prepared.memoryAt(L2, 8 * 4096).forEach((_, i, bytes) => (bytes[i] = pattern(i)));
    });
    expect(value).toBe(0);
    const buffer = cluster.memoryAt(cluster.map.regions.find(({ target }) => target === "tcdm")!.base, 64 * 1024);
    const text = Buffer.from(buffer).toString("latin1");
    for (let core = 0; core < 8; core++) {
      const expected = Array.from({ length: 2112 }, (_, i) => pattern(core * 4096 + i));
      expect(text).toContain(Buffer.from(expected).toString("latin1"));
      expect(cores[core].lost["barrier"]).toBeGreaterThan(100);
    }
  });
});

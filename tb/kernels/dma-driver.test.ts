import { regionOf } from "../../hw/cluster/address-map.js";
import { describe, expect, test } from "vitest";
import { fork, main, runOnCluster, TCDM } from "./cluster-program.js";

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
    const buffer = cluster.memoryAt(regionOf(cluster.map, "tcdm").base, 64 * 1024);
    const text = Buffer.from(buffer).toString("latin1");
    for (let core = 0; core < 8; core++) {
      const expected = Array.from({ length: 2112 }, (_, i) => pattern(core * 4096 + i));
      expect(text).toContain(Buffer.from(expected).toString("latin1"));
      expect(cores[core].lost["barrier"]).toBeGreaterThan(100);
    }
  });
});

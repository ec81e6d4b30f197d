import { regionOf } from "../../hw/cluster/address-map.js";
import { Cluster } from "../../hw/cluster/systems/cluster.js";
import { macfgOf, REGISTER } from "../../hw/redmule/registers.js";
import { assemble } from "../../sw/asm/assemble.js";
import { makeTensor } from "../../run/data/tensors.js";

/** Core 0 starts RedMulE; then every core loads, multiplies and stores over words of its own for good, or all sleep. */
const PROGRAM = `
_start:
    csrr t0, mhartid
    bnez t0, work
    li t1, REDMULE
    lw t2, ACQUIRE(t1)
    li t2, TCDM
    sw t2, X(t1)
    li t3, TENSOR
    add t2, t2, t3
    sw t2, W(t1)
    add t2, t2, t3
    sw t2, Z(t1)
    li t2, SIZE << 16 | SIZE
    sw t2, MCFG0(t1)
    li t2, SIZE
    sw t2, MCFG1(t1)
    li t2, MACFG
    sw t2, MACFG_REGISTER(t1)
    sw zero, TRIGGER(t1)
work:
.if ASLEEP
1:  wfi
    j 1b
.endif
    li s0, TCDM + 3 * TENSOR
    slli t1, t0, 12
    add s0, s0, t1
    slli t1, t0, 2
    add s0, s0, t1
1:  mv a0, s0
    li t4, 64
2:  lw a1, 0(a0)
    lw a2, 4(a0)
    mul a3, a1, a2
    add t3, t3, a3
    xor a4, a3, a1
    sw t3, 8(a0)
    addi a0, a0, 4
    addi t4, t4, -1
    bnez t4, 2b
    j 1b
`;

/** 192 in every dimension: RedMulE is busy for longer than a measurement takes. */
const SIZE = 192;
const TENSOR = 2 * SIZE * SIZE;
const TCDM = { banks: 16, rows: 8192 };

/**
 * Eight cores, busy or asleep, and RedMulE at work, instructions through the cache; both sides get their turns at the
 * banks.
 */
export function busyCluster(cores: "busy" | "asleep" = "busy"): Cluster {
  const cluster = new Cluster({ tcdm: TCDM, fetch: "cache", maxStall: 4 });
  const { base } = regionOf(cluster.map, "tcdm");
  const { X_ADDR: X, W_ADDR: W, Z_ADDR: Z, MACFG: MACFG_REGISTER, ACQUIRE, TRIGGER, MCFG0, MCFG1 } = REGISTER;
  const program = assemble(PROGRAM, {
    sections: { text: cluster.map.resetPc },
    defines: {
      ...{ TCDM: base, TENSOR, SIZE, MACFG: macfgOf("GEMM", "fp16"), REDMULE: regionOf(cluster.map, "redmule").base },
      ASLEEP: cores === "asleep" ? 1 : 0,
      ...{ X, W, Z, MACFG_REGISTER, ACQUIRE, TRIGGER, MCFG0, MCFG1 },
    },
  });
  cluster.load(program);
  cluster.reset();
  const { buffer, byteOffset, length } = cluster.interconnect.tcdm.bytes;
  const halves = new Uint16Array(buffer, byteOffset, length / 2);
  halves.set(makeTensor("fp16", halves.length, "norm", 1, 0));
  return cluster;
}

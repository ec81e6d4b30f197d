import { expect, test } from "vitest";
import type { Cluster } from "../../hw/cluster/systems/cluster.js";
import { errataOf } from "../../hw/redmule/errata.js";
import { redmuleParameters } from "../../hw/redmule/parameters.js";
import { main, runOnCluster } from "./cluster-program.js";

const BASE = 0x1020_1000;
const TCDM = 0x1000_0000;
/** 12 x 16 x 16, FP16 GEMM; as many clocks as it takes, and some more. */
const WORDS = [0x0010_000c, 16, 0x480];
const WAIT = 400;
/** Both bytes of an FP16 number a little above 1. */
const ONES = 0x3c;

/** A program that gives RedMulE a job with these addresses and waits long enough. */
function job(...addresses: readonly number[]): string {
  const stores = [...addresses, ...WORDS].map((value, i) => `    li t1, ${value}\n    sw t1, ${0x40 + 4 * i}(t0)`);
  const wait = `    li t1, ${WAIT}\n1:  addi t1, t1, -1\n    bnez t1, 1b`;
  return main(`    li t0, ${BASE}\n${stores.join("\n")}\n    sw zero, 0(t0)\n${wait}\n    lw a0, 12(t0)`);
}

test("an address outside the TCDM is a bus error, and the job ends", () => {
  const { value, busErrors, cluster } = runOnCluster(job(TCDM, TCDM, 0x2000_0000), 1);
  expect(value).toBe(0);
  expect(busErrors).toHaveLength(1);
  expect(busErrors[0]).toMatchObject({ core: -1, value: 0x2000_0000 });
  expect(busErrors[0].message).toMatch(
    /^Bus error: nobody answers a read of 0x20000000 by RedMulE in clock \d+; the job ends$/,
  );
  expect(cluster.redmule.streamer.faulted).toBe(0);
});

test("under E23 it wraps around, and the end says so", () => {
  const redmule = redmuleParameters({ errata: errataOf("sound", ["E23"]) });
  const fill = (system: Cluster): unknown => system.memoryAt(TCDM, 0x800).fill(ONES);
  const { value, busErrors, cluster } = runOnCluster(job(TCDM, TCDM, 0x2000_0000), 1, fill, { redmule });
  expect(value).toBe(0);
  expect(busErrors.map(({ message }) => message)).toEqual([
    expect.stringMatching(
      /^RedMulE made 24 accesses outside the TCDM, the first of 0x20000000 in clock \d+: nothing checks them/,
    ),
  ]);
  expect(cluster.memoryAt(TCDM, 1)).not.toEqual(new Uint8Array([ONES]));
});

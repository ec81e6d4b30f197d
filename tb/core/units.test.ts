import fc from "fast-check";
import { expect, test } from "vitest";
import { isCsr, isFloatCsr, isLoopCsr, isStatusCsr } from "../../hw/cluster/core/csr-map.js";
import { decodeFloat } from "../../hw/cluster/core/decode-float.js";
import { HardwareLoops } from "../../hw/cluster/core/hwloop.js";
import { Instruction, Op } from "../../hw/cluster/core/instruction.js";
import { BASE_ISA, coreParameters, DEFAULT_ISA } from "../../hw/cluster/core/parameters.js";
import { highProduct } from "../../hw/cluster/core/multiplier.js";

const word = fc.oneof(fc.constantFrom(0, 1, -1, 2 ** 31 - 1, -(2 ** 31), 0xffff, -0x10000), fc.integer());

test("the upper half of a product is that of exact integers, signed or not", () => {
  fc.assert(
    fc.property(word, word, (a, b) => {
      const [x, y] = [BigInt(a), BigInt(b)];
      const [ux, uy] = [BigInt.asUintN(32, x), BigInt.asUintN(32, y)];
      const upper = (product: bigint): number => Number(BigInt.asIntN(32, product >> 32n));
      expect(highProduct(Op.mulh, a, b)).toBe(upper(x * y));
      expect(highProduct(Op.mulhsu, a, b)).toBe(upper(x * uy));
      expect(highProduct(Op.mulhu, a, b)).toBe(upper(ux * uy));
    }),
  );
});

test("a loop's start and end are even, its count is any number", () => {
  const loops = new HardwareLoops();
  for (const loop of [0, 1]) {
    for (const field of [0, 1, 2]) loops.write(loop, field, 0x100 + 0x10 * loop + 2 * field + 1);
  }
  const fields = [0, 1].map((loop) => [0, 1, 2].map((field) => loops.read(loop, field)));
  expect(fields).toEqual([
    [0x100, 0x102, 0x105],
    [0x110, 0x112, 0x115],
  ]);
});

test("a loop holds the addresses from its start to its end while more than one pass is to come", () => {
  const loops = new HardwareLoops();
  const addresses = [0x7fff_fffc, 0x8000_0000 | 0, 0x8000_0008 | 0, 0x8000_000a | 0];
  const held = (count: number): boolean[] => {
    [0x8000_0000 | 0, 0x8000_0008 | 0, count].forEach((value, field) => loops.write(1, field, value));
    return addresses.map((pc) => loops.holds(pc));
  };
  expect(held(2)).toEqual([false, true, true, false]);
  expect(held(1)).toEqual([false, false, false, false]);
  expect(held(0)).toEqual([false, false, false, false]);
});

/** Addresses of CSRs of a kind as ranges in hex. */
function ranges(has: (csr: number) => boolean): string {
  const found: string[] = [];
  for (let csr = 0, from = -1; csr <= 0x1000; csr++) {
    const inside = csr < 0x1000 && has(csr);
    if (inside && from < 0) from = csr;
    if (inside || from < 0) continue;
    found.push(from === csr - 1 ? from.toString(16) : `${from.toString(16)}-${(csr - 1).toString(16)}`);
    from = -1;
  }
  return found.join(" ");
}

test("the CSRs of a core, those of floating point and loops, and those that wait for an empty pipeline", () => {
  const counters = "b00 b02-b1f b80 b82-b9f c00 c02-c1f c80 c82-c9f";
  expect(ranges(isFloatCsr)).toBe("1-3");
  expect(ranges(isLoopCsr)).toBe("7c0-7c6");
  expect(ranges(isStatusCsr)).toBe(
    "300 305 320 323-33f 341-342 780-79f 7e0-7e1 b00 b02-b1f b80 b82-b9f c00-c1f c80-c9f cc0-cc1",
  );
  const machine = "300-301 304-305 320 323-344 7a0-7a3";
  expect(ranges((csr) => isCsr(csr, coreParameters(BASE_ISA)))).toBe(`${machine} ${counters} f11-f14`);
  // Those of PULP: pccr, hardware loops, pcer and pcmr for machine and for user mode.
  const all = `1-3 300-301 304-305 320 323-344 780-7a3 7c0-7c2 7c4-7c6 7e0-7e1 ${counters} cc0-cc1 f11-f14`;
  expect(ranges((csr) => isCsr(csr, coreParameters(DEFAULT_ISA)))).toBe(all);
});

test("a core without a divider for floating point has no fdiv and no fsqrt", () => {
  const [FDIV_S, FSQRT_S, FMUL_S] = [0x1862_8253, 0x5802_8253, 0x1062_8253];
  const taken = (divSqrt: boolean): boolean[] =>
    [FDIV_S, FSQRT_S, FMUL_S].map((word) =>
      decodeFloat(new Instruction(), word, { ...coreParameters(DEFAULT_ISA), divSqrt }),
    );
  expect([taken(true), taken(false)]).toEqual([
    [true, true, true],
    [false, false, true],
  ]);
});

import fc from "fast-check";
import { expect, test } from "vitest";
import { HardwareLoops } from "../../hw/cluster/core/hwloop.js";
import { Op } from "../../hw/cluster/core/instruction.js";
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

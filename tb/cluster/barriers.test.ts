import { expect, test } from "vitest";
import { Barriers } from "../../hw/cluster/event/barriers.js";
import { BARRIER, BARRIERS } from "../../hw/cluster/event/event-unit-map.js";

const { triggerMask, targetMask, status, statusSummary, trigger } = BARRIER;

test("the registers of each barrier read as they were written, and who has arrived", () => {
  const barriers = new Barriers();
  for (let b = 0; b < BARRIERS; b++) {
    barriers.write(b, triggerMask, 0x100 + b);
    barriers.write(b, targetMask, 0x200 + b);
    barriers.write(b, trigger, 1 << b);
    barriers.write(b, status, 0x400);
  }
  barriers.settle();
  barriers.edge();
  for (let b = 0; b < BARRIERS; b++) {
    const offsets = [triggerMask, targetMask, status, statusSummary, trigger];
    expect(offsets.map((offset) => barriers.read(b, offset))).toEqual([0x100 + b, 0x200 + b, 1 << b, 0, 0]);
  }
});

test("a barrier raises its targets in the clock in which the last core stands there, and not while it is off", () => {
  const barriers = new Barriers();
  const clock = (): number => {
    barriers.settle();
    barriers.edge();
    return barriers.raised;
  };
  barriers.write(2, targetMask, 0b110);
  barriers.arrive(2, 0b001);
  expect([clock(), clock()]).toEqual([0, 0]);
  barriers.write(2, triggerMask, 0b011);
  expect(clock()).toBe(0);
  barriers.arrive(2, 0b010);
  expect([clock(), clock(), clock()]).toEqual([0, 0b110, 0]);
  expect(barriers.read(2, status)).toBe(0);
});

test("a barrier waits while a core stands there that it does not expect, and forgets who comes in the clock that opens it", () => {
  const barriers = new Barriers(4);
  const clock = (): number => {
    barriers.settle();
    barriers.edge();
    return barriers.raised;
  };
  barriers.write(0, triggerMask, 0xf3);
  barriers.write(0, targetMask, 0xf3);
  expect([barriers.read(0, triggerMask), barriers.read(0, targetMask)]).toEqual([3, 3]);
  barriers.arrive(0, 0b111);
  expect([clock(), clock(), clock()]).toEqual([0, 0, 0]);
  barriers.write(0, triggerMask, 7);
  barriers.arrive(0, 0b001);
  expect([clock(), clock()]).toEqual([3, 0]);
  expect(barriers.read(0, status)).toBe(0);
});

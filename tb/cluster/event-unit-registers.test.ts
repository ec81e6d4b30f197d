import { expect, test } from "vitest";
import { BARRIER, EVENT_UNIT } from "../../hw/cluster/event/event-unit-map.js";
import { EventUnit } from "../../hw/cluster/event/event-unit.js";
import { NarrowPort } from "../../hw/ports.js";

const SHARED = 0x800;

/** An event unit of three cores that access it one after the other. */
function setup() {
  const ports = Array.from({ length: 3 }, () => new NarrowPort());
  const unit = new EventUnit(ports, (address) => (address & SHARED ? 1 : 0));
  unit.reset();
  const clock = (core: number): boolean => {
    unit.settleResponse();
    unit.settleGrant();
    const granted = (ports[core].req & ports[core].gnt) !== 0;
    unit.edge();
    if (granted) ports[core].req = 0;
    unit.settleResponse();
    return granted;
  };
  /** Clocks until the grant, the data, and the error. */
  const access = (core: number, addr: number, write = 0, wdata = 0): { waited: number; rdata: number; err: number } => {
    Object.assign(ports[core], { req: 1, addr, write, wdata });
    let waited = 0;
    while (!clock(core)) if (++waited > 20) throw new Error("No grant.");
    return { waited, rdata: ports[core].rdata, err: ports[core].err };
  };
  return {
    unit,
    access,
    read: (core: number, addr: number) => access(core, addr).rdata,
    write: (core: number, addr: number, wdata: number) => access(core, addr, 1, wdata),
  };
}

test("every mask is written, cleared and set by bit, alone; that of software events has a bit for each core", () => {
  const { read, write } = setup();
  const masks = [
    [EVENT_UNIT.mask, EVENT_UNIT.maskAnd, EVENT_UNIT.maskOr],
    [EVENT_UNIT.irqMask, EVENT_UNIT.irqMaskAnd, EVENT_UNIT.irqMaskOr],
    [EVENT_UNIT.swMask, EVENT_UNIT.swMaskAnd, EVENT_UNIT.swMaskOr],
  ] as const;
  masks.forEach(([mask, and, or], i) => {
    write(1, mask, 0xf0f0);
    write(1, and, 0x00f0);
    write(1, or, 1 << i);
  });
  expect(masks.map(([mask]) => read(1, mask))).toEqual([0xf001, 0xf002, 4]);
  expect(read(1, SHARED + 0x40 + EVENT_UNIT.irqMask)).toBe(0xf002);
  expect([0, 2].flatMap((core) => masks.map(([mask]) => read(core, mask)))).toEqual([0, 0, 0, 0, 0, 0]);
});

test("the buffer is read whole and through both masks, and is cleared by bit", () => {
  const { unit, read, write } = setup();
  unit.events[2] = 0x0f00;
  read(2, EVENT_UNIT.buffer);
  unit.events[2] = 0;
  write(2, EVENT_UNIT.mask, 0x0300);
  write(2, EVENT_UNIT.irqMask, 0x0600);
  const seen = (): number[] =>
    [EVENT_UNIT.buffer, EVENT_UNIT.bufferMasked, EVENT_UNIT.bufferIrqMasked].map((offset) => read(2, offset));
  expect(seen()).toEqual([0x0f00, 0x0300, 0x0600]);
  expect([unit.irq(1), unit.irq(2)]).toEqual([0, 1]);
  write(2, EVENT_UNIT.bufferClear, 0x0600);
  expect(seen()).toEqual([0x0900, 0x0100, 0]);
  expect(unit.irq(2)).toBe(0);
});

test("a waiting trigger raises its software event at its mask, and waits for it", () => {
  const { read, write, access } = setup();
  for (const core of [0, 1]) write(core, EVENT_UNIT.mask, 0xff);
  write(0, EVENT_UNIT.swMask, 0b011);
  expect(access(0, EVENT_UNIT.swTriggerWait + 4 * 5)).toEqual({ waited: 1, rdata: 1 << 5, err: 0 });
  expect([0, 1, 2].map((core) => read(core, EVENT_UNIT.buffer))).toEqual([32, 32, 0]);
  expect(access(0, EVENT_UNIT.swTriggerWaitClear + 4 * 6)).toEqual({ waited: 0, rdata: 0x60, err: 0 });
  expect([0, 1].map((core) => read(core, EVENT_UNIT.buffer))).toEqual([0, 0x60]);
  expect(access(1, EVENT_UNIT.wait)).toEqual({ waited: 0, rdata: 0x60, err: 0 });
  expect(access(1, EVENT_UNIT.waitClear)).toEqual({ waited: 0, rdata: 0x60, err: 0 });
  expect(read(1, EVENT_UNIT.buffer)).toBe(0);
});

test("a read of a barrier's own trigger arrives there; only waiting reads wait", () => {
  const { read, write, access } = setup();
  const at = (register: number): number => EVENT_UNIT.barriers + 0x20 * 3 + register;
  write(0, at(BARRIER.triggerMask), 0b110);
  write(0, at(BARRIER.targetMask), 0b100);
  write(2, EVENT_UNIT.mask, 1 << 16);
  expect(access(1, at(BARRIER.triggerSelf))).toEqual({ waited: 0, rdata: 0, err: 0 });
  expect([read(0, at(BARRIER.status)), read(0, SHARED + 0x400 + 0x20 * 3 + BARRIER.status)]).toEqual([0b010, 0b010]);
  expect(access(2, at(BARRIER.triggerWaitClear))).toMatchObject({ rdata: 1 << 16, err: 0 });
  expect([read(0, at(BARRIER.status)), read(2, EVENT_UNIT.buffer)]).toEqual([0, 0]);
});

test("addresses of the shared view have their registers up to the last, and none behind", () => {
  const { access } = setup();
  const errors = (...offsets: number[]): number[] => offsets.map((offset) => access(0, SHARED + offset).err);
  expect(errors(0x0, 0x40 * 3 - 0xc, 0x400, 0x4f0, 0x600, 0x61c)).toEqual([0, 0, 0, 0, 0, 0]);
  expect(errors(0x40 * 3, 0x3fc, 0x500, 0x5fc, 0x620)).toEqual([1, 1, 1, 1, 1]);
  expect(access(0, EVENT_UNIT.mask).err).toBe(0);
});

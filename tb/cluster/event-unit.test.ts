import { fc, test as property } from "@fast-check/vitest";
import { describe, expect, test } from "vitest";
import { BARRIER, EVENT, EVENT_UNIT } from "../../hw/cluster/event/event-unit-map.js";
import { EventUnit } from "../../hw/cluster/event/event-unit.js";
import { NarrowPort } from "../../hw/ports.js";

const SHARED = 0x800;

/** An event unit whose ports are driven one access at a time. */
class Driver {
  readonly ports: NarrowPort[];
  readonly unit: EventUnit;
  clock = 0;

  constructor(cores: number) {
    this.ports = Array.from({ length: cores }, () => new NarrowPort());
    this.unit = new EventUnit(this.ports, (address) => (address & SHARED ? 1 : 0));
    this.unit.reset();
  }

  request(core: number, addr: number, write: number, wdata = 0): void {
    Object.assign(this.ports[core], { req: 1, addr, write, wdata });
  }

  /** One clock; the cores that were granted stop to request. */
  step(): number[] {
    const { unit, ports } = this;
    unit.settleResponse();
    unit.settleGrant();
    const granted = ports.flatMap((port, i) => (port.req & port.gnt ? [i] : []));
    unit.edge();
    for (const i of granted) ports[i].req = 0;
    this.clock++;
    return granted;
  }

  write(core: number, addr: number, wdata: number): void {
    this.request(core, addr, 1, wdata);
    // The clock behind a read that clears grants nothing to its core.
    if (!this.step().includes(core)) expect(this.step()).toContain(core);
  }

  read(core: number, addr: number): number {
    this.request(core, addr, 0);
    for (let n = 0; !this.step().includes(core); n++) expect(n).toBeLessThan(100);
    this.unit.settleResponse();
    expect(this.ports[core].rvalid).toBe(1);
    return this.ports[core].rdata;
  }
}

const barrier = (b: number, register: number): number => EVENT_UNIT.barriers + 0x20 * b + register;

describe("event unit", () => {
  test("masks are written, cleared and set by bit", () => {
    const driver = new Driver(2);
    driver.write(1, EVENT_UNIT.mask, 0xf0f0);
    driver.write(1, EVENT_UNIT.maskAnd, 0x00f0);
    driver.write(1, EVENT_UNIT.maskOr, 0x0001);
    expect(driver.read(1, EVENT_UNIT.mask)).toBe(0xf001);
    expect(driver.read(0, EVENT_UNIT.mask)).toBe(0);
    expect(driver.read(0, SHARED + 0x40 + EVENT_UNIT.mask)).toBe(0xf001);
  });

  test("a software event reaches the cores of its mask, all with 0", () => {
    const driver = new Driver(4);
    driver.write(0, EVENT_UNIT.swTrigger + 4 * 3, 0b0110);
    expect([0, 1, 2, 3].map((core) => driver.read(core, EVENT_UNIT.buffer))).toEqual([0, 8, 8, 0]);
    driver.write(3, EVENT_UNIT.swTrigger, 0);
    expect([0, 1, 2, 3].map((core) => driver.read(core, EVENT_UNIT.buffer))).toEqual([1, 9, 9, 1]);
    driver.write(1, EVENT_UNIT.bufferClear, 8);
    expect(driver.read(1, EVENT_UNIT.buffer)).toBe(1);
  });

  test("a waiting read is granted in the clock after the event, and clears what it returns", () => {
    const driver = new Driver(1);
    driver.write(0, EVENT_UNIT.mask, 1 << EVENT.redmule);
    driver.request(0, EVENT_UNIT.waitClear, 0);
    for (let n = 0; n < 5; n++) expect(driver.step()).toEqual([]);
    driver.unit.events[0] = (1 << EVENT.redmule) | (1 << EVENT.dma);
    expect(driver.step()).toEqual([]);
    driver.unit.events[0] = 0;
    expect(driver.step()).toEqual([0]);
    driver.unit.settleResponse();
    expect(driver.ports[0].rdata).toBe(1 << EVENT.redmule);
    expect(driver.read(0, EVENT_UNIT.buffer)).toBe(1 << EVENT.dma);
  });

  test("a buffered event of the interrupt mask holds the line", () => {
    const driver = new Driver(2);
    driver.write(1, EVENT_UNIT.irqMask, 1 << 2);
    expect(driver.unit.irq(1)).toBe(0);
    driver.write(0, EVENT_UNIT.swTrigger + 4 * 2, 0b10);
    expect([driver.unit.irq(0), driver.unit.irq(1)]).toEqual([0, 1]);
    driver.write(1, EVENT_UNIT.bufferClear, 1 << 2);
    expect(driver.unit.irq(1)).toBe(0);
  });

  property.prop([fc.integer({ min: 2, max: 8 }), fc.array(fc.nat(30), { minLength: 8, maxLength: 8 }), fc.nat(7)], {
    numRuns: 50,
  })("nobody leaves a barrier before the last has arrived, and all leave in the same clock", (cores, delays, b) => {
    const driver = new Driver(cores);
    const all = 2 ** cores - 1;
    driver.write(0, barrier(b, BARRIER.triggerMask), all);
    driver.write(0, barrier(b, BARRIER.targetMask), all);
    for (let core = 0; core < cores; core++) driver.write(core, EVENT_UNIT.mask, 1 << EVENT.barrier);
    for (let round = 0; round < 3; round++) {
      const start = driver.clock;
      const last = Math.max(...delays.slice(0, cores));
      let left: number[] = [];
      while (left.length === 0) {
        for (let core = 0; core < cores; core++) {
          if (driver.clock - start === delays[core]) driver.request(core, barrier(b, BARRIER.triggerWaitClear), 0);
        }
        left = driver.step();
        expect(driver.clock - start).toBeLessThan(50);
      }
      expect(left).toHaveLength(cores);
      // Arrival, comparison and buffer take a clock each.
      expect(driver.clock - start - 1).toBe(last + 2);
      expect(driver.read(0, barrier(b, BARRIER.status))).toBe(0);
      expect(driver.read(0, EVENT_UNIT.buffer)).toBe(0);
    }
  });

  const withMutex = (cores: number): Driver => {
    const driver = new Driver(cores);
    for (let core = 0; core < cores; core++) driver.write(core, EVENT_UNIT.mask, 1 << EVENT.mutex);
    return driver;
  };
  /** Clocks until some core is granted, and which. */
  const next = (driver: Driver): { clocks: number; core: number } => {
    for (let clocks = 0; clocks < 20; clocks++) {
      const granted = driver.step();
      expect(granted.length).toBeLessThan(2);
      if (granted.length === 1) return { clocks, core: granted[0] };
    }
    throw new Error("Nobody gets the mutex.");
  };

  test("the mutex goes to one core at a time, the lowest that waits, a clock after it is asked for or free", () => {
    const driver = withMutex(3);
    for (const core of [2, 1]) driver.request(core, EVENT_UNIT.mutex, 0);
    expect(next(driver)).toEqual({ clocks: 1, core: 1 });
    driver.request(0, EVENT_UNIT.mutex, 0);
    for (let n = 0; n < 5; n++) expect(driver.step()).toEqual([]);
    driver.write(1, EVENT_UNIT.mutex, 101);
    expect(next(driver)).toEqual({ clocks: 0, core: 0 });
    driver.write(0, EVENT_UNIT.mutex, 100);
    expect(driver.step()).toEqual([2]);
    driver.unit.settleResponse();
    expect(driver.ports[2].rdata).toBe(100);
    driver.write(2, EVENT_UNIT.mutex, 102);
    expect(driver.read(1, EVENT_UNIT.mutex)).toBe(102);
    expect([0, 1, 2].map((core) => driver.read(core, EVENT_UNIT.buffer))).toEqual([0, 0, 0]);
  });

  test("without its event in the mask nobody gets it, and with another one pending somebody goes on without it", () => {
    const driver = new Driver(2);
    driver.request(0, EVENT_UNIT.mutex, 0);
    for (let n = 0; n < 20; n++) expect(driver.step()).toEqual([]);
    expect(driver.unit.waitOf(0)).toMatchObject({ mask: 0, buffer: 1 << EVENT.mutex, mutexOwner: 0 });
    driver.write(1, EVENT_UNIT.mask, (1 << EVENT.mutex) | (1 << EVENT.dma));
    driver.unit.events[1] = 1 << EVENT.dma;
    driver.step();
    driver.unit.events[1] = 0;
    driver.request(1, EVENT_UNIT.mutex, 0);
    expect(next(driver)).toEqual({ clocks: 0, core: 1 });
  });

  test("whoever gives the mutex back frees it", () => {
    const driver = withMutex(3);
    expect(driver.read(0, EVENT_UNIT.mutex)).toBe(0);
    driver.request(2, EVENT_UNIT.mutex, 0);
    for (let n = 0; n < 5; n++) expect(driver.step()).toEqual([]);
    driver.write(1, EVENT_UNIT.mutex, 7);
    expect(next(driver)).toEqual({ clocks: 0, core: 2 });
    driver.write(1, EVENT_UNIT.mutex, 8);
    expect(driver.read(0, EVENT_UNIT.mutex)).toBe(8);
  });

  test("a read that clears takes the masked events of its clock and of the one behind, and holds up the next access", () => {
    const driver = new Driver(1);
    driver.write(0, EVENT_UNIT.mask, 0xff00);
    const clock = (event: number): number[] => {
      driver.unit.events[0] = event;
      return driver.step();
    };
    clock(0x100);
    driver.request(0, EVENT_UNIT.waitClear, 0);
    expect(clock(0x0201)).toEqual([0]);
    driver.unit.settleResponse();
    expect(driver.ports[0].rdata).toBe(0x300);
    driver.request(0, EVENT_UNIT.buffer, 0);
    expect(clock(0x0402)).toEqual([]);
    expect(clock(0)).toEqual([0]);
    driver.unit.settleResponse();
    expect(driver.ports[0].rdata).toBe(0x003);
  });

  test("a triggering wait with an empty mask of cores raises its event at all, and so does a write of cores that are none", () => {
    const driver = new Driver(3);
    driver.write(1, EVENT_UNIT.mask, 0xff);
    expect(driver.read(1, EVENT_UNIT.swTriggerWaitClear + 4 * 2)).toBe(4);
    expect([0, 1, 2].map((core) => driver.read(core, EVENT_UNIT.buffer))).toEqual([4, 0, 4]);
    driver.write(0, EVENT_UNIT.swTrigger + 4 * 9, 0xff8);
    expect([0, 1, 2].map((core) => driver.read(core, EVENT_UNIT.buffer))).toEqual([6, 2, 6]);
  });

  test("STATUS is 1 while the clock of a core runs, 0 while it waits", () => {
    const driver = new Driver(2);
    const status = (): number[] => [0, 1].map((core) => driver.read(0, SHARED + 0x40 * core + EVENT_UNIT.status));
    expect(status()).toEqual([1, 1]);
    driver.request(1, EVENT_UNIT.wait, 0);
    expect(driver.step()).toEqual([]);
    expect(status()).toEqual([1, 0]);
    expect(driver.read(0, EVENT_UNIT.status)).toBe(1);
  });

  test("the registers of a barrier serve one core a clock, the lowest first; nothing waits in the shared view", () => {
    const driver = new Driver(3);
    for (const core of [0, 1, 2]) driver.request(core, barrier(3, BARRIER.trigger), 1, 1 << core);
    expect([driver.step(), driver.step(), driver.step()]).toEqual([[0], [1], [2]]);
    expect(driver.read(0, barrier(3, BARRIER.status))).toBe(0b111);
    expect(driver.read(0, SHARED + EVENT_UNIT.wait)).toBe(0);
    expect(driver.read(0, SHARED + 0x400 + 0x60 + BARRIER.triggerWait)).toBe(0);
    expect(driver.read(0, SHARED + 0x400 + 0x60 + BARRIER.status)).toBe(0b111);
  });

  property.prop([fc.array(fc.nat({ max: 31 }), { minLength: 1, maxLength: 40 }), fc.array(fc.boolean())], {
    numRuns: 50,
  })("an event stays in the buffer whatever its core does meanwhile, until it is cleared", (events, busy) => {
    const driver = new Driver(1);
    let expected = 0;
    events.forEach((event, i) => {
      if (busy[i % busy.length]) driver.request(0, EVENT_UNIT.mask, 1, i);
      driver.unit.events[0] = 1 << event;
      driver.step();
      driver.unit.events[0] = 0;
      expected |= 1 << event;
      expect(driver.read(0, EVENT_UNIT.buffer)).toBe(expected >>> 0);
    });
    driver.write(0, EVENT_UNIT.bufferClear, 1 << events[0]);
    expect(driver.read(0, EVENT_UNIT.buffer)).toBe((expected & ~(1 << events[0])) >>> 0);
  });

  test("an address of the shared view without a register is a bus error", () => {
    const driver = new Driver(1);
    driver.request(0, SHARED + 0x7f0, 0);
    driver.step();
    driver.unit.settleResponse();
    expect(driver.ports[0].err).toBe(1);
  });
});

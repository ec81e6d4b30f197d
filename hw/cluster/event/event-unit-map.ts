/**
 * Registers of the event unit by byte offset in the window of a core (public PULP event unit, version 3: core area,
 * mutex, software events, barriers of the demultiplexed view).
 */
export const EVENT_UNIT = {
  mask: 0x00,
  maskAnd: 0x04,
  maskOr: 0x08,
  irqMask: 0x0c,
  irqMaskAnd: 0x10,
  irqMaskOr: 0x14,
  status: 0x18,
  buffer: 0x1c,
  bufferMasked: 0x20,
  bufferIrqMasked: 0x24,
  bufferClear: 0x28,
  swMask: 0x2c,
  swMaskAnd: 0x30,
  swMaskOr: 0x34,
  wait: 0x38,
  waitClear: 0x3c,
  mutex: 0xc0,
  /** One word an event: a write triggers it at the cores of the written mask, 0 standing for all. */
  swTrigger: 0x100,
  /** Reads trigger the event at the cores of `swMask` and wait. */
  swTriggerWait: 0x140,
  swTriggerWaitClear: 0x180,
  /** 32 bytes a barrier. */
  barriers: 0x200,
} as const;

/** Registers of a barrier. */
export const BARRIER = {
  triggerMask: 0x00,
  status: 0x04,
  statusSummary: 0x08,
  targetMask: 0x0c,
  trigger: 0x10,
  triggerSelf: 0x14,
  triggerWait: 0x18,
  triggerWaitClear: 0x1c,
} as const;

/** Bits of a core's event buffer; 0 to 7 are software events. */
export const EVENT = {
  dma: 8,
  dmaInterrupt: 9,
  timerLow: 10,
  timerHigh: 11,
  redmule: 12,
  barrier: 16,
  mutex: 17,
} as const;

export const BARRIERS = 8;
export const SW_EVENTS = 8;

/** Offsets of the view that all cores share: core areas, barriers, triggers of software events. */
const SHARED = { barriers: 0x400, swTrigger: 0x600 } as const;

/** The lowest bit that is set in a mask, alone; 0 for an empty one. */
export const lowestBit = (mask: number): number => mask & -mask;

/** What a read of a core's own window waits for: nothing, an event, or an event that is then cleared. */
export const Wait = { no: 0, event: 1, clear: 2 } as const;
export type Wait = (typeof Wait)[keyof typeof Wait];

/** Groups of registers in a core's own window, by bits 9:6 of the address; from 8 on barriers. */
export const Group = {
  core: 0,
  dispatch: 2,
  mutex: 3,
  swTrigger: 4,
  swTriggerWait: 5,
  swTriggerWaitClear: 6,
  barriers: 8,
} as const;

/** Where an access goes: the core whose registers it addresses, and the offset in that core's window; -1 for nowhere. */
export class EventUnitTarget {
  core = 0;
  offset = 0;
  /** 1 for the view that all cores share, where nothing waits. */
  shared = 0;

  /** Decodes an address of the window of `core` itself (`shared` 0) or of the shared view (1) in a unit of `cores` cores. */
  decode(address: number, core: number, shared: number, cores: number): void {
    this.core = core;
    this.shared = shared;
    if (shared === 0) {
      this.offset = address & 0x3fc;
      return;
    }
    const offset = address & 0x7fc;
    if (offset < 0x40 * cores) {
      this.core = offset >>> 6;
      this.offset = offset & 0x3c;
    } else if (offset >= SHARED.barriers && offset < SHARED.barriers + 0x20 * BARRIERS) {
      this.offset = EVENT_UNIT.barriers + offset - SHARED.barriers;
    } else if (offset >= SHARED.swTrigger && offset < SHARED.swTrigger + 4 * SW_EVENTS) {
      this.offset = EVENT_UNIT.swTrigger + offset - SHARED.swTrigger;
    } else {
      this.offset = -1;
    }
  }

  get group(): number {
    return this.offset >>> 6;
  }

  /** Barrier of an access to one. */
  get barrier(): number {
    return (this.offset - EVENT_UNIT.barriers) >>> 5;
  }

  /** Register of that barrier. */
  get barrierRegister(): number {
    return this.offset & 0x1c;
  }

  /** True for a register of a barrier itself; those that a core triggers for itself belong to its own part of the unit. */
  get ofBarrier(): boolean {
    return this.offset >= EVENT_UNIT.barriers && (this.shared !== 0 || this.barrierRegister < BARRIER.triggerSelf);
  }

  /** What a read waits for. */
  get wait(): Wait {
    const { offset, group } = this;
    if (this.shared !== 0) return Wait.no;
    if (group >= Group.barriers) {
      if (this.barrierRegister === BARRIER.triggerWait) return Wait.event;
      return this.barrierRegister === BARRIER.triggerWaitClear ? Wait.clear : Wait.no;
    }
    if (group === Group.swTriggerWait || offset === EVENT_UNIT.wait) return Wait.event;
    const clears = group === Group.swTriggerWaitClear || group === Group.mutex || offset === EVENT_UNIT.waitClear;
    return clears ? Wait.clear : Wait.no;
  }
}

/** Registers by byte offset (timer_unit, `timer_unit.sv`, revision 4c69615). */
export const TIMER = {
  configLow: 0x00,
  configHigh: 0x04,
  valueLow: 0x08,
  valueHigh: 0x0c,
  compareLow: 0x10,
  compareHigh: 0x14,
  startLow: 0x18,
  startHigh: 0x1c,
  resetLow: 0x20,
  resetHigh: 0x24,
} as const;

/** Bits of the configuration. The reference clock and the events that start a counter are not connected in the model. */
export const TIMER_CONFIG = {
  enable: 1 << 0,
  reset: 1 << 1,
  irq: 1 << 2,
  startByEvent: 1 << 3,
  clearAtCompare: 1 << 4,
  oneShot: 1 << 5,
  prescaler: 1 << 6,
  referenceClock: 1 << 7,
  /** Bits 15:8: a tick is this many clocks and one. */
  prescalerClocks: 0xff00,
  /** In the low configuration: both counters are one of 64 bits. */
  cascade: 1 << 31,
} as const;

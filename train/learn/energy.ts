/** Joules and hours of battery of a run of learning. */

/** A battery and what the device draws from it beside the learning. */
export interface Battery {
  readonly milliampereHours: number;
  readonly volts: number;
  /** Between mini-batches: VEGA's cognitive sleep. */
  readonly sleepMicrowatts: number;
}

/** The battery that the paper's 535 hours are reckoned with as far as is known. */
export const BATTERY: Battery = { milliampereHours: 3300, volts: 3.7, sleepMicrowatts: 1.7 };

/** A new mini-batch once a minute, as the paper counts its lifetime. */
export const SECONDS_PER_BATCH = 60;
/** What the paper claims under these conditions. */
export const PAPER_HOURS = 535;
/** Power and clock of the paper's device while it learns, VEGA, both from memory of the paper. */
export const PAPER_DEVICE = { milliwatts: 62, mhz: 375 } as const;

export function batteryJoules({ milliampereHours, volts }: Battery): number {
  return milliampereHours * 3.6 * volts;
}

/** Hours until a battery is empty when every mini-batch takes some joules. */
export function lifetimeHours(joulesPerBatch: number, battery: Battery = BATTERY): number {
  const watts = joulesPerBatch / SECONDS_PER_BATCH + battery.sleepMicrowatts * 1e-6;
  return batteryJoules(battery) / watts / 3600;
}

import { UsageError } from "../hw/errors.js";
import { selectByPath, type Signal } from "./select.js";
import type { Vcd, WaveValue } from "./vcd-reader.js";

/** A signal over clocks, wherever it was recorded. */
export interface Track {
  readonly path: string;
  /** Bits. */
  readonly width: number;
  /** Values are numbers, not bits. */
  readonly real: boolean;
  /** Names of the values of a state, from 0 on. */
  readonly states?: readonly string[];
  /** The value during a clock; `null` when unknown or not recorded. */
  at(clock: number): WaveValue;
}

/** Keeps the last clocks of some signals in memory, without allocation per clock. */
export class Recorder {
  readonly tracks: readonly Track[];
  private readonly signals: readonly Signal[];
  private readonly values: Uint32Array;
  /** The clock each slot holds; NaN where empty. */
  private readonly clocks: Float64Array;

  /** @param depth number of clocks kept. */
  constructor(signals: readonly Signal[], depth: number) {
    this.signals = signals;
    this.values = new Uint32Array(signals.length * depth);
    this.clocks = new Float64Array(depth).fill(NaN);
    this.tracks = signals.map(({ path, probe }, i) => ({
      path,
      width: probe.width,
      real: false,
      ...(probe.states && { states: probe.states }),
      at: (clock) => this.at(i, clock),
    }));
  }

  /** Keeps the values of this clock in place of the oldest. Call after settle and before the edge. */
  sample(clock: number): void {
    const slot = clock % this.clocks.length;
    this.clocks[slot] = clock;
    const base = slot * this.signals.length;
    for (let i = 0; i < this.signals.length; i++) {
      const { probe, index } = this.signals[i];
      this.values[base + i] = probe.get(index);
    }
  }

  private at(signal: number, clock: number): WaveValue {
    const slot = clock % this.clocks.length;
    return this.clocks[slot] === clock ? this.values[slot * this.signals.length + signal] : null;
  }
}

/**
 * Signals of a VCD file that this project wrote, by clock number.
 * @throws UsageError when the file has no `clk_count` or a pattern matches nothing.
 */
export function tracksOf(vcd: Vcd, globs: readonly string[]): Track[] {
  const count = vcd.signals.find(({ path }) => /^[^.]*\.clk_count$/.test(path));
  if (count === undefined) {
    throw new UsageError(`The VCD file has no clk_count in its top scope: only files of this program count clocks.`);
  }
  const timeOf = new Map(count.values.map((clock, i) => [clock, count.times[i]]));
  return selectByPath(vcd.signals, globs).map((signal) => ({
    path: signal.path,
    width: signal.width,
    real: signal.type === "real",
    at: (clock) => {
      const time = timeOf.get(clock);
      return time === undefined ? null : signal.at(time);
    },
  }));
}

import type { Scope } from "../../hw/probe.js";
import type { Observer } from "../../run/redmule/redmule-bench.js";

/** What one clock shows, field by field; `String` compares the values. */
export type Shown<Field extends string> = Readonly<Record<Field, number | string | readonly string[]>>;

/** Inputs and outputs of a recorded run, clock by clock. */
export interface Recording<Inputs, Field extends string> {
  readonly name: string;
  readonly inputs: readonly Inputs[];
  /** Fields that the recording leaves out are not compared. */
  readonly outputs: readonly Partial<Shown<Field>>[];
}

/** A model that a recording drives. */
export interface ReplayBench<Inputs, Field extends string> {
  /** Called in every clock, between settle and edge. */
  readonly observers: Observer[];
  /** Settles one clock under the given inputs and returns what it shows. */
  settle(inputs: Inputs): Shown<Field>;
  edge(): void;
  scope(name: string): Scope;
}

/** The first clock in which model and recording differ. */
export interface ReplayDifference<Field extends string> {
  readonly clock: number;
  readonly field: Field;
  readonly trace: Partial<Shown<Field>>;
  readonly model: Shown<Field>;
}

export interface ReplayResult<Field extends string> {
  readonly name: string;
  /** Clocks compared, the differing one included. */
  readonly clocks: number;
  /** Values compared equal, by field; the items of a list count one by one. */
  readonly equal: Readonly<Partial<Record<Field, number>>>;
  readonly difference: ReplayDifference<Field> | null;
}

/** Replays a recording from its first clock and stops at the first difference. */
export function replay<Inputs, Field extends string>(
  { name, inputs, outputs }: Recording<Inputs, Field>,
  bench: ReplayBench<Inputs, Field>,
): ReplayResult<Field> {
  const equal: Partial<Record<Field, number>> = {};
  for (let clock = 0; clock < inputs.length; clock++) {
    const model = bench.settle(inputs[clock]);
    const trace = outputs[clock];
    for (const observe of bench.observers) observe(clock);
    for (const field of Object.keys(model) as Field[]) {
      const expected = trace[field];
      if (expected === undefined) continue;
      if (String(model[field]) !== String(expected)) {
        return { name, clocks: clock + 1, equal, difference: { clock, field, trace, model } };
      }
      equal[field] = (equal[field] ?? 0) + (Array.isArray(expected) ? expected.length : 1);
    }
    bench.edge();
  }
  return { name, clocks: inputs.length, equal, difference: null };
}

/** Bit `i` of a mask below 2^53. */
export function has(bits: number, i: number): number {
  return Math.floor(bits / 2 ** i) % 2;
}

/** The mask of the items' bits. */
export function mask<T>(items: readonly T[], bit: (item: T) => number): number {
  return items.reduce((sum, item, i) => sum + bit(item) * 2 ** i, 0);
}

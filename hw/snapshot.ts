import { walk, type Probe, type Scope } from "./probe.js";

/** Every register of a design at one clock, in the order of its probe list. */
export type Snapshot = Float64Array;

/** The registers of a design, listed once, to be saved and restored many times. */
export class SavedRegisters {
  private readonly registers: Probe[] = [];
  private readonly size: number;

  constructor(scope: Scope) {
    walk(scope, (_path, probe) => {
      if (probe.kind === "register") this.registers.push(probe);
    });
    this.size = this.registers.reduce((sum, r) => sum + r.length, 0);
  }

  /** See `save`. */
  save(): Snapshot {
    const values = new Float64Array(this.size);
    let at = 0;
    for (const r of this.registers) {
      r.refresh?.();
      if (r.values !== undefined) values.set(r.values, at);
      else for (let i = 0; i < r.length; i++) values[at + i] = r.get(i);
      at += r.length;
    }
    return values;
  }

  /** Whether every register holds what a snapshot of the same design does. */
  equals(snapshot: Snapshot): boolean {
    let at = 0;
    for (const r of this.registers) {
      for (let i = 0; i < r.length; i++) if (r.get(i) !== snapshot[at++]) return false;
    }
    return true;
  }

  /** See `restore`. */
  restore(snapshot: Snapshot): void {
    const { registers, size } = this;
    if (size !== snapshot.length) {
      throw new RangeError(
        `The snapshot holds ${snapshot.length} registers but this design has ${size}: restore it into a design built from the same parameters.`,
      );
    }
    let at = 0;
    for (const r of registers) for (let i = 0; i < r.length; i++) r.set!(i, snapshot[at++]);
  }
}

/** Copies every register below `scope`. Take it between two clocks (after `edge`, before `settle`). */
export function save(scope: Scope): Snapshot {
  return new SavedRegisters(scope).save();
}

/**
 * Writes a snapshot of the same design back, bit for bit.
 * @throws RangeError when the snapshot was taken from a design with other registers.
 */
export function restore(scope: Scope, snapshot: Snapshot): void {
  new SavedRegisters(scope).restore(snapshot);
}

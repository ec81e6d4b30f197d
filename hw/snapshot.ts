import { walk, type Probe, type Scope } from "./probe.js";

/** Every register of a design at one clock, in the order of its probe list. */
export type Snapshot = Float64Array;

function registersOf(scope: Scope): Probe[] {
  const found: Probe[] = [];
  walk(scope, (_path, probe) => {
    if (probe.kind === "register") found.push(probe);
  });
  return found;
}

/** Copies every register below `scope`. Take it between two clocks (after `edge`, before `settle`). */
export function save(scope: Scope): Snapshot {
  const registers = registersOf(scope);
  const values = new Float64Array(registers.reduce((sum, r) => sum + r.length, 0));
  let at = 0;
  for (const r of registers) for (let i = 0; i < r.length; i++) values[at++] = r.get(i);
  return values;
}

/**
 * Writes a snapshot of the same design back, bit for bit.
 * @throws RangeError when the snapshot was taken from a design with other registers.
 */
export function restore(scope: Scope, snapshot: Snapshot): void {
  const registers = registersOf(scope);
  const size = registers.reduce((sum, r) => sum + r.length, 0);
  if (size !== snapshot.length) {
    throw new RangeError(
      `The snapshot holds ${snapshot.length} registers but this design has ${size}: restore it into a design built from the same parameters.`,
    );
  }
  let at = 0;
  for (const r of registers) for (let i = 0; i < r.length; i++) r.set!(i, snapshot[at++]);
}

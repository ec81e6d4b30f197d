import { walk, type Probe, type Scope } from "../../hw/probe.js";

/** All registers and memories of a machine at a clock boundary. */
export interface MachineState {
  readonly scalars: Float64Array;
  readonly arrays: readonly (Uint8Array | Uint16Array | Uint32Array)[];
}

/** Arrays of so many elements are copied as a whole. */
const LARGE = 64;

/** Saves and restores a machine many times, touching only what differs: most of a machine is memory that stands still. */
export class MachineStates {
  private readonly scalars: Probe[] = [];
  private readonly arrays: Probe[] = [];
  private readonly size: number;

  constructor(scope: Scope) {
    walk(scope, (_path, probe) => {
      if (probe.kind !== "register") return;
      const large = probe.values !== undefined && probe.refresh === undefined && probe.length >= LARGE;
      (large ? this.arrays : this.scalars).push(probe);
    });
    this.size = this.scalars.reduce((sum, { length }) => sum + length, 0);
  }

  /** Between two clocks. */
  save(): MachineState {
    const scalars = new Float64Array(this.size);
    let at = 0;
    for (const probe of this.scalars) for (let i = 0; i < probe.length; i++) scalars[at++] = probe.get(i);
    return { scalars, arrays: this.arrays.map(({ values }) => values!.slice()) };
  }

  restore({ scalars, arrays }: MachineState): void {
    let at = 0;
    for (const probe of this.scalars) {
      for (let i = 0; i < probe.length; i++, at++) if (probe.get(i) !== scalars[at]) probe.set!(i, scalars[at]);
    }
    this.arrays.forEach((probe, which) => {
      const [now, then] = [probe.values!, arrays[which]];
      for (let i = 0; i < then.length; i++) if (now[i] !== then[i]) probe.set!(i, then[i]);
    });
  }
}

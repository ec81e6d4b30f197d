import { walk, type Probe, type Scope } from "../hw/probe.js";
import type { Track } from "./track.js";

/** A design as it was in recorded clocks, for writers that read probes. Its registers cannot be overwritten. */
export class Replay {
  readonly scope: Scope;
  /** The recorded clock that the probes show. */
  clock = 0;

  /** @param tracks of the signals of `design`, in the order of `signalsOf` */
  constructor(design: Scope, tracks: readonly Track[]) {
    const first = new Map<Probe, number>();
    let count = 0;
    walk(design, (_path, probe) => {
      first.set(probe, count);
      count += probe.length;
    });
    this.scope = this.recorded(design, (probe, i) => tracks[first.get(probe)! + i]);
  }

  private recorded({ name, probes, children }: Scope, track: (probe: Probe, i: number) => Track): Scope {
    return {
      name,
      probes: probes.map((probe) => this.recordedProbe(probe, track)),
      children: children.map((child) => this.recorded(child, track)),
    };
  }

  private recordedProbe(probe: Probe, track: (probe: Probe, i: number) => Track): Probe {
    const { name, width, length, kind, states, format } = probe;
    return {
      ...{ name, width, length, kind, ...(states && { states }), ...(format && { format }) },
      get: (i) => track(probe, i).at(this.clock) ?? 0,
    };
  }
}

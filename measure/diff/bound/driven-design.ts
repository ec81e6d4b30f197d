import type { Profile } from "../../../hw/redmule/errata.js";
import type { BoundSignals } from "./bound-signals.js";
import type { ArraySizes } from "../dump/design-in-dump.js";
import type { Constants, SignalMap } from "../map/map.js";
import type { ProbeIndex } from "../map/probe-index.js";
import type { RtlView } from "../rtl-view.js";

/** A dump that begins in the middle: the sampled clock, and where every signal of the map lies in it. */
export interface Loadable {
  readonly map: SignalMap;
  readonly view: RtlView;
  readonly signals: BoundSignals;
  /** First word of every signal of the view among the sampled ones. */
  readonly offsets: readonly number[];
}

/** A design of the model that the inputs in a dump drive, clock by clock. */
export interface DrivenDesign {
  /** L x H x P of an array; null for a design without one. */
  readonly array: string | null;
  /** Its size, for a reader. */
  readonly size: string;
  /** What the map's expressions may name. */
  readonly constants: Constants;
  readonly probes: ProbeIndex;
  /** Takes the inputs of the sampled clock; what is not known is 0. */
  take(): void;
  /** Of the clock that was taken: 1 under reset; whether every input that the design looks at is known. */
  readonly reset: number;
  areKnown(): boolean;
  /** Everything of the clock from registers and inputs. */
  settle(): void;
  /** What clocks are counted from: a job is triggered in this clock, or a design without jobs left its reset. */
  readonly triggers: boolean;
  edge(): void;
  /** Takes up a run in the sampled clock. @returns registers that the dump does not give */
  load(from: Loadable): string[];
}

/** What the command line says of RedMulE. */
export interface DesignOptions {
  /** The array; by the widths of the dump when left out. */
  readonly array?: ArraySizes | undefined;
  readonly profile?: Profile | undefined;
}

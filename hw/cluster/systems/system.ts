import type { Block } from "../../probe.js";
import type { Redmule } from "../../redmule/redmule.js";
import type { AddressMap } from "../address-map.js";
import type { BenchRegisters } from "../bench-registers.js";
import type { Core } from "../core/core.js";
import type { LoadableProgram, MemoryView } from "../memory-view.js";

/** Looks at a clock after everything has settled and before the edge. */
export type ClockObserver = (clock: number) => void;

/** Cores with memories: what runs a program. */
export interface System extends Block {
  readonly map: AddressMap;
  readonly cores: readonly Core[];
  /** Absent in a system without these registers. */
  readonly bench: BenchRegisters | null;
  readonly redmule: Redmule | null;
  readonly observers: ClockObserver[];
  /** Clocks since reset, the number of the clock that settles next. */
  readonly clock: number;
  /** 1 while something other than a core is at work, so that a sleeping core may be woken. */
  readonly pending: number;
  /** 1 when a program ends with the sleep after its result, not with the result: until then it may go on printing. */
  readonly endsAsleep: 0 | 1;
  /** One clock, seen by the observers. */
  step(): void;
  /**
   * Copies a program into the memories and lets every core start at its entry after the next reset.
   * @throws UsageError for a segment outside the memories or an entry that cannot be fetched
   */
  load(program: LoadableProgram): void;
  /**
   * The bytes of a memory from an address on, shared with it.
   * @throws UsageError when they are in no memory
   */
  memoryAt(address: number, length: number): Uint8Array;
}

/** What all systems do alike. */
export abstract class SteppedSystem {
  abstract readonly cores: readonly Core[];
  readonly observers: ClockObserver[] = [];
  /** Register: clocks since reset, the number of the clock that settles next. */
  clock = 0;
  protected abstract readonly memories: MemoryView;

  /** All settle steps of a clock. */
  abstract settle(): void;
  abstract edge(): void;

  /** See `System.step`. */
  step(): void {
    this.settle();
    for (const observe of this.observers) observe(this.clock);
    this.edge();
  }

  /** See `System.load`. */
  load(program: LoadableProgram): void {
    this.memories.load(program, this.cores);
  }

  /** See `System.memoryAt`. */
  memoryAt(address: number, length: number): Uint8Array {
    return this.memories.at(address, length);
  }
}

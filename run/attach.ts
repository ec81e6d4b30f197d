import type { System } from "../hw/cluster/systems/system.js";
import type { Interconnect } from "../hw/cluster/tcdm/interconnect.js";
import type { Redmule } from "../hw/redmule/redmule.js";

/** Looks at a clock after everything has settled and before the edge, and changes nothing. */
export interface Watch {
  check(clock: number): void;
}

/** The blocks that a bench steps. */
export type Stepped = { readonly system: System } | { readonly redmule: Redmule; readonly interconnect?: Interconnect };

let hook: (stepped: Stepped) => Watch | null = () => null;

/** Fills the hook: called by the test suite, whose protocol checkers then watch every bench. */
export function onAttach(watchOf: (stepped: Stepped) => Watch | null): void {
  hook = watchOf;
}

/** What watches a bench that has just been built; null outside of the test suite. */
export function attach(stepped: Stepped): Watch | null {
  return hook(stepped);
}

/** The same as an observer of a whole system. */
export function attachTo(system: System): void {
  const watch = attach({ system });
  if (watch !== null) system.observers.push((clock) => watch.check(clock));
}

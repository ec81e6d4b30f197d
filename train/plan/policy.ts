/** Estimated clocks of a short tile: it joins a slot whatever else runs there, and others join it. */
export const SHORT = 800;

/** Where a scheduler has a choice: no way is best for all networks. */
export interface Policy {
  /** Estimated clocks of the shortest load that is brought before the slot of its tile. */
  readonly hastened: number;
  /** Share of the pool from which on a buffer is taken from its top. */
  readonly large: number;
}

/** Those that are tried: the one with the fewest estimated clocks is taken. */
export const POLICIES: readonly Policy[] = [
  { hastened: SHORT, large: 1 },
  { hastened: 1, large: 1 },
  { hastened: 1, large: 1 / 8 },
  { hastened: SHORT / 4, large: 1 / 12 },
  { hastened: SHORT / 2, large: 1 / 6 },
  { hastened: Infinity, large: 1 },
];

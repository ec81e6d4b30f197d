/** The instruction that leaves EX in a clock: it will not be undone, except by a bus error of a load or store. */
export class Retired {
  /** 1 when the other fields count. */
  valid = 0;
  pc = 0;
  /** As fetched, 16 bits wide when compressed. */
  word = 0;
  /**
   * Register that EX writes, 0 for none: the result, or the base of a post-increment access. Loads and the FPU write
   * later, see `Loaded` and `Computed`.
   */
  rd = 0;
  /** Signed value of `rd`. */
  value = 0;
  /** Register that the FPU will write, -1 when this is no operation of the FPU. */
  floatRd = -1;
  /** Bytes of a load or store, else 0; `store` and `data` tell a store and what it writes. */
  bytes = 0;
  address = 0;
  store = 0;
  data = 0;
  /** The access is this atomic operation (hw/cluster/atomics.ts) with operand `data`; 0 for a plain one. */
  atomic = 0;
}

/** The response to the oldest open load or store. */
export class Loaded {
  valid = 0;
  /** Register written, 0 for none. */
  rd = 0;
  value = 0;
}

/** A result of the FPU. Results come in the order of their operations. */
export class Computed {
  valid = 0;
  rd = 0;
  value = 0;
  /** Exceptions it raised, as in fflags. */
  flags = 0;
}

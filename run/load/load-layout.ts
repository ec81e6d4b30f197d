// The description of a load in linear memory: byte offsets of its words. Read by AssemblyScript and TypeScript alike.

export const MASTERS = 0;
/** Probability of a request, in units of 2^-30. */
export const BEGINS = 4;
/** The first word that a read or a write may have, and the number of words from there on. */
export const FIRST_READ = 8;
export const FIRST_WRITE = 12;
export const READS = 16;
export const WRITES = 20;
/** Random states of the masters, a word each. */
export const STATES = 32;
/** Wide reads that are still to be done: clocks without a wide request before, and the address. */
export const LOG = 160;
export const LOG_ENTRIES = 128;
export const LOG_ENTRY = 8;
export const LOAD_BYTES = 1184;

/** Writes among 256 requests: 0.3, the share of the recorded runs. */
export const WRITE_SHARE = 77;

/** States of the controller. */
export const State = {
  reset: 0,
  boot: 1,
  firstFetch: 2,
  decode: 3,
  /** A special instruction is in EX. */
  flushEx: 4,
  /** It has left EX: act on it. */
  flushWb: 5,
  trapReturn: 6,
  waitSleep: 7,
  sleep: 8,
  /** An access was answered with a bus error, the pipeline has been emptied. */
  busError: 9,
  /** An event load is in EX. */
  eventLoad: 10,
  /** It has left EX. */
  eventLoaded: 11,
} as const;
export type State = (typeof State)[keyof typeof State];
/** Their names, index = value. */
export const STATE_NAMES = Object.keys(State);

/** What follows a state when nothing else decides; `flushEx` and `eventLoad` last until EX is done, `sleep` until an event. */
export const SUCCESSORS: readonly State[] = [
  State.boot,
  State.firstFetch,
  State.decode,
  State.decode,
  State.flushEx,
  State.decode,
  State.decode,
  State.sleep,
  State.sleep,
  State.decode,
  State.eventLoad,
  State.decode,
];

/** 1 for the states in which neither IF nor ID hand over. */
export const HALTS: readonly number[] = [0, 0, 0, 0, 1, 1, 0, 1, 1, 1, 1, 1];

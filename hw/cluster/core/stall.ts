/** Why no instruction was issued from ID to EX in a clock, or that one was. Issues and reasons add up to the clocks. */
export const Stall = {
  issued: 0,
  /** The instruction needs data of the load right before it. */
  loadUse: 1,
  /** Slots lost behind a taken branch. */
  branch: 2,
  /** The slot lost behind a jump, and a jalr that waits for its base register. */
  jump: 3,
  /** The multiplier or divider is busy. */
  multiCycle: 4,
  /** The second access of a misaligned load or store. */
  misaligned: 5,
  /** A result of the FPU, the FPU itself, or the write port that its result takes. */
  floatDependency: 6,
  /** The data port was not granted. */
  contention: 7,
  /** The response to an access is late. */
  memory: 8,
  /** No instruction has arrived. */
  fetch: 9,
  /** An event load waits for its event; entering and leaving that wait. */
  barrier: 10,
  /** The pipeline is emptied and refilled: traps, fences, status CSRs, entering and leaving sleep. */
  system: 11,
  sleep: 12,
} as const;
export type Stall = (typeof Stall)[keyof typeof Stall];

export const STALL_NAMES: readonly string[] = [
  "issued",
  "load_use",
  "branch",
  "jump",
  "multi_cycle",
  "misaligned",
  "fp_dependency",
  "contention",
  "memory",
  "fetch",
  "barrier",
  "system",
  "sleep",
];

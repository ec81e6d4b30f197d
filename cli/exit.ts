/** Exit codes of every subcommand; a subcommand sets `checkFailed` itself. */
export const EXIT = {
  ok: 0,
  /** A check failed, a job or program did not end, or a command that judges was interrupted. */
  checkFailed: 1,
  /** What the user gave or the machine has does not do: one sentence says so. */
  usage: 2,
  /** A fault of the program. */
  internal: 70,
  /** Ctrl-C. */
  interrupted: 130,
} as const;

/** The codes for the end of every help. */
export const EXIT_CODES =
  "Exit codes: 0 well, 1 a check failed or a job did not end, 2 bad usage, 70 a fault of the program, 130 Ctrl-C.";

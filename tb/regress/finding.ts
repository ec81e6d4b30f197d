/** Which requirement a job broke. */
export const FINDING_KINDS = ["hang", "mismatch", "port", "memory", "register", "protocol", "crash", "timing"] as const;
export type FindingKind = (typeof FINDING_KINDS)[number];

/** Ends the run of a job at the first requirement that does not hold; the message says what was seen. */
export class Finding extends Error {
  readonly kind: FindingKind;
  /** The last clock worth seeing; absent for the one in which it was found. */
  readonly clock: number | undefined;

  constructor(kind: FindingKind, message: string, clock?: number) {
    super(message);
    this.kind = kind;
    this.clock = clock;
  }
}

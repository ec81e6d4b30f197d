/**
 * `ok`: the job ended (look at `golden`); `hang`: it never will; `limit`: it did not within the clocks it was given; `error`: there
 * was no job.
 */
export type Status = "ok" | "hang" | "limit" | "error";

/** How a job ended, and how Z compares with golden. */
export interface Outcome<S extends Status = Status> {
  readonly status: S;
  /** Clocks of the job; null when it did not end. */
  readonly cycles: number | null;
  /** Beats of RedMulE's port, granted up to the event. */
  readonly reads: number;
  readonly writes: number;
  /** Z against the golden model, always by the right definition whatever errata are on. */
  readonly golden: "match" | "mismatch" | "none";
  /** Elements of Z that differ from golden. */
  readonly mismatches: number;
}

/** A mistake that the user can mend: shown as one sentence, exit code 2. */
export class UsageError extends Error {
  override name = "UsageError";
}

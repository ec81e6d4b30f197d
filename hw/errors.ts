/** A mistake that the user can mend: shown as one sentence, exit code 2. */
export class UsageError extends Error {
  override name = "UsageError";
}

/** An address as error messages write it. */
export const hex = (value: number): string => `0x${(value >>> 0).toString(16)}`;

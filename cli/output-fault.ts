import { faultMend } from "../run/files/file-sink.js";

/** What a failed write to standard output means to the user. */
export function outputFault({ code = "unknown error" }: NodeJS.ErrnoException): string {
  return `Cannot write to standard output (${code}): ${faultMend(code)}.`;
}

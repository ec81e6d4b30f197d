import { setImmediate } from "node:timers/promises";

/**
 * Calls `advance`, which runs for a while, until it says that the run is at its end. In between the program looks at signals of the
 * operating system; Ctrl-C ends it in order, so that no half-written file stays.
 */
export async function inSlices(advance: () => boolean): Promise<void> {
  const interrupted = (): void => process.exit(130);
  process.once("SIGINT", interrupted);
  while (!advance()) await setImmediate();
  process.removeListener("SIGINT", interrupted);
}

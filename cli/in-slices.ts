import { setImmediate } from "node:timers/promises";
import { EXIT } from "./exit.js";
import { ProgressLine } from "./progress-line.js";

/** What a run tells while it is under way. */
export interface SliceOptions {
  /** How far it is, shown on a terminal and once a minute in a log. */
  readonly progress?: () => string;
  /** What Ctrl-C makes it say before it ends. */
  readonly interrupted?: () => string;
}

/**
 * Calls `advance`, which runs for a while, until it says that the run is at its end. In between the program looks at signals of the
 * operating system; Ctrl-C ends it in order, so that no half-written file stays.
 */
export async function inSlices(advance: () => boolean, { progress, interrupted }: SliceOptions = {}): Promise<void> {
  const line = new ProgressLine(process.stderr);
  const stop = (): void => {
    line.clear();
    if (interrupted !== undefined) process.stderr.write(interrupted());
    process.exit(EXIT.interrupted);
  };
  process.once("SIGINT", stop);
  try {
    while (!advance()) {
      if (progress !== undefined) line.show(progress);
      await setImmediate();
    }
  } finally {
    process.removeListener("SIGINT", stop);
    line.clear();
  }
}

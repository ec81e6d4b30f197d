import type { Command } from "commander";
import type { Cluster } from "../hw/cluster/systems/cluster.js";
import { UsageError } from "../hw/errors.js";
import { LineTrace } from "../run/redmule/line-trace.js";
import { wholeNumber } from "./options.js";

/** Options of a line trace as commander hands them over. */
export interface LineTraceFlags {
  readonly lineTrace?: true;
  readonly traceFrom?: number;
  readonly traceTo?: number;
}

/** Characters that are collected before they are written. */
const CHUNK = 1 << 14;

export function addLineTraceOptions(command: Command): Command {
  const clock = (flag: string) => wholeNumber(flag, 0, Number.MAX_SAFE_INTEGER);
  return command
    .option("--line-trace", "print a line a clock about RedMulE, from the trigger of a job to its event")
    .option("--trace-from <clock>", "first clock of the line trace, counted from reset", clock("--trace-from"))
    .option("--trace-to <clock>", "last clock of the line trace, counted from reset", clock("--trace-to"));
}

/** @throws UsageError for a window without a line trace, or an empty one */
export function checkLineTraceOptions({ lineTrace, traceFrom, traceTo }: LineTraceFlags): void {
  if (lineTrace === undefined && (traceFrom ?? traceTo) !== undefined) {
    throw new UsageError("A window of a line trace needs the trace itself: give --line-trace.");
  }
  if (traceFrom !== undefined && traceTo !== undefined && traceFrom > traceTo) {
    throw new UsageError(
      `The line trace from clock ${traceFrom} to ${traceTo} is empty: the end must not lie before the start.`,
    );
  }
}

/**
 * Prints the lines of a cluster's RedMulE from now on, if the options ask for them.
 * @returns writes what is still held back, and an empty line; nothing without `--line-trace`
 */
export function printLineTrace(
  cluster: Cluster,
  { lineTrace, traceFrom, traceTo }: LineTraceFlags,
  out: (text: string) => void,
): (() => void) | undefined {
  if (lineTrace === undefined) return undefined;
  const hasWindow = (traceFrom ?? traceTo) !== undefined;
  const window = hasWindow ? { from: traceFrom ?? 0, to: traceTo ?? Infinity } : null;
  let held = "";
  const flush = (): void => {
    if (held !== "") out(held);
    held = "";
  };
  const trace = new LineTrace(cluster.redmule, window, (line) => {
    held += line;
    if (held.length >= CHUNK) flush();
  });
  cluster.observers.push((clock) => trace.sample(clock));
  return () => {
    held += "\n";
    flush();
  };
}

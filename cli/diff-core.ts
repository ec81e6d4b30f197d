import { readFileSync } from "node:fs";
import { UsageError } from "../hw/errors.js";
import { readFault } from "../run/files/given-file.js";
import { readTrace, TraceDiff, type TracedInstruction } from "../measure/diff/core-trace.js";
import { EXIT } from "./exit.js";
import { prepareProgram, type SystemOptions } from "./exec-system.js";

const SLICE = 1 << 12;
/** Lines of the trace shown before the difference. */
const BEFORE = 5;

export interface CoreFlags extends SystemOptions {
  readonly program: string;
  readonly traceCore?: number;
  readonly json?: true;
}

/** A trace of retired instructions of the RTL's core beside the model, which runs the same program. */
export function diffCore(file: string, flags: CoreFlags): number {
  const text = readText(file);
  const hart = flags.traceCore ?? 0;
  const trace = readTrace(text, hart);
  const { run, system } = prepareProgram(flags.program, flags, "redmule diff", (bytes) => process.stderr.write(bytes));
  const core = system.cores[hart];
  if (core === undefined)
    throw new UsageError(`--trace-core is ${hart}, but the system has ${system.cores.length} cores.`);
  const diff = new TraceDiff(core, trace);
  system.observers.push((clock) => diff.sample(clock));
  while (!diff.done && !run.advance(SLICE));
  diff.finish(system.clock);
  const { first, count } = diff;
  if (flags.json) process.stdout.write(`${JSON.stringify({ equal: first === null, instructions: count, first })}\n`);
  else process.stdout.write(`${told(diff, text, trace)}\n`);
  return first === null ? EXIT.ok : EXIT.checkFailed;
}

function told({ first, count }: TraceDiff, text: string, trace: readonly TracedInstruction[]): string {
  if (first === null) return `Equal: ${count} instructions retire as in the trace.`;
  const lines = text.split("\n");
  const before = trace
    .slice(Math.max(0, first.index - BEFORE), first.index)
    .map(({ line }) => `  ${lines[line - 1].trim()}`);
  return [
    `First difference at instruction ${first.index} (line ${first.line} of the trace, clock ${first.clock} of the model)`,
    `  RTL:   ${first.rtl}`,
    `  model: ${first.model}`,
    "Before it:",
    ...before,
  ].join("\n");
}

function readText(file: string): string {
  try {
    return readFileSync(file === "-" ? 0 : file, "latin1");
  } catch (error) {
    throw readFault(file, error, "the path of a trace");
  }
}

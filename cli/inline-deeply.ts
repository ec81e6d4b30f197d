import v8 from "node:v8";

/**
 * Lets the compiler inline more of a clock into one function, in this thread and in those started later. A clock of the model is
 * a few dozen small functions, and the default budget ends half way. Costs a little start-up time, so only commands that
 * simulate for long call it, before the first clock.
 */
export function inlineDeeply(): void {
  v8.setFlagsFromString("--max-inlined-bytecode-size=800");
  v8.setFlagsFromString("--max-inlined-bytecode-size-cumulative=2000");
}

import type { System } from "../../hw/cluster/systems/system.js";
import type { Program } from "../../sw/program.js";

/**
 * Stacks of `sw/runtime/start.S` that were used up to their last word: what a core needs beyond it runs into its neighbour's, or out
 * of the stacks. Programs of the SDK look at their guards themselves.
 */
export function stackRemarks(system: System, { symbols }: Program): string[] {
  const [stacks, bytes, cores] = ["stacks", "STACK_BYTES", "CORES"].map((name) => symbols.get(name));
  if (stacks === undefined || bytes === undefined || cores === undefined) return [];
  const memory = system.memoryAt(stacks, cores * bytes);
  return Array.from({ length: cores }, (_, core) => core)
    .filter((core) => memory.subarray(core * bytes, core * bytes + 4).some((byte) => byte !== 0))
    .map((core) => {
      const next = core === 0 ? "what stands below the stacks" : `the stack of core ${core - 1}`;
      return `The stack of core ${core} is used to the last of its ${bytes} bytes and runs into ${next}: give a larger STACK_BYTES.`;
    });
}

import { redmuleParameters } from "../../hw/redmule/parameters.js";
import { makeTensor } from "../../run/data/tensors.js";
import { ContentionRun } from "../../run/load/contention-run.js";
import { stopwatch } from "./stopwatch.js";

/** RedMulE goes first at the banks, so that it loses no clock and does in each what it does alone. */
const SHARING = { invertPrio: 1, maxStall: 0 };

/**
 * Cost of a clock in ns of RedMulE on the TCDM, its interconnect and eight load generators that request a word with probability
 * `p`, over one FP16 GEMM of `size` in every dimension on norm data.
 */
export function contendedClockNs(size: number, p: number): number {
  const shape = { m: size, n: size, k: size };
  const run = new ContentionRun({ ...shape, ...SHARING, p }, 1, { redmule: redmuleParameters() });
  const { buffer, byteOffset, length } = run.design.interconnect.tcdm.bytes;
  const halves = new Uint16Array(buffer, byteOffset, length / 2);
  halves.set(makeTensor("fp16", halves.length, "norm", 1, 0));
  const spent = stopwatch();
  const cycles = run.run(Infinity);
  return spent() / cycles!;
}

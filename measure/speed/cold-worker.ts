import { clockNs } from "./clock-cost.js";

/** In every dimension: long enough that the compiler's work at the start should hardly count. */
const SIZE = 1024;

/** Cost of a clock in ns over one job in a thread that has compiled nothing; to be called once. */
export default function measure(): number {
  return clockNs(4, "sound", SIZE);
}

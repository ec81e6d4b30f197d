import type { Bench } from "./bench.js";
import type { Loaded } from "./program.js";

const LIMIT = 5000;
const CSR = { mstatus: 0x300, mepc: 0x341, mcause: 0x342, mtval: 0x343 };

/** Contents of an integer register, 32 to 63 of a floating-point register. */
export const x = (bench: Bench, register: number) => bench.core.registers.values[register] >>> 0;
export const csr = (bench: Bench, name: keyof typeof CSR) => bench.core.csrs.read(CSR[name]) >>> 0;

/** Steps until the instruction at `symbol` retires, `react` sees every settled clock; returns that clock. */
export function runTo(
  { bench, symbol }: Loaded,
  name: string,
  react: (clock: number) => void = () => undefined,
): number {
  const pc = symbol(name);
  while (bench.clock < LIMIT) {
    const clock = bench.clock;
    bench.settle();
    react(clock);
    const { retired } = bench.core;
    const reached = retired.valid === 1 && retired.pc >>> 0 === pc;
    bench.edge();
    if (reached) return clock;
  }
  throw new Error(`${name} is not reached within ${LIMIT} clocks`);
}

/** Clock in which the instruction at `symbol` is issued from ID. */
export function issueClock(
  { bench, symbol }: Loaded,
  name: string,
  react: (clock: number) => void = () => undefined,
): number {
  const pc = symbol(name);
  const { id, issue } = bench.core;
  while (bench.clock < LIMIT) {
    const clock = bench.clock;
    bench.settle();
    react(clock);
    const issued = issue.load === 1 && issue.valid === 1 && id.pc >>> 0 === pc;
    bench.edge();
    if (issued) return clock;
  }
  throw new Error(`${name} is not issued within ${LIMIT} clocks`);
}

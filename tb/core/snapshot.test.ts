import { expect, test } from "vitest";
import { BASE_ISA, DEFAULT_ISA } from "../../hw/cluster/core/parameters.js";
import { restore, save } from "../../hw/snapshot.js";
import { randomTiming, type Bench } from "./bench.js";
import { load } from "./program.js";
import { randomProgram } from "./random-program.js";

/** What is seen of a core from outside, clock by clock. */
function future(bench: Bench, clocks: number): string[] {
  const seen: string[] = [];
  const { core } = bench;
  for (let i = 0; i < clocks; i++) {
    bench.settle();
    const { retired, instructionPort: ip, dataPort: dp } = core;
    const fetches = ip.req ? ip.addr : -1;
    const access = dp.req ? `${dp.addr} ${dp.write} ${dp.be} ${dp.wdata}` : "";
    seen.push(`${fetches} ${access} ${retired.valid ? retired.pc : -1} ${core.stallReason} ${core.sleeping}`);
    bench.edge();
  }
  return seen;
}

const timings = () => [randomTiming(1, 60, 1), randomTiming(2, 60, 1)] as const;

test.each([
  [BASE_ISA, 5],
  [DEFAULT_ISA, 6],
  ["rv32imac_zfinx_zhinx_xpulp_xfvec", 7],
])("a snapshot at any clock restores into a fresh %s core with the same future", (isa, seed) => {
  const source = randomProgram(seed, 150, true, isa);
  const reference = load(source, ...timings(), isa).bench;
  const states = [];
  for (let clock = 0; clock < 600; clock++) {
    if (clock % 7 === 0) states.push(save(reference.core.scope("core")));
    reference.step();
  }
  // The memory around the core is not part of its state: it is wound back by running a second bench to the same clock.
  const follower = load(source, ...timings(), isa).bench;
  for (let clock = 0; clock < 600; clock++) {
    if (clock % 7 === 0) {
      const core = follower.core.scope("core");
      follower.core.reset();
      restore(core, states[clock / 7]);
      expect(save(core)).toEqual(states[clock / 7]);
    }
    follower.step();
  }
  expect(future(follower, 400)).toEqual(future(reference, 400));
  expect(Buffer.compare(follower.ram.bytes, reference.ram.bytes)).toBe(0);
});

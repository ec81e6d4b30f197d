import { fc, test } from "@fast-check/vitest";
import { expect } from "vitest";
import { hex } from "../../hw/hex.js";
import { BASE_ISA } from "../../hw/cluster/core/parameters.js";
import { IDEAL, randomTiming, type PortTiming } from "./bench.js";
import { Lockstep } from "./lockstep.js";
import { load } from "./program.js";
import { randomProgram } from "./random-program.js";

const LINES = [3, 7, 11, 16, 19, 31];
const LIMIT = 200_000;

/** Runs to `end` and compares everything; `irqSeed` 0 leaves the interrupt lines low. */
function run(source: string, instructions: PortTiming, data: PortTiming, irqSeed: number, isa = BASE_ISA): Lockstep {
  const { bench, entry, symbol } = load(source, instructions, data, isa);
  const end = symbol("end");
  const lockstep = new Lockstep(bench, entry, isa);
  const { core } = bench;
  const raise = randomTiming(irqSeed, 2, LINES.length);
  let seenEnd = 0;
  while (seenEnd < 4 || lockstep.open) {
    if (bench.clock > LIMIT) throw new Error(`no end after ${LIMIT} clocks at pc ${hex(core.id.pc)}`);
    if (irqSeed !== 0 && core.irq === 0 && raise.grants()) core.irq = 1 << LINES[raise.latency() - 1];
    lockstep.clock();
    if (core.csrs.trap && core.csrs.trapCause < 0) core.irq = 0;
    if (core.retired.valid && core.retired.pc >>> 0 === end) seenEnd++;
  }
  lockstep.compareMemory();
  return lockstep;
}

test.prop([fc.nat(), fc.integer({ min: 20, max: 120 })], { numRuns: 30 })(
  "random programs equal the instruction-set model with ideal memories",
  (seed, length) => {
    run(randomProgram(seed, length, false), IDEAL, IDEAL, 0);
  },
);

test.prop(
  [
    fc.nat(),
    fc.integer({ min: 20, max: 120 }),
    fc.integer({ min: 10, max: 100 }),
    fc.integer({ min: 1, max: 6 }),
    fc.integer({ min: 10, max: 100 }),
    fc.integer({ min: 1, max: 6 }),
  ],
  { numRuns: 60 },
)("and with random grants and latencies, traps, bus errors and interrupts", (seed, length, ig, il, dg, dl) => {
  const source = randomProgram(seed, length, true);
  run(source, randomTiming(seed ^ 0x1234567, ig, il), randomTiming(seed ^ 0x7654321, dg, dl), seed | 1);
});

test("the random programs reach every kind of trap", () => {
  const causes = new Set<number>();
  for (let seed = 1; seed <= 12; seed++) {
    const traps = run(randomProgram(seed, 100, true), IDEAL, randomTiming(seed, 60, 3), seed).traps;
    for (const cause of traps.keys()) causes.add(cause);
  }
  for (const cause of [2, 3, 5, 7, 11]) expect(causes).toContain(cause);
  expect([...causes].some((cause) => cause >= 0x8000_0000)).toBe(true);
});

const ISAS = ["rv32imafc_zfh_xpulp_xfvec", "rv32imac_zfinx_zhinx_xpulp_xfvec", "rv32imafc_zfh", "rv32imc_xpulp"];
test.prop([fc.constantFrom(...ISAS), fc.nat(), fc.integer({ min: 20, max: 120 })], { numRuns: 50 })(
  "programs with all extensions equal the model with ideal memories",
  (isa, seed, length) => {
    run(randomProgram(seed, length, false, isa), IDEAL, IDEAL, 0, isa);
  },
);

test.prop(
  [
    fc.constantFrom(...ISAS),
    fc.nat(),
    fc.integer({ min: 20, max: 120 }),
    fc.integer({ min: 10, max: 100 }),
    fc.integer({ min: 1, max: 6 }),
    fc.integer({ min: 10, max: 100 }),
    fc.integer({ min: 1, max: 6 }),
  ],
  { numRuns: 80 },
)("and with random grants and latencies, traps and interrupts", (isa, seed, length, ig, il, dg, dl) => {
  const source = randomProgram(seed, length, true, isa);
  run(source, randomTiming(seed ^ 0x1234567, ig, il), randomTiming(seed ^ 0x7654321, dg, dl), seed | 1, isa);
});

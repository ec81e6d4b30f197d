import fc from "fast-check";
import { expect, test } from "vitest";
import { hex } from "../../hw/hex.js";
import { regionOf } from "../../hw/cluster/address-map.js";
import { Cluster } from "../../hw/cluster/systems/cluster.js";
import { DEFAULT_ISA } from "../../hw/cluster/core/parameters.js";
import { assemble } from "../../sw/asm/assemble.js";
import { SplitMix64, StallPattern } from "../../run/data/random.js";
import { GoldenSystem } from "./golden-system.js";
import { ProgramRun } from "../../run/programs/program-run.js";
import { L2_BYTES, PLACES, SystemProgram, TCDM_BYTES, type SystemDraw } from "./system-program.js";

/** A program and how the cluster treats it. */
interface Case extends SystemDraw {
  readonly invertPrio: 0 | 1;
  readonly maxStall: number;
  readonly stall: number;
}

/** The variable of the environment that holds the one case to run. */
const REPLAY = "SYSTEM_PROGRAM";
const MAX_CLOCKS = 300_000;

/** Runs a case on the cluster and on the golden system; what differs, as a sentence. */
function difference(drawn: Case): string | null {
  const { cores, seed, stall, invertPrio, maxStall } = drawn;
  const cluster = new Cluster({ cores, invertPrio, maxStall });
  const program = assemble(new SystemProgram(drawn).source(), {
    march: DEFAULT_ISA,
    sections: { text: cluster.map.resetPc },
  });
  const options = { isa: DEFAULT_ISA, maxClocks: MAX_CLOCKS, print: () => undefined };
  const run = new ProgramRun(cluster, program, options);
  const pattern = new StallPattern(stall, seed);
  cluster.observers.push((clock) => (cluster.stall = pattern.at(clock + 1) ? 1 : 0));
  const random = new SplitMix64(seed, 1, 1);
  const data = [cluster.memoryAt(PLACES.tcdm, TCDM_BYTES), cluster.memoryAt(PLACES.l2, L2_BYTES)];
  for (const bytes of data) for (let i = 0; i < bytes.length; i++) bytes[i] = random.integer(256);
  data[0].fill(0, PLACES.barrier - PLACES.tcdm, PLACES.barrier - PLACES.tcdm + 8);
  const l2 = regionOf(cluster.map, "l2");
  const golden = new GoldenSystem(
    { base: PLACES.tcdm, bytes: data[0].slice() },
    { base: l2.base, bytes: cluster.memoryAt(l2.base, l2.bytes).slice() },
    Array.from({ length: cores }, (_, core) => program.symbols.get(`core_${core}`)!),
    DEFAULT_ISA,
  );
  run.advance();
  golden.run(MAX_CLOCKS);
  const { status, message } = run.result;
  if (status !== "ended") return message ?? "the program does not end";
  const wanted = [golden.tcdm.bytes, golden.l2.bytes.subarray(PLACES.l2 - l2.base, PLACES.l2 - l2.base + L2_BYTES)];
  for (const [i, base] of [PLACES.tcdm, PLACES.l2].entries()) {
    const at = data[i].findIndex((byte, offset) => byte !== wanted[i][offset]);
    if (at >= 0) return `byte ${hex(base + at)} is ${data[i][at]}, not ${wanted[i][at]}`;
  }
  return null;
}

const given = process.env[REPLAY];

const cases: fc.Arbitrary<Case> = fc.record({
  cores: fc.integer({ min: 1, max: 5 }),
  phases: fc.integer({ min: 1, max: 5 }),
  length: fc.integer({ min: 0, max: 60 }),
  seed: fc.nat(1e6),
  invertPrio: fc.constantFrom(0, 1),
  maxStall: fc.constantFrom(1, 4),
  stall: fc.constantFrom(0, 0.3),
});
const chosen = given === undefined ? cases : fc.constant(JSON.parse(given) as Case);

test("cores, DMA and RedMulE together leave the memory of the golden run", () => {
  fc.assert(
    fc.property(chosen, (drawn) => {
      const found = difference(drawn);
      const replay = `${REPLAY}='${JSON.stringify(drawn)}' npx vitest run tb/exec/system-program.test.ts`;
      if (found !== null) throw new Error(`${found}. Run it again: ${replay}`);
    }),
    { numRuns: given === undefined ? 25 : 1 },
  );
});

test("the programs give every phase a copy and a job, and use atomics", () => {
  const drawn: Case = { cores: 3, phases: 4, length: 40, seed: 5, invertPrio: 0, maxStall: 1, stall: 0 };
  const source = new SystemProgram(drawn).source();
  expect(source.match(/amoadd\.w zero/g)!.length).toBeGreaterThan(5);
  expect(source.match(/lw s3, 0\(s2\)/g)).toHaveLength(drawn.phases);
  expect(source.match(/bne t0, t1, 1b/g)).toHaveLength(drawn.phases);
});

import { defineConfig } from "vitest/config";
import { BaseSequencer, type TestSpecification } from "vitest/node";

/** The tests that a mutant has to survive, those first that see most mistakes in least time. */
const FILES = [
  "tb/probes.test.ts",
  ...["blocks", "errata", "clocks", "tiler", "buffers", "rows", "config", "scope", "queue"].map(redmule),
  ...["reset", "recorded-vectors", "snapshot", "lockstep", "properties"].map(redmule),
  ...["demux", "memories", "replay", "interconnect"].map((name) => `tb/hci/${name}.test.ts`),
  ...["l2", "event-unit", "dma", "icache", "port-arbiter", "core-complex", "cluster"].map(
    (name) => `tb/cluster/${name}.test.ts`,
  ),
  ...["decode-float", "directed", "counters", "extensions", "traps", "stalls", "xpulp", "instructions"].map(core),
  ...["timing", "legality", "random"].map(core),
  "tb/exec/run-ahead.test.ts",
  ...["fp8-tables", "div-sqrt", "integer", "core-vectors", "core-testfloat", "testfloat", "pipeline"].map(fpu),
  ...["core-fpu", "golden", "fast"].map(fpu),
];

function redmule(name: string): string {
  return `tb/redmule/${name}.test.ts`;
}

function core(name: string): string {
  return `tb/core/${name}.test.ts`;
}

function fpu(name: string): string {
  return `tb/fpu/${name}.test.ts`;
}

/** Runs the files in the order of the list: a mutant ends with the first test that kills it. */
class ListedOrder extends BaseSequencer {
  override sort(specifications: TestSpecification[]): Promise<TestSpecification[]> {
    const place = ({ moduleId }: TestSpecification): number => FILES.findIndex((file) => moduleId.endsWith(file));
    return Promise.resolve([...specifications].sort((a, b) => place(a) - place(b)));
  }
}

export default defineConfig({
  test: {
    include: FILES,
    setupFiles: ["tb/mutate/fixed-seed.ts"],
    testTimeout: 60_000,
    pool: "threads",
    isolate: false,
    sequence: { sequencer: ListedOrder },
  },
});

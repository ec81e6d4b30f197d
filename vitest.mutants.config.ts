import { defineConfig } from "vitest/config";

/** The tests that a mutant has to survive: those that see most mistakes in little time. */
export default defineConfig({
  test: {
    include: [
      "tb/fpu/{core-fpu,core-vectors,div-sqrt,fast,fp8-tables,golden,integer,pipeline}.test.ts",
      "tb/redmule/{blocks,errata,lockstep,properties,queue,recorded-sound,scope,tiler}.test.ts",
      "tb/hci/{demux,interconnect,memories,replay}.test.ts",
      "tb/cluster/{dma,event-unit,icache,l2,port-arbiter}.test.ts",
      "tb/core/{counters,decode-float,directed,instructions,legality,random,xpulp}.test.ts",
    ],
    setupFiles: ["tb/mutate/fixed-seed.ts"],
    testTimeout: 60_000,
    pool: "threads",
  },
});

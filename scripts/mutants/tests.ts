const FOLDERS = {
  "": ["limits", "probes"],
  redmule: [
    ...["blocks", "errata", "clocks", "tiler", "buffers", "rows", "config", "scope", "queue", "reset"],
    ...["recorded-vectors", "snapshot", "lockstep", "properties"],
  ],
  hci: ["demux", "memories", "replay", "interconnect"],
  cluster: [
    "l2",
    "event-unit",
    "event-unit-registers",
    "dma",
    "icache",
    "barriers",
    "port-arbiter",
    "core-complex",
    "cluster",
  ],
  core: [
    ...[
      "decode-float",
      "directed",
      "counters",
      "units",
      "extensions",
      "traps",
      "stalls",
      "xpulp",
      "instructions",
      "timing",
    ],
    ...["legality", "random"],
  ],
  exec: ["clocks", "run-ahead", "run-ahead-random"],
  fpu: [
    ...["fp8-tables", "div-sqrt", "integer", "core-vectors", "core-testfloat", "testfloat", "pipeline", "core-fpu"],
    ...["golden", "fast"],
  ],
};

/** The tests that a mutant has to survive: those that see most mistakes in least time. */
export const MUTANT_TESTS: readonly string[] = Object.entries(FOLDERS).flatMap(([folder, names]) =>
  names.map((name) => ["tb", folder, `${name}.test.ts`].filter((part) => part !== "").join("/")),
);

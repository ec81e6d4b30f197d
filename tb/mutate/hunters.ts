import type { Fault } from "./fault.js";

/** Files of the suite whose random tests look for faults in the sources that begin with a path; the longest path counts. */
const HUNTERS: Readonly<Record<string, readonly string[]>> = {
  "hw/redmule/": ["tb/redmule/properties.test.ts", "tb/redmule/queue.test.ts"],
  "hw/redmule/channel-mux.ts": ["tb/redmule/blocks.test.ts"],
  "hw/redmule/seq-multiplier.ts": ["tb/redmule/tiler.test.ts"],
  "hw/redmule/ce.ts": ["tb/redmule/lockstep.test.ts"],
  "hw/fpu/": ["tb/fpu/golden.test.ts", "tb/fpu/pipeline.test.ts"],
  "hw/fpu/digit-recurrence.ts": ["tb/fpu/div-sqrt.test.ts"],
  "hw/fpu/fast.ts": ["tb/fpu/fast.test.ts"],
  "hw/fpu/packed.ts": ["tb/fpu/core-fpu.test.ts"],
  "hw/cluster/": ["tb/hci/interconnect.test.ts"],
  "hw/cluster/demux.ts": ["tb/hci/demux.test.ts"],
  "hw/cluster/port-arbiter.ts": ["tb/cluster/port-arbiter.test.ts"],
  "hw/cluster/dma/": ["tb/cluster/dma.test.ts"],
  "hw/cluster/event/event-unit.ts": ["tb/cluster/event-unit.test.ts"],
  "hw/cluster/event/barriers.ts": ["tb/cluster/event-unit.test.ts"],
  "hw/cluster/core/": ["tb/core/random.test.ts"],
  "hw/cluster/core/counters.ts": ["tb/core/counters.test.ts"],
};

/** The files of the suite that look for a fault. */
export function huntersOf({ file }: Fault): readonly string[] {
  const paths = Object.keys(HUNTERS).filter((path) => file.startsWith(path));
  const longest = paths.reduce((best, path) => (path.length > best.length ? path : best));
  return HUNTERS[longest];
}

/** Units of hw/fpu/ that only the cores use. */
const CORE_UNITS = ["hw/fpu/digit-recurrence.ts", "hw/fpu/packed.ts"];

/** Whether the random regression of whole jobs on RedMulE can meet the fault. */
export function inRedmule({ file }: Fault): boolean {
  return file.startsWith("hw/redmule/") || (file.startsWith("hw/fpu/") && !CORE_UNITS.includes(file));
}

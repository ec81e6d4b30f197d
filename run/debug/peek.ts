import { BENCH_REGISTERS } from "../../hw/cluster/bench-registers.js";
import { regionAt } from "../../hw/cluster/address-map.js";
import { DMA_REGISTERS } from "../../hw/cluster/dma/dma-map.js";
import { Cluster } from "../../hw/cluster/systems/cluster.js";
import type { System } from "../../hw/cluster/systems/system.js";

/** The word of a register as a core would read it, without the effects of a read; undefined where that is not known. */
export function peek(system: System, core: number, address: number): number | undefined {
  const place = regionAt(system.map, address);
  if (place < 0) return undefined;
  const { target, base } = system.map.regions[place];
  const offset = address - base;
  if (target === "redmule") return system.redmule?.registers.peek(address);
  if (target === "bench") return peekBench(system, offset);
  if (!(system instanceof Cluster)) return undefined;
  if (target === "timer") return system.timer.peek(offset & 0x3c);
  if (target === "eventUnit" || target === "eventUnitShared") return system.eventUnit.peek(core, address);
  // A read of COMMAND would take a counter.
  return target === "dma" && (offset & 0xc) === DMA_REGISTERS.status ? system.dma.status : undefined;
}

function peekBench({ bench }: System, offset: number): number | undefined {
  if (offset === BENCH_REGISTERS.result) return bench?.result;
  return offset === BENCH_REGISTERS.console ? bench?.character : undefined;
}

import { regionOf } from "../../hw/cluster/address-map.js";
import { BareSystem } from "../../hw/cluster/systems/bare-system.js";
import { Cluster } from "../../hw/cluster/systems/cluster.js";
import type { Core } from "../../hw/cluster/core/core.js";
import type { Dma } from "../../hw/cluster/dma/dma.js";
import type { DmaWindows } from "../../hw/cluster/dma/dma-map.js";
import type { Interconnect } from "../../hw/cluster/tcdm/interconnect.js";
import type { System } from "../../hw/cluster/systems/system.js";
import type { Stepped } from "../../run/attach.js";
import { BankChecker } from "./banks.js";
import { ReadBurstChecker, WriteBurstChecker } from "./burst-ports.js";
import { CheckerList, type Checker } from "./checker.js";
import { DmaByteChecker } from "./dma-bytes.js";
import { dmaQueueCheckers } from "./dma-queues.js";
import { NarrowPortChecker } from "./narrow-port.js";
import { RedmuleChecker } from "./redmule.js";

/** Accesses of a core that may be open at a port. */
const CORE_OPEN = 2;

/** Checkers of a core's two ports. */
export function coreCheckers(core: Core, name: string): Checker[] {
  return [
    new NarrowPortChecker(core.instructionPort, `${name}.instructions`, { open: CORE_OPEN }),
    new NarrowPortChecker(core.dataPort, `${name}.data`, { open: CORE_OPEN, mayPause: true }),
  ];
}

/** Checkers of a TCDM and its narrow ports, whose masters hold refused requests. */
export function interconnectCheckers({ lic, router, tcdm }: Interconnect): Checker[] {
  return [
    new BankChecker(lic.ports, router.port, tcdm.banks),
    ...lic.ports.map((port, m) => new NarrowPortChecker(port, `tcdm port ${m}`, { nextClock: true, mayPause: true })),
  ];
}

/** Checkers of a DMA: ports, queues, and the bytes that its commands name. */
export function dmaCheckers(dma: Dma, windows: DmaWindows): Checker[] {
  return [
    new ReadBurstChecker(dma.read, "dma.read"),
    new WriteBurstChecker(dma.write, "dma.write"),
    ...dma.queues.map(({ port }, i) => new NarrowPortChecker(port, `dma.queue${i}`)),
    ...dmaQueueCheckers(dma.scope("dma")),
    new DmaByteChecker(dma, windows),
  ];
}

/** Checkers of a cluster with everything in it. */
export function clusterCheckers(cluster: Cluster): Checker[] {
  const { cores, redmule, interconnect, dma, bench, icache, map } = cluster;
  return [
    ...cores.flatMap((core, i) => coreCheckers(core, `core${i}`)),
    new RedmuleChecker(redmule),
    ...interconnectCheckers(interconnect),
    ...dmaCheckers(dma, { tcdm: regionOf(map, "tcdm"), l2: regionOf(map, "l2") }),
    new NarrowPortChecker(bench.port, "bench"),
    ...(icache === null ? [] : [new ReadBurstChecker(icache.refillPort, "icache.refill")]),
  ];
}

/** Checkers of a whole system; none of a core that may run ahead of its clock, which it does only while nobody looks. */
function systemCheckers(system: System): Checker[] {
  if (system instanceof BareSystem && system.runAhead !== null) return [];
  if (system instanceof Cluster) return clusterCheckers(system);
  const { cores, redmule } = system;
  return [
    ...cores.flatMap((core, i) => coreCheckers(core, `core${i}`)),
    ...(redmule === null ? [] : [new RedmuleChecker(redmule)]),
  ];
}

/** Checkers of what a bench has built, as the hook of `run/attach.ts` takes them. */
export function checkersOf(stepped: Stepped): CheckerList | null {
  const checkers =
    "system" in stepped
      ? systemCheckers(stepped.system)
      : [
          new RedmuleChecker(stepped.redmule),
          ...(stepped.interconnect === undefined ? [] : interconnectCheckers(stepped.interconnect)),
        ];
  return checkers.length === 0 ? null : new CheckerList(checkers);
}

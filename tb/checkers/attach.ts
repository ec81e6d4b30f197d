import { regionOf } from "../../hw/cluster/address-map.js";
import { BareSystem } from "../../hw/cluster/bare-system.js";
import { Cluster } from "../../hw/cluster/cluster.js";
import type { Core } from "../../hw/cluster/core/core.js";
import type { Dma } from "../../hw/cluster/dma/dma.js";
import type { DmaWindows } from "../../hw/cluster/dma/dma-map.js";
import type { Interconnect } from "../../hw/cluster/interconnect.js";
import type { System } from "../../hw/cluster/system.js";
import type { Redmule } from "../../hw/redmule/redmule.js";
import { BankChecker } from "./banks.js";
import { ReadBurstChecker, WriteBurstChecker } from "./burst-ports.js";
import { ChannelChecker } from "./channels.js";
import { CheckerList, checksWanted, type Checker } from "./checker.js";
import { DmaByteChecker } from "./dma-bytes.js";
import { dmaQueueCheckers } from "./dma-queues.js";
import { FifoCheckers } from "./fifos.js";
import { NarrowPortChecker } from "./narrow-port.js";
import { TensorChecker } from "./tensors.js";
import { WidePortChecker } from "./wide-port.js";

/** Accesses of a core that may be open at a port. */
const CORE_OPEN = 2;

/**
 * Checkers of a RedMulE: its ports, channels and FIFOs, and of a design without errata what it reads and writes; the
 * reference leaves its tensors, by errata.
 */
export function redmuleCheckers(redmule: Redmule, fifos = new FifoCheckers(redmule)): Checker[] {
  const { parameters, tcdm, streamer, periph } = redmule;
  const sound = Object.values(parameters.errata).every((on) => !on);
  return [
    new WidePortChecker(tcdm, "redmule.tcdm"),
    new NarrowPortChecker(periph, "redmule.periph"),
    new ChannelChecker(streamer, tcdm),
    fifos,
    ...(sound ? [new TensorChecker(redmule)] : []),
  ];
}

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
    ...redmuleCheckers(redmule),
    ...interconnectCheckers(interconnect),
    ...dmaCheckers(dma, { tcdm: regionOf(map, "tcdm"), l2: regionOf(map, "l2") }),
    new NarrowPortChecker(bench.port, "bench"),
    ...(icache === null ? [] : [new ReadBurstChecker(icache.refillPort, "icache.refill")]),
  ];
}

/**
 * Attaches checkers to a system where they are wanted. A core that may run ahead of its clock is left alone: it does so
 * only while nobody looks.
 */
export function checkSystem(system: System): void {
  if (!checksWanted() || (system instanceof BareSystem && system.runAhead !== null)) return;
  const { cores, redmule } = system;
  const checkers =
    system instanceof Cluster
      ? clusterCheckers(system)
      : [
          ...cores.flatMap((core, i) => coreCheckers(core, `core${i}`)),
          ...(redmule === null ? [] : redmuleCheckers(redmule)),
        ];
  const list = new CheckerList(checkers);
  system.observers.push((clock) => list.check(clock));
}

/** Checkers of a bench's own blocks as one, where they are wanted. */
export function wantedCheckers(checkers: () => readonly Checker[]): CheckerList | null {
  return checksWanted() ? new CheckerList(checkers()) : null;
}

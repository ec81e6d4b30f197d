import { redmuleOf } from "../../hw/config.js";
import { UsageError } from "../../hw/errors.js";
import { REGISTER } from "../../hw/redmule/registers.js";
import { pack, type Packed } from "../../run/cluster/cluster-job.js";
import { ContendedRedmule } from "../../run/load/contended-redmule.js";
import { LoadGenerators } from "../../run/load/load-generators.js";
import { withTensors } from "../../run/redmule/job.js";
import { PlacedJob } from "../../run/redmule/placed-job.js";
import { Watchdog } from "../../run/redmule/watchdog.js";
import { idealJob } from "./ideal-run.js";
import { busyBanks, JobMeter } from "./meter.js";
import { configOf, type SweepPoint } from "./point.js";
import type { Measured } from "./measured.js";

/** Bytes behind the tensors that the masters write to, at least. */
const SCRATCH = 4;
/** Clocks in which stores that are still on their way reach the memory. */
const DRAIN_CLOCKS = 64;

/**
 * X, W and Z packed in a TCDM.
 * @throws UsageError when they do not fit
 */
export function tcdmPlaces(point: SweepPoint): Packed {
  const { m, n, k, tcdmKib } = point;
  const packed = pack(point, [0, 0, 0], redmuleOf(configOf(point)), 0);
  const kib = Math.ceil((packed.end + SCRATCH) / 1024);
  if (kib <= tcdmKib) return packed;
  throw new UsageError(
    `tcdmKib is ${tcdmKib}, but the tensors of ${m} x ${n} x ${k} take ${kib} KiB: give tcdmKib ${kib}, a smaller shape or memory "l2".`,
  );
}

/** Runs a point in the TCDM beside eight masters that request words at random. */
export function runInTcdm(point: SweepPoint): Measured {
  const { m, n, k, load, seed, maxClocks } = point;
  const { bases, end } = tcdmPlaces(point);
  const design = designOf(point);
  const { redmule, interconnect, ports } = design;
  const { bytes } = interconnect.tcdm;
  const masters = new LoadGenerators(ports, { p: load, seed, bytes: bytes.length, writeFrom: end });
  const job = withTensors(idealJob(point));
  const placed = new PlacedJob({ redmule, memory: { base: 0, bytes } }, job, bases);
  const meter = new JobMeter(redmule);
  const watchdog = new Watchdog(redmule, 0);
  let bankAccesses = 0;
  let message: string | undefined;
  design.softClear();
  design.program(placed.registers);
  design.request(REGISTER.TRIGGER, 0);
  design.cycle = 0;
  for (;;) {
    masters.drive();
    design.settle();
    if (redmule.event !== 0 || design.cycle === maxClocks) break;
    // Who waits for the banks waits for the masters, which go on.
    if (redmule.tcdm.req > redmule.tcdm.gnt) watchdog.wait(design.cycle);
    else message = watchdog.look(design.cycle);
    if (message !== undefined) break;
    meter.sample();
    bankAccesses += busyBanks(interconnect.tcdm);
    design.edge();
  }
  const clocks = design.cycle;
  const ended = redmule.event !== 0;
  if (ended) drain(design);
  return {
    ...{ status: ended ? "ok" : message === undefined ? "limit" : "hang" },
    message: ended ? null : (message ?? `No event within ${maxClocks} clocks.`),
    ...{ cycles: ended ? clocks : null, ...meter.finish(m, n, k), bankAccesses },
    ...{ mismatches: ended ? placed.mismatches() : 0, tiling: null },
  };
}

function designOf(point: SweepPoint): ContendedRedmule {
  const config = configOf(point);
  const { ce, banks, tcdmKib, arbiter, priority, maxStall, numerator, denominator } = config;
  const tcdm = { banks, rows: (tcdmKib * 256) / banks, arbiter };
  const design = new ContendedRedmule({ redmule: redmuleOf(config), tcdm, ce });
  const invertPrio = priority === "cores" ? 0 : 1;
  Object.assign(design.interconnect.arbiter, { invertPrio, maxStall, numerator, denominator });
  return design;
}

/** Goes on without the masters. */
function drain(design: ContendedRedmule): void {
  design.edge();
  for (const port of design.ports) port.req = 0;
  for (let i = 0; i < DRAIN_CLOCKS; i++) design.step();
}

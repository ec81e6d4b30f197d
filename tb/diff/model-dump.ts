import { errataOf, type Profile } from "../../hw/redmule/errata.js";
import { redmuleParameters } from "../../hw/redmule/parameters.js";
import { REGISTER } from "../../hw/redmule/registers.js";
import { mapSchema } from "../../measure/diff/map/map.js";
import { REDMULE_51CD064 } from "../../measure/diff/maps/redmule-51cd064.js";
import { RedmuleDriver } from "../../measure/diff/drive/redmule-driver.js";
import { RtlDump } from "../../measure/diff/dump/rtl-dump.js";
import { StallPattern } from "../../run/data/random.js";
import type { DataClass } from "../../run/data/tensors.js";
import { MemorySink } from "../../run/files/sink.js";
import { drawJob, fillGarbage, PlacedJob, type Shape } from "../../run/redmule/placed-job.js";
import { RedmuleBench } from "../../run/redmule/redmule-bench.js";

/** Jobs one after the other on one design, as a test bench of the RTL would drive them. */
export interface DumpedJobs {
  readonly array: { readonly L: number; readonly H: number; readonly P: number };
  readonly profile?: Profile;
  readonly jobs: readonly (Shape & {
    readonly data?: DataClass;
    readonly seed?: number;
    readonly stall?: number;
    /** A soft clear goes before the job. */
    readonly clear?: boolean;
  })[];
  /** Clocks after which a job that does not end is given up. */
  readonly patience?: number;
}

/** What the model makes of some jobs, as a dump in the names of the RTL below `tb.dut`. */
export function modelDump({ array, profile = "upstream-51cd064", jobs, patience = 3000 }: DumpedJobs): string {
  const p = redmuleParameters({ ...array, errata: errataOf(profile) });
  const bench = new RedmuleBench(p, { base: 0, bytes: 0x60000 });
  bench.checks = null;
  const driver = new RedmuleDriver(p);
  const sink = new MemorySink();
  const dump = new RtlDump(driver, mapSchema.parse(REDMULE_51CD064), "tb.dut", sink);
  driver.inputs.reset = 1;
  for (let i = 0; i < 4; i++) dump.clock();
  driver.inputs.reset = 0;
  bench.observers.push(() => {
    const { periph, tcdm } = bench.redmule;
    const to = driver.inputs;
    to.req = periph.req;
    to.addr = periph.addr;
    to.wen = 1 ^ periph.write;
    to.be = periph.be;
    to.data = periph.wdata;
    to.id = periph.id;
    to.gnt = tcdm.gnt;
    to.rvalid = tcdm.rvalid;
    to.rdata.set(tcdm.rdata);
    dump.clock();
  });
  fillGarbage(bench.memory.words, 5);
  bench.idle(3);
  for (const job of jobs) {
    const { data = "mix", seed = 1, stall = 0, clear = true } = job;
    const placed = new PlacedJob(bench, drawJob(job, data, seed), [0x10000, 0x20000, 0x30000]);
    if (clear) bench.softClear();
    bench.program(placed.registers);
    bench.stallBy(stall > 0 ? new StallPattern(stall, seed) : null);
    bench.cycle = 0;
    bench.write(REGISTER.TRIGGER, 0);
    for (let clock = 0; clock < patience && !bench.redmule.event; clock++) bench.step();
    bench.stallBy(null);
    bench.idle(20);
  }
  dump.close();
  return sink.text();
}

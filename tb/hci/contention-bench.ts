import type { Scope } from "../../hw/probe.js";
import { CONTROLLER_STATES } from "../../hw/redmule/controller.js";
import type { Observer } from "../../run/redmule/redmule-bench.js";
import { ContendedRedmule } from "../../run/load/contended-redmule.js";
import { wideAccess, type ContentionField, type ContentionInputs, type ContentionTrace } from "./contention-trace.js";
import { has, mask, type ReplayBench, type Shown } from "./replay.js";
import { maskOf, pointersOf } from "./trace-bench.js";

/** RedMulE at a recorded job, from the trigger write on, beside cores that request what was recorded. */
export class ContentionBench implements ReplayBench<ContentionInputs, ContentionField> {
  readonly observers: Observer[] = [];
  private readonly design = new ContendedRedmule();

  constructor({ job, sharing }: Pick<ContentionTrace, "job" | "sharing">) {
    this.design.start(job, sharing);
  }

  settle({ requests, fresh }: ContentionInputs): Shown<ContentionField> {
    const { ports } = this.design;
    for (const { core, addr, write, data } of fresh) Object.assign(ports[core], { addr, write, wdata: data });
    ports.forEach((port, m) => (port.req = has(requests, m)));
    this.design.settle();
    return this.observe();
  }

  edge(): void {
    this.design.edge();
  }

  scope(name: string): Scope {
    return this.design.scope(name);
  }

  private observe(): Shown<ContentionField> {
    const { ports, redmule, interconnect } = this.design;
    const { req, addr, write, gnt } = redmule.tcdm;
    return {
      grants: mask(ports, (port) => port.gnt),
      wide: wideAccess(req, addr, write, gnt),
      event: redmule.event,
      counter: interconnect.arbiter.counter,
      pointers: pointersOf(interconnect.lic.rr),
      locks: maskOf(interconnect.lic.locked),
      controller: CONTROLLER_STATES[redmule.controller.state],
    };
  }
}

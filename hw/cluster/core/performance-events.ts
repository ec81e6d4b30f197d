import { State } from "./controller-state.js";
import type { Core } from "./core.js";
import { Event } from "./counters.js";
import { Hazard } from "./id-stage.js";
import { Jump, Unit } from "./instruction.js";

/** `Event` bits of a settled clock. */
export function performanceEvents(core: Core): number {
  const { id, ex, fetch, controller, issue } = core;
  let events: number = Event.cycles;
  if (core.retired.valid) events |= Event.instructions;
  if (id.hazards & Hazard.loadUse) events |= Event.loadUse;
  if (id.hazards & Hazard.jumpRegister) events |= Event.jumpRegister;
  if (!fetch.valid) events |= Event.fetchStall;
  if (id.hazards & Hazard.float) events |= Event.floatDependency;
  if (ex.floatWait) events |= ex.instruction.unit === Unit.float ? Event.floatType : Event.floatWriteBack;
  if (controller.state === State.eventLoad || controller.state === State.eventLoaded) events |= Event.eventLoad;
  if (issue.load && issue.valid) events |= issueEvents(core);
  return ex.leaves ? events | leaveEvents(core) : events;
}

function issueEvents({ id }: Core): number {
  const d = id.current;
  return (d.size === 2 ? Event.compressed : 0) | (d.jump !== Jump.none ? Event.jumps : 0);
}

function leaveEvents({ ex }: Core): number {
  const d = ex.instruction;
  const access = (d.loads ? Event.loads : 0) | (d.stores ? Event.stores : 0);
  if (d.unit !== Unit.branch) return access;
  return Event.branches | (ex.branchTaken ? Event.branchesTaken : 0);
}

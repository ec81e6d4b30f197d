import type { MemoryWindow, NarrowPort } from "../../ports.js";
import { State } from "./controller-state.js";
import type { Controller } from "./controller.js";
import { Event } from "./counters.js";
import type { ExStage } from "./ex-stage.js";
import { Hazard, type IdStage } from "./id-stage.js";
import type { IfStage } from "./if-stage.js";
import { Jump, Unit } from "./instruction.js";
import type { Issue } from "./issue.js";
import type { WbStage } from "./wb-stage.js";

/** The parts of a core that are counted. */
export interface CountedCore {
  readonly fetch: IfStage;
  readonly id: IdStage;
  readonly ex: ExStage;
  readonly controller: Controller;
  readonly issue: Issue;
  readonly retired: { readonly valid: number };
}

/** `Event` bits of a settled clock. */
export function performanceEvents(core: CountedCore): number {
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

function issueEvents({ id }: CountedCore): number {
  const d = id.current;
  return (d.size === 2 ? Event.compressed : 0) | (d.jump !== Jump.none ? Event.jumps : 0);
}

function leaveEvents({ ex }: CountedCore): number {
  const d = ex.instruction;
  const access = (d.loads ? Event.loads : 0) | (d.stores ? Event.stores : 0);
  if (d.unit !== Unit.branch) return access;
  return Event.branches | (ex.branchTaken ? Event.branchesTaken : 0);
}

/** What tells accesses near and far. */
export interface ReachingCore {
  readonly dataPort: NarrowPort;
  readonly near: MemoryWindow;
  readonly wb: WbStage;
}

/** Events at the data port: accesses outside the near memory, the clocks that they take, and requests that a bank refuses. */
export function externalEvents({ dataPort, near, wb }: ReachingCore): number {
  const isNear = (address: number): boolean => (address - near.base) >>> 0 < near.bytes;
  const { req, gnt, write, addr } = dataPort;
  let events = 0;
  if (req !== 0 && isNear(addr)) events |= gnt === 0 ? 0x10 : 0;
  else if (req !== 0) events |= (gnt !== 0 ? 5 : 4) << write;
  if (wb.valid !== 0 && !isNear(wb.address)) events |= 4 << wb.stores;
  return events;
}

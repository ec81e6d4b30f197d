import { Cluster } from "../../hw/cluster/systems/cluster.js";
import type { Core } from "../../hw/cluster/core/core.js";
import { Stall } from "../../hw/cluster/core/stall.js";
import type { System } from "../../hw/cluster/systems/system.js";
import { hex } from "../../hw/hex.js";
import { CONTROLLER_STATES } from "../../hw/redmule/controller.js";
import type { Redmule } from "../../hw/redmule/redmule.js";
import { missingOf } from "../redmule/watchdog.js";
import type { Places } from "./places.js";

/** Why a core issues nothing, in words. */
const WAITS: Readonly<Record<number, string>> = {
  [Stall.loadUse]: "waits for the load before",
  [Stall.multiCycle]: "multiplies or divides",
  [Stall.floatDependency]: "waits for a floating-point result",
  [Stall.contention]: "waits for its data port",
  [Stall.memory]: "waits for the answer of a memory",
  [Stall.fetch]: "waits for an instruction",
  [Stall.barrier]: "waits for an event in a load",
};

/** What a core waits for at the event unit, or that it sleeps. */
export function sleepOf(system: System, core: Core, i: number): string {
  const wait = system instanceof Cluster ? system.eventUnit.waitOf(i) : null;
  if (wait === null) return `is in wfi (mie ${hex(core.csrs.mie)})`;
  const mask = `event mask ${hex(wait.mask)}, buffer ${hex(wait.buffer)}`;
  if (wait.barrier === undefined) return `waits at the event unit (${mask})`;
  const { number, expected, arrived } = wait.barrier;
  return `waits at barrier ${number} (expected ${hex(expected)}, arrived ${hex(arrived)}, ${mask})`;
}

function coreLine(system: System, core: Core, i: number, places: Places): string {
  const place = places.of(core.id.pc);
  const at = `core ${core.hartId} at pc ${hex(core.id.pc)}${place === "" ? "" : ` (${place})`}`;
  if (core.sleeping !== 0) return `${at} ${sleepOf(system, core, i)}`;
  return `${at} ${WAITS[core.stallReason] ?? "runs"}`;
}

function redmuleLine(redmule: Redmule): string {
  const { controller, registers } = redmule;
  if (redmule.busy === 0 && registers.pending === 0) return "RedMulE has no job";
  const missing = redmule.busy === 0 ? [] : missingOf(redmule);
  const why = missing.length === 0 ? "" : `: ${missing.join("; ")}`;
  return `RedMulE has ${registers.pending} of 2 contexts taken, controller ${CONTROLLER_STATES[controller.state]}${why}`;
}

/** Where every core stands and why it waits, and what RedMulE and the DMA do; one line each, without a full stop. */
export function whereabouts(system: System, places: Places): string[] {
  const lines = system.cores.map((core, i) => coreLine(system, core, i, places));
  if (system.redmule !== null) lines.push(redmuleLine(system.redmule));
  if (system instanceof Cluster) lines.push(`the DMA has ${system.dma.busy === 0 ? "no" : "an"} open command`);
  return lines;
}

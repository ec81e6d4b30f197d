import { CONTROLLER_STATES } from "../../hw/redmule/controller.js";
import type { Redmule } from "../../hw/redmule/redmule.js";
import { SCHEDULER_STATES } from "../../hw/redmule/scheduler.js";
import { Z_STATES } from "../../hw/redmule/z-buffer.js";

/** Clocks without progress that no live job needs on a memory that always grants. */
const PATIENCE = 600;

/** Stops a job that can make no progress and says who waits for whom. */
export class Watchdog {
  private readonly redmule: Redmule;
  private readonly patience: number;
  /** The last clock in which something moved. */
  moved = 0;
  private state = -1;

  /** @param stall probability that the memory refuses a request */
  constructor(redmule: Redmule, stall: number) {
    this.redmule = redmule;
    this.patience = Math.ceil(PATIENCE / (1 - stall));
  }

  /** Call after every clock. Returns the diagnosis once nothing has moved for too long. */
  look(cycle: number): string | undefined {
    const { tcdm, controller, scheduler } = this.redmule;
    const moves = (tcdm.req & tcdm.gnt) | (scheduler.loadsW & (1 ^ scheduler.positions.wDone));
    if (moves || controller.state !== this.state) {
      this.moved = cycle;
      this.state = controller.state;
    }
    return cycle - this.moved > this.patience ? this.diagnose(cycle) : undefined;
  }

  /** To be called instead in a clock in which something else moves that the job may have to wait for. */
  wait(cycle: number): void {
    this.moved = cycle;
  }

  private diagnose(cycle: number): string {
    const { controller, scheduler, zBuffer } = this.redmule;
    const where = `controller ${CONTROLLER_STATES[controller.state]}, scheduler ${SCHEDULER_STATES[scheduler.state]}, Z buffer ${Z_STATES[zBuffer.state]}`;
    const missing = missingOf(this.redmule);
    const waits = missing.length > 0 ? missing.join("; ") : "no block has anything to do";
    return `No progress since clock ${this.moved} (seen in clock ${cycle}): ${waits} (${where}).`;
  }
}

/** The conditions that a job of RedMulE waits for in this clock: which buffer, channel or beat. */
export function missingOf({ controller, scheduler, streamer, tiler, tcdm }: Redmule): string[] {
  const found: string[] = [];
  if (!tiler.ready && controller.state <= 1)
    found.push("the controller waits for the tiler: register 0x54 was not written");
  if (scheduler.stallW) found.push("the scheduler waits for a W row");
  if (scheduler.stallX) found.push("the scheduler waits for the next X chunk");
  if (scheduler.stallY) found.push("the scheduler waits for the Y of the next tile");
  for (const name of ["x", "w", "y", "z"] as const) {
    if (streamer[name].request && !tcdm.req) found.push(`the ${name.toUpperCase()} channel waits for the port`);
  }
  if (streamer.mux.winner !== undefined && !streamer.mux.request && streamer.mux.requests !== 0) {
    found.push(`the port mux keeps channel ${streamer.mux.winner}, which does not request`);
  }
  if (streamer.yzMux.anyRequest && !streamer.yzMux.request) {
    found.push(`the Y/Z mux keeps channel ${streamer.yzMux.winner}, which does not request`);
  }
  if (controller.state === 3 && scheduler.positions.wDone) {
    found.push(`the controller waits for Z: ${streamer.z.beatCount} of ${tiler.config.zBeats} beats stored`);
  }
  return found;
}

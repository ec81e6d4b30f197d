import { hexDigits } from "../../hw/hex.js";
import { Account, CLOCK_KINDS } from "../../hw/redmule/account.js";
import { CONTROLLER_STATES } from "../../hw/redmule/controller.js";
import type { Redmule } from "../../hw/redmule/redmule.js";
import { REGISTER } from "../../hw/redmule/registers.js";
import { SchedulerState, SCHEDULER_STATES } from "../../hw/redmule/scheduler.js";
import { CHANNEL_W, CHANNEL_X, CHANNEL_YZ } from "../../hw/redmule/streamer.js";
import { Z_STATES } from "../../hw/redmule/z-buffer.js";

/** Names and widths of the columns; a cell holds no blanks. */
const COLUMNS = {
  clock: 8,
  controller: 10,
  scheduler: 9,
  tile: 9,
  step: 5,
  X: 9,
  W: 9,
  Y: 9,
  Z: 9,
  stall: 5,
  z_buffer: 8,
  array: 13,
} as const;

const WIDTHS: readonly number[] = Object.values(COLUMNS);
const NONE = "-";

function row(cells: readonly string[]): string {
  const padded = cells.map((cell, i) => (i === 0 ? cell.padStart(WIDTHS[i]) : cell.padEnd(WIDTHS[i])));
  return `${padded.join(" ").trimEnd()}\n`;
}

/** First line of a line trace. */
export const LINE_TRACE_HEADER = row(Object.keys(COLUMNS));

/** What a channel asks of the port: the address alone when granted, `!` refused by the memory, `?` behind another channel. */
function request(
  channel: { readonly request: number; readonly address: number },
  wins: boolean,
  port: Redmule["tcdm"],
) {
  if (channel.request === 0) return NONE;
  const address = hexDigits(channel.address, 8);
  if (!wins || port.req === 0) return `${address}?`;
  return port.gnt === 0 ? `${address}!` : address;
}

/**
 * One readable line a clock about RedMulE: states, the tile and the step whose W row is due, what X, W, Y and Z ask of the
 * port, why the scheduler stalls, and what the array does, in the words of the CE-clock account; `+Y` when a column of Y goes
 * in, `+Z` when a column of results comes out.
 */
export class LineTrace {
  private readonly redmule: Redmule;
  private readonly write: (line: string) => void;
  private readonly window: { readonly from: number; readonly to: number } | null;
  private account: Account | null = null;

  /** @param window clocks to print; null for those from the TRIGGER write of a job to its event */
  constructor(
    redmule: Redmule,
    window: { readonly from: number; readonly to: number } | null,
    write: (line: string) => void,
  ) {
    this.redmule = redmule;
    this.window = window;
    this.write = write;
    write(LINE_TRACE_HEADER);
  }

  /** Call after everything has settled and before the edge. */
  sample(clock: number): void {
    const { redmule, window } = this;
    if (this.account === null && (this.triggers || redmule.busy)) this.account = new Account(redmule);
    const kind = this.account !== null && redmule.event === 0 ? this.account.sample() : null;
    const wanted = window === null ? this.account !== null : clock >= window.from && clock <= window.to;
    if (wanted) this.write(this.line(clock, kind));
    if (redmule.event !== 0) this.account = null;
  }

  private get triggers(): boolean {
    const { req, write, addr } = this.redmule.periph;
    return req === 1 && write === 1 && (addr & 0xfc) === REGISTER.TRIGGER;
  }

  private line(clock: number, kind: number | null): string {
    const { controller, scheduler, streamer, zBuffer, tcdm } = this.redmule;
    const { mux, yzMux } = streamer;
    const { wPosition } = scheduler.positions;
    const yz = mux.winner === CHANNEL_YZ;
    const active = scheduler.state !== SchedulerState.IDLE && scheduler.positions.wDone === 0;
    return row([
      String(clock),
      CONTROLLER_STATES[controller.state],
      SCHEDULER_STATES[scheduler.state],
      active ? `${wPosition.rowTile},${wPosition.columnTile}` : NONE,
      active ? String(wPosition.step) : NONE,
      request(streamer.x, mux.winner === CHANNEL_X, tcdm),
      request(streamer.w, mux.winner === CHANNEL_W, tcdm),
      request(streamer.y, yz && yzMux.winner === 0, tcdm),
      request(streamer.z, yz && yzMux.winner === 1, tcdm),
      this.stalls(),
      Z_STATES[zBuffer.state],
      this.array(kind),
    ]);
  }

  /** The operands that the scheduler waits for. */
  private stalls(): string {
    const { stallW, stallX, stallY } = this.redmule.scheduler;
    return `${stallW ? "W" : ""}${stallX ? "X" : ""}${stallY ? "Y" : ""}` || NONE;
  }

  private array(kind: number | null): string {
    const { engine, zBuffer, event } = this.redmule;
    if (kind === null) return event === 0 ? NONE : "event";
    const name = CLOCK_KINDS[kind].replace(" ", "_");
    return `${name}${engine.enable & engine.pushingY ? "+Y" : ""}${zBuffer.fill ? "+Z" : ""}`;
  }
}

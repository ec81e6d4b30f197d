import { hexDigits } from "../../hw/hex.js";
import type { RedmuleBench } from "./redmule-bench.js";
import type { Watch } from "./run-job.js";

/** Clocks after the event that a trace still shows. */
const AFTER_EVENT = 3;

/** Values of the columns below in a settled clock. */
type Column = (bench: RedmuleBench) => number | string;

/** Columns of a trace, named as in the recorded traces of the reference RTL (shared/reference/redmule/traces). */
const COLUMNS = {
  ctrl: ({ redmule }) => redmule.controller.state,
  sched: ({ redmule }) => redmule.scheduler.state,
  stall: ({ redmule }) => redmule.scheduler.stall,
  stall_w: ({ redmule }) => redmule.scheduler.stallW,
  stall_x: ({ redmule }) => redmule.scheduler.stallX,
  stall_y: ({ redmule }) => redmule.scheduler.stallY,
  reg_en: ({ redmule }) => redmule.scheduler.enable,
  push_y: ({ redmule }) => redmule.scheduler.yz.pushingY,
  wr_it: ({ redmule }) => redmule.scheduler.positions.wPosition.step,
  wc_it: ({ redmule }) => redmule.scheduler.positions.wPosition.columnTile,
  wm_it: ({ redmule }) => redmule.scheduler.positions.wPosition.rowTile,
  w_done: ({ redmule }) => redmule.scheduler.positions.wDone,
  waits: ({ redmule }) => redmule.scheduler.waits,
  xshift: ({ redmule }) => redmule.scheduler.positions.xShift,
  xstate: ({ redmule }) => redmule.xBuffer.fill.state,
  x_full: ({ redmule }) => redmule.xBuffer.fill.full,
  x_empty: ({ redmule }) => redmule.xBuffer.fill.empty,
  x_widx: ({ redmule }) => redmule.xBuffer.fill.row,
  x_bufw: ({ redmule }) => redmule.xBuffer.fill.writes,
  x_load: ({ redmule }) => redmule.xBuffer.fill.load,
  x_done: ({ redmule }) => redmule.scheduler.positions.xDone,
  xf_v: ({ redmule }) => redmule.scheduler.xValid,
  wf_v: ({ redmule }) => redmule.scheduler.wValid,
  yf_v: ({ redmule }) => redmule.zBuffer.yValid,
  w_rdy: ({ redmule }) => redmule.scheduler.takesW,
  y_rdy: ({ redmule }) => redmule.zBuffer.yReady,
  z_v: ({ redmule }) => redmule.zBuffer.zValid,
  zstate: ({ redmule }) => redmule.zBuffer.state,
  z_fill: ({ redmule }) => redmule.zBuffer.fillColumn,
  z_dix: ({ redmule }) => redmule.zBuffer.pushColumn,
  z_wix: ({ redmule }) => redmule.zBuffer.loadRow,
  z_sto: ({ redmule }) => redmule.zBuffer.storeRow,
  z_zw: ({ redmule }) => redmule.scheduler.yz.zWidth,
  z_zh: ({ redmule }) => redmule.scheduler.yz.zHeight,
  y_yw: ({ redmule }) => redmule.zBuffer.yWidth,
  y_yh: ({ redmule }) => redmule.zBuffer.yHeight,
  ycol: ({ redmule }) => redmule.scheduler.yz.tile.columnTile,
  yrow: ({ redmule }) => redmule.scheduler.yz.tile.rowTile,
  zprio: ({ redmule }) => redmule.streamer.zPriority,
  zf_emp: ({ redmule }) => (redmule.streamer.z.rows.valid ? 0 : 1),
  t_req: ({ redmule }) => redmule.tcdm.req,
  t_gnt: ({ redmule }) => redmule.tcdm.gnt,
  t_wen: ({ redmule }) => redmule.tcdm.req & (1 ^ redmule.tcdm.write),
  t_add: ({ redmule }) => hexDigits(redmule.tcdm.req ? redmule.tcdm.addr : 0, 8),
  t_rv: ({ redmule }) => redmule.tcdm.rvalid,
  src: ({ redmule }) => redmule.streamer.mux.winner,
  yzsel: ({ redmule }) => redmule.streamer.yzMux.winner,
  xs: ({ redmule }) => redmule.streamer.x.state,
  ys: ({ redmule }) => redmule.streamer.y.state,
  evt: ({ redmule }) => redmule.event,
  busy: ({ redmule }) => redmule.busy,
  clear: ({ redmule }) => redmule.registers.clear,
  tiler_valid: ({ redmule }) => redmule.tiler.ready,
  slave_start: ({ redmule }) => redmule.controller.jobStart,
  z_done: ({ redmule }) => redmule.streamer.z.done,
  t_stall: ({ memory }) => memory.stall,
} satisfies Record<string, Column>;

const SELECTED: readonly Column[] = Object.values(COLUMNS);

/** First line of a trace. */
export const TRACE_HEADER = ["cyc", ...Object.keys(COLUMNS)].join(",");

/**
 * Hands the header and then a line for every clock to `line`, from the trigger write to three clocks after the event, of a
 * deadlock to its end.
 */
export function traceTo(line: (text: string) => void): Watch {
  return (bench) => {
    let last = Infinity;
    line(`${TRACE_HEADER}\n`);
    return (cycle) => {
      if (cycle > last) return;
      if (bench.redmule.event && last === Infinity) last = cycle + AFTER_EVENT;
      line(`${cycle},${SELECTED.map((value) => value(bench)).join(",")}\n`);
    };
  };
}

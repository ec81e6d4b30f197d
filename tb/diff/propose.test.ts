import { expect, test } from "vitest";
import { ProposeRun } from "../../measure/diff/map/propose.js";
import { diffOf, MAP, recordedDump } from "./dump-diff.js";

const text = recordedDump()
  .replaceAll(" i_scheduler ", " u_sched ")
  .replaceAll(" i_x_buffer ", " u_x ")
  .replaceAll(" gen_redmule_rows[", " rows[")
  .replaceAll(" current_state ", " st_r ")
  .replaceAll(/ (\w+)_iter_q /g, " $1_count_r ");

test("a map for a renamed hierarchy is suggested by behaviour, and the dump equals the model through it", () => {
  const run = new ProposeRun(MAP, "TOP.tb_top.dut");
  run.stream.push(Buffer.from(text, "latin1"));
  const { rename, kept, base } = run.finish();
  expect(base).toBe(MAP.name);
  expect(kept).toBeGreaterThan(200);
  expect(rename).toMatchObject({
    "i_scheduler.current_state": "u_sched.st_r",
    "i_scheduler.w_rows_iter_q": "u_sched.w_rows_count_r",
    "i_scheduler.waits_cnt": "u_sched.waits_cnt",
    "i_x_buffer.i_x_pad.buffer_q": "u_x.i_x_pad.buffer_q",
    "i_redmule_engine.gen_redmule_rows[11].i_row.output_q": "i_redmule_engine.rows[11].i_row.output_q",
  });
  const before = diffOf(text, { top: "TOP.tb_top.dut" }).result;
  const after = diffOf(text, { top: "TOP.tb_top.dut", map: { ...MAP, rename } }).result;
  expect({ equal: after.equal, more: after.mapped > before.mapped + 200 }).toEqual({ equal: true, more: true });
});

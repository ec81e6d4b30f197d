import type { MapInput } from "../map/map.js";

type Entries = MapInput["entries"];

const SLAVE = "i_control.i_slave";
const REGFILE = `${SLAVE}.i_regfile`;
const TILER = "i_control.i_cfg_tiler";

/** The model counts in 48 bits what the RTL has fewer of. */
const wide = (probe: string): string => `${probe}[0] + 4294967296 * ${probe}[1]`;

/** Values by operation (0x54 bits 12:10): rounding mode and operation of the two stages of a compute element. */
const byOperation = (values: readonly number[]): string =>
  values.reduceRight((rest, value, op) => `tiler.config0.operation == ${op} ? ${value} : (${rest})`, "0");

const OUTPUTS: Entries = [
  { rtl: "busy_o", model: "busy", kind: "output", block: "controller" },
  { rtl: "evt_o", model: "registers.event << (2 * registers.target)", width: 16, kind: "output" },
  { rtl: "periph.r_valid", model: "registers.rvalid", kind: "output" },
  { rtl: "periph.r_data", model: "rtl.answer", kind: "output", block: "registers", when: "rtl.registers.answers" },
  { rtl: "periph.r_id", model: "rtl.registers.last_id", kind: "output", block: "registers" },
];

const REGISTERS: Entries = [
  { rtl: `${SLAVE}.running_state`, model: "registers.run_state", width: 2, states: { 1: 2, 2: 1 } },
  { rtl: `${SLAVE}.context_state`, model: "registers.locked" },
  { rtl: `${SLAVE}.pointer_context`, model: "registers.pointer" },
  { rtl: `${SLAVE}.running_context`, model: "registers.running" },
  { rtl: `${SLAVE}.counter_pending`, model: "registers.pending" },
  { rtl: `${SLAVE}.triggered_q`, model: "registers.released", width: 1 },
  { rtl: `${SLAVE}.s_clear`, model: "registers.clear_count" },
  { rtl: `${SLAVE}.s_clear_regfile`, model: "registers.clear_jobs_count" },
  { rtl: `${SLAVE}.clear_regfile`, model: "registers.clear_jobs" },
  { rtl: `${SLAVE}.clear_o`, model: "registers.clear" },
  { rtl: `${SLAVE}.cfg_req_q`, model: "registers.rvalid" },
  { rtl: `${SLAVE}.cfg_id_q`, model: "rtl.registers.last_id", block: "registers" },
  {
    rtl: `${SLAVE}.offloading_core[{3*i+2}:{3*i}]`,
    model: "registers.targets[{i}]",
    for: { i: 2 },
  },
  { rtl: `${SLAVE}.s_enable_after[{i}:{i}]`, model: "rtl.registers.age > {i}", block: "registers", for: { i: 4 } },
  { rtl: `${SLAVE}.flags_o[50:50]`, model: "registers.start", width: 51 },
  { rtl: `${SLAVE}.flags_o[33:18]`, model: "registers.event << (2 * registers.target)" },
  { rtl: `${SLAVE}.flags_o[16:16]`, model: "registers.working" },
  { rtl: `${REGFILE}.offload_job_id`, model: "registers.offload_job" },
  { rtl: `${REGFILE}.offload_job_id_incr`, model: "registers.counts" },
  { rtl: `${REGFILE}.running_job_id`, model: "registers.running_job" },
  { rtl: `${REGFILE}.running_job_id_incr`, model: "registers.ended_late" },
  { rtl: `${REGFILE}.r_finished_cnt`, model: "registers.finished" },
  { rtl: `${REGFILE}.r_was_testset`, model: "rtl.registers.was_acquire", block: "registers" },
  { rtl: `${REGFILE}.r_was_mandatory`, model: "rtl.registers.was_control", block: "registers" },
  { rtl: `${REGFILE}.regfile_out_rdata_int`, model: "rtl.registers.acquire_answer", block: "registers" },
  {
    rtl: `${REGFILE}.regfile_mem_mandatory_dout`,
    model: "rtl.registers.control_answer",
    block: "registers",
    when: "rtl.registers.control_known",
  },
  {
    rtl: `${REGFILE}.regfile_mem_mandatory_dout`,
    model: "registers.rdata",
    when: "rtl.registers.answers && rtl.registers.was_control && !rtl.registers.was_acquire && rtl.registers.decoded",
    copy: 1,
  },
  { rtl: `${REGFILE}.regfile_out_rdata_int`, model: "registers.rdata", when: "rtl.registers.was_acquire", copy: 1 },
  { rtl: `${REGFILE}.r_was_mandatory`, model: "1 - registers.unregistered", when: "rtl.registers.answers", copy: 1 },
  { rtl: `${REGFILE}.r_first_startup[{i}:{i}]`, model: "rtl.registers.age > {i}", block: "registers", for: { i: 3 } },
  { rtl: `${REGFILE}.r_clear_first_startup`, model: "rtl.registers.startup_clear", block: "registers" },
  { rtl: `${REGFILE}.regfile_mem_mandatory[{8*i+39}:{8*i+32}]`, model: "registers.status[{i}]", for: { i: 2 } },
  { rtl: `${REGFILE}.regfile_mem_mandatory[71:64]`, model: "registers.shown_late" },
  { rtl: `${REGFILE}.regfile_latch_mem[{32*i+31}:{32*i}]`, model: "registers.job[{i}]", for: { i: 64 } },
];

const TILER_ENTRIES: Entries = [
  { rtl: `${TILER}.clk_en`, model: "tiler.busy" },
  { rtl: `${TILER}.valid_o`, model: "tiler.valid[0]" },
  { rtl: `${TILER}.x_rows_by_w_cols_iter_valid_q`, model: "tiler.tiles_last" },
  { rtl: `${TILER}.x_rows_by_w_cols_iter_valid`, model: "tiler.second" },
  ...(["by_w_rows:w_beats", "by_x_cols:chunks", ":tiles"] as const).flatMap((pair): Entries => {
    const [suffix, name] = pair.split(":");
    const unit = `${TILER}.i_x_rows_by_w_cols_${suffix}${suffix === "" ? "" : "_"}seqmult`;
    return [
      { rtl: `${unit}.cnt`, model: `tiler.${name}.count`, width: 5 },
      { rtl: `${unit}.valid_q`, model: `tiler.${name}.valid` },
      { rtl: `${unit}.ready_q`, model: `tiler.${name}.count == 0` },
      ...(suffix === ""
        ? [{ rtl: `${unit}.prod_o`, model: wide(`tiler.${name}.product`), width: 32 }]
        : [
            { rtl: `${unit}.prod_o[31:0]`, model: `tiler.${name}.product[0]` },
            { rtl: `${unit}.prod_o[47:32]`, model: `tiler.${name}.product[1]` },
          ]),
    ];
  }),
  ...(
    [
      [566, 32, "rtl.latched[0]"],
      [534, 32, "rtl.latched[1]"],
      [502, 32, "rtl.latched[2]"],
      [486, 16, "rtl.latched[3] & 0xffff"],
      [470, 16, "tiler.config0.steps"],
      [454, 16, "rtl.latched[3] >> 16"],
      [451, 3, "tiler.config0.operation"],
      [449, 2, "tiler.config0.format"],
      [447, 2, "tiler.config0.format"],
      [431, 16, "tiler.config0.chunks"],
      [415, 16, "tiler.config0.row_tiles"],
      [399, 16, "tiler.config0.column_tiles"],
      [383, 16, "tiler.config0.padded_steps"],
      [375, 8, "tiler.config0.chunk_left"],
      [367, 8, "tiler.config0.rows_left"],
      [359, 8, "tiler.config0.columns_left"],
      [351, 8, "tiler.config0.steps_left"],
      [335, 16, "tiler.config0.z_beats[0] / L"],
      [303, 32, "tiler.config0.x_row_bytes"],
      [271, 32, wide("tiler.config0.w_beats")],
      [239, 32, wide("tiler.config0.x_fetches")],
      [207, 32, "tiler.config0.w_row_bytes"],
      [175, 32, wide("tiler.config0.z_beats")],
      [143, 32, "tiler.config0.w_row_bytes"],
      [111, 32, "L * tiler.config0.w_row_bytes"],
      [79, 32, "L * tiler.config0.x_row_bytes"],
      [47, 32, "tiler.config0.chunk_slots"],
      [14, 1, "CONFIGURED && (tiler.config0.operation == 6)"],
      [13, 1, `CONFIGURED ? ${byOperation([0, 0, 1, 0, 1, 0, 0, 1])} : 0`],
      [10, 3, `CONFIGURED ? ${byOperation([0, 0, 2, 2, 3, 3, 7, 7])} : 0`],
      [7, 3, "CONFIGURED ? 7 : 0"],
      [4, 3, "CONFIGURED ? FORMAT : 0"],
      [1, 3, "CONFIGURED ? FORMAT : 0"],
      [0, 1, "CONFIGURED && tiler.config0.uses_y"],
    ] as const
  ).map(([low, width, model]) => ({
    rtl: `${TILER}.config_q[${low + width - 1}:${low}]`,
    block: "tiler",
    model: model
      .replaceAll("CONFIGURED", "(rtl.configured)")
      .replaceAll(
        "FORMAT",
        "(tiler.config0.format == 0 ? 3 : (tiler.config0.format == 1 ? 2 : (tiler.config0.format == 2 ? 5 : 4)))",
      ),
  })),
];

/** What the tiler hands on beside its result: the addresses of the running job, straight from its registers. */
const ADDRESSES: Entries = ["x_addr", "w_addr", "z_addr"].map((name, i) => ({
  rtl: `i_control.reg_file_o[${319 + 32 * i}:${288 + 32 * i}]`,
  model: `tiler.config0.${name}`,
  width: 1824,
}));

const CONTROLLER: Entries = [
  { rtl: "i_control.current", model: "controller.state" },
  { rtl: "i_control.slave_start", model: "controller.job_start" },
];

const MEMORY_SCHEDULER: Entries = [
  { rtl: "i_memory_scheduler.x_cols_offs_q", model: "memory_scheduler.chunk_offset" },
  { rtl: "i_memory_scheduler.x_rows_offs_q", model: "memory_scheduler.row_offset" },
  { rtl: "i_memory_scheduler.x_cols_iters_q", model: "memory_scheduler.x_step" },
  { rtl: "i_memory_scheduler.w_iters_q", model: "memory_scheduler.x_column_tile" },
  { rtl: "i_memory_scheduler.x_rows_iters_q", model: "memory_scheduler.x_row_tile" },
  { rtl: "i_memory_scheduler.tot_x_read_q", model: wide("memory_scheduler.fetches"), width: 16 },
];

const SCHEDULER: Entries = [
  ["current_state", "state"],
  ["x_cols_iter_q", "x_step"],
  ["x_w_iters_q", "x_column_tile"],
  ["x_rows_iter_q", "x_row_tile"],
  ["x_done", "x_done"],
  ["x_shift_cnt_q", "x_shift"],
  ["w_rows_iter_q", "w_step"],
  ["w_cols_iter_q", "w_column_tile"],
  ["w_mat_iters_q", "w_row_tile"],
  ["w_done", "w_done"],
  ["waits_cnt", "waits"],
  ["reg_enable_q", "enable"],
  ["computing", "computing"],
  ["y_cols_iter_q", "yz.y_column_tile"],
  ["y_rows_iter_q", "yz.y_row_tile"],
  ["z_wait_en", "yz.z_wait"],
  ["z_wait_counter_q", "yz.z_wait_count"],
  ["z_avail_en", "yz.z_available"],
  ["z_avail_counter_q", "yz.z_available_count"],
  ["y_push_en", "yz.y_push"],
  ["y_push_counter_q", "yz.y_push_count"],
  ["z_width", "yz.z_width"],
  ["z_height", "yz.z_height"],
  ["pushing_y", "yz.pushing_y"],
].map(([rtl, model]) => ({ rtl: `i_scheduler.${rtl}`, model: `scheduler.${model}` }));

const SCHEDULER_REST: Entries = [
  { rtl: "i_scheduler.row_clk_en_q[{i}:{i}]", model: "scheduler.active_rows > {i}", for: { i: "L" } },
  { rtl: "i_scheduler.x_reload_q", model: "x_buffer.reload" },
  { rtl: "i_scheduler.x_empty", model: "x_buffer.emptied" },
  { rtl: "i_scheduler.x_refill", model: "x_buffer.refill" },
];

export const CONTROL_ENTRIES: Entries = [
  ...OUTPUTS,
  ...REGISTERS,
  ...TILER_ENTRIES,
  ...ADDRESSES,
  ...CONTROLLER,
  ...MEMORY_SCHEDULER,
  ...SCHEDULER,
  ...SCHEDULER_REST,
];

import type { MapInput } from "../map/map.js";

type Entries = MapInput["entries"];

const X: Entries = [
  { rtl: "i_x_buffer.current_state", model: "x_buffer.state" },
  { rtl: "i_x_buffer.w_index_q", model: "x_buffer.row" },
  { rtl: "i_x_buffer.h_index_r", model: "x_buffer.read_column" },
  { rtl: "i_x_buffer.h_index_r", model: "x_buffer.array_column", copy: 1 },
  { rtl: "i_x_buffer.h_index_w", model: "x_buffer.write_column" },
  { rtl: "i_x_buffer.buf_r_addr", model: "x_buffer.read_half" },
  { rtl: "i_x_buffer.buf_w_addr", model: "x_buffer.write_half" },
  { rtl: "i_x_buffer.pad_r_addr_q", model: "x_buffer.pad_column" },
  { rtl: "i_x_buffer.pad_read_cnt", model: "x_buffer.pad_count" },
  { rtl: "i_x_buffer.buf_write_cnt", model: "x_buffer.missed" },
  { rtl: "i_x_buffer.first_block", model: "x_buffer.first_block" },
  { rtl: "i_x_buffer.refilling", model: "x_buffer.refilling" },
  { rtl: "i_x_buffer.i_x_pad.read_addr_q", model: "x_buffer.pad_read" },
  { rtl: "i_x_buffer.i_x_pad.buffer_q[{16*i+15}:{16*i}]", model: "x_buffer.pad[{i}]", for: { i: "L*D" } },
  {
    rtl: "i_x_buffer.i_x_pad.wdata_q[{16*i+15}:{16*i}]",
    model: "rtl.pad_write[{i}]",
    block: "x_buffer",
    for: { i: "D" },
  },
  { rtl: "i_x_buffer.i_x_buf.buffer_q[{16*i+15}:{16*i}]", model: "x_buffer.buffer[{i}]", for: { i: "2*H*L" } },
  { rtl: "i_x_buffer.i_x_buf.read_addr_q[{i}:{i}]", model: "x_buffer.read_halves[{i}]", for: { i: "H" } },
  {
    rtl: "i_x_buffer.i_x_buf.wdata_q[{16*i+15}:{16*i}]",
    model: "rtl.column_write[{i}]",
    block: "x_buffer",
    for: { i: "L" },
  },
];

const W: Entries = [
  { rtl: "i_w_buffer.el_addr_q", model: "w_buffer.element" },
  { rtl: "i_w_buffer.col_addr_q", model: "w_buffer.group" },
  { rtl: "i_w_buffer.w_row", model: "rtl.w_row", block: "w_buffer" },
  { rtl: "i_w_buffer.buf_write_addr", model: "w_buffer.row" },
  { rtl: "i_w_buffer.i_w_buf.elms_read_addr_q", model: "w_buffer.element_read" },
  { rtl: "i_w_buffer.i_w_buf.cols_read_offs_q", model: "w_buffer.group_read" },
  {
    rtl: "i_w_buffer.i_w_buf.rows_read_addr_q[{LOGH*i+LOGH-1}:{LOGH*i}]",
    model: "rtl.w_read ? {i} : 0",
    block: "w_buffer",
    for: { i: "H" },
  },
  { rtl: "i_w_buffer.i_w_buf.buffer_q[{16*i+15}:{16*i}]", model: "w_buffer.data[{i}]", for: { i: "H*D" } },
];

const Z: Entries = [
  { rtl: "i_z_buffer.current_state", model: "z_buffer.state" },
  { rtl: "i_z_buffer.fill_shift", model: "z_buffer.fill_column" },
  { rtl: "i_z_buffer.d_index", model: "z_buffer.push_column" },
  { rtl: "i_z_buffer.w_index", model: "z_buffer.load_row" },
  { rtl: "i_z_buffer.store_shift_q", model: "z_buffer.store_row" },
  { rtl: "i_z_buffer.i_z_buf.col_read_addr_q", model: "z_buffer.read_row" },
  { rtl: "i_z_buffer.i_z_buf.row_read_addr_q", model: "z_buffer.read_column" },
  { rtl: "i_z_buffer.i_z_buf.row_write_en_q", model: "rtl.z_row_written", block: "z_buffer" },
  { rtl: "i_z_buffer.i_z_buf.buffer_q[{16*i+15}:{16*i}]", model: "z_buffer.data[{i}]", for: { i: "L*D" } },
  {
    rtl: "i_z_buffer.i_z_buf.row_wdata_q[{16*i+15}:{16*i}]",
    model: "rtl.z_row_write[{i}]",
    block: "z_buffer",
    for: { i: "L" },
  },
  {
    rtl: "i_z_buffer.i_z_buf.col_wdata_q[{16*i+15}:{16*i}]",
    model: "rtl.z_column_write[{i}]",
    block: "z_buffer",
    for: { i: "D" },
  },
];

const ROW = "i_redmule_engine.gen_redmule_rows[{l}].i_row";
const CE = `${ROW}.gen_computing_element[{h}].i_computing_element`;
const ELEMENT = "engine.row{l}.ce{h}";
const UNITS = "rtl.engine.row{l}.ce{h}";
const ELEMENTS = { l: "L", h: "H" };
const WHEN_CLOCKED = { block: "engine", when: "scheduler.active_rows > {l}", for: ELEMENTS };
const WHEN_FMA = { when: "scheduler.active_rows > {l} && tiler.config0.operation < 2", for: ELEMENTS };

const ENGINE: Entries = [
  { rtl: `${ROW}.output_q[{16*h+15}:{16*h}]`, model: `${ELEMENT}.output`, for: ELEMENTS },
  // What the compute elements hand to their output registers, in rows that are clocked.
  { rtl: `${ROW}.partial_result[{16*h+15}:{16*h}]`, model: `${UNITS}.result`, ...WHEN_CLOCKED },
  { rtl: `${ROW}.partial_result[{16*h+15}:{16*h}]`, model: `${ELEMENT}.pipeline[{P-1}]`, copy: 1, ...WHEN_FMA },
  {
    rtl: `${CE}.noncomp_y_q[{16*s+15}:{16*s}]`,
    model: `${ELEMENT}.accumulators[{s}]`,
    for: { l: "L", h: "H", s: "P" },
  },
];

/** Registers of fpnew units are declared upwards: place 0, on the left, is their input, so that stage s of n is `n - 1 - s` from the right. */
const OPERANDS: Entries = (["a", "b", "c"] as const).map((name, i) => ({
  rtl: `${CE}.op1_fma_i.inp_pipe_operands_q[{48*(FMA_IN-1-s)+${16 * i + 15}}:{48*(FMA_IN-1-s)+${16 * i}}]`,
  model: `${UNITS}.fma.${name}[{s}]`,
  block: "engine",
  for: { ...ELEMENTS, s: "FMA_IN" },
}));

const MIN_MAX_OPERANDS: Entries = (["a", "b"] as const).map((name, i) => ({
  rtl: `${CE}.op1_minmax_i.inp_pipe_operands_q[{32*(MM_IN-1-s)+${16 * i + 15}}:{32*(MM_IN-1-s)+${16 * i}}]`,
  model: `${UNITS}.minmax.${name}[{s}]`,
  block: "engine",
  for: { ...ELEMENTS, s: "MM_IN" },
}));

/** Valid flags and operations of the stages of both units. */
const STAGES: Entries = [
  ...(
    [
      ["fma", "inp", "FMA_IN", "0"],
      ["fma", "mid", "FMA_MID", "FMA_IN"],
      ["fma", "out", "FMA_OUT", "FMA_IN+FMA_MID"],
      ["minmax", "inp", "MM_IN", "0"],
      ["minmax", "out", "MM_OUT", "MM_IN"],
    ] as const
  ).map(([unit, part, count, from]) => ({
    rtl: `${CE}.op1_${unit}_i.${part}_pipe_valid_q[{${count}-1-s}:{${count}-1-s}]`,
    model: `${UNITS}.${unit}_valid[{${from}+s}]`,
    block: "engine",
    for: { ...ELEMENTS, s: count },
  })),
  {
    rtl: `${CE}.op1_fma_i.inp_pipe_op_q[{5*(FMA_IN-1-s)+4}:{5*(FMA_IN-1-s)}]`,
    model: `${UNITS}.fma.op[{s}]`,
    block: "engine",
    for: { ...ELEMENTS, s: "FMA_IN" },
  },
];

/** Registers between the halves of the multiply-add unit: name, bits, what they are, and the bits of it. */
const MIDDLE: Entries = (
  [
    ["eff_sub", 1, "eff_sub", 0, 1],
    ["exp_prod", 7, "exp_prod", 0, 7],
    ["exp_diff", 7, "exp_diff", 0, 7],
    ["tent_exp", 7, "tent_exp", 0, 7],
    ["add_shamt", 6, "add_shamt", 0, 6],
    ["sticky", 1, "sticky", 0, 1],
    ["sum", 37, "sum_low", 0, 32],
    ["sum", 37, "sum_high", 32, 5],
    ["final_sign", 1, "final_sign", 0, 1],
    ["res_is_spec", 1, "is_special", 0, 1],
    ["spec_res", 16, "special", 0, 16],
    ["spec_stat", 5, "special_status", 0, 5],
  ] as const
).map(([name, size, model, low, width]) => ({
  rtl: `${CE}.op1_fma_i.mid_pipe_${name}_q[{${size}*(FMA_MID-1-s)+${low + width - 1}}:{${size}*(FMA_MID-1-s)+${low}}]`,
  model: `${UNITS}.fma.${model}[{FMA_IN+s}]`,
  block: "engine",
  for: { ...ELEMENTS, s: "FMA_MID" },
}));

const RESULTS: Entries = [
  {
    rtl: `${CE}.op1_fma_i.out_pipe_result_q[{16*(FMA_OUT-1-s)+15}:{16*(FMA_OUT-1-s)}]`,
    model: `${UNITS}.fma.result[{FMA_IN+FMA_MID+s}]`,
    block: "engine",
    for: { ...ELEMENTS, s: "FMA_OUT" },
  },
  {
    rtl: `${CE}.op1_minmax_i.out_pipe_result_q[{16*(MM_OUT-1-s)+15}:{16*(MM_OUT-1-s)}]`,
    model: `${UNITS}.minmax.result[{MM_IN+s}]`,
    block: "engine",
    for: { ...ELEMENTS, s: "MM_OUT" },
  },
];

export const BUFFER_ENTRIES: Entries = [
  ...X,
  ...W,
  ...Z,
  ...ENGINE,
  ...OPERANDS,
  ...MIN_MAX_OPERANDS,
  ...STAGES,
  ...MIDDLE,
  ...RESULTS,
];

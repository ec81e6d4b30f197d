import type { MapInput } from "../map.js";

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

const ENGINE: Entries = [
  {
    rtl: "i_redmule_engine.gen_redmule_rows[{l}].i_row.output_q[{16*h+15}:{16*h}]",
    model: "engine.row{l}.ce{h}.output",
    for: { l: "L", h: "H" },
  },
  // What the compute elements hand to their output registers, in rows that are clocked.
  {
    rtl: "i_redmule_engine.gen_redmule_rows[{l}].i_row.partial_result[{16*h+15}:{16*h}]",
    model: "engine.row{l}.ce{h}.pipeline[{P-1}]",
    when: "scheduler.active_rows > {l}",
    for: { l: "L", h: "H" },
    if: "P > 0",
  },
];

export const BUFFER_ENTRIES: Entries = [...X, ...W, ...Z, ...ENGINE];

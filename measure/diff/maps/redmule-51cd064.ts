import type { MapInput } from "../map/map.js";
import { BUFFER_ENTRIES } from "./buffers-51cd064.js";
import { CONTROL_ENTRIES } from "./control-51cd064.js";
import { LOADS } from "./loads-51cd064.js";
import { STREAMER_ENTRIES } from "./streamer-51cd064.js";
import { MODEL_ONLY, WIRE_ENTRIES } from "./wires-51cd064.js";

const PERIPH = ["periph", "i_control.periph", "i_control.i_slave.cfg", "local_periph", "^.periph"];
const TCDM = ["tcdm", "i_streamer.tcdm", "i_streamer.ldst_tcdm", "i_streamer.ldst_tcdm_pre_r_valid", "^.tcdm"];
/** The signal of a bundle in one of these scopes, or a port of the test bench around the design. */
const at = (scopes: readonly string[], name: string, port?: string): string[] => [
  ...scopes.map((scope) => `${scope}.${name}`),
  ...(port === undefined ? [] : [`^.${port}`]),
];

/**
 * Registers, outputs and boundary wires of RedMulE 51cd064 with the hwpe-stream, hwpe-ctrl and hci revisions that it pins (names
 * and layouts are facts of the public RTL), below `redmule_top`.
 */
export const REDMULE_51CD064: MapInput = {
  name: "redmule-51cd064",
  clock: ["clk_i", "^.clk_i", "i_control.clk_i", "i_scheduler.clk_i"],
  reset: ["rst_ni", "^.rst_ni", "i_control.rst_ni", "i_scheduler.rst_ni"],
  periph: {
    req: at(PERIPH, "req", "p_req"),
    add: at(PERIPH, "add", "p_add"),
    wen: at(PERIPH, "wen", "p_wen"),
    be: at(PERIPH, "be", "p_be"),
    data: at(PERIPH, "data", "p_data"),
    id: at(PERIPH, "id", "p_id"),
  },
  tcdm: {
    gnt: at(TCDM, "gnt", "t_gnt"),
    r_valid: at(TCDM, "r_valid", "t_rvalid"),
    r_data: at(TCDM, "r_data", "t_rdata"),
  },
  parameters: {
    L: [
      { width: "i_scheduler.row_clk_en_q", is: "width" },
      { width: "z_buffer_d", is: "width / 16" },
    ],
    H: [
      { width: "i_x_buffer.i_x_buf.read_addr_q", is: "width" },
      { width: ["w_buffer_q", "i_w_buffer.w_buffer_o"], is: "width / 16" },
    ],
    D: [{ width: at(TCDM, "r_data"), is: "(width - 32) / 16" }],
  },
  entries: [...CONTROL_ENTRIES, ...STREAMER_ENTRIES, ...BUFFER_ENTRIES, ...WIRE_ENTRIES],
  loads: LOADS,
  modelOnly: [...MODEL_ONLY],
};

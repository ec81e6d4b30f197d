import type { MapInput } from "../map/map.js";

type Loads = NonNullable<MapInput["loads"]>;

const CHANNELS = { c: 3 };
const IN = "i_streamer.gen_tcdm2stream[{c}]";
const SOURCE = `${IN}.i_stream_source`;
const CHANNEL = "streamer.{c:x,w,y}";
const SINK = "i_streamer.i_stream_sink";
const TILER = "i_control.i_cfg_tiler";
const SLAVE = "i_control.i_slave";

/** Entries in a FIFO of the RTL: its state (0 empty, 1 full) and its pointers. */
const count = (probe: string, rtl: string, depth: number, loops = {}): Loads[number] => ({
  probe,
  from: `"${rtl}.cs" == 0 ? 0 : ("${rtl}.cs" == 1 ? ${depth} : ("${rtl}.push_pointer_q" - "${rtl}.pop_pointer_q" + ${depth}) % ${depth})`,
  for: loops,
});

/** The two words of a number of which the RTL holds one. */
const wide = (probe: string, rtl: string, loops = {}): Loads => [
  { probe: `${probe}[0]`, from: rtl, for: loops },
  { probe: `${probe}[1]`, from: "0", for: loops },
];

/** State of the model that is no single signal of the RTL. */
export const LOADS: Loads = [
  count(`${CHANNEL}.address_generator.address_fifo.count`, `${SOURCE}.nopassthrough_gen.i_fifo_addr`, 2, CHANNELS),
  count(`${CHANNEL}.request_fifo.count`, `${IN}.i_load_tcdm_fifo.i_fifo_outgoing`, 4, CHANNELS),
  count(`${CHANNEL}.response_fifo.count`, `${IN}.i_load_tcdm_fifo.i_fifo_incoming`, 4, CHANNELS),
  count(`${CHANNEL}.row_fifo.count`, "i_{c:x,w,y}_buffer_fifo", 4, CHANNELS),
  count("rtl.{c:x,w,y}.offset_count", `${SOURCE}.missaligned_access_gen.i_addr_misaligned_fifo`, 8, CHANNELS),
  count("streamer.z.address_generator.address_fifo.count", `${SINK}.i_fifo_addr`, 2),
  count("streamer.z.store_fifo.count", "i_streamer.i_store_fifo.i_fifo_outgoing", 2),
  count("streamer.z.row_fifo.count", "i_z_buffer_fifo", 2),
  ...wide(`${CHANNEL}.beat_count`, `"${SOURCE}.stream_cnt_q"`, CHANNELS),
  ...wide(`${CHANNEL}.address_generator.counted`, `"${SOURCE}.i_addressgen.overall_counter_q"`, CHANNELS),
  ...wide("streamer.z.beat_count", `"${SINK}.address_cnt_q"`),
  ...wide("streamer.z.address_generator.counted", `"${SINK}.i_addressgen.overall_counter_q"`),
  ...wide("memory_scheduler.fetches", `"i_memory_scheduler.tot_x_read_q"`),
  ...wide("tiler.tiles.product", `"${TILER}.i_x_rows_by_w_cols_seqmult.prod_o"`),
  // Beats are columns of tiles where a row is one beat.
  ...wide("tiler.tile_beats.product", `"${TILER}.i_x_rows_by_w_cols_seqmult.prod_o"`),
  { probe: "tiler.tile_beats.count", from: `"${TILER}.i_x_rows_by_w_cols_seqmult.cnt"` },
  { probe: "tiler.tile_beats.valid", from: `"${TILER}.i_x_rows_by_w_cols_seqmult.valid_q"` },
  ...wide("tiler.config0.w_beats", `"${TILER}.config_q"[302:271]`),
  ...wide("tiler.config0.x_fetches", `"${TILER}.config_q"[270:239]`),
  ...wide("tiler.config0.z_beats", `"${TILER}.config_q"[206:175]`),
  { probe: "tiler.config0.uses_y", from: `"${TILER}.config_q"[0:0]` },
  { probe: "rtl.latched[3]", from: `"${TILER}.config_q"[501:486] + 65536 * "${TILER}.config_q"[469:454]` },
  { probe: "rtl.latched[4]", from: `"${TILER}.config_q"[485:470]` },
  { probe: "rtl.configured", from: `"${TILER}.config_q"[9:7] == 7` },
  {
    probe: `${CHANNEL}.held_data[{i}]`,
    from: `"${IN}.i_load_tcdm_fifo.tcdm_initiator_r_data_q"[{32*i+31}:{32*i}]`,
    for: { ...CHANNELS, i: "W" },
  },
  // The identifier of W's answers is the only one that is not 0.
  {
    probe: "rtl.{c:x,w,y}.answered",
    from: `"${IN}.i_load_tcdm_fifo.tcdm_initiator_r_data_q"[{32*W+9}:{32*W}] != 0`,
    for: CHANNELS,
  },
  { probe: "rtl.registers.control_answer", from: `"${SLAVE}.i_regfile.regfile_mem_mandatory_dout"` },
  { probe: "registers.event", from: `"${SLAVE}.flags_o"[33:18] != 0` },
  { probe: "rtl.registers.age", from: `ONES("${SLAVE}.s_enable_after")` },
  { probe: "rtl.w_read", from: `"i_w_buffer.i_w_buf.rows_read_addr_q" != 0` },
  // The rows that are clocked are the first ones, the strobes that are set the lowest.
  { probe: "scheduler.active_rows", from: `ONES("i_scheduler.row_clk_en_q")` },
  {
    probe: "streamer.z.row_height[{k}]",
    from: `ONES("i_z_buffer_fifo.fifo_registers[{k}]"[{2*D-1}:0]) / 2`,
    for: { k: 2 },
  },
];

import type { MapInput } from "../map/map.js";

type Entries = MapInput["entries"];

/** The state of an RTL FIFO (0 empty, 1 full, 2 between) and its pointers. */
function fifo(rtl: string, model: string, depth: string, loops: Record<string, number>): Entries {
  return [
    {
      rtl: `${rtl}.cs`,
      model: `${model}.count == 0 ? 0 : (${model}.count == ${depth} ? 1 : 2)`,
      width: 2,
      block: "streamer",
      for: loops,
    },
    { rtl: `${rtl}.pop_pointer_q`, model: `${model}.head`, for: loops },
    { rtl: `${rtl}.push_pointer_q`, model: `${model}.tail`, for: loops },
  ];
}

/** Bits of a vector, all 1 where a probe is. */
const strobes = (rtl: string, bits: string, model: string, loops: Record<string, number | string>): Entries => [
  { rtl: `${rtl}[{${bits}-1}:0]`, model, block: "streamer", fill: true, for: loops },
];

/** Verilator may evaluate the next state before the flag that it depends on: the stream's end is then seen a clock late. */
const LAG = { from: 1, to: 2 };

const CHANNELS = { c: 3 };
const IN = "i_streamer.gen_tcdm2stream[{c}]";
const CHANNEL = "streamer.{c:x,w,y}";
const BESIDE = "rtl.{c:x,w,y}";
const SOURCE = `${IN}.i_stream_source`;
const OFFSETS = `${SOURCE}.missaligned_access_gen.i_addr_misaligned_fifo`;
const ADDRESSES = `${SOURCE}.nopassthrough_gen.i_fifo_addr`;
const OUTGOING = `${IN}.i_load_tcdm_fifo.i_fifo_outgoing`;
const INCOMING = `${IN}.i_load_tcdm_fifo.i_fifo_incoming`;

/** Strobe bits of a FIFO entry: one for every whole byte of data. */
const REQUEST_STROBES = "(36*W+43)/8";
const RESPONSE_STROBES = "(32*W+10)/8";

/** The model counts beats in 48 bits. */
const counted = (probe: string): string =>
  /count(ed)?$/.test(probe) ? `${probe}[0] + 4294967296 * ${probe}[1]` : probe;

const generator = (rtl: string, model: string, loops: Record<string, number>): Entries =>
  [
    ["overall_counter_q", "counted"],
    ["d0_counter_q", "d0"],
    ["d1_counter_q", "d1"],
    ["d2_counter_q", "d2"],
    ["d0_addr_q", "offset[0]"],
    ["d1_addr_q", "offset[1]"],
    ["d2_addr_q", "offset[2]"],
    ["addr_valid_q", "valid"],
    ["d3_counter_q", ""],
    ["d3_addr_q", ""],
  ].map(([name, probe]) => ({
    rtl: `${rtl}.i_addressgen.${name}`,
    // The fourth dimension stays where a reset leaves it.
    model: probe === "" ? (name === "d3_counter_q" ? "1" : "0") : counted(`${model}.${probe}`),
    width: name === "addr_valid_q" ? 1 : 32,
    block: "streamer",
    for: loops,
  }));

const LOADS: Entries = [
  { rtl: `${SOURCE}.cs`, model: `${CHANNEL}.state`, width: 32, for: CHANNELS, lag: LAG },
  { rtl: `${SOURCE}.stream_cnt_q`, model: counted(`${CHANNEL}.beat_count`), width: 16, for: CHANNELS },
  { rtl: `${SOURCE}.stream_valid_q`, model: `${BESIDE}.stream_valid`, block: "streamer", for: CHANNELS },
  {
    rtl: `${SOURCE}.stream_data_q[{32*i+31}:{32*i}]`,
    model: `${BESIDE}.stream_data[{i}]`,
    block: "streamer",
    for: { ...CHANNELS, i: "W" },
  },
  ...generator(SOURCE, `${CHANNEL}.address_generator`, CHANNELS),
  ...fifo(ADDRESSES, `${CHANNEL}.address_generator.address_fifo`, "2", CHANNELS),
  {
    rtl: `${ADDRESSES}.fifo_registers[{k}][35:4]`,
    model: `${CHANNEL}.address_generator.address_fifo.address[{k}]`,
    for: { ...CHANNELS, k: 2 },
  },
  ...strobes(`${ADDRESSES}.fifo_registers[{k}]`, "4", `${BESIDE}.addresses[{k}]`, { ...CHANNELS, k: 2 }),
  {
    rtl: `${OFFSETS}.cs`,
    model: `${CHANNEL}.offset_fifo.count == 0 ? 0 : (${CHANNEL}.offset_fifo.count == 8 ? 1 : 2)`,
    width: 2,
    block: "streamer",
    for: CHANNELS,
  },
  { rtl: `${OFFSETS}.pop_pointer_q`, model: `${BESIDE}.offset_head`, block: "streamer", for: CHANNELS },
  { rtl: `${OFFSETS}.push_pointer_q`, model: `${BESIDE}.offset_tail`, block: "streamer", for: CHANNELS },
  {
    rtl: `${OFFSETS}.fifo_registers[{k}][2:1]`,
    model: `${BESIDE}.offset[{k}]`,
    block: "streamer",
    for: { ...CHANNELS, k: 8 },
  },
  ...strobes(`${OFFSETS}.fifo_registers[{k}]`, "1", `${BESIDE}.offset_written[{k}]`, { ...CHANNELS, k: 8 }),
  ...fifo(OUTGOING, `${CHANNEL}.request_fifo`, "4", CHANNELS),
  {
    rtl: `${OUTGOING}.fifo_registers[{k}][{STROBES+36*W+41}:{STROBES+36*W+10}]`.replaceAll("STROBES", REQUEST_STROBES),
    model: `${CHANNEL}.request_fifo.entry[{2*k}]`,
    for: { ...CHANNELS, k: 4 },
  },
  ...strobes(`${OUTGOING}.fifo_registers[{k}]`, `${REQUEST_STROBES}+1`, `${BESIDE}.requests[{k}]`, {
    ...CHANNELS,
    k: 4,
  }),
  // A read carries no data, no byte enables and no identifier.
  {
    rtl: `${OUTGOING}.fifo_registers[{k}][{S+36*W+9}:{S+1}]`.replaceAll("S", REQUEST_STROBES),
    block: "streamer",
    for: { ...CHANNELS, k: 4 },
  },
  ...fifo(INCOMING, `${CHANNEL}.response_fifo`, "4", CHANNELS),
  {
    rtl: `${INCOMING}.fifo_registers[{k}][{${RESPONSE_STROBES}+32*i+31}:{${RESPONSE_STROBES}+32*i}]`,
    model: `${CHANNEL}.response_fifo.data[{W*k+i}]`,
    for: { ...CHANNELS, k: 4, i: "W" },
  },
  ...strobes(`${INCOMING}.fifo_registers[{k}]`, RESPONSE_STROBES, `${BESIDE}.responses[{k}]`, {
    ...CHANNELS,
    k: 4,
  }),
  // Behind the data: user, identifier (the number of the channel at the port, of two at Y's) and check bit.
  {
    rtl: `${INCOMING}.fifo_registers[{k}][{S+32*W+9}:{S+32*W}]`.replaceAll("S", RESPONSE_STROBES),
    model: `{c:0,2,0} * ${BESIDE}.responses[{k}]`,
    block: "streamer",
    for: { ...CHANNELS, k: 4 },
  },
  {
    rtl: `${IN}.i_load_tcdm_fifo.tcdm_initiator_r_data_q[{32*W+9}:{32*W}]`,
    model: `{c:0,2,0} * ${BESIDE}.answered`,
    block: "streamer",
    for: CHANNELS,
  },
  { rtl: `${IN}.i_load_tcdm_fifo.tcdm_initiator_r_valid_q`, model: `${CHANNEL}.held`, for: CHANNELS },
  {
    rtl: `${IN}.i_load_tcdm_fifo.tcdm_initiator_r_data_q[{32*i+31}:{32*i}]`,
    model: `${BESIDE}.last_data[{i}]`,
    block: "streamer",
    for: { ...CHANNELS, i: "W" },
  },
  {
    rtl: `${IN}.i_load_tcdm_fifo.tcdm_initiator_r_data_q[{32*i+31}:{32*i}]`,
    model: `${CHANNEL}.held_data[{i}]`,
    when: `${CHANNEL}.held`,
    copy: 1,
    for: { ...CHANNELS, i: "W" },
  },
  ...fifo("i_{c:x,w,y}_buffer_fifo", `${CHANNEL}.row_fifo`, "4", CHANNELS),
  {
    rtl: "i_{c:x,w,y}_buffer_fifo.fifo_registers[{k}][{2*D+16*i+15}:{2*D+16*i}]",
    model: `${CHANNEL}.row_fifo.data[{D*k+i}]`,
    for: { ...CHANNELS, k: 4, i: "D" },
  },
  ...strobes("i_{c:x,w,y}_buffer_fifo.fifo_registers[{k}]", "2*D", `${BESIDE}.rows[{k}]`, { ...CHANNELS, k: 4 }),
];

const SINK = "i_streamer.i_stream_sink";
const STORE = "i_streamer.i_store_fifo.i_fifo_outgoing";

const STORES: Entries = [
  { rtl: `${SINK}.cs`, model: "streamer.z.state", width: 32, lag: LAG },
  { rtl: `${SINK}.address_cnt_q`, model: counted("streamer.z.beat_count"), width: 16 },
  { rtl: `${SINK}.flags_o[1:1]`, model: "streamer.z.done", width: 3 },
  ...generator(SINK, "streamer.z.address_generator", {}),
  ...fifo(`${SINK}.i_fifo_addr`, "streamer.z.address_generator.address_fifo", "2", {}),
  {
    rtl: `${SINK}.i_fifo_addr.fifo_registers[{k}][35:4]`,
    model: "streamer.z.address_generator.address_fifo.address[{k}]",
    for: { k: 2 },
  },
  ...strobes(`${SINK}.i_fifo_addr.fifo_registers[{k}]`, "4", "rtl.z_addresses[{k}]", { k: 2 }),
  ...fifo(STORE, "streamer.z.store_fifo", "2", {}),
  {
    rtl: `${STORE}.fifo_registers[{k}][{S+36*W+41}:{S+36*W+10}]`.replaceAll("S", REQUEST_STROBES),
    model: "streamer.z.store_fifo.address[{k}]",
    for: { k: 2 },
  },
  {
    rtl: `${STORE}.fifo_registers[{k}][{S+4*W+1+32*i+31}:{S+4*W+1+32*i}]`.replaceAll("S", REQUEST_STROBES),
    model: "streamer.z.store_fifo.data[{W*k+i}]",
    for: { k: 2, i: "W" },
  },
  {
    rtl: `${STORE}.fifo_registers[{k}][{S+4+4*i}:{S+1+4*i}]`.replaceAll("S", REQUEST_STROBES),
    model: "streamer.z.store_fifo.enable[{W*k+i}]",
    for: { k: 2, i: "W" },
  },
  {
    rtl: `${STORE}.fifo_registers[{k}][{S}:{S}]`.replaceAll("S", REQUEST_STROBES),
    block: "streamer",
    for: { k: 2 },
  },
  {
    rtl: `${STORE}.fifo_registers[{k}][{S+36*W+9}:{S+36*W+1}]`.replaceAll("S", REQUEST_STROBES),
    block: "streamer",
    for: { k: 2 },
  },
  ...strobes(`${STORE}.fifo_registers[{k}]`, REQUEST_STROBES, "rtl.stores[{k}]", { k: 2 }),
  ...fifo("i_z_buffer_fifo", "streamer.z.row_fifo", "2", {}),
  {
    rtl: "i_z_buffer_fifo.fifo_registers[{k}][{2*D+16*i+15}:{2*D+16*i}]",
    model: "streamer.z.row_fifo.data[{D*k+i}]",
    for: { k: 2, i: "D" },
  },
  {
    rtl: "i_z_buffer_fifo.fifo_registers[{k}][{s}:{s}]",
    model: "streamer.z.row_height[{k}] > {s/2}",
    for: { k: 2, s: "2*D" },
  },
];

/** The answers of the store side, which never gets any. */
const NO_ANSWERS: Entries = ["cs", "pop_pointer_q", "push_pointer_q", "fifo_registers[0]", "fifo_registers[1]"]
  .map((name) => `i_streamer.i_store_fifo.i_fifo_incoming.${name}`)
  .concat(["r_valid_q", "r_data_q"].map((name) => `i_streamer.i_store_fifo.tcdm_initiator_${name}`))
  .map((rtl) => ({ rtl, block: "streamer" }));

const MUXES: Entries = (["i_ldst_mux:mux", "i_yz_mux:yz_mux"] as const).flatMap((pair) => {
  const [rtl, model] = pair.split(":");
  return [
    { rtl: `i_streamer.${rtl}.rr_counter_q`, model: `streamer.${model}.counter` },
    { rtl: `i_streamer.${rtl}.winner_q`, model: `streamer.${model}.last_winner` },
    { rtl: `i_streamer.${rtl}.rr_counter_en_q`, model: `streamer.${model}.handshaken` },
    { rtl: `i_streamer.${rtl}.any_req_q`, model: `streamer.${model}.any_request` },
  ];
});

const PORT: Entries = [
  { rtl: "i_streamer.i_tcdm_r_valid_filter.wen_q", model: "streamer.reading" },
  { rtl: "i_streamer.i_load_r_id_filter.*.id_q", model: "streamer.responder", width: 8 },
  { rtl: "i_streamer.i_yz_r_id_filter.*.id_q", model: "streamer.yz_responder", width: 8 },
  { rtl: "tcdm.req", model: "streamer.req", kind: "output" },
  { rtl: "tcdm.add", model: "streamer.addr", kind: "output", when: "streamer.req" },
  { rtl: "tcdm.wen", model: "1 - streamer.write", kind: "output", when: "streamer.req" },
  {
    rtl: "tcdm.data[{32*i+31}:{32*i}]",
    model: "rtl.port_data[{i}]",
    kind: "output",
    block: "streamer",
    when: "streamer.req && streamer.write",
    for: { i: "W" },
  },
  {
    rtl: "tcdm.be[{4*i+3}:{4*i}]",
    model: "rtl.port_enable[{i}]",
    kind: "output",
    block: "streamer",
    when: "streamer.req && streamer.write",
    for: { i: "W" },
  },
];

export const STREAMER_ENTRIES: Entries = [...LOADS, ...STORES, ...NO_ANSWERS, ...MUXES, ...PORT];

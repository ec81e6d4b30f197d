import type { MapInput } from "../map/map.js";

type Entries = MapInput["entries"];

/** A wire into a block: name, model, and the bit of a bundle where it is one. */
type Wire = readonly [rtl: string, model: string];

const into = (block: string, scope: string, wires: readonly Wire[]): Entries =>
  wires.map(([rtl, model]) => ({
    rtl: scope === "" ? rtl : `${scope}.${rtl}`,
    model,
    kind: "wire",
    into: block,
    block,
  }));

const available = (channel: string): string => `streamer.${channel}.row_fifo.count != 0`;

/** Inputs of the blocks: bundles are packed structs, their first member on top. */
export const WIRE_ENTRIES: Entries = [
  ...into("scheduler", "i_scheduler", [
    ["clear_i", "clear"],
    ["x_valid_i", available("x")],
    ["w_valid_i", available("w")],
    ["y_valid_i", available("y")],
    ["z_ready_i", "streamer.z.row_fifo.count != 2"],
    ["cntrl_scheduler_i[2:2]", "controller.first_load"],
    ["cntrl_scheduler_i[1:1]", "controller.finished"],
    ["cntrl_scheduler_i[0:0]", "controller.finished"],
    ["flgs_x_buffer_i[1:1]", "x_buffer.empty"],
    ["flgs_x_buffer_i[0:0]", "x_buffer.full"],
    ["flgs_z_buffer_i[4:4]", "z_buffer.empty"],
    ["flgs_z_buffer_i[3:3]", "z_buffer.loaded"],
    ["flgs_z_buffer_i[2:2]", "z_buffer.y_ready"],
    ["flgs_z_buffer_i[1:1]", "z_buffer.z_valid"],
    ["flgs_z_buffer_i[0:0]", "z_buffer.state == 2"],
  ]),
  ...into("x_buffer", "i_x_buffer", [
    ["clear_i", "clear"],
    ["ctrl_i[{LX-1}:{LX-1}]", "x_buffer.shift"],
    ["ctrl_i[{LX-2}:{LX-2}]", "x_buffer.load"],
    ["ctrl_i[{LX-3}:{LX-3}]", "scheduler.state == 1 && (x_buffer.full && z_buffer.loaded)"],
  ]),
  ...into("w_buffer", "i_w_buffer", [
    ["clear_i", "clear"],
    ["ctrl_i[{LW-1}:{LW-1}]", "w_buffer.shift"],
    ["ctrl_i[{LW-2}:{LW-2}]", "w_buffer.load"],
  ]),
  ...into("z_buffer", "i_z_buffer", [
    ["clear_i", "clear"],
    ["reg_enable_i", "scheduler.enable"],
    ["ctrl_i[{LZ-1}:{LZ-1}]", "z_buffer.push_y"],
    ["ctrl_i[{LZ-2}:{LZ-2}]", "z_buffer.fill"],
    ["ctrl_i[{LZ-3}:{LZ-3}]", "streamer.z.row_fifo.count != 2"],
    ["ctrl_i[{LZ-4}:{LZ-4}]", available("y")],
  ]),
  ...into("engine", "", [
    ["i_redmule_engine.reg_enable_i", "scheduler.enable"],
    ["i_control.flush_o", "controller.finished"],
  ]),
  ...into("controller", "i_control", [
    ["w_loaded_i", "scheduler.loads_w"],
    ["clear", "registers.clear"],
    ["tiler_valid", "tiler.valid[0]"],
  ]),
  ...into("tiler", "i_control.i_cfg_tiler", [
    ["start_cfg_i", "registers.tile"],
    ["clear_i", "registers.clear"],
  ]),
  ...into("registers", "i_control.i_slave", [["ctrl_i[33:33]", "controller.finished"]]),
  ...into("memory_scheduler", "i_memory_scheduler", [
    ["clear_i", "clear"],
    ["cntrl_scheduler_i[2:2]", "controller.first_load"],
    ["cntrl_scheduler_i[0:0]", "controller.finished"],
    ["cntrl_flags_i", "controller.state < 2"],
    ["flgs_streamer_i[10:10]", "streamer.x.done"],
  ]),
  ...into("streamer", "i_streamer", [
    ["clear_i", "clear"],
    ["ctrl_i[0:0]", "z_buffer.state == 2 || streamer.z.row_fifo.count != 0"],
    ["x_stream_o.ready", "streamer.x.row_fifo.count != 4"],
    ["w_stream_o.ready", "streamer.w.row_fifo.count != 4"],
    ["y_stream_o.ready", "streamer.y.row_fifo.count != 4"],
    ["z_stream_i.valid", "streamer.z.row_fifo.count != 0"],
  ]),
];

/** What the model has for the sound design, or in another form, and this RTL has not. */
export const MODEL_ONLY: readonly string[] = [
  "tiler.config1.*",
  "tiler.waiting",
  "tiler.context",
  "tiler.{tile,yz}_beats.*",
  "tiler.config0.element_bytes",
  "memory_scheduler.y_started",
  "scheduler.yz.{y_step,held_height}",
  "streamer.faulted",
  "streamer.*.address_generator.beat",
  "streamer.*.address_generator.address_fifo.tag",
  "streamer.*.offset_fifo.tag",
  "w_buffer.steps",
];

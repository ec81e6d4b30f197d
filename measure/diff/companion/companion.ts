import { registerArray, registersOf, wire, type Block, type Probe, type Scope } from "../../../hw/probe.js";
import { tileColumns } from "../../../hw/redmule/parameters.js";
import type { Redmule } from "../../../hw/redmule/redmule.js";
import { ChannelCompanion } from "./companion-channel.js";
import { RegisterCompanion } from "./companion-registers.js";
import { WrittenEntries } from "./written-entries.js";

/** Elements of a tile's row that are held where the RTL holds its write data. */
function row(length: number): Uint16Array {
  return new Uint16Array(length);
}

/**
 * Registers of the reference RTL that the model has no need of, computed from what it has: last write data of the buffers,
 * strobes of FIFO entries, addresses as the tiler has latched them. Steps beside RedMulE and changes nothing of it.
 */
export class Companion implements Block {
  /** Input wire: who accesses the peripheral port. */
  id = 0;

  readonly registers: RegisterCompanion;
  private readonly channels: readonly ChannelCompanion[];
  private readonly zAddresses: WrittenEntries;
  private readonly stores: WrittenEntries;
  private readonly padWrite: Uint16Array;
  private readonly columnWrite: Uint16Array;
  private readonly zRowWrite: Uint16Array;
  private readonly zColumnWrite: Uint16Array;
  zRowWritten = 0;
  wRow = 0;
  wRead = 0;
  private readonly latched = new Uint32Array(5);
  /** The tiler has a result. */
  configured = 0;
  private clears = 0;

  private readonly redmule: Redmule;
  private readonly totalsReady: Probe;

  /** @param probes finds a probe of RedMulE by its path */
  constructor(redmule: Redmule, probes: (path: string) => Probe) {
    const { L } = redmule.parameters;
    const D = tileColumns(redmule.parameters);
    const { streamer } = redmule;
    this.redmule = redmule;
    this.totalsReady = probes("tiler.w_beats.valid");
    this.registers = new RegisterCompanion(redmule);
    this.channels = (["x", "w", "y"] as const).map(
      (name) => new ChannelCompanion(redmule, streamer[name], probes(`streamer.${name}.response_fifo.data`).values!),
    );
    this.zAddresses = new WrittenEntries(streamer.z.generator.fifo);
    this.stores = new WrittenEntries(streamer.z.stores);
    this.padWrite = row(D);
    this.columnWrite = row(L);
    this.zRowWrite = row(L);
    this.zColumnWrite = row(D);
  }

  settle(): void {
    this.registers.id = this.id;
    for (const channel of this.channels) channel.settle(this.clears);
    this.zAddresses.settle(this.clears);
    this.stores.settle(this.clears);
    this.clears = 0;
  }

  edge(): void {
    const { redmule } = this;
    const { registers, controller } = redmule;
    const finished = redmule.parameters.errata.E4 ? 0 : controller.finished;
    this.registers.edge();
    this.edgeLatched();
    this.clears = registers.clear | (controller.state === 0 ? 1 : 0) | finished;
    for (const channel of this.channels) channel.edge(this.clears);
    if (this.clears) this.clearBuffers();
    else this.edgeBuffers();
  }

  private edgeLatched(): void {
    const { tiler, registers } = this.redmule;
    if (registers.clear) {
      this.latched.fill(0);
      this.configured = 0;
    } else if (tiler.busy && this.totalsReady.get(0)) {
      const { words } = registers.storage;
      const base = registers.storage.base(registers.running);
      for (let i = 0; i < this.latched.length; i++) this.latched[i] = words[base + i];
      this.configured = 1;
    }
  }

  private edgeBuffers(): void {
    const { xBuffer, wBuffer, zBuffer, parameters } = this.redmule;
    const { L, H } = parameters;
    const D = tileColumns(parameters);
    if (xBuffer.fill.load) copyRow(this.padWrite, xBuffer.source, xBuffer.sourceOffset);
    if (xBuffer.fill.writes) {
      const wanted = xBuffer.fill.copied < xBuffer.height;
      for (let l = 0; l < L; l++) this.columnWrite[l] = wanted ? xBuffer.pad[l * D + xBuffer.fill.padRead] : 0;
    }
    if (this.wRow === H) this.wRow = 0;
    else if (wBuffer.load) this.wRow++;
    if (wBuffer.shift) this.wRead = 1;
    if (zBuffer.fill) copyRow(this.zRowWrite, zBuffer.results, 0);
    if (zBuffer.yReady) copyRow(this.zColumnWrite, zBuffer.ySource, zBuffer.ySourceOffset);
    if (zBuffer.fill | zBuffer.yReady) this.zRowWritten = zBuffer.fill;
  }

  /** Registers have been loaded: pointers have moved without pushes. */
  loaded(): void {
    for (const channel of this.channels) channel.loaded();
    this.zAddresses.loaded();
    this.stores.loaded();
  }

  private clearBuffers(): void {
    for (const data of [this.padWrite, this.columnWrite, this.zRowWrite, this.zColumnWrite]) data.fill(0);
    this.zRowWritten = this.wRow = this.wRead = 0;
  }

  reset(): void {
    this.registers.reset();
    this.latched.fill(0);
    this.clears = this.configured = 0;
    this.clearBuffers();
    for (const block of [...this.channels, this.zAddresses, this.stores]) block.reset();
  }

  scope(name: string): Scope {
    return {
      name,
      probes: [
        registerArray("latched", 32, this.latched),
        registerArray("pad_write", 16, this.padWrite),
        registerArray("column_write", 16, this.columnWrite),
        registerArray("z_row_write", 16, this.zRowWrite),
        registerArray("z_column_write", 16, this.zColumnWrite),
        ...registersOf(this, { zRowWritten: 1, wRow: 13, wRead: 1, configured: 1 }),
        wire("answer", 32, () => this.redmule.periph.rdata),
        wires("port_data", 32, this.redmule.tcdm.wdata),
        wires("port_enable", 4, this.redmule.tcdm.be),
        this.zAddresses.probe("z_addresses"),
        this.stores.probe("stores"),
      ],
      children: [
        this.registers.scope("registers"),
        ...this.channels.map((channel, i) => channel.scope(["x", "w", "y"][i])),
      ],
    };
  }
}

function wires(name: string, width: number, values: Uint8Array | Uint32Array): Probe {
  return { name, width, length: values.length, kind: "wire", values, get: (i) => values[i] };
}

function copyRow(to: Uint16Array, from: Uint16Array, at: number): void {
  for (let i = 0; i < to.length; i++) to[i] = from[at + i];
}

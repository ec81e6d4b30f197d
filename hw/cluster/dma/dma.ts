import type { NarrowPort } from "../../ports.js";
import { registerArray, registersOf, watched, wire, type Block, type Scope } from "../../probe.js";
import { ReadBurstPort, WriteBurstPort } from "../l2/l2-port.js";
import type { DmaChannel } from "./dma-channel.js";
import { DmaCounters } from "./dma-counters.js";
import { DmaInbound } from "./dma-inbound.js";
import { bit, checkDma, DEFAULT_DMA, DMA_COMMAND, WORD, type DmaParameters, type DmaWindows } from "./dma-map.js";
import { DmaOutbound } from "./dma-outbound.js";
import { DmaQueue } from "./dma-queue.js";
import { TAG, type BusFault } from "./dma-transfer.js";

/** Stands for no core. */
const NOBODY = -1;
/** Clocks of rest after which every wire is at rest. */
const RESTED = 2;

/**
 * The cluster's DMA, after the public mchan: each core gives commands through its own registers; a command moves bytes
 * between TCDM and L2 in one or two dimensions. The two directions run at the same time, each over two 32-bit TCDM ports and
 * one direction of a 64-bit L2 port. Cores take turns at a direction; a core's commands start in their order, and those of
 * one direction end in it.
 *
 * Order of one clock: the memories' responses, `settleResponse`, `settleRequest`, the cores' requests and the memories'
 * grants, `settleGrant`. Registers: `docs/cluster-registers.md`.
 */
export class Dma implements Block {
  /** Ports of L2. */
  readonly read = new ReadBurstPort();
  readonly write = new WriteBurstPort();
  /** Ports of TCDM: two that write, then two that read. */
  readonly tcdm: readonly NarrowPort[];
  /** Bus errors of the two directions. */
  readonly faults: readonly BusFault[];
  readonly queues: readonly DmaQueue[];

  // Wires, bit per core, from registers.
  /** A command with an event, or with an interrupt, is complete. */
  event = 0;
  interrupt = 0;

  private readonly channels: readonly [DmaInbound, DmaOutbound];
  private readonly counters = new DmaCounters();

  // Registers.
  /** Completions that are not yet signalled, per core. */
  private readonly events: Uint16Array;
  private readonly interrupts: Uint16Array;
  /** Core to look at first, for each direction and for counters. */
  private readonly first = new Uint8Array(2);
  firstTaker = 0;
  /** Clocks at rest, counted to 2: from then on all wires are at rest, too. */
  rest = 0;

  // Wires.
  /** An access stands at a register port. */
  private asked = false;
  private readonly starts = new Int8Array([NOBODY, NOBODY]);
  private taker = NOBODY;

  /**
   * @param ports the register ports of the cores, at most 32
   * @throws UsageError for parameters outside their limits
   */
  constructor(ports: readonly NarrowPort[], windows: DmaWindows, parameters: DmaParameters = DEFAULT_DMA) {
    checkDma(parameters);
    const inbound = new DmaInbound(this.read, windows, parameters);
    const outbound = new DmaOutbound(this.write, windows, parameters);
    this.queues = ports.map((port) => new DmaQueue(port, parameters.queueDepth, windows));
    this.channels = [inbound, outbound];
    this.tcdm = [inbound.low.port, inbound.high.port, outbound.low.port, outbound.high.port];
    this.faults = [inbound.transfer, outbound.transfer];
    this.events = new Uint16Array(ports.length);
    this.interrupts = new Uint16Array(ports.length);
    this.reset();
  }

  /** 1 while a command waits or is under way. */
  get busy(): number {
    return this.counters.running !== 0 ? 1 : 0;
  }

  /** The word of STATUS. */
  get status(): number {
    return this.counters.status;
  }

  /** Nothing changes before the next register access. */
  get idle(): boolean {
    return this.rest === RESTED;
  }

  settleResponse(): void {
    if (this.idle) return;
    const { queues, events, interrupts } = this;
    let event = 0;
    let interrupt = 0;
    for (let i = 0; i < queues.length; i++) {
      queues[i].settleResponse();
      event |= (events[i] !== 0 ? 1 : 0) << i;
      interrupt |= (interrupts[i] !== 0 ? 1 : 0) << i;
    }
    this.event = event;
    this.interrupt = interrupt;
  }

  settleRequest(): void {
    if (this.idle) return;
    const { channels, starts } = this;
    for (let c = 0; c < channels.length; c++) {
      channels[c].settleRequest();
      starts[c] = this.busy !== 0 && channels[c].transfer.active === 0 ? this.nextCore(c) : NOBODY;
    }
  }

  settleGrant(): void {
    const { queues, counters, channels } = this;
    this.asked = false;
    for (let i = 0; i < queues.length; i++) if (queues[i].port.req !== 0) this.asked = true;
    if (this.idle && !this.asked) return;
    const { status, next, free } = counters;
    this.taker = NOBODY;
    counters.frees = 0;
    let i = this.firstTaker;
    for (let k = 0; k < queues.length; k++) {
      const queue = queues[i];
      queue.status = status;
      queue.nextCounter = next;
      queue.settleGrant(this.taker === NOBODY ? free : 0);
      if (queue.allocates !== 0) this.taker = i;
      counters.frees |= queue.frees;
      i = i + 1 === queues.length ? 0 : i + 1;
    }
    counters.takes = this.taker === NOBODY ? 0 : 1;
    for (let c = 0; c < channels.length; c++) channels[c].settleGrant();
  }

  edge(): void {
    if (this.idle && !this.asked) return;
    const { queues, channels } = this;
    this.rest = this.asked || this.busy !== 0 || (this.event | this.interrupt) !== 0 ? 0 : this.rest + 1;
    this.edgeEvents();
    for (let c = 0; c < channels.length; c++) this.edgeChannel(channels[c], c);
    if (this.taker !== NOBODY) this.firstTaker = (this.taker + 1) % queues.length;
    this.counters.edge();
    for (let i = 0; i < queues.length; i++) {
      const queue = queues[i];
      queue.taken = this.starts[0] === i || this.starts[1] === i ? 1 : 0;
      queue.edge();
      if (queue.submits !== 0) this.counters.begin(queue.commandCounter);
    }
  }

  /** The next clock settles everything anew. */
  wake(): void {
    this.rest = 0;
  }

  reset(): void {
    for (const block of [...this.queues, ...this.channels, this.counters]) block.reset();
    for (const values of [this.events, this.interrupts, this.first]) values.fill(0);
    this.starts.fill(NOBODY);
    this.firstTaker = this.rest = this.event = this.interrupt = 0;
    this.taker = NOBODY;
  }

  scope(name: string): Scope {
    const { queues, channels } = this;
    const scope: Scope = {
      name,
      probes: [
        ...registersOf(this, { firstTaker: 5 }),
        registerArray("first", 5, this.first),
        registerArray("events", 16, this.events),
        registerArray("interrupts", 16, this.interrupts),
        wire("event", queues.length, () => this.event >>> 0),
        wire("interrupt", queues.length, () => this.interrupt >>> 0),
        wire("busy", 1, () => this.busy),
      ],
      children: [
        ...queues.map((queue, i) => queue.scope(`queue${i}`)),
        this.counters.scope("counters"),
        channels[0].scope("inbound"),
        channels[1].scope("outbound"),
      ],
    };
    return watched(scope, () => this.wake());
  }

  /** The core whose command starts next in direction `c`, 0 to TCDM, 1 to L2. */
  private nextCore(c: number): number {
    const { queues } = this;
    let i = this.first[c];
    for (let k = 0; k < queues.length; k++) {
      const queue = queues[i];
      if (queue.count !== 0 && bit(queue.word(WORD.command), DMA_COMMAND.toTcdm) !== c) return i;
      i = i + 1 === queues.length ? 0 : i + 1;
    }
    return NOBODY;
  }

  private edgeChannel(channel: DmaChannel, c: number): void {
    const core = this.starts[c];
    if (channel.finished !== 0) this.finish(channel.finishedTag);
    if (!channel.idle) channel.edge();
    if (core === NOBODY) return;
    channel.transfer.start(this.queues[core], core);
    this.first[c] = (core + 1) % this.queues.length;
  }

  /** One completion of each core has been signalled. */
  private edgeEvents(): void {
    const { events, interrupts } = this;
    if ((this.event | this.interrupt) === 0) return;
    for (let i = 0; i < events.length; i++) {
      if (events[i] !== 0) events[i]--;
      if (interrupts[i] !== 0) interrupts[i]--;
    }
  }

  private finish(tag: number): void {
    const { events, interrupts } = this;
    this.counters.end((tag >>> TAG.counter) & 0xf);
    const event = bit(tag, TAG.event);
    const interrupt = bit(tag, TAG.interrupt);
    const core = tag & 0x1f;
    for (let i = 0; i < events.length; i++) {
      if (i !== core && bit(tag, TAG.broadcast) === 0) continue;
      events[i] += event;
      interrupts[i] += interrupt;
    }
  }
}

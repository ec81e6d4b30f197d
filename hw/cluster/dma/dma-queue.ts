import type { NarrowPort } from "../../ports.js";
import { registerArray, registersOf, wire, type Block, type Scope } from "../../probe.js";
import { bit, COMMAND_WORDS, DMA_COMMAND, DMA_REGISTERS, WORD, type DmaWindows } from "./dma-map.js";

/**
 * The registers of one core and its queue of commands. Writes to `command` give one command word by word; the first word
 * is not granted while the queue is full. A read of `command` takes a free counter and is not granted while there is none.
 * Every granted access is answered in the next clock, an address outside its memory with a bus error: its command is dropped.
 */
export class DmaQueue implements Block {
  readonly port: NarrowPort;
  /** Inputs: the counter that may be taken, and the word that `status` reads. */
  nextCounter = 0;
  status = 0;
  /** Input of the edge: the command at the head is taken. */
  taken = 0;

  // Wires.
  /** The counter is taken in this clock. */
  allocates = 0;
  /** The last word of a command is written in this clock. */
  submits = 0;
  /** Counters that are given back in this clock, bit per counter. */
  frees = 0;

  // Registers.
  /** Place of the word that is written next. */
  place = 0;
  /** Counter of the command that is being written, and the one taken last. */
  commandCounter = 0;
  counter = 0;
  head = 0;
  count = 0;
  rvalid = 0;
  err = 0;
  rdata = 0;
  private readonly written = new Uint32Array(COMMAND_WORDS);
  private readonly words: Uint32Array;
  private readonly counters: Uint8Array;
  private readonly depth: number;

  private readonly windows: DmaWindows;

  constructor(port: NarrowPort, depth: number, windows: DmaWindows) {
    this.port = port;
    this.windows = windows;
    this.depth = depth;
    this.words = new Uint32Array(depth * COMMAND_WORDS);
    this.counters = new Uint8Array(depth);
  }

  /** A word of the command at the head. */
  word(place: number): number {
    return this.words[this.head * COMMAND_WORDS + place];
  }

  /** Counter of the command at the head. */
  get headCounter(): number {
    return this.counters[this.head];
  }

  settleResponse(): void {
    const { port } = this;
    port.rvalid = this.rvalid;
    port.rdata = this.rdata;
    port.err = this.err;
  }

  /** @param free 1 when a counter may be taken */
  settleGrant(free: number): void {
    const { port } = this;
    this.allocates = this.submits = this.frees = 0;
    port.gnt = port.req;
    if (port.req === 0) return;
    const offset = port.addr & 0xc;
    if (offset === DMA_REGISTERS.status) this.frees = port.write !== 0 ? port.wdata & 0xffff : 0;
    else if (offset !== DMA_REGISTERS.command) return;
    else if (port.write === 0) this.allocates = port.gnt = free;
    else if (this.place !== WORD.command) this.submits = this.nextPlace() === WORD.command && !this.refuses ? 1 : 0;
    else port.gnt = this.count < this.depth ? 1 : 0;
  }

  edge(): void {
    this.rvalid = this.port.gnt;
    if (this.port.gnt !== 0) this.access();
    if (this.submits !== 0) this.submit();
    if (this.taken === 0) return;
    this.head = (this.head + 1) % this.depth;
    this.count--;
  }

  reset(): void {
    this.place = this.commandCounter = this.counter = this.head = this.count = 0;
    this.rvalid = this.err = this.rdata = 0;
    for (const values of [this.written, this.words, this.counters]) values.fill(0);
  }

  scope(name: string): Scope {
    const widths = { place: 3, commandCounter: 4, counter: 4, head: 4, count: 5, rvalid: 1, err: 1, rdata: 32 };
    return {
      name,
      probes: [
        ...registersOf(this, widths),
        registerArray("written", 32, this.written),
        registerArray("words", 32, this.words),
        registerArray("counters", 4, this.counters),
        wire("req", 1, () => this.port.req),
        wire("gnt", 1, () => this.port.gnt),
        wire("submits", 1, () => this.submits),
      ],
      children: [],
    };
  }

  /** The granted access. */
  private access(): void {
    const { addr, write, wdata } = this.port;
    const offset = addr & 0xc;
    this.err = offset > DMA_REGISTERS.status ? 1 : 0;
    this.rdata = offset === DMA_REGISTERS.command ? this.nextCounter : this.err !== 0 ? 0 : this.status;
    if (offset !== DMA_REGISTERS.command) return;
    if (write === 0) {
      this.counter = this.nextCounter;
      return;
    }
    const refused = this.refuses;
    this.written[this.place] = wdata;
    if (this.place === WORD.command) this.commandCounter = this.counter;
    this.place = refused ? WORD.command : this.nextPlace();
    if (refused) this.err = 1;
  }

  /** The word at the port is an address outside the memory that it belongs to. */
  private get refuses(): boolean {
    const { place, windows, written, port } = this;
    if (place !== WORD.tcdm && place !== WORD.l2) return false;
    const { base, bytes } = place === WORD.tcdm ? windows.tcdm : windows.l2;
    return (written[WORD.command] & DMA_COMMAND.bytes) !== 0 && (port.wdata - base) >>> 0 >= bytes;
  }

  /** Of a command that was refused last: the memory and the address that is not in it. */
  get refused(): { readonly memory: "TCDM" | "L2"; readonly address: number } {
    const { windows, written } = this;
    const outside = (written[WORD.tcdm] - windows.tcdm.base) >>> 0 >= windows.tcdm.bytes;
    return outside ? { memory: "TCDM", address: written[WORD.tcdm] } : { memory: "L2", address: written[WORD.l2] };
  }

  /** Place after this one, 0 after the last word of the command. */
  private nextPlace(): number {
    const command = this.written[WORD.command];
    switch (this.place) {
      case WORD.l2:
        if (bit(command, DMA_COMMAND.rowsInL2)) return WORD.l2Count;
        return bit(command, DMA_COMMAND.rowsInTcdm) ? WORD.tcdmCount : WORD.command;
      case WORD.l2Stride:
        return bit(command, DMA_COMMAND.rowsInTcdm) ? WORD.tcdmCount : WORD.command;
      case WORD.tcdmStride:
        return WORD.command;
      default:
        return this.place + 1;
    }
  }

  private submit(): void {
    const at = (this.head + this.count) % this.depth;
    this.words.set(this.written, at * COMMAND_WORDS);
    this.counters[at] = this.commandCounter;
    this.count++;
  }
}

import { UsageError } from "../../errors.js";
import type { MemoryWindow, NarrowPort } from "../../ports.js";
import { registerArray, registersOf, signedWordsOf, watched, wire, type Block, type Scope } from "../../probe.js";
import { BEAT_BYTES, type ReadBurstPort, type WriteBurstPort } from "./l2-port.js";
import { AccessQueue, BurstQueue } from "./l2-queue.js";
import { WordMemory } from "../word-memory.js";

/** Speed of an L2. */
export interface L2Parameters {
  /** Clocks from a grant to the first beat or response, 1 to 1000. */
  readonly latency: number;
  /** Bytes a clock in each direction, over all ports together, 1 to 8. */
  readonly bandwidth: number;
  /** Bursts of a port that may be granted and not finished, 1 to 64. */
  readonly outstanding: number;
}

/** Bandwidth as in the papers' cluster; a latency of 8 clocks is this model's choice. */
export const DEFAULT_L2: L2Parameters = { latency: 8, bandwidth: 8, outstanding: 8 };

/** The masters of an L2. */
export interface L2Ports {
  /** Data accesses of the cores, arbitrated outside. */
  readonly narrow: NarrowPort;
  readonly dmaRead: ReadBurstPort;
  readonly dmaWrite: WriteBurstPort;
  /** Line reads of the instruction cache. */
  readonly refill: ReadBurstPort;
}

/** Accesses of the narrow port that may wait. */
const NARROW_DEPTH = 16;
/** The three sources of reads, in the order of the round robin. */
const READ_SOURCES = 3;
const NARROW = 2;

/**
 * L2 memory. A granted burst moves its first beat `latency` clocks later. Reads of all ports share one path and writes
 * another, each of `bandwidth` bytes a clock: a beat, or a word of the narrow port, takes 8 bytes of it, and sources with a
 * beat to move take turns. Bursts of one port, and accesses of the narrow port, are served in order. Reads see old data.
 * Addresses outside the window read 0, drop what is written, and are answered with `err`.
 *
 * Order of one clock: `settleResponse`, the masters' requests, `settleGrant`.
 */
export class L2 implements Block {
  readonly ports: L2Ports;
  readonly memory: WordMemory;

  private readonly parameters: L2Parameters;
  private readonly bursts: readonly BurstQueue[];
  private readonly writes: BurstQueue;
  private readonly accesses: AccessQueue;

  /** No burst, access or answer is under way, and credit is full: but for `clock` nothing changes before a request. */
  idle = false;

  // Registers.
  /** Clocks since reset, 32 bits. */
  clock = 0;
  /** Bytes that may move in this clock. */
  readCredit = 0;
  writeCredit = 0;
  /** Source of reads to look at first. */
  first = 0;
  /** 1: a write of the narrow port has been held back by a beat and goes next. */
  narrowFirst = 0;
  /** Bit per source: its answer stands. */
  shown = 0;
  low = 0;
  high = 0;
  err = 0;
  /** Answer of the narrow port to a write. */
  written = 0;
  writtenErr = 0;
  /** What an atomic access reads. */
  old = 0;
  /** A burst of writes is over, and whether an address of it was outside; the same of the burst under way. */
  done = 0;
  doneErr = 0;
  burstErr = 0;

  /** @throws UsageError for a window or a speed outside the limits */
  constructor(ports: L2Ports, window: MemoryWindow, parameters: L2Parameters = DEFAULT_L2) {
    check("latency", parameters.latency, 1000);
    check("bandwidth", parameters.bandwidth, BEAT_BYTES);
    check("number of outstanding bursts", parameters.outstanding, 64);
    this.ports = ports;
    this.memory = new WordMemory(window);
    this.parameters = parameters;
    this.bursts = [new BurstQueue(parameters.outstanding), new BurstQueue(parameters.outstanding)];
    this.writes = new BurstQueue(parameters.outstanding);
    this.accesses = new AccessQueue(NARROW_DEPTH);
    this.reset();
  }

  /** Beats of 8 bytes that DMA and instruction cache have moved, and words of the cores; for observers. */
  get moved(): { readonly dma: number; readonly refill: number; readonly words: number } {
    const [dmaRead, refill] = this.bursts;
    return { dma: dmaRead.moved + this.writes.moved, refill: refill.moved, words: this.accesses.moved };
  }

  /** The narrow port is answered in the clock that comes. */
  get answersNarrow(): number {
    return (this.shown >>> NARROW) | this.written;
  }

  /** Answers onto the ports, from registers alone. */
  settleResponse(): void {
    if (this.idle) return;
    const { narrow, dmaRead, dmaWrite, refill } = this.ports;
    const { shown, low, high, err } = this;
    show(dmaRead, shown & 1, low, high, err);
    show(refill, (shown >>> 1) & 1, low, high, err);
    narrow.rvalid = (shown >>> NARROW) | this.written;
    narrow.rdata = (this.written !== 0 ? this.old : low) >>> 0;
    narrow.err = this.written !== 0 ? this.writtenErr : err;
    dmaWrite.done = this.done;
    dmaWrite.err = this.doneErr;
  }

  settleGrant(): void {
    const { narrow, dmaRead, dmaWrite, refill } = this.ports;
    const { bursts, writes, accesses, clock } = this;
    if (this.idle && (narrow.req | dmaRead.req | refill.req | dmaWrite.req | dmaWrite.valid) !== 0) this.wake();
    if (this.idle) return;
    narrow.gnt = narrow.req & accesses.free;
    dmaRead.gnt = dmaRead.req & bursts[0].free;
    refill.gnt = refill.req & bursts[1].free;
    dmaWrite.gnt = dmaWrite.req & writes.free;
    const credit = this.writeCredit >= BEAT_BYTES ? 1 : 0;
    dmaWrite.accepted = credit & dmaWrite.valid & writes.ready(clock) & (this.narrowFirst ^ 1);
  }

  edge(): void {
    if (this.idle) {
      this.pass(1);
      return;
    }
    const { latency, bandwidth } = this.parameters;
    const { narrow, dmaRead, dmaWrite, refill } = this.ports;
    const { bursts, writes, accesses } = this;
    const due = (this.clock + latency) >>> 0;
    if (narrow.gnt !== 0) accesses.accept(narrow, due);
    if (dmaRead.gnt !== 0) bursts[0].push(dmaRead.addr, dmaRead.beats, due);
    if (refill.gnt !== 0) bursts[1].push(refill.addr, refill.beats, due);
    if (dmaWrite.gnt !== 0) writes.push(dmaWrite.addr, dmaWrite.beats, due);
    this.clock = (this.clock + 1) >>> 0;
    const most = BEAT_BYTES + bandwidth - 1;
    const shows = this.shown | this.written | this.done;
    this.edgeRead();
    this.readCredit = Math.min(most, this.readCredit + bandwidth);
    this.edgeWrite();
    this.writeCredit = Math.min(most, this.writeCredit + bandwidth);
    this.idle = shows === 0 && this.rests(most);
  }

  /** So many idle clocks at once, or quiet ones. */
  pass(clocks: number): void {
    this.clock = (this.clock + clocks) >>> 0;
  }

  /** Clocks from the next one on, see `pass`, in which nothing but `clock` changes before a request. */
  get quiet(): number {
    if (this.idle) return Infinity;
    const { narrow, dmaRead, dmaWrite, refill } = this.ports;
    const asked = narrow.req | dmaRead.req | dmaWrite.req | dmaWrite.valid | refill.req;
    const answers = this.shown | this.written | this.done | this.err | this.narrowFirst;
    const most = BEAT_BYTES + this.parameters.bandwidth - 1;
    if ((asked | answers) !== 0 || this.readCredit !== most || this.writeCredit !== most) return 0;
    const [dmaReads, refills] = this.bursts;
    const next = (this.clock + 1) >>> 0;
    return Math.min(dmaReads.until(next), refills.until(next), this.writes.until(next), this.accesses.until(next));
  }

  /** Nothing is asked for, open, or left to show. */
  private rests(most: number): boolean {
    const { narrow, dmaRead, dmaWrite, refill } = this.ports;
    const { bursts, writes, accesses } = this;
    const asked = narrow.req | dmaRead.req | dmaWrite.req | dmaWrite.valid | refill.req;
    const open = bursts[0].count | bursts[1].count | writes.count | accesses.count;
    const answers = this.shown | this.written | this.done | this.err | this.narrowFirst;
    return (asked | open | answers) === 0 && this.readCredit === most && this.writeCredit === most;
  }

  /** The next clock settles everything anew. */
  wake(): void {
    this.idle = false;
  }

  /** Clears handshakes and queues; the memory keeps its contents. */
  reset(): void {
    this.wake();
    for (const queue of [...this.bursts, this.writes, this.accesses]) queue.clear();
    this.clock = this.first = this.narrowFirst = this.shown = this.low = this.high = this.old = this.err = 0;
    this.written = this.writtenErr = this.done = this.doneErr = this.burstErr = 0;
    this.readCredit = this.writeCredit = BEAT_BYTES;
  }

  scope(name: string): Scope {
    const widths = { clock: 32, readCredit: 5, writeCredit: 5, first: 2, narrowFirst: 1, shown: 3, err: 1 };
    const answers = { written: 1, writtenErr: 1, done: 1, doneErr: 1, burstErr: 1 };
    const { narrow, dmaRead, dmaWrite, refill } = this.ports;
    const scope = {
      name,
      probes: [
        ...registersOf(this, { ...widths, ...answers }),
        ...signedWordsOf(this, ["low", "high", "old"]),
        registerArray("words", 32, this.memory.words),
        this.memory.reservations.probe(),
        wire("narrow_gnt", 1, () => narrow.gnt),
        wire("dma_read_gnt", 1, () => dmaRead.gnt),
        wire("dma_write_gnt", 1, () => dmaWrite.gnt),
        wire("dma_write_accepted", 1, () => dmaWrite.accepted),
        wire("refill_gnt", 1, () => refill.gnt),
      ],
      children: [
        this.bursts[0].scope("dma_reads"),
        this.bursts[1].scope("refills"),
        this.writes.scope("dma_writes"),
        this.accesses.scope("accesses"),
      ],
    };
    return watched(scope, () => this.wake());
  }

  /** At most one beat or word is read for the next clock, from the sources in turn. */
  private edgeRead(): void {
    this.shown = this.err = 0;
    if (this.readCredit < BEAT_BYTES) return;
    const { memory } = this;
    for (let k = 0; k < READ_SOURCES; k++) {
      const source = (this.first + k) % READ_SOURCES;
      if (this.readable(source) === 0) continue;
      const queue = source === NARROW ? this.accesses : this.bursts[source];
      const at = memory.index(queue.next);
      const reserves = source === NARROW && this.accesses.atomic !== 0;
      this.low = reserves ? memory.atomic(at, this.accesses.atomic, 0) : memory.read(at);
      this.high = memory.read(at + 1);
      this.err = memory.outside(at) | (source === NARROW ? 0 : memory.outside(at + 1));
      this.shown = 1 << source;
      queue.step();
      this.first = (source + 1) % READ_SOURCES;
      this.readCredit -= BEAT_BYTES;
      return;
    }
  }

  private readable(source: number): number {
    const { clock } = this;
    if (source === NARROW) return this.accesses.ready(clock) & (this.accesses.write ^ 1);
    const { room } = source === 0 ? this.ports.dmaRead : this.ports.refill;
    return room & this.bursts[source].ready(clock);
  }

  /** The beat that was accepted, or the next word of the narrow port unless that port answers a read in the same clock. */
  private edgeWrite(): void {
    this.done = this.doneErr = this.written = this.writtenErr = 0;
    const { accesses, memory } = this;
    const { dmaWrite } = this.ports;
    const waits = ((this.shown >>> NARROW) ^ 1) & accesses.ready(this.clock) & accesses.write;
    this.narrowFirst = waits & (dmaWrite.accepted | this.narrowFirst);
    if (dmaWrite.accepted !== 0) this.writeBeat(dmaWrite);
    else if (waits !== 0 && this.writeCredit >= BEAT_BYTES) {
      const at = memory.index(accesses.next);
      this.written = 1;
      this.writtenErr = memory.outside(at);
      if (accesses.atomic !== 0) this.old = memory.atomic(at, accesses.atomic, accesses.wdata);
      else memory.write(at, accesses.wdata, accesses.be);
      accesses.step();
      this.narrowFirst = 0;
      this.writeCredit -= BEAT_BYTES;
    }
  }

  private writeBeat({ low, high, be }: WriteBurstPort): void {
    const { writes, memory } = this;
    const at = memory.index(writes.next);
    memory.write(at, low, be & 0xf);
    memory.write(at + 1, high, be >>> 4);
    this.burstErr |= memory.outside(at) | memory.outside(at + 1);
    this.writeCredit -= BEAT_BYTES;
    if (writes.last) {
      this.done = 1;
      this.doneErr = this.burstErr;
      this.burstErr = 0;
    }
    writes.step();
  }
}

function show(port: ReadBurstPort, valid: number, low: number, high: number, err: number): void {
  port.valid = valid;
  port.low = low;
  port.high = high;
  port.err = err;
}

function check(name: string, value: number, most: number): void {
  if (Number.isInteger(value) && value >= 1 && value <= most) return;
  throw new UsageError(`The ${name} of L2 is ${value}: give a whole number from 1 to ${most}.`);
}

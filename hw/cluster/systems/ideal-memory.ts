import { UsageError } from "../../errors.js";
import type { MemoryWindow, WidePort } from "../../ports.js";
import { registerArray, registersOf, wire, type Scope } from "../../probe.js";
import { copyWords } from "../../words.js";
import { BYTE_MASK, merge } from "../bits.js";
import type { WideMemory } from "../wide-memory.js";

/** What words outside the window read as: FP16 signalling NaNs that a result cannot hide. */
export const FOREIGN_WORD = 0x7dad7dad;

/**
 * A memory without contention on one wide port: it grants in the clock of the request unless `stall` is 1 and answers one
 * clock later, after writes too. Words outside its window read `FOREIGN_WORD`, drop what is written and are counted.
 */
export class IdealMemory implements WideMemory {
  readonly port: WidePort;
  readonly base: number;
  /** Input: 1 grants nothing in this clock. */
  stall = 0;

  /** The contents from `base` on. */
  readonly words: Uint32Array;
  /** The same contents as little-endian bytes. */
  readonly bytes: Uint8Array;
  /** Granted accesses. */
  reads = 0;
  writes = 0;
  /** Words read or written outside the window. */
  foreign = 0;
  valid = 0;
  readonly rdata: Uint32Array;

  constructor(port: WidePort, { base, bytes }: MemoryWindow) {
    checkWindow({ base, bytes });
    this.port = port;
    this.base = base;
    this.words = new Uint32Array(bytes / 4);
    this.bytes = new Uint8Array(this.words.buffer);
    this.rdata = new Uint32Array(port.words);
  }

  settleResponse(): void {
    const { port, rdata } = this;
    const out = port.rdata;
    port.rvalid = this.valid;
    if (!this.valid) return;
    copyWords(rdata, 0, out, 0, port.words);
  }

  settleGrant(): void {
    this.port.gnt = this.stall !== 0 ? 0 : this.port.req;
  }

  edge(): void {
    const { port, words } = this;
    this.valid = port.gnt;
    if (port.gnt === 0) return;
    const at = wordIndex(port.addr, this.base);
    const inside = at + port.words <= words.length;
    if (port.write !== 0) {
      this.writes++;
      if (inside) this.store(at);
      else this.storePartly(at);
    } else {
      this.reads++;
      const { rdata } = this;
      if (inside) copyWords(words, at, rdata, 0, port.words);
      else this.loadPartly(at);
    }
  }

  /** Clears handshake and counters; the memory keeps its contents. */
  reset(): void {
    this.valid = 0;
    this.rdata.fill(0);
    this.reads = this.writes = this.foreign = 0;
  }

  scope(name: string): Scope {
    const { port } = this;
    return {
      name,
      probes: [
        registerArray("rdata", 32, this.rdata),
        registerArray("words", 32, this.words),
        ...registersOf(this, { valid: 1, reads: 32, writes: 32, foreign: 32 }),
        wire("stall", 1, () => this.stall),
        wire("req", 1, () => port.req),
        wire("gnt", 1, () => port.gnt),
        wire("addr", 32, () => port.addr),
        wire("write", 1, () => port.write),
      ],
      children: [],
    };
  }

  private store(at: number): void {
    const { words } = this;
    const { be, wdata } = this.port;
    for (let i = 0; i < wdata.length; i++) {
      const mask = BYTE_MASK[be[i]];
      words[at + i] = merge(words[at + i], wdata[i], mask);
    }
  }

  private storePartly(at: number): void {
    const { words } = this;
    const { be, wdata } = this.port;
    for (let i = 0; i < wdata.length; i++) {
      const mask = BYTE_MASK[be[i]];
      const j = (at + i) % WORDS;
      if (j < words.length) words[j] = merge(words[j], wdata[i], mask);
      else if (mask !== 0) this.foreign++;
    }
  }

  private loadPartly(at: number): void {
    const { words, rdata } = this;
    for (let i = 0; i < rdata.length; i++) {
      const j = (at + i) % WORDS;
      rdata[i] = j < words.length ? words[j] : FOREIGN_WORD;
      // Where the port marks the bytes that it wants, the others do not count.
      if (j >= words.length && this.port.be[i] !== 0) this.foreign++;
    }
  }
}

/** Words of the address space. */
const WORDS = 2 ** 30;

/** Index of the word at a byte address in a memory that begins at `base`, from 0 to 2^30 - 1. */
export function wordIndex(addr: number, base: number): number {
  return (addr - base) >>> 2;
}

/** @throws UsageError when the window is not made of words inside the 32-bit address space */
export function checkWindow({ base, bytes }: MemoryWindow): void {
  const whole = Number.isInteger(base / 4) && Number.isInteger(bytes / 4);
  if (!whole || base < 0 || bytes < 4 || bytes >= 2 ** 32 || base + bytes > 2 ** 32) {
    throw new UsageError(
      `A memory of ${bytes} bytes at ${base} is not made of 32-bit words below 4 GiB: give multiples of 4 that end before 2^32.`,
    );
  }
}

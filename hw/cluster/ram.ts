import type { MemoryWindow, NarrowPort } from "../ports.js";
import { registerArray, type Block, type Scope } from "../probe.js";
import { Reservations } from "./atomics.js";
import { BYTE_MASK, merge } from "./bits.js";
import { checkWindow, wordIndex } from "./systems/ideal-memory.js";
import { PortAnswers } from "./port-answers.js";

/**
 * A memory with any number of true ports, such as L2 with an instruction and a data port: every request is granted at
 * once and answered one clock later. Reads see old data; on writes to one word in one clock the last port wins. Atomic
 * accesses go one after the other, in the order of the ports.
 * An address outside the window is answered with `err`.
 */
export class Ram implements Block {
  readonly ports: readonly NarrowPort[];
  readonly base: number;
  /** The contents from `base` on. */
  readonly words: Uint32Array;
  /** The same contents as little-endian bytes. */
  readonly bytes: Uint8Array;

  readonly reservations = new Reservations();

  private readonly answers: PortAnswers;

  constructor(ports: readonly NarrowPort[], window: MemoryWindow) {
    checkWindow(window);
    this.ports = ports;
    this.base = window.base;
    this.words = new Uint32Array(window.bytes / 4);
    this.bytes = new Uint8Array(this.words.buffer);
    this.answers = new PortAnswers(ports.length);
  }

  settleResponse(): void {
    this.answers.settle(this.ports);
  }

  settleGrant(): void {
    const { ports } = this;
    for (let i = 0; i < ports.length; i++) ports[i].gnt = ports[i].req;
  }

  edge(): void {
    const { ports, words, base } = this;
    const { valid, rdata } = this.answers;
    for (let i = 0; i < ports.length; i++) {
      const { gnt, addr } = ports[i];
      valid[i] = gnt;
      if (gnt !== 0) this.read(i, addr);
    }
    for (let i = 0; i < ports.length; i++) {
      const { gnt, addr, write, be, wdata, atomic } = ports[i];
      if ((gnt & write) === 0 && (gnt === 0 || atomic === 0)) continue;
      const at = wordIndex(addr, base);
      if (at >= words.length) continue;
      if (atomic !== 0) {
        rdata[i] = this.reservations.execute(atomic, words, at, wdata);
        continue;
      }
      const mask = BYTE_MASK[be];
      words[at] = merge(words[at], wdata, mask);
      if (this.reservations.held !== 0) this.reservations.written(at);
    }
  }

  /** Puts the word at an address into the answer of a port, as the edge does for an access. */
  read(port: number, address: number): void {
    const { words, base } = this;
    const { err, rdata } = this.answers;
    const at = wordIndex(address, base);
    err[port] = at < words.length ? 0 : 1;
    rdata[port] = at < words.length ? words[at] : 0;
  }

  /** Clears the handshake; the memory keeps its contents. */
  reset(): void {
    this.answers.reset();
    this.reservations.reset();
  }

  scope(name: string): Scope {
    return {
      name,
      probes: [...this.answers.probes(), registerArray("words", 32, this.words), this.reservations.probe()],
      children: [],
    };
  }
}

import type { MemoryWindow, NarrowPort, WidePort } from "../../ports.js";
import { registersOf, type Block, type Scope } from "../../probe.js";
import { Reservations } from "../atomics.js";
import { BYTE_MASK, merge } from "../bits.js";
import { IdealMemory, wordIndex } from "./ideal-memory.js";

/**
 * A memory whose wide port and narrow port never meet: every request is granted at once, unless `wide.stall` is 1, and
 * answered one clock later. Reads see old data; on writes to one word in one clock the narrow port wins. An address of the
 * narrow port outside the window is answered with `err`.
 */
export class TruePortMemory implements Block {
  readonly wide: IdealMemory;
  readonly port: NarrowPort;
  /** The narrow port alone can reserve; writes of the wide port do not count. */
  readonly reservations = new Reservations();

  valid = 0;
  err = 0;
  rdata = 0;

  constructor(port: NarrowPort, wide: WidePort, window: MemoryWindow) {
    this.port = port;
    this.wide = new IdealMemory(wide, window);
  }

  settleResponse(): void {
    const { port } = this;
    this.wide.settleResponse();
    port.rvalid = this.valid;
    port.err = this.err;
    port.rdata = this.rdata;
  }

  settleGrant(): void {
    this.wide.settleGrant();
    this.port.gnt = this.port.req;
  }

  edge(): void {
    const { words, base } = this.wide;
    const { gnt, addr, write, be, wdata, atomic } = this.port;
    const at = wordIndex(addr, base);
    this.valid = gnt;
    if (gnt !== 0) {
      this.err = at < words.length ? 0 : 1;
      this.rdata = at < words.length ? words[at] : 0;
    }
    this.wide.edge();
    if (gnt === 0 || at >= words.length) return;
    if (atomic !== 0) this.rdata = this.reservations.execute(atomic, words, at, wdata);
    else if (write !== 0) words[at] = merge(words[at], wdata, BYTE_MASK[be]);
  }

  /** Clears the handshake; the memory keeps its contents. */
  reset(): void {
    this.valid = this.err = this.rdata = 0;
    this.wide.reset();
  }

  scope(name: string): Scope {
    const probes = [...registersOf(this, { valid: 1, err: 1, rdata: 32 }), this.reservations.probe()];
    return { name, probes, children: [this.wide.scope("wide")] };
  }
}

import { register, wire, type Block, type Scope } from "../../probe.js";
import type { NarrowPort } from "../../ports.js";

/** Words in the FIFO, and the most that are fetched ahead of the aligner. */
const DEPTH = 2;

/**
 * Fetches words ahead of the program over the instruction port, at most two that are not yet consumed. An address that
 * was not granted is held until it is; after a branch the answers to older requests are thrown away.
 */
export class PrefetchBuffer implements Block {
  /** Inputs: fetch is allowed; jump to `target` in this clock. */
  enable = 0;
  branch = 0;
  target = 0;
  /** Input of the second settle step: the word is consumed. */
  ready = 0;

  // Wires.
  valid = 0;
  word = 0;
  error = 0;
  /** A request stands or is open. */
  busy = 0;
  private accept = 0;
  private nextAddress = 0;

  // Registers.
  /** A branch target waits for its request. */
  private targetWaits = 0;
  private address = 0;
  private outstanding = 0;
  private discard = 0;
  private held = 0;
  private heldAddress = 0;
  private count = 0;
  private word0 = 0;
  private word1 = 0;
  private error0 = 0;
  private error1 = 0;

  private readonly port: NarrowPort;

  constructor(port: NarrowPort) {
    this.port = port;
    port.write = 0;
    port.be = 0xf;
  }

  settleRequest(): void {
    const port = this.port;
    const queued = this.branch ? 0 : this.count;
    const want = this.enable && queued + this.outstanding < DEPTH ? 1 : 0;
    if (this.branch) this.nextAddress = this.target & ~3;
    else this.nextAddress = this.targetWaits ? this.address : (this.address + 4) | 0;
    this.accept = want & (this.held ^ 1);
    this.busy = want | (this.outstanding !== 0 ? 1 : 0);
    port.req = want | this.held;
    port.addr = (this.held ? this.heldAddress : this.nextAddress) >>> 0;
    this.valid = (this.count !== 0 || port.rvalid) && !this.branch && this.discard === 0 ? 1 : 0;
    if (this.count !== 0) {
      this.word = this.word0;
      this.error = this.error0;
    } else {
      this.word = port.rdata | 0;
      this.error = port.err;
    }
  }

  /** Without a request, as the clock of a sleeping core does not run. */
  idle(): void {
    this.port.req = this.accept = this.busy = this.valid = 0;
  }

  edge(): void {
    const port = this.port;
    const answered = port.rvalid;
    if (this.branch) this.count = 0;
    else if (this.count !== 0 || !this.ready) this.shift(answered);
    if (this.branch) this.discard = this.outstanding - answered;
    else if (this.discard !== 0) this.discard -= answered;
    this.outstanding += this.accept - answered;
    if (this.branch) this.targetWaits = this.accept ^ 1;
    else if (this.accept) this.targetWaits = 0;
    if (this.branch || this.accept) this.address = this.nextAddress;
    if (this.held) this.held = port.gnt ^ 1;
    else if (this.accept && !port.gnt) {
      this.held = 1;
      this.heldAddress = this.nextAddress;
    }
  }

  private shift(answered: number): void {
    if (this.count !== 0 && this.ready) {
      this.word0 = this.word1;
      this.error0 = this.error1;
      this.count--;
    }
    if (!answered || this.discard !== 0) return;
    if (this.count === 0) {
      this.word0 = this.port.rdata | 0;
      this.error0 = this.port.err;
    } else {
      this.word1 = this.port.rdata | 0;
      this.error1 = this.port.err;
    }
    this.count++;
  }

  reset(): void {
    this.targetWaits = this.address = this.outstanding = this.discard = this.held = this.heldAddress = 0;
    this.count = this.word0 = this.word1 = this.error0 = this.error1 = 0;
    this.idle();
  }

  scope(name: string): Scope {
    const probes = [
      register(
        "target_waits",
        1,
        () => this.targetWaits,
        (v) => (this.targetWaits = v),
      ),
      register(
        "address",
        32,
        () => this.address >>> 0,
        (v) => (this.address = v | 0),
      ),
      register(
        "outstanding",
        2,
        () => this.outstanding,
        (v) => (this.outstanding = v),
      ),
      register(
        "discard",
        2,
        () => this.discard,
        (v) => (this.discard = v),
      ),
      register(
        "held",
        1,
        () => this.held,
        (v) => (this.held = v),
      ),
      register(
        "held_address",
        32,
        () => this.heldAddress >>> 0,
        (v) => (this.heldAddress = v | 0),
      ),
      register(
        "count",
        2,
        () => this.count,
        (v) => (this.count = v),
      ),
      register(
        "word0",
        32,
        () => this.word0 >>> 0,
        (v) => (this.word0 = v | 0),
      ),
      register(
        "word1",
        32,
        () => this.word1 >>> 0,
        (v) => (this.word1 = v | 0),
      ),
      register(
        "error0",
        1,
        () => this.error0,
        (v) => (this.error0 = v),
      ),
      register(
        "error1",
        1,
        () => this.error1,
        (v) => (this.error1 = v),
      ),
      wire("req", 1, () => this.port.req),
      wire("addr", 32, () => this.port.addr),
      wire("gnt", 1, () => this.port.gnt),
      wire("rvalid", 1, () => this.port.rvalid),
    ];
    return { name, probes, children: [] };
  }
}

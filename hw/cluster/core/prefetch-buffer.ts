import { registersOf, signedWordsOf, wire, type Block, type Scope } from "../../probe.js";
import type { NarrowPort } from "../../ports.js";

/** Words in the FIFO, and the most that are fetched ahead of the aligner. */
const DEPTH = 2;

/**
 * Fetches words ahead of the program over the instruction port, at most two that are not yet consumed. An address that
 * was not granted is held until it is; after a branch the answers to older requests are thrown away. A hardware loop
 * continues at its start like a branch, but leaves the word of the loop's last instruction.
 */
export class PrefetchBuffer implements Block {
  /** Inputs: fetch is allowed; jump to `target` in this clock. */
  enable = 0;
  branch = 0;
  target = 0;
  /** Input of the second settle step: continue at `target` behind the word at the output. */
  loop = 0;
  /** Input of the edge: the word is consumed. */
  ready = 0;

  // Wires.
  valid = 0;
  word = 0;
  error = 0;
  private accept = 0;
  private nextAddress = 0;

  // Registers.
  /** A branch target waits for its request. */
  targetWaits = 0;
  address = 0;
  outstanding = 0;
  discard = 0;
  held = 0;
  heldAddress = 0;
  count = 0;
  word0 = 0;
  word1 = 0;
  error0 = 0;
  error1 = 0;

  private readonly port: NarrowPort;

  constructor(port: NarrowPort) {
    this.port = port;
    port.write = 0;
    port.be = 0xf;
  }

  /** 1 when a request stands or is open. */
  get busy(): number {
    return this.port.req | (this.outstanding !== 0 ? 1 : 0);
  }

  /** First step: the word at the output. */
  settleOutput(): void {
    const port = this.port;
    this.valid = (this.count !== 0 || (port.rvalid && this.discard === 0)) && !this.branch ? 1 : 0;
    if (this.count !== 0) {
      this.word = this.word0;
      this.error = this.error0;
    } else {
      this.word = port.rdata | 0;
      this.error = port.err;
    }
  }

  /** Second step: the request. */
  settleRequest(): void {
    const port = this.port;
    const jumps = this.branch | this.loop;
    const queued = jumps ? 0 : this.count;
    const want = this.enable && queued + this.outstanding < DEPTH ? 1 : 0;
    if (jumps) this.nextAddress = this.target & ~3;
    else this.nextAddress = this.targetWaits ? this.address : (this.address + 4) | 0;
    this.accept = want & (this.held ^ 1);
    port.req = want | this.held;
    port.addr = (this.held ? this.heldAddress : this.nextAddress) >>> 0;
  }

  /** Without a request, as the clock of a sleeping core does not run. */
  idle(): void {
    this.port.req = this.accept = this.valid = 0;
  }

  edge(): void {
    const port = this.port;
    const answered = port.rvalid;
    if (this.branch | this.loop) this.edgeJump(answered);
    else {
      if (this.count !== 0 || (answered && !this.ready)) this.shift(answered);
      if (this.discard !== 0) this.discard -= answered;
      if (this.accept) {
        this.targetWaits = 0;
        this.address = this.nextAddress;
      }
    }
    this.outstanding += this.accept - answered;
    if (this.held) this.held = port.gnt ^ 1;
    else if (this.accept && !port.gnt) {
      this.held = 1;
      this.heldAddress = this.nextAddress;
    }
  }

  private edgeJump(answered: number): void {
    if (this.branch) this.count = 0;
    else this.keepOutput();
    this.discard = this.outstanding - answered;
    this.targetWaits = this.accept ^ 1;
    this.address = this.nextAddress;
  }

  /** Drops all words but that at the output, and that too when it is consumed. */
  private keepOutput(): void {
    this.word0 = this.word;
    this.error0 = this.error;
    this.count = this.ready ^ 1;
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
    this.branch = this.loop = this.ready = 0;
    this.count = this.word0 = this.word1 = this.error0 = this.error1 = 0;
    this.idle();
  }

  scope(name: string): Scope {
    const probes = [
      ...registersOf(this, { targetWaits: 1, outstanding: 2, discard: 2, held: 1, count: 2, error0: 1, error1: 1 }),
      ...signedWordsOf(this, ["address", "heldAddress", "word0", "word1"]),
      wire("req", 1, () => this.port.req),
      wire("addr", 32, () => this.port.addr),
      wire("gnt", 1, () => this.port.gnt),
      wire("rvalid", 1, () => this.port.rvalid),
    ];
    return { name, probes, children: [] };
  }
}

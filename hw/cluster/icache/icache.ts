import { lowest } from "../bits.js";
import type { NarrowPort } from "../../ports.js";
import { watched, wire, type Block, type Scope } from "../../probe.js";
import { ReadBurstPort } from "../l2/l2-port.js";
import { checkIcache, DEFAULT_ICACHE, type IcacheParameters } from "./icache-parameters.js";
import { PrivateCache } from "./private-cache.js";
import { Refill } from "./refill.js";
import { SharedBank } from "./shared-cache.js";

/** What a core's open fetch waits for. */
export type FetchWait = "none" | "shared" | "l2" | "flush";

/**
 * The instruction cache of the cluster, after the public hier-icache without its prefetcher: a private cache for each core, and
 * behind them a shared one in banks, refilled from L2. Replacement is by a shift register, so runs repeat.
 *
 * Order of one clock: L2's response, `settleResponse`, the cores' requests, `settleRequest`, L2's grant, `settleGrant`.
 */
export class Icache implements Block {
  /** Port of L2. */
  readonly refillPort = new ReadBurstPort();
  /** Input: cores that execute fence.i in this clock, bit per core. It clears their private caches and the shared one. */
  flush = 0;
  /**
   * Input: cores whose fetches are replayed, bit per core. Their private caches are left out, but for the requests that stand
   * at their line ports.
   */
  replayed = 0;
  /** Wires: cores whose request for a line is granted in this clock, and whose line comes, bit per core. */
  granted = 0;
  arrived = 0;
  readonly privates: readonly PrivateCache[];
  readonly banks: readonly SharedBank[];

  private readonly refill: Refill;
  private readonly lineShift: number;
  /** No private cache asks for a line, none comes, and none is cleared: shared banks and refill stand as they are. */
  private privateOnly = false;
  /** The same of their registers: only wires still hold what they did. */
  private registersRest = false;
  /** No register changes before a request or a beat of L2. */
  private awaits = false;

  /**
   * @param ports instruction ports of the cores, at most 32
   * @throws UsageError for parameters outside their limits
   */
  constructor(ports: readonly NarrowPort[], parameters: IcacheParameters = DEFAULT_ICACHE) {
    checkIcache(parameters);
    const { banks, lineBytes } = parameters;
    this.privates = ports.map((port) => new PrivateCache(port, parameters));
    this.refill = new Refill(this.refillPort, banks, lineBytes);
    const lines = this.privates.map(({ line }) => line);
    this.banks = Array.from({ length: banks }, () => new SharedBank(lines, this.refill.words, parameters));
    for (const bank of this.banks) this.refill.attach(bank);
    this.lineShift = Math.log2(lineBytes);
    this.reset();
  }

  /** No private cache works but those that are replayed. */
  get privatesIdle(): boolean {
    const { privates, replayed } = this;
    for (let i = 0; i < privates.length; i++) if (((replayed >>> i) & 1) === 0 && !privates[i].idle) return false;
    return true;
  }

  /** No line is asked for, on its way or cleared: no register changes before a request. */
  get sharedIdle(): boolean {
    return this.privateOnly || this.registersRest;
  }

  /** No register changes before a request or a beat of L2. */
  get sharedAwaits(): boolean {
    return this.sharedIdle || this.awaits;
  }

  /** What a core's open fetch waits for in this clock. For observers. */
  waitOf(core: number): FetchWait {
    const { waits, flushes } = this.privates[core];
    if (flushes) return "flush";
    if (!waits) return "none";
    return this.banks.some((bank) => ((bank.refilling >>> core) & 1) !== 0) ? "l2" : "shared";
  }

  /** Answers to the cores, from registers and what stands at the L2 port. */
  settleResponse(): void {
    const { privates, banks } = this;
    if (!this.privateOnly) this.settleShared();
    for (let i = 0; i < privates.length; i++) {
      const { line } = privates[i];
      if (((this.replayed >>> i) & 1) === 0) privates[i].settleResponse();
      if (line.req === 0) continue;
      banks[(line.addr >>> this.lineShift) & (banks.length - 1)].wanted |= 1 << i;
      this.privateOnly = false;
    }
  }

  private settleShared(): void {
    const { privates, banks } = this;
    this.refill.settleResponse();
    for (let rest = this.granted | this.arrived; rest !== 0; rest &= rest - 1) {
      const { line } = privates[lowest(rest)];
      line.valid = line.gnt = 0;
    }
    this.granted = this.arrived = 0;
    for (let b = 0; b < banks.length; b++) {
      banks[b].settleResponse();
      banks[b].wanted = 0;
      this.arrived |= banks[b].answers;
    }
  }

  settleRequest(): void {
    if (!this.privateOnly) this.refill.settleRequest();
  }

  settleGrant(): void {
    const { privates, banks, flush } = this;
    if (flush !== 0) this.privateOnly = false;
    if (!this.privateOnly) {
      this.refill.settleGrant();
      for (let b = 0; b < banks.length; b++) {
        banks[b].flush = flush !== 0 ? 1 : 0;
        banks[b].settleGrant();
        this.granted |= banks[b].grants;
      }
    }
    for (let i = 0; i < privates.length; i++) {
      if (((this.replayed >>> i) & 1) !== 0) continue;
      privates[i].flush = (flush >>> i) & 1;
      privates[i].settleGrant();
    }
  }

  edge(): void {
    const { privates } = this;
    for (let i = 0; i < privates.length; i++) if (((this.replayed >>> i) & 1) === 0) privates[i].edge();
    if (!this.privateOnly) this.edgeShared();
  }

  private edgeShared(): void {
    const { banks, refill, privates } = this;
    let rest = this.flush === 0;
    // A request that a replay has put to its line port stands in the next clock.
    for (let i = 0; i < privates.length; i++) rest &&= privates[i].line.req === 0;
    let idle = rest;
    let open = 0;
    for (let b = 0; b < banks.length; b++) {
      idle &&= banks[b].idle;
      banks[b].edge();
      rest &&= banks[b].rests;
      open |= banks[b].refills;
    }
    this.privateOnly = idle && refill.idle;
    refill.edge();
    this.awaits = rest && refill.awaits;
    this.registersRest = this.awaits && (open | refill.open) === 0;
  }

  /** A request stands at a line port of a core that is replayed. */
  ask(): void {
    this.privateOnly = this.registersRest = this.awaits = false;
  }

  /** The next clock settles everything anew. */
  wake(): void {
    this.privateOnly = this.registersRest = this.awaits = false;
    for (const cache of this.privates) cache.wake();
  }

  reset(): void {
    this.wake();
    for (const block of [...this.privates, ...this.banks, this.refill]) block.reset();
    this.flush = 0;
  }

  scope(name: string): Scope {
    const scope = {
      name,
      probes: [wire("flush", this.privates.length, () => this.flush >>> 0)],
      children: [
        ...this.privates.map((cache, i) => cache.scope(`private${i}`)),
        ...this.banks.map((bank, i) => bank.scope(`shared${i}`)),
        this.refill.scope("refill"),
      ],
    };
    return watched(scope, () => this.wake());
  }
}

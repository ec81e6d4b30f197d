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
   * Input: cores whose fetches are replayed, or whose private cache and its wires rest, bit per core. Their private caches are
   * left out, but for the requests that stand at their line ports.
   */
  replayed = 0;
  /** Wires: cores whose request for a line is granted in this clock, and whose line comes, bit per core. */
  granted = 0;
  arrived = 0;
  readonly privates: readonly PrivateCache[];
  readonly banks: readonly SharedBank[];

  private readonly refill: Refill;
  private readonly lineShift: number;
  /** All private caches, bit per core. */
  private readonly all: number;
  /** Line ports at which a request stands, bit per core: of replayed cores as they have told, of others as settled. */
  private asking = 0;
  /** Idle banks, bit per bank, and whether the way to L2 is idle. */
  private idleBanks = 0;
  private refillIdle = false;
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
    this.all = -1 >>> (32 - ports.length);
    this.reset();
  }

  /** No private cache works but those that are replayed. */
  get privatesIdle(): boolean {
    const { privates } = this;
    for (let rest = this.stepped; rest !== 0; rest &= rest - 1) if (!privates[lowest(rest)].idle) return false;
    return true;
  }

  /** Private caches that are not left out, bit per core. */
  private get stepped(): number {
    return this.all & ~this.replayed;
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
    let asking = this.asking & this.replayed;
    for (let rest = this.stepped; rest !== 0; rest &= rest - 1) {
      const i = lowest(rest);
      privates[i].settleResponse();
      asking |= privates[i].line.req << i;
    }
    this.asking = asking;
    if (asking !== 0) this.privateOnly = false;
    for (let rest = asking; rest !== 0; rest &= rest - 1) {
      const i = lowest(rest);
      banks[(privates[i].line.addr >>> this.lineShift) & (banks.length - 1)].wanted |= 1 << i;
    }
  }

  private settleShared(): void {
    const { privates, banks } = this;
    if (!this.refillIdle) this.refill.settleResponse();
    for (let rest = this.granted | this.arrived; rest !== 0; rest &= rest - 1) {
      const { line } = privates[lowest(rest)];
      line.valid = line.gnt = 0;
    }
    this.granted = this.arrived = 0;
    for (let b = 0; b < banks.length; b++) {
      banks[b].wanted = 0;
      if (((this.idleBanks >>> b) & 1) !== 0) continue;
      banks[b].settleResponse();
      this.arrived |= banks[b].answers;
      if (banks[b].refillReq !== 0) this.refillIdle = false;
    }
  }

  settleRequest(): void {
    if (!this.privateOnly && !this.refillIdle) this.refill.settleRequest();
  }

  settleGrant(): void {
    const { privates, flush } = this;
    if (flush !== 0) {
      this.privateOnly = false;
      this.idleBanks = 0;
    }
    if (!this.privateOnly) this.grantShared();
    for (let rest = this.stepped; rest !== 0; rest &= rest - 1) {
      const i = lowest(rest);
      privates[i].flush = (flush >>> i) & 1;
      privates[i].settleGrant();
    }
  }

  /** Grants of the shared banks. */
  private grantShared(): void {
    const { banks } = this;
    if (!this.refillIdle) this.refill.settleGrant();
    const flush = this.flush !== 0 ? 1 : 0;
    for (let b = 0; b < banks.length; b++) {
      if (banks[b].wanted === 0 && ((this.idleBanks >>> b) & 1) !== 0) continue;
      banks[b].flush = flush;
      banks[b].settleGrant();
      this.granted |= banks[b].grants;
    }
  }

  edge(): void {
    const { privates } = this;
    for (let rest = this.stepped; rest !== 0; rest &= rest - 1) privates[lowest(rest)].edge();
    if (!this.privateOnly) this.edgeShared();
  }

  private edgeShared(): void {
    const { banks, refill } = this;
    // A request that a replay has put to its line port stands in the next clock.
    let rest = (this.flush | this.asking) === 0;
    let idleBanks = 0;
    let open = 0;
    for (let b = 0; b < banks.length; b++) {
      if (banks[b].idle) idleBanks |= 1 << b;
      else banks[b].edge();
      rest &&= banks[b].rests;
      open |= banks[b].refills;
    }
    this.idleBanks = idleBanks;
    this.refillIdle = refill.idle;
    this.privateOnly = rest && this.refillIdle && idleBanks === (1 << banks.length) - 1;
    if (!this.refillIdle) refill.edge();
    this.awaits = rest && refill.awaits;
    this.registersRest = this.awaits && (open | refill.open) === 0;
  }

  /** Whether a request stands at the line port of a core that is replayed. */
  ask(core: number, asks: boolean): void {
    if (!asks) this.asking &= ~(1 << core);
    else {
      this.asking |= 1 << core;
      this.privateOnly = this.registersRest = this.awaits = false;
    }
  }

  /** The next clock settles everything anew. */
  wake(): void {
    this.privateOnly = this.registersRest = this.awaits = this.refillIdle = false;
    this.idleBanks = 0;
    for (const cache of this.privates) cache.wake();
  }

  reset(): void {
    this.wake();
    for (const block of [...this.privates, ...this.banks, this.refill]) block.reset();
    this.flush = this.asking = 0;
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

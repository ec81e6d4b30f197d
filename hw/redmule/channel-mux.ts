import { below, differ } from "../bits.js";
import { versioned, wire, type Block, type Scope, registersOf } from "../probe.js";

/** What the counter, a register of two bits, can hold: one that was overwritten may stand beyond the channels. */
const COUNTS = 4;
const known = new Map<number, Uint8Array>();

/**
 * Who wins at index (counter << channels) | requests: the first that asks from the counter on, which stands where nobody does. A table,
 * since nobody can foretell which way the search goes.
 */
function winnersOf(channels: number): Uint8Array {
  const winners = known.get(channels) ?? new Uint8Array(COUNTS << channels);
  if (!known.has(channels)) {
    for (let i = 0; i < winners.length; i++) winners[i] = search(i >> channels, i & ((1 << channels) - 1), channels);
    known.set(channels, winners);
  }
  return winners;
}

function search(counter: number, requests: number, channels: number): number {
  let channel = counter;
  for (let i = 0; i < channels; i++) {
    if (((requests >> channel) & 1) !== 0) return channel;
    channel = channel + 1 === channels ? 0 : channel + 1;
  }
  return counter;
}

/**
 * Round-robin mux of request/grant channels. A counter that moves on every handshake gives the priority order counter,
 * counter + 1, ...; a winner that waits for its grant is kept. The order can be forced to 0, 1, ...
 */
export class ChannelMux implements Block {
  // Input wires.
  /** The channels that ask, a bit each. */
  requests = 0;
  /** 1 fixes the order at 0, 1, ... */
  force = 0;
  clear = 0;
  /** The output is granted in this clock. */
  granted = 0;

  // Registers.
  counter = 0;
  lastWinner = 0;
  handshaken = 0;
  anyRequest = 0;

  // Wires.
  winner = 0;
  request = 0;
  /** Nothing changes before a request comes: see docs/architecture.md. */
  idle = 0;
  /** Counts settle steps and edges. */
  private steps = 0;

  private readonly channels: number;
  private readonly keepsWithdrawn: number;
  private readonly winners: Uint8Array;

  /** @param keepsWithdrawn E2: a kept winner stays the winner even when it no longer requests */
  constructor(channels: number, keepsWithdrawn: boolean) {
    this.channels = channels;
    this.keepsWithdrawn = keepsWithdrawn ? 1 : 0;
    this.winners = winnersOf(channels);
  }

  settleRequest(): void {
    this.steps++;
    const { requests, lastWinner } = this;
    const asks = ((requests >> lastWinner) & 1) | this.keepsWithdrawn;
    const keeps = (this.handshaken ^ 1) & this.anyRequest & asks;
    const order = this.force !== 0 && requests !== 0 ? 0 : this.counter;
    const winner = keeps !== 0 ? lastWinner : this.winners[(order << this.channels) | requests];
    this.winner = winner;
    this.request = (requests >> winner) & 1;
  }

  edge(): void {
    this.steps++;
    if (this.clear) {
      this.reset();
      return;
    }
    // The winner requests whenever anybody does, except a kept one under E2.
    const any = this.request | (this.keepsWithdrawn & below(0, this.requests));
    const handshaken = this.request & this.granted;
    // A winner that was kept gives way to the counter first.
    this.idle = (any | differ(this.winner, this.counter)) ^ 1;
    this.handshaken = handshaken;
    const next = (this.counter + handshaken) & (COUNTS - 1);
    this.counter = next & -(differ(next, this.channels) | (handshaken ^ 1));
    this.lastWinner = this.winner;
    this.anyRequest = any;
  }

  reset(): void {
    this.counter = this.lastWinner = this.handshaken = this.anyRequest = this.idle = 0;
    this.steps++;
  }

  /** Registers were overwritten. */
  wake(): void {
    this.idle = 0;
    this.steps++;
  }

  scope(name: string): Scope {
    const probes = [
      ...registersOf(this, { counter: 2, lastWinner: 2, handshaken: 1, anyRequest: 1 }),
      wire("winner", 2, () => this.winner),
      wire("request", 1, () => this.request),
    ];
    return versioned({ name, probes, children: [] }, () => this.steps);
  }
}

import { versioned, wire, type Block, type Scope, registersOf } from "../probe.js";

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
  private readonly keepsWithdrawn: boolean;

  /** @param keepsWithdrawn E2: a kept winner stays the winner even when it no longer requests */
  constructor(channels: number, keepsWithdrawn: boolean) {
    this.channels = channels;
    this.keepsWithdrawn = keepsWithdrawn;
  }

  settleRequest(): void {
    this.steps++;
    const { requests, lastWinner } = this;
    const keep =
      this.handshaken === 0 && this.anyRequest === 1 && (this.keepsWithdrawn || ((requests >> lastWinner) & 1) === 1);
    this.winner = keep ? lastWinner : this.arbitrate();
    this.request = (requests >> this.winner) & 1;
  }

  private arbitrate(): number {
    const { requests, counter, channels } = this;
    let channel = this.force !== 0 ? 0 : counter;
    for (let i = requests === 0 ? channels : 0; i < channels; i++) {
      if (((requests >> channel) & 1) !== 0) return channel;
      channel = channel + 1 === channels ? 0 : channel + 1;
    }
    return counter;
  }

  edge(): void {
    this.steps++;
    if (this.clear) {
      this.reset();
      return;
    }
    // The winner requests whenever anybody does, except a kept one under E2.
    const any = this.keepsWithdrawn && this.requests !== 0 ? 1 : this.request;
    const handshaken = this.request & this.granted;
    // A winner that was kept gives way to the counter first.
    this.idle = any === 0 && this.winner === this.counter ? 1 : 0;
    this.handshaken = handshaken;
    if (handshaken !== 0) this.counter = this.counter + 1 === this.channels ? 0 : this.counter + 1;
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

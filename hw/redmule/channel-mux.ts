import { versioned, wire, type Block, type Scope, registersOf } from "../probe.js";

/**
 * Round-robin mux of request/grant channels. A counter that moves on every handshake gives the priority order counter,
 * counter + 1, ...; a winner that waits for its grant is kept. The order can be forced to 0, 1, ...
 */
export class ChannelMux implements Block {
  // Input wires.
  readonly requests: Uint8Array;
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

  private readonly keepsWithdrawn: boolean;

  /** @param keepsWithdrawn E2: a kept winner stays the winner even when it no longer requests */
  constructor(channels: number, keepsWithdrawn: boolean) {
    this.requests = new Uint8Array(channels);
    this.keepsWithdrawn = keepsWithdrawn;
  }

  settleRequest(): void {
    this.steps++;
    const { requests } = this;
    const keep =
      this.handshaken === 0 && this.anyRequest === 1 && (this.keepsWithdrawn || requests[this.lastWinner] === 1);
    this.winner = keep ? this.lastWinner : this.arbitrate();
    this.request = requests[this.winner];
  }

  private arbitrate(): number {
    const { requests } = this;
    const n = requests.length;
    let channel = this.force ? 0 : this.counter;
    for (let i = 0; i < n; i++) {
      if (requests[channel]) return channel;
      channel = channel + 1 === n ? 0 : channel + 1;
    }
    return this.counter;
  }

  edge(): void {
    this.steps++;
    if (this.clear) {
      this.reset();
      return;
    }
    // The winner requests whenever anybody does, except a kept one under E2.
    let any = this.request;
    for (let i = 0; any === 0 && this.keepsWithdrawn && i < this.requests.length; i++) any = this.requests[i];
    // A winner that was kept gives way to the counter first.
    this.idle = any === 0 && this.winner === this.counter ? 1 : 0;
    this.handshaken = this.request & this.granted;
    if (this.handshaken) this.counter = this.counter + 1 === this.requests.length ? 0 : this.counter + 1;
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

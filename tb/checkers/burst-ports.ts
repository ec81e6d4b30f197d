import type { ReadBurstPort, WriteBurstPort } from "../../hw/cluster/l2/l2-port.js";
import { hex } from "../../hw/hex.js";
import { CheckFailure, type Checker } from "./checker.js";

/** A refused address phase stands unchanged in the next clock. */
class AddressPhase {
  private refused = 0;
  private addr = 0;
  private beats = 0;

  /** Beats granted in this clock. */
  look(port: ReadBurstPort | WriteBurstPort, clock: number, name: string): number {
    const { req, gnt, addr, beats } = port;
    if (this.refused !== 0 && (req === 0 || addr !== this.addr || beats !== this.beats)) {
      throw new CheckFailure(clock, name, `the refused burst at ${hex(this.addr)} is withdrawn or changed`);
    }
    if (req !== 0 && (addr % 8 !== 0 || beats < 1)) {
      throw new CheckFailure(clock, name, `a burst of ${beats} beats at ${hex(addr)}`);
    }
    this.refused = req & (gnt ^ 1);
    this.addr = addr;
    this.beats = beats;
    return (req & gnt) !== 0 ? beats : 0;
  }
}

/** Bursts of reads: as many beats as were granted, each announced by room in the clock before. */
export class ReadBurstChecker implements Checker {
  private readonly port: ReadBurstPort;
  private readonly name: string;
  private readonly phase = new AddressPhase();
  private open = 0;
  private room = 0;

  constructor(port: ReadBurstPort, name: string) {
    this.port = port;
    this.name = name;
  }

  check(clock: number): void {
    const { port, name } = this;
    if (port.valid !== 0) {
      if (this.open === 0) throw new CheckFailure(clock, name, "a beat of no burst");
      if (this.room === 0) throw new CheckFailure(clock, name, "a beat that has no room");
      this.open--;
    }
    this.open += this.phase.look(port, clock, name);
    this.room = port.room;
  }
}

/** Bursts of writes: a refused beat stands unchanged, and every burst is done once, after its last beat. */
export class WriteBurstChecker implements Checker {
  private readonly port: WriteBurstPort;
  private readonly name: string;
  private readonly phase = new AddressPhase();
  /** Beats that each granted burst has left, and bursts that are written and not done. */
  private readonly left: number[] = [];
  private written = 0;
  private waits = 0;
  private low = 0;
  private high = 0;
  private be = 0;

  constructor(port: WriteBurstPort, name: string) {
    this.port = port;
    this.name = name;
  }

  check(clock: number): void {
    const { port, left } = this;
    if (port.done !== 0 && this.written-- === 0) this.fail(clock, "done without a written burst");
    const beats = this.phase.look(port, clock, this.name);
    if (beats > 0) left.push(beats);
    const { valid, low, high, be, accepted } = port;
    const same = valid !== 0 && low === this.low && high === this.high && be === this.be;
    if (this.waits !== 0 && !same) this.fail(clock, "a refused beat is withdrawn or changed");
    if ((valid & accepted) !== 0) this.take(clock);
    this.waits = valid & (accepted ^ 1);
    this.low = low;
    this.high = high;
    this.be = be;
  }

  private take(clock: number): void {
    const { left } = this;
    if (left.length === 0) this.fail(clock, "a beat of no burst is accepted");
    if (--left[0] > 0) return;
    left.shift();
    this.written++;
  }

  private fail(clock: number, what: string): never {
    throw new CheckFailure(clock, this.name, what);
  }
}

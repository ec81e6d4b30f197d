import type { NarrowPort } from "../../hw/ports.js";
import { Reservations } from "../../hw/cluster/atomics.js";
import { Core } from "../../hw/cluster/core/core.js";
import { coreCheckers } from "../checkers/attach.js";
import { CheckerList, type Checker } from "../checkers/checker.js";
import { BASE_ISA, coreParameters } from "../../hw/cluster/core/parameters.js";

/** How a memory port treats accesses. Values are drawn anew for every clock and access. */
export interface PortTiming {
  /** Whether a request of this clock is granted. */
  grants(): boolean;
  /** Clocks from grant to response, at least 1. Responses stay in order. */
  latency(): number;
}

export const IDEAL: PortTiming = { grants: () => true, latency: () => 1 };

/** Answers every access in the same number of clocks. */
export const fixedLatency = (clocks: number): PortTiming => ({ grants: () => true, latency: () => clocks });

/** Grants at once; the latencies of the accesses in turn, then 1. */
export function listedLatencies(...clocks: number[]): PortTiming {
  return { grants: () => true, latency: () => clocks.shift() ?? 1 };
}

/** Random grants and latencies from a seed (xorshift32). */
export function randomTiming(seed: number, grantPercent: number, maxLatency: number): PortTiming {
  let state = seed | 1;
  const draw = (below: number) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % below;
  };
  return { grants: () => draw(100) < grantPercent, latency: () => 1 + draw(maxLatency) };
}

/** Little-endian RAM; accesses outside are bus errors. */
export class Ram {
  readonly base: number;
  readonly bytes: Uint8Array;
  readonly words: Uint32Array;
  readonly reservations = new Reservations();

  constructor(base: number, size: number) {
    this.base = base;
    this.bytes = new Uint8Array(size);
    this.words = new Uint32Array(this.bytes.buffer);
  }

  load(address: number, bytes: Uint8Array): void {
    this.bytes.set(bytes, address - this.base);
  }
}

/** One port of a RAM: grants, delays and orders accesses as its timing says. */
class RamPort {
  readonly port: NarrowPort;
  private readonly ram: Ram;
  private readonly timing: PortTiming;
  private readonly due: number[] = [];
  private readonly data: number[] = [];
  private readonly errors: number[] = [];
  private clock = 0;

  constructor(port: NarrowPort, ram: Ram, timing: PortTiming) {
    this.port = port;
    this.ram = ram;
    this.timing = timing;
  }

  settleResponse(): void {
    const answers = this.due.length > 0 && this.due[0] <= this.clock;
    this.port.rvalid = answers ? 1 : 0;
    this.port.rdata = answers ? this.data[0] : 0xdead_beef;
    this.port.err = answers ? this.errors[0] : 0;
  }

  settleGrant(): void {
    this.port.gnt = this.timing.grants() ? 1 : 0;
  }

  edge(): void {
    const { port } = this;
    if (port.rvalid) {
      this.due.shift();
      this.data.shift();
      this.errors.shift();
    }
    if (port.req && port.gnt) this.access();
    this.clock++;
  }

  private access(): void {
    const { port, ram } = this;
    const index = (port.addr - ram.base) >>> 2;
    const outside = port.addr < ram.base || index >= ram.words.length;
    let data = outside ? 0xffff_ffff : ram.words[index];
    if (port.atomic && !outside) data = ram.reservations.execute(port.atomic, ram.words, index, port.wdata);
    else if (port.write && !outside) this.write(index);
    const after = this.due.length > 0 ? this.due[this.due.length - 1] : 0;
    this.due.push(Math.max(this.clock + this.timing.latency(), after + 1));
    this.data.push(data);
    this.errors.push(outside ? 1 : 0);
  }

  private write(index: number): void {
    const { port, ram } = this;
    for (let byte = 0; byte < 4; byte++) {
      if ((port.be >> byte) & 1) ram.bytes[4 * index + byte] = port.wdata >>> (8 * byte);
    }
    if (ram.reservations.held) ram.reservations.written(index);
  }
}

/** A core with one RAM behind both ports. */
export class Bench {
  readonly core: Core;
  readonly ram: Ram;
  clock = 0;
  /** Protocol checkers; to be taken away by whoever overwrites registers. */
  checks: Checker | null;
  private readonly instructions: RamPort;
  private readonly data: RamPort;

  constructor(
    ram: Ram,
    entry: number,
    instructionTiming = IDEAL,
    dataTiming = IDEAL,
    parameters = coreParameters(BASE_ISA),
  ) {
    this.core = new Core(parameters);
    this.ram = ram;
    this.instructions = new RamPort(this.core.instructionPort, ram, instructionTiming);
    this.data = new RamPort(this.core.dataPort, ram, dataTiming);
    this.core.reset();
    this.core.bootAddress = entry;
    this.core.fetchEnable = 1;
    this.checks = new CheckerList(coreCheckers(this.core, "core"));
  }

  /** All settle steps of a clock; wires can be read afterwards. */
  settle(): void {
    this.instructions.settleResponse();
    this.data.settleResponse();
    this.core.settleRequest();
    this.instructions.settleGrant();
    this.data.settleGrant();
    this.core.settleGrant();
  }

  edge(): void {
    this.checks?.check(this.clock);
    this.core.edge();
    this.instructions.edge();
    this.data.edge();
    this.clock++;
  }

  step(): void {
    this.settle();
    this.edge();
  }
}

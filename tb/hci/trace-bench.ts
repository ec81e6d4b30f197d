import { ELEMENT_BANKS, putBank, type BankSet } from "../../hw/cluster/tcdm/bank-set.js";
import { Interconnect } from "../../hw/cluster/tcdm/interconnect.js";
import type { Tcdm } from "../../hw/cluster/tcdm/tcdm.js";
import { NarrowPort, WidePort } from "../../hw/ports.js";
import type { Scope } from "../../hw/probe.js";
import { interconnectCheckers } from "../checkers/attach.js";
import { CheckerList, type Checker } from "../checkers/checker.js";
import type { Observer } from "../../run/redmule/redmule-bench.js";
import { mastersScope } from "../../run/load/masters-scope.js";
import { has, mask, type ReplayBench } from "./replay.js";
import type { TraceField, TraceHeader, TraceInputs, TraceOutputs, TraceRequest } from "./trace.js";

/** An interconnect built as a trace's header says, driven by the trace's inputs. */
export class TraceBench implements ReplayBench<TraceInputs, TraceField> {
  readonly ports: NarrowPort[];
  readonly wide: WidePort;
  readonly interconnect: Interconnect;
  readonly observers: Observer[] = [];
  private readonly header: TraceHeader;
  private readonly checks: Checker | null;
  private clock = 0;
  /** Bit m: the access that master m was last granted is a read. */
  private lastRead = 0;

  constructor(header: TraceHeader) {
    const { n_core, n_ext, n_dma, n_mem, rows, nw, rev } = header;
    this.header = header;
    this.ports = Array.from({ length: n_core + n_ext + n_dma }, () => new NarrowPort());
    this.wide = new WidePort(nw);
    this.interconnect = new Interconnect(this.ports, this.wide, { banks: n_mem, rows, arbiter: rev });
    const { words } = this.interconnect.tcdm;
    this.checks = new CheckerList(interconnectCheckers(this.interconnect));
    for (let i = 0; i < words.length; i++) words[i] = (Math.imul(4 * i, 0x9e3779b1) ^ 0xa5a5a5a5) >>> 0;
  }

  /** Settles one clock under the given inputs and returns what it shows. */
  settle(inputs: TraceInputs): TraceOutputs {
    this.drive(inputs);
    this.interconnect.settleResponse();
    this.interconnect.settleGrant();
    return this.observe();
  }

  edge(): void {
    this.checks?.check(this.clock++);
    this.ports.forEach((port, m) => port.gnt && this.note(m, port.write));
    if (this.wide.gnt) this.note(this.ports.length, this.wide.write);
    this.interconnect.edge();
  }

  scope(name: string): Scope {
    const children = [mastersScope("masters", this.ports), this.interconnect.scope("interconnect")];
    return { name, probes: [], children };
  }

  private note(master: number, write: number): void {
    const bit = 2 ** master;
    if (has(this.lastRead, master) === write) this.lastRead += write ? -bit : bit;
  }

  private drive(inputs: TraceInputs): void {
    const { arbiter, router, tcdm } = this.interconnect;
    if (inputs.control) {
      const [invertPrio, p0, p1] = inputs.control;
      arbiter.invertPrio = invertPrio;
      if (this.header.rev === "f7fbfcd") arbiter.maxStall = p0;
      else [arbiter.numerator, arbiter.denominator] = [p0, p1];
    }
    router.clear = inputs.clear;
    if (inputs.bankGrants !== undefined) {
      for (let b = 0; b < tcdm.banks; b++) putBank(tcdm.gnt, b, has(inputs.bankGrants, b));
    }
    for (const request of inputs.fresh) this.load(request);
    this.ports.forEach((port, m) => (port.req = has(inputs.requests, m)));
    this.wide.req = has(inputs.requests, this.ports.length);
  }

  private load({ master, addr, write, be, data }: TraceRequest): void {
    if (master === this.ports.length) {
      Object.assign(this.wide, { addr, write });
      this.wide.be.set(be);
      this.wide.wdata.set(data);
    } else {
      Object.assign(this.ports[master], { addr, write, be: be[0], wdata: data[0] });
    }
  }

  private observe(): TraceOutputs {
    const { ports, wide } = this;
    const { lic, arbiter, tcdm } = this.interconnect;
    const masters = [...ports, wide];
    const readData: string[] = [];
    masters.forEach((port, m) => {
      if (!port.rvalid || !has(this.lastRead, m)) return;
      const words = port instanceof WidePort ? [...port.rdata].reverse() : [port.rdata];
      readData.push(`${m}:${words.map((word) => hex(word)).join("")}`);
    });
    return {
      grants: mask(masters, (port) => port.gnt),
      valids: mask(masters, (port) => port.rvalid),
      readData,
      bankActivity: activity(tcdm),
      counter: arbiter.counter,
      pointers: pointersOf(lic.rr),
      locks: maskOf(lic.locked),
    };
  }
}

/** A set of banks as a mask below 2^53. */
export function maskOf(set: BankSet): number {
  return set.reduce((sum, element, e) => sum + (element >>> 0) * 2 ** (ELEMENT_BANKS * e), 0);
}

/** Hex digit b is the round-robin pointer of bank b. */
export function pointersOf(rr: Uint8Array): string {
  return [...rr].map((pointer) => pointer.toString(16)).join("");
}

function activity(tcdm: Tcdm): string[] {
  const seen: string[] = [];
  for (let b = 0; b < tcdm.banks; b++) {
    const access = tcdm.access(b);
    if (!access) continue;
    const { row, write, be, wdata } = access;
    seen.push(`${b}:${row}:${write ? `W:${be.toString(16)}:${hex(wdata)}` : "R"}`);
  }
  return seen;
}

function hex(word: number): string {
  return word.toString(16).padStart(8, "0");
}

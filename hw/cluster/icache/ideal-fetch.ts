import type { NarrowPort } from "../../ports.js";
import type { Block, Scope } from "../../probe.js";
import { PortAnswers } from "../port-answers.js";
import type { WordMemory } from "../word-memory.js";

/** Instruction ports that read a memory at once: every request is granted and answered one clock later. */
export class IdealFetch implements Block {
  private readonly ports: readonly NarrowPort[];
  readonly memory: WordMemory;
  readonly answers: PortAnswers;
  /** Input: cores whose fetches are replayed, which are left out; bit per core. */
  replayed = 0;

  constructor(ports: readonly NarrowPort[], memory: WordMemory) {
    this.ports = ports;
    this.memory = memory;
    this.answers = new PortAnswers(ports.length);
  }

  /** No fetch is asked for or answered but those that are replayed. */
  get privatesIdle(): boolean {
    const { ports, replayed } = this;
    for (let i = 0; i < ports.length; i++) {
      if (((replayed >>> i) & 1) === 0 && (ports[i].req | ports[i].rvalid) !== 0) return false;
    }
    return true;
  }

  settleResponse(): void {
    const { ports } = this;
    const { valid, err, rdata } = this.answers;
    for (let i = 0; i < ports.length; i++) {
      const port = ports[i];
      if ((valid[i] | port.rvalid) === 0 || ((this.replayed >>> i) & 1) !== 0) continue;
      port.rvalid = valid[i];
      port.err = err[i];
      port.rdata = rdata[i];
    }
  }

  settleGrant(): void {
    const { ports } = this;
    for (let i = 0; i < ports.length; i++) ports[i].gnt = ports[i].req;
  }

  edge(): void {
    const { ports, memory } = this;
    const { valid, err, rdata } = this.answers;
    for (let i = 0; i < ports.length; i++) {
      if (((this.replayed >>> i) & 1) !== 0) continue;
      const { gnt, addr } = ports[i];
      valid[i] = gnt;
      if (gnt === 0) continue;
      const at = memory.index(addr);
      err[i] = memory.outside(at);
      rdata[i] = memory.read(at);
    }
  }

  reset(): void {
    this.answers.reset();
  }

  scope(name: string): Scope {
    return { name, probes: this.answers.probes(), children: [] };
  }
}

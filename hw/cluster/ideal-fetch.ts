import type { NarrowPort } from "../ports.js";
import { registerArray, type Block, type Scope } from "../probe.js";
import type { WordMemory } from "./word-memory.js";

/** Instruction ports that read a memory at once: every request is granted and answered one clock later. */
export class IdealFetch implements Block {
  private readonly ports: readonly NarrowPort[];
  private readonly memory: WordMemory;

  // Registers, index = port.
  private readonly valid: Uint8Array;
  private readonly err: Uint8Array;
  private readonly rdata: Uint32Array;

  constructor(ports: readonly NarrowPort[], memory: WordMemory) {
    this.ports = ports;
    this.memory = memory;
    this.valid = new Uint8Array(ports.length);
    this.err = new Uint8Array(ports.length);
    this.rdata = new Uint32Array(ports.length);
  }

  settleResponse(): void {
    const { ports, valid, err, rdata } = this;
    for (let i = 0; i < ports.length; i++) {
      const port = ports[i];
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
    const { ports, memory, valid, err, rdata } = this;
    for (let i = 0; i < ports.length; i++) {
      const { gnt, addr } = ports[i];
      valid[i] = gnt;
      if (gnt === 0) continue;
      const at = memory.index(addr);
      err[i] = memory.outside(at);
      rdata[i] = memory.read(at);
    }
  }

  reset(): void {
    for (const registers of [this.valid, this.err, this.rdata]) registers.fill(0);
  }

  scope(name: string): Scope {
    const probes = [
      registerArray("valid", 1, this.valid),
      registerArray("err", 1, this.err),
      registerArray("rdata", 32, this.rdata),
    ];
    return { name, probes, children: [] };
  }
}

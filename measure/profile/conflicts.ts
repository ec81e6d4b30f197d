import type { Cluster } from "../../hw/cluster/systems/cluster.js";
import type { Code } from "./code.js";

/** Who waited for a bank, who had it, and how many clocks. */
export interface Conflict {
  readonly loser: string;
  readonly winner: string;
  clocks: number;
}

/**
 * Clocks in which an access waits for a bank, by what was asked for and what the bank gave instead, both by their symbols.
 */
export class Conflicts {
  private readonly cluster: Cluster;
  private readonly code: Code;
  private readonly banks: number;
  private readonly found = new Map<string, Conflict>();
  private readonly names = new Map<number, string>();

  constructor(cluster: Cluster, code: Code) {
    this.cluster = cluster;
    this.code = code;
    this.banks = cluster.interconnect.tcdm.banks;
  }

  /** A core waits for its data port in this clock. */
  waits(core: number): void {
    const { addr, req, gnt } = this.cluster.narrowPorts[core];
    if ((req & (gnt ^ 1)) !== 0) this.note("core", addr, (addr >>> 2) % this.banks);
  }

  /** Call in every clock in which somebody beside RedMulE works. */
  settled(): void {
    const { req, gnt, addr, words } = this.cluster.redmule.tcdm;
    if ((req & (gnt ^ 1)) === 0) return;
    const first = addr >>> 2;
    for (let i = 0; i < words; i++) {
      if (this.narrowWinner((first + i) % this.banks) === undefined) continue;
      this.note("RedMulE", addr, (first + i) % this.banks);
      return;
    }
  }

  private note(who: string, address: number, bank: number): void {
    const loser = `${who}: ${this.symbol(address)}`;
    const winner = this.narrowWinner(bank) ?? this.wideWinner(bank) ?? "(the bank's turn)";
    const key = `${loser}\n${winner}`;
    const known = this.found.get(key);
    if (known === undefined) this.found.set(key, { loser, winner, clocks: 1 });
    else known.clocks++;
  }

  /** Whoever has got a bank through a narrow port. */
  private narrowWinner(bank: number): string | undefined {
    const { narrowPorts, cores } = this.cluster;
    for (let i = 0; i < narrowPorts.length; i++) {
      const { req, gnt, addr } = narrowPorts[i];
      if ((req & gnt) === 0 || (addr >>> 2) % this.banks !== bank) continue;
      return `${i < cores.length ? "core" : "DMA"}: ${this.symbol(addr)}`;
    }
    return undefined;
  }

  private wideWinner(bank: number): string | undefined {
    const { req, gnt, addr, words } = this.cluster.redmule.tcdm;
    if ((req & gnt) === 0) return undefined;
    const distance = (bank - ((addr >>> 2) % this.banks) + this.banks) % this.banks;
    return distance < words ? `RedMulE: ${this.symbol(addr)}` : undefined;
  }

  private symbol(address: number): string {
    let name = this.names.get(address);
    if (name === undefined) this.names.set(address, (name = this.code.symbolAt(address)));
    return name;
  }

  /** The most expensive first. */
  get worst(): readonly Conflict[] {
    return [...this.found.values()].sort((a, b) => b.clocks - a.clocks);
  }
}

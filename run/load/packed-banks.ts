import type { Interconnect } from "../../hw/cluster/tcdm/interconnect.js";
import type { GrantingMemory } from "../../hw/redmule/replay/player.js";
import type { PackedClocks } from "./packed-clocks.js";

/** Banks that grant RedMulE every request, as a replay of its stretches meets them: masters work beside it in each of its clocks. */
export class PackedBanks implements GrantingMemory {
  readonly base = 0;
  readonly words: Uint32Array;
  readonly keepsReads = true;
  reads = 0;
  writes = 0;
  stall = 0;
  private readonly clocks: PackedClocks;

  constructor(clocks: PackedClocks, { tcdm }: Interconnect) {
    this.clocks = clocks;
    this.words = tcdm.words;
  }

  get rdata(): Uint32Array {
    return this.clocks.answer();
  }

  edge(): void {
    this.clocks.replayed();
    this.clocks.answer();
  }

  pass(clocks: number): void {
    this.clocks.pass(clocks);
  }
}

import { interconnectBytes, type InterconnectStorage } from "../tcdm/interconnect-record.js";
import type { TcdmSize } from "../tcdm/tcdm-size.js";
import { TABLES_END } from "./wasm/layout.js";

const PAGE_BYTES = 1 << 16;

/** The memory of a cluster that its engine of replays works on: tables and cores (`wasm/layout.ts`), then its interconnect. */
export class ReplayMemory implements InterconnectStorage {
  readonly memory: WebAssembly.Memory;
  /** Where the interconnect lies. */
  readonly address = TABLES_END;
  /** All of it. */
  readonly words: Int32Array;

  /** @param wideWords of RedMulE's port */
  constructor(tcdm: TcdmSize, wideWords: number) {
    const bytes = TABLES_END + interconnectBytes(tcdm, wideWords);
    this.memory = new WebAssembly.Memory({ initial: Math.ceil(bytes / PAGE_BYTES) });
    this.words = new Int32Array(this.memory.buffer);
  }
}

import { Cluster } from "../../hw/cluster/systems/cluster.js";
import type { System } from "../../hw/cluster/systems/system.js";

/** Who reads or writes a memory: a core by its number, or one of these. */
export const DMA = -1;
export const REDMULE = -2;

/** One access of a clock. */
export interface Access {
  readonly who: number;
  readonly address: number;
  readonly bytes: number;
  readonly write: boolean;
  /** Address of the instruction of a core. */
  readonly pc?: number;
}

/** Whether two stretches of addresses have a byte in common. */
export function overlaps(a: number, aBytes: number, b: number, bBytes: number): boolean {
  return a < b + bBytes && b < a + aBytes;
}

/**
 * Accesses that are decided in a settled clock: of cores when the instruction leaves EX, of RedMulE and the DMA at the banks
 * when they are granted. What the DMA writes to L2 is not among them.
 */
export function accessesOf(system: System, visit: (access: Access) => void): void {
  const { cores, redmule } = system;
  for (let who = 0; who < cores.length; who++) {
    const { retired, ex } = cores[who];
    if (retired.valid === 0 || retired.bytes === 0) continue;
    const address = (ex.second !== 0 ? retired.address - 4 : retired.address) >>> 0;
    const write = retired.store !== 0 || retired.atomic !== 0;
    visit({ who, address, bytes: retired.bytes, write, pc: retired.pc >>> 0 });
  }
  if (redmule !== null) {
    const { req, gnt, addr, write, be, words } = redmule.tcdm;
    for (let i = 0; i < words && (req & gnt) !== 0; i++) {
      if (be[i] !== 0 || write === 0)
        visit({ who: REDMULE, address: (addr + 4 * i) >>> 0, bytes: 4, write: write !== 0 });
    }
  }
  if (!(system instanceof Cluster) || system.dma.idle) return;
  for (const { req, gnt, addr, write } of system.dma.tcdm) {
    if ((req & gnt) !== 0) visit({ who: DMA, address: (addr & ~3) >>> 0, bytes: 4, write: write !== 0 });
  }
}

/** In a sentence. */
export const nameOf = (who: number): string => (who === DMA ? "the DMA" : who === REDMULE ? "RedMulE" : `core ${who}`);

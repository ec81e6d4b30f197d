import type { DumpIndex } from "../../../wave/dump-index.js";
import { bitsOf } from "../bits.js";
import { lacks, pathsInDump } from "./bound-clock.js";
import type { BoundSignals } from "./bound-signals.js";
import type { SignalMap } from "../map/map.js";
import type { Recorded } from "../drive/redmule-driver.js";

const PERIPH = ["req", "add", "wen", "be", "data", "id"] as const;
const TCDM = ["gnt", "r_valid", "r_data"] as const;
/** Without these nothing can be driven. */
const NEEDED: ReadonlySet<string> = new Set(["req", "add", "wen", "data", ...TCDM]);

/** Reset and inputs of RedMulE among the sampled signals of a dump. */
export class BoundInputs {
  private readonly signals: BoundSignals;
  /** First word of each; -1 for one that the dump does not have. */
  private readonly periph: Readonly<Record<(typeof PERIPH)[number], number>>;
  private readonly tcdm: Readonly<Record<(typeof TCDM)[number], number>>;
  private readonly reset: number;

  /** @throws UsageError when the dump lacks a port */
  constructor(signals: BoundSignals, index: DumpIndex, map: SignalMap, top: string) {
    const bind = (name: string, given: string | readonly string[] | undefined, what: string): number => {
      const paths = pathsInDump(map, top, given);
      const offset = signals.addPath(index, paths);
      if (offset < 0 && NEEDED.has(name)) throw lacks(what, paths);
      return offset;
    };
    this.signals = signals;
    this.reset = bind("reset", map.reset, "reset");
    this.periph = named(PERIPH, (name) => bind(name, map.periph[name], "peripheral port"));
    this.tcdm = named(TCDM, (name) => bind(name, map.tcdm[name], "memory port"));
  }

  /** Whether every input that matters in the sampled clock, which has been taken, is known. */
  areKnown({ req, rvalid, rdata }: Recorded): boolean {
    const { periph, tcdm } = this;
    const { unknown } = this.signals;
    const isKnown = (offset: number, bits = 1): boolean => offset < 0 || bitsOf(unknown, offset, 0, bits) === 0;
    if (!isKnown(periph.req) || !isKnown(tcdm.gnt) || !isKnown(tcdm.r_valid)) return false;
    if (req && !(isKnown(periph.wen) && isKnown(periph.add, 32) && isKnown(periph.data, 32) && isKnown(periph.be, 4))) {
      return false;
    }
    for (let w = 0; rvalid && w < rdata.length; w++) if (unknown[tcdm.r_data + w] !== 0) return false;
    return true;
  }

  /** The inputs of the sampled clock; what is not known is 0. */
  take(to: Recorded): void {
    const { signals, periph, tcdm } = this;
    to.reset = 1 ^ signals.value(this.reset, 1, 1);
    to.req = signals.value(periph.req, 1);
    to.addr = signals.value(periph.add, 32) >>> 0;
    to.wen = signals.value(periph.wen, 1);
    to.be = signals.value(periph.be, 4, 0xf);
    to.data = signals.value(periph.data, 32) >>> 0;
    to.id = signals.value(periph.id, 8);
    to.gnt = signals.value(tcdm.gnt, 1);
    to.rvalid = signals.value(tcdm.r_valid, 1);
    for (let w = 0; w < to.rdata.length; w++) {
      to.rdata[w] = signals.words[tcdm.r_data + w] & ~signals.unknown[tcdm.r_data + w];
    }
  }
}

function named<K extends string>(names: readonly K[], of: (name: K) => number): Record<K, number> {
  return Object.fromEntries(names.map((name) => [name, of(name)])) as Record<K, number>;
}

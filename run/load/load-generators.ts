import { UsageError } from "../../hw/errors.js";
import type { NarrowPort } from "../../hw/ports.js";
import { register, registersOf, type Scope } from "../../hw/probe.js";
import { SplitMix64 } from "../data/random.js";

/** What the masters request. Addresses are bytes, counted from the start of the TCDM. */
export interface Load {
  /** Probability that a master with nothing to wait for begins a request in a clock, 0 to 1. */
  readonly p: number;
  readonly seed: number;
  /** Size of the TCDM: reads go anywhere. */
  readonly bytes: number;
  /** Writes go from here on, where they hurt nobody. */
  readonly writeFrom: number;
}

/** Writes among 256 requests: 0.3, the share of the recorded runs. */
const WRITES = 77;
const RANGE = 2 ** 32;

/**
 * A random master on each port: a word access with probability `p` in every clock, held until it is granted. Random numbers
 * are of Marsaglia's xorshift generator of 32 bits ("Xorshift RNGs", 2003), one state a master.
 */
export class LoadGenerators {
  private readonly ports: readonly NarrowPort[];
  private readonly states: Int32Array;
  /** `p` in units of 2^-30. */
  private readonly begins: number;
  /** The first word that a read (0) or a write (1) may have, and the number of words from there on in units of 2^32. */
  private readonly first: Int32Array;
  private readonly span: Float64Array;

  /** @throws UsageError for a probability outside 0 to 1 or a seed that `SplitMix64` refuses */
  constructor(ports: readonly NarrowPort[], { p, seed, bytes, writeFrom }: Load) {
    if (!(p >= 0 && p <= 1)) throw new UsageError(`A load of ${p} is no probability: give one from 0 to 1.`);
    const random = new SplitMix64(seed);
    this.ports = ports;
    this.states = Int32Array.from(ports, () => 1 + random.integer(RANGE - 1));
    this.begins = Math.round(p * 2 ** 30);
    this.first = Int32Array.of(0, Math.ceil(writeFrom / 4));
    this.span = Float64Array.from(this.first, (first) => (bytes / 4 - first) / RANGE);
  }

  /**
   * Puts the requests of a clock on the ports, whose grants still are those of the clock before. A branch that depends on a
   * random number costs more than drawing an access that nobody requests.
   */
  drive(): void {
    const { ports, states, begins, first, span } = this;
    for (let m = 0; m < ports.length; m++) {
      const port = ports[m];
      if (port.req > port.gnt) continue;
      const chance = next(states[m]);
      const access = next(chance);
      states[m] = access;
      const write = ((access & 0xff) - WRITES) >>> 31;
      port.req = ((chance >>> 2) - begins) >>> 31;
      port.write = write;
      port.addr = (first[write] + (((access >>> 0) * span[write]) | 0)) << 2;
      port.wdata = access >>> 1;
    }
  }

  /** What a master carries from clock to clock: its random state and the request that it holds. */
  scope(name: string): Scope {
    const { ports, states } = this;
    const children = ports.map((port, m) => ({
      name: `master${m}`,
      probes: [
        register(
          "state",
          32,
          () => states[m] >>> 0,
          (value) => (states[m] = value),
        ),
        ...registersOf(port, { req: 1, gnt: 1, write: 1, addr: 32, wdata: 32 }),
      ],
      children: [],
    }));
    return { name, probes: [], children };
  }
}

function next(x: number): number {
  x ^= x << 13;
  x ^= x >>> 17;
  return x ^ (x << 5);
}

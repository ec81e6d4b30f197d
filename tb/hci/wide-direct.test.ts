import { fc, test } from "@fast-check/vitest";
import { expect } from "vitest";
import { Interconnect } from "../../hw/cluster/tcdm/interconnect.js";
import { NarrowPort, WidePort } from "../../hw/ports.js";
import type { Scope } from "../../hw/probe.js";
import { SplitMix64 } from "../../run/data/random.js";

const PORTS = 3;

/** Every register and wire. */
function valuesOf({ probes, children }: Scope): number[] {
  const own = probes.flatMap(({ length, get }) => Array.from({ length }, (_, i) => get(i)));
  return [...own, ...children.flatMap(valuesOf)];
}

class Side {
  readonly ports = Array.from({ length: PORTS }, () => new NarrowPort());
  readonly wide: WidePort;
  readonly dut: Interconnect;

  constructor(words: number, banks: number, rows: number, arbiter: "f7fbfcd" | "d6a4872", guard: number) {
    this.wide = new WidePort(words);
    this.dut = new Interconnect(this.ports, this.wide, { banks, rows, arbiter });
    this.dut.arbiter.maxStall = this.dut.arbiter.numerator = guard;
    this.dut.arbiter.denominator = guard + 2;
  }

  clock(memory: Pick<Interconnect, "settleResponse" | "settleGrant" | "edge">): unknown {
    const { wide, dut } = this;
    memory.settleResponse();
    const answer = [wide.rvalid, ...wide.rdata];
    memory.settleGrant();
    const { gnt } = wide;
    memory.edge();
    return { answer, gnt, words: [...dut.tcdm.words], rdata: [...dut.tcdm.rdata] };
  }
}

const sizes = fc.record({
  banks: fc.constantFrom(4, 16, 64),
  rows: fc.constantFrom(2, 3, 8),
  words: fc.integer({ min: 1, max: 12 }),
  arbiter: fc.constantFrom("f7fbfcd" as const, "d6a4872" as const),
  guard: fc.nat(3),
  seed: fc.nat(),
});

test.prop([sizes], { numRuns: 20 })(
  "equals the interconnect where nobody disputes the wide port's requests",
  (size) => {
    const { banks, rows, arbiter, guard } = size;
    const random = new SplitMix64(size.seed);
    const words = Math.min(size.words, banks);
    const sides = [0, 1].map(() => new Side(words, banks, rows, arbiter, guard));
    const [direct, judge] = sides;
    let served = 0;
    for (let run = 0; run < 8; run++) {
      const alone = 10 + random.integer(10);
      for (let clock = 0; clock < 20; clock++) {
        const narrow = clock >= alone;
        const draws = Array.from({ length: 8 + 2 * words }, () => random.integer(2 ** 30));
        for (const { ports, wide } of sides) {
          ports.forEach((port, m) => {
            port.req = narrow ? draws[m] & 1 : 0;
            port.addr = 4 * (draws[m] % (banks * rows));
            port.write = (draws[m] >>> 1) & 1;
            port.wdata = draws[m];
          });
          wide.req = Number(draws[4] % 4 !== 0);
          wide.write = draws[5] & 1;
          wide.addr = 4 * (draws[6] % (2 * banks * rows));
          for (let i = 0; i < words; i++) [wide.be[i], wide.wdata[i]] = [draws[8 + i] & 15, draws[8 + words + i]];
        }
        const goes = !narrow && direct.dut.lone;
        served += Number(goes);
        expect(direct.clock(goes ? direct.dut.direct : direct.dut)).toEqual(judge.clock(judge.dut));
        if (goes && (draws[7] & 3) === 0) {
          direct.dut.finishDirect();
          expect(valuesOf(direct.dut.scope("dut"))).toEqual(valuesOf(judge.dut.scope("dut")));
        }
      }
    }
    expect(served).toBeGreaterThan(20);
  },
);

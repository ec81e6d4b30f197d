import { fc, test } from "@fast-check/vitest";
import { describe, expect } from "vitest";
import { PortArbiter } from "../../hw/cluster/port-arbiter.js";
import { NarrowPort } from "../../hw/ports.js";
import { CheckerList } from "../checkers/checker.js";
import { NarrowPortChecker } from "../checkers/narrow-port.js";
import { Pauses } from "../checkers/pauses.js";

describe("port arbiter", () => {
  test.prop([fc.nat(), fc.integer({ min: 1, max: 8 }), fc.integer({ min: 1, max: 6 }), fc.constantFrom(0, 0.2, 0.6)], {
    numRuns: 60,
  })("answers every access once, to its master, and starves nobody", (seed, n, latency, pause) => {
    const pauses = new Pauses(pause, 4, seed);
    const masters = Array.from({ length: n }, () => new NarrowPort());
    const slave = new NarrowPort();
    const arbiter = new PortArbiter(masters, slave);
    arbiter.reset();
    const checks = new CheckerList(masters.map((port, i) => new NarrowPortChecker(port, `master ${i}`)));
    const pipe: number[] = Array(latency).fill(-1);
    const open: number[][] = masters.map(() => []);
    const granted = masters.map(() => 0);
    for (let clock = 0; clock < 400; clock++) {
      slave.rvalid = pipe[0] >= 0 ? 1 : 0;
      slave.rdata = pipe[0];
      arbiter.settleResponse();
      masters.forEach((master, i) => {
        if (master.rvalid) expect(master.rdata).toBe(open[i].shift());
        Object.assign(master, { req: 1, addr: 1000 * i + granted[i], write: 0 });
      });
      arbiter.settleRequest();
      slave.gnt = slave.req && !pauses.next() ? 1 : 0;
      arbiter.settleGrant();
      checks.check(clock);
      const winners = masters.flatMap((master, i) => (master.gnt ? [i] : []));
      expect(winners.length).toBe(slave.gnt);
      for (const i of winners) {
        open[i].push(slave.addr);
        expect(slave.addr).toBe(1000 * i + granted[i]);
        granted[i]++;
      }
      pipe.shift();
      pipe.push(slave.gnt ? slave.addr : -1);
      arbiter.edge();
    }
    expect(open.flat().length).toBeLessThanOrEqual(latency);
    expect(Math.min(...granted)).toBeGreaterThan(0);
    expect(Math.max(...granted) - Math.min(...granted)).toBeLessThanOrEqual(1);
  });
});

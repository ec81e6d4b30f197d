import { fc, test } from "@fast-check/vitest";
import { expect } from "vitest";
import { Counters } from "../../hw/cluster/core/counters.js";

/** mcycle, minstret and mhpmcounter3 to 10. */
const COUNTERS = [0, 2, 3, 4, 5, 6, 7, 8, 9, 10];

const word = fc.nat({ max: 0xffffffff });

test.prop([word, fc.array(word, { minLength: 8, maxLength: 8 }), fc.array(fc.tuple(fc.nat({ max: 1 }), word))], {
  numRuns: 100,
})(
  "each counter counts its own events, unless its own bit inhibits it, across 64 bits",
  (inhibit, selected, clocks) => {
    const counters = new Counters();
    const expected = new Map(COUNTERS.map((index) => [index, 0xfffffffcn]));
    for (const index of COUNTERS) counters.write(index, false, 0xfffffffc);
    selected.forEach((events, i) => counters.writeSelector(3 + i, events));
    counters.writeInhibit(inhibit);
    for (const [retiring, events] of clocks) {
      counters.retiring = retiring;
      counters.events = events;
      for (const index of COUNTERS) {
        const happens = index === 0 || (index === 2 ? retiring === 1 : (counters.readSelector(index) & events) !== 0);
        if (happens && ((inhibit >>> index) & 1) === 0) expected.set(index, expected.get(index)! + 1n);
      }
      counters.edge();
    }
    for (const [index, count] of expected) {
      const value = (BigInt(counters.read(index, true) >>> 0) << 32n) | BigInt(counters.read(index, false) >>> 0);
      expect(value, `counter ${index}`).toBe(count);
    }
  },
);

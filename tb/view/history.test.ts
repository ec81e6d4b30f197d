import { test as property, fc } from "@fast-check/vitest";
import { expect } from "vitest";
import { register } from "../../hw/probe.js";
import { History } from "../../view/history.js";

property.prop([fc.integer({ min: 2, max: 40 }), fc.integer({ min: 0, max: 5000 }), fc.nat()])(
  "keeps few snapshots, and one near every clock",
  (most, last, pick) => {
    const design = { clock: 0 };
    const probe = register(
      "clock",
      32,
      () => design.clock,
      (value) => (design.clock = value),
    );
    const history = new History({ name: "design", probes: [probe], children: [] }, most);
    for (design.clock = 0; design.clock <= last; design.clock++) history.note(design.clock);
    const wanted = pick % (last + 1);
    const from = history.restore(wanted);
    expect(design.clock).toBe(from);
    expect(from).toBe(history.before(wanted));
    expect(from).toBeLessThanOrEqual(wanted);
    expect(wanted - from).toBeLessThan(Math.max(256, (4 * (last + 1)) / most));
  },
);

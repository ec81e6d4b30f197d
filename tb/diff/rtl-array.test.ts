import { expect, test } from "vitest";
import { errataOf } from "../../hw/redmule/errata.js";
import { OPERATIONS } from "../../hw/redmule/operation.js";
import { redmuleParameters } from "../../hw/redmule/parameters.js";
import { REGISTER } from "../../hw/redmule/registers.js";
import { RtlArray } from "../../measure/diff/companion/rtl-array.js";
import { DATA_CLASSES } from "../../run/data/tensors.js";
import { drawJob, fillGarbage, PlacedJob, spacedBases, type Shape } from "../../run/redmule/placed-job.js";
import { RedmuleBench, type Elements } from "../../run/redmule/redmule-bench.js";

const p = redmuleParameters({ L: 3, H: 2, P: 3, errata: errataOf("upstream-51cd064") });

function bench(ce: Elements): RedmuleBench {
  const made = new RedmuleBench(p, { base: 0, bytes: 0x40000 }, ce);
  fillGarbage(made.memory.words);
  return made;
}

test.each(OPERATIONS.slice(1).map((op, i) => ({ op, data: DATA_CLASSES[i % DATA_CLASSES.length] })))(
  "the array as the RTL clocks it computes what the staged one does: $op $data",
  ({ op, data }) => {
    const array = new RtlArray(p);
    const [rtl, staged] = [bench(() => array), bench("staged")];
    array.yBits = (row) => rtl.redmule.zBuffer.data[rtl.redmule.zBuffer.yColumn + row];
    const shape: Shape = { op, fmt: "fp16", m: 4, n: 7, k: 11 };
    for (const each of [rtl, staged]) {
      each.checks = null;
      const placed = new PlacedJob(each, drawJob(shape, data, 3), spacedBases(shape).bases);
      each.softClear();
      each.program(placed.registers);
      each.write(REGISTER.TRIGGER, 0);
    }
    const outputs = ({ redmule: { engine } }: RedmuleBench): number[] =>
      Array.from({ length: p.L * p.H }, (_, i) => engine.output(Math.floor(i / p.H), i % p.H));
    let changes = 0;
    for (let clock = 1, before = ""; clock < 400 && !staged.redmule.event; clock++) {
      for (const each of [rtl, staged]) each.step();
      const now = outputs(staged).join();
      // Before its first W row an element of the model passes the accumulator on; one of the RTL works on zeros, which only an FMA hides.
      if (op === "GEMM") expect(`${clock}: ${outputs(rtl).join()}`).toBe(`${clock}: ${now}`);
      if (now !== before) changes++;
      before = now;
    }
    expect(staged.redmule.event).toBe(1);
    expect(changes).toBeGreaterThan(10);
    expect(rtl.memory.bytes).toEqual(staged.memory.bytes);
  },
);

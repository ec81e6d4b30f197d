import { expect, test } from "vitest";
import { walk, type Probe } from "../../hw/probe.js";
import { redmuleParameters } from "../../hw/redmule/parameters.js";
import { Redmule } from "../../hw/redmule/redmule.js";
import { SavedRegisters } from "../../hw/snapshot.js";

test("a snapshot differs by any bit of any register, and is restored to the bit", () => {
  const scope = new Redmule(redmuleParameters({ L: 2, H: 2, P: 1 }), "staged").scope("redmule");
  const saved = new SavedRegisters(scope);
  const before = saved.save();
  const registers: Probe[] = [];
  walk(scope, (_path, probe) => probe.kind === "register" && registers.push(probe));
  registers.forEach((probe, i) => {
    const element = i % probe.length;
    const bit = i % probe.width;
    probe.set!(element, (probe.get(element) ^ (1 << bit)) >>> 0);
    if (saved.equals(before)) expect.fail(`bit ${bit} of ${probe.name}[${element}] is not in the snapshot`);
    saved.restore(before);
    expect(saved.equals(before)).toBe(true);
  });
  expect(registers.length).toBeGreaterThan(200);
});

import { expect, test } from "vitest";
import { bestMap } from "../../measure/diff/dump/design-in-dump.js";
import { shippedMaps } from "../../measure/diff/maps/shipped.js";
import { SplitMix64 } from "../../run/data/random.js";
import { DumpIndex } from "../../wave/dump-index.js";
import { diffOf, recordedDump, type Compared } from "./dump-diff.js";
import { headerOf } from "./excerpt.js";
import { lateDump } from "./late-dump.js";
import { FAULTS, PlantedDump } from "./planted-dump.js";

/** Edges under reset in the recorded dumps. */
const RESET_EDGES = 4;
const texts = { f7fbfcd: recordedDump("interconnect-f7fbfcd"), d6a4872: recordedDump("interconnect-d6a4872") };
const revisions = ["f7fbfcd", "d6a4872"] as const;

function compared(text: string): Compared {
  const map = bestMap(new DumpIndex(headerOf(text)), shippedMaps());
  return diffOf(text, { map });
}

test.each(revisions)(
  "a recorded dump of the interconnect %s equals the model in every register and output",
  (revision) => {
    const { result } = compared(texts[revision]);
    expect(result).toMatchObject({
      ...{ equal: true, first: null, byClock: [], clocks: 160, array: null, map: `hci-${revision}`, missing: [] },
      ...{ mapped: 62, unmapped: 0, compared: { registers: 79, outputs: 114, wires: 2 } },
      size: "10 ports and one of 9 words, 16 banks",
    });
  },
);

const text = texts.f7fbfcd;
const { run } = compared(text);
const planted = new PlantedDump(text, 5, 10);
const codeOf = new Map(headerOf(text).variables.map(({ path, code }) => [path, code]));
const registers = run.view.signals
  .filter(({ kind, fields }) => kind === "register" && fields.every(({ when }) => when === null))
  .map(({ path, width }) => ({ code: codeOf.get(`${run.top}.${path}`)!, width }))
  .map(({ code, width }) => ({ code, width, moves: planted.changeTimes(code).length }))
  .filter(({ moves }) => moves > 2);

test.each(Array.from({ length: 12 }, (_, seed) => ({ seed, fault: FAULTS[seed % 4] })))(
  "a planted difference is found at its clock and register: $fault, seed $seed",
  ({ seed, fault }) => {
    const random = new SplitMix64(seed);
    const { code, width, moves } = registers[random.integer(registers.length)];
    const bits = Array.from({ length: width }, (_, i) => i);
    const { text: copy, edge } = planted.plant(fault, code, random.integer(moves), bits, seed);
    const { first, equal } = compared(copy).result;
    expect({ equal, edge: first?.edge, clock: first?.clock }).toEqual({
      equal: false,
      edge,
      clock: edge - RESET_EDGES,
    });
    expect(first!.registers.map((register) => codeOf.get(register))).toContain(code);
  },
);

test.each([40, 41, 90])("a dump that begins at edge %i is taken up from its registers", (edge) => {
  const { equal, clocks, first } = compared(lateDump(text, 10 * edge)).result;
  expect({ equal, first }).toEqual({ equal: true, first: null });
  expect(clocks).toBe(160 - edge);
});

test("a late dump without the round-robin pointers is refused with what is missing", () => {
  const without = lateDump(text, 400).replace(/^.*\brr_q\b.*\n/gm, "");
  expect(() => compared(without)).toThrow(/does not hold all of the state \(lic\.rr\)/);
});

test("the guard's decision is told as the arbiter's, before the grants that follow from it", () => {
  const code = codeOf.get(`${run.top}.hwpe_branch_gen.i_wide_vs_narrow_arbiter.ls_stall_ctr_d`)!;
  const { first } = compared(planted.plant("missing", code, 1, [0], 1).text).result;
  expect(first).toMatchObject({ block: "arbiter" });
});

test("without one of its inputs the dump is refused", () => {
  const without = text.replace(/\bclear_i\b/g, "another");
  expect(() => compared(without)).toThrow("The dump does not have the input clear of the design");
});

import { expect, test } from "vitest";
import { SplitMix64 } from "../../run/data/random.js";
import { diffOf, recordedDump } from "./dump-diff.js";
import { headerOf } from "./excerpt.js";
import { FAULTS, PlantedDump } from "./planted-dump.js";

const TRIGGER_EDGE = 30;
const text = recordedDump();
const { run, result } = diffOf(text);
const planted = new PlantedDump(text, 5, 10);
const codeOf = new Map(headerOf(text).variables.map(({ path, code }) => [path, code]));

/** Registers that move after reset, with their bits that the map knows. */
const registers = run.view.signals
  .filter(({ kind, path }, s, all) => kind === "register" && all.findIndex((other) => other.path === path) === s)
  .map(({ path, fields, lag }) => ({
    path: `${run.top}.${path}`,
    code: codeOf.get(`${run.top}.${path}`)!,
    moves: planted.changeTimes(codeOf.get(`${run.top}.${path}`)!).filter((time) => time % 10 === 5).length,
    bits: fields
      .filter(({ when }) => when === null)
      .flatMap(({ low, width }) => Array.from({ length: width }, (_, i) => low + i)),
    lag,
  }))
  .filter(
    ({ moves, bits, lag, code }) =>
      moves > 0 && bits.length > 0 && lag === null && planted.changeTimes(code).length === moves,
  );

test("the recorded dump equals the model, register by register", () => {
  expect(result).toMatchObject({ equal: true, clocks: 209, first: null, byClock: [], array: "12x4x3" });
  // The excerpt is of a dump without the insides of the units of compute elements.
  expect(result.missing.filter((path) => !path.includes(".op1_"))).toEqual([]);
  expect(result.mapped / (result.mapped + result.unmapped)).toBeGreaterThan(0.9);
  expect(registers.length).toBeGreaterThan(200);
});

test.each(Array.from({ length: 40 }, (_, seed) => ({ seed, fault: FAULTS[seed % 4] })))(
  "a planted difference is found at its clock and register: $fault, seed $seed",
  ({ seed, fault }) => {
    const random = new SplitMix64(seed);
    const { path, code, moves, bits } = registers[random.integer(registers.length)];
    const { text: copy, edge } = planted.plant(fault, code, random.integer(moves), bits, seed);
    const { first, equal } = diffOf(copy).result;
    expect({ path, equal, edge: first?.edge, clock: first?.clock }).toEqual({
      ...{ path, edge },
      equal: false,
      clock: edge - TRIGGER_EDGE,
    });
    const codes = first!.registers.map((register) => codeOf.get(register));
    expect(codes).toContain(code);
    expect(new Set(codes).size).toBe(1);
  },
);

import { fc, test as property } from "@fast-check/vitest";
import { expect } from "vitest";
import { BASE_ISA, DEFAULT_ISA } from "../../hw/cluster/core/parameters.js";
import { randomProgram } from "../core/random-program.js";
import { ahead, stepped } from "./run-ahead-pair.js";

const ISAS = [BASE_ISA, DEFAULT_ISA, "rv32imac_zfinx_zhinx_xpulp_xfvec"];

property.prop(
  [
    fc.constantFrom(...ISAS),
    fc.nat(1e6),
    fc.integer({ min: 1, max: 60 }),
    fc.boolean(),
    fc.integer({ min: 1000, max: 4000 }),
    fc.constantFrom(13, 1e6),
  ],
  { numRuns: 40 },
)("a core that runs ahead through any program, over and over, equals one that is stepped", (...drawn) => {
  const [isa, seed, length, traps, clocks, slice] = drawn;
  const source = randomProgram(seed, length, traps, isa).replace("end: j end", "end: la t6, _start\n jr t6");
  expect(ahead(source, clocks, slice, isa).state).toEqual(stepped(source, clocks, isa));
});

import { fc, test } from "@fast-check/vitest";
import { describe, expect } from "vitest";
import { FmaUnit, fmaStaged } from "../../hw/fpu/fma-unit.js";
import { FP16, FP32, FP8_E4M3, FP8_E5M2, FpResult, type FpFormat } from "../../hw/fpu/format.js";
import { MinMaxUnit, minMaxStaged } from "../../hw/fpu/minmax.js";
import { walk, type Probe, type Scope } from "../../hw/probe.js";
import { restore, save } from "../../hw/snapshot.js";
import { SplitMix64 } from "../../run/data/random.js";

interface Unit {
  readonly result: number;
  readonly flags: number;
  settle(): void;
  edge(enable: boolean | number): void;
  reset(): void;
  scope(name: string): Scope;
}

/** A unit under test: `drive` puts random operands on its inputs and returns what the pure function makes of them. */
interface Bench {
  readonly unit: Unit;
  readonly drive: (random: SplitMix64) => string;
}

const out = new FpResult();
const shown = (result: { readonly bits: number; readonly flags: number }): string => `${result.bits}/${result.flags}`;

function fmaBench(format: FpFormat, registers: number): Bench {
  const unit = new FmaUnit(format, registers);
  const drive = (random: SplitMix64): string => {
    unit.a = random.integer(2 ** format.width);
    unit.b = random.integer(2 ** format.width);
    unit.c = random.integer(2 ** format.width);
    unit.operation = random.integer(7);
    unit.rounding = random.integer(5);
    return shown(fmaStaged(format, unit.operation, unit.a, unit.b, unit.c, unit.rounding, out));
  };
  return { unit, drive };
}

function minMaxBench(format: FpFormat, registers: number): Bench {
  const unit = new MinMaxUnit(format, registers);
  const drive = (random: SplitMix64): string => {
    unit.a = random.integer(2 ** format.width);
    unit.b = random.integer(2 ** format.width);
    unit.maximum = random.integer(2);
    return shown(minMaxStaged(format, unit.a, unit.b, unit.maximum, out));
  };
  return { unit, drive };
}

function output(unit: Unit): string {
  return shown({ bits: unit.result, flags: unit.flags });
}

function registersOf(scope: Scope): Probe[] {
  const found: Probe[] = [];
  walk(scope, (_path, probe) => found.push(probe));
  return found.filter((probe) => probe.kind === "register");
}

const RESET_RESULT = "0/0";

describe.each([
  ["FMA", fmaBench],
  ["min/max", minMaxBench],
] as const)("%s unit", (_name, build) => {
  const formats = fc.constantFrom(FP16, FP32, FP8_E5M2, FP8_E4M3);

  test.prop([formats, fc.nat({ max: 7 }), fc.maxSafeNat()])(
    "gives the pure function's results P enabled clocks later, through stalls and resets",
    (format, registers, seed) => {
      const random = new SplitMix64(seed);
      const { unit, drive } = build(format, registers);
      const inside: string[] = Array.from({ length: registers }, () => RESET_RESULT);
      for (let clock = 0; clock < 100; clock++) {
        inside.push(drive(random));
        unit.settle();
        unit.settle();
        expect(output(unit)).toBe(inside[0]);
        if (random.integer(25) === 0) {
          unit.reset();
          inside.fill(RESET_RESULT).pop();
        } else if (random.integer(3) === 0) {
          unit.edge(false);
          inside.pop();
        } else {
          unit.edge(true);
          inside.shift();
        }
      }
    },
  );

  test.prop([formats, fc.nat({ max: 6 }), fc.maxSafeNat()], { numRuns: 30 })(
    "continues a saved state exactly, upsets included",
    (format, registers, seed) => {
      const random = new SplitMix64(seed);
      const first = build(format, registers);
      const probes = registersOf(first.unit.scope("unit"));
      for (let clock = 0; clock < 20; clock++) {
        first.drive(random);
        first.unit.settle();
        first.unit.edge(true);
        if (probes.length > 0) flipOneBit(probes, random);
      }
      const second = build(format, registers);
      restore(second.unit.scope("unit"), save(first.unit.scope("unit")));
      for (let clock = 0; clock < 10; clock++) {
        const inputs = random.integer(2 ** 32);
        for (const { unit, drive } of [first, second]) {
          drive(new SplitMix64(inputs));
          unit.settle();
        }
        expect(output(second.unit)).toBe(output(first.unit));
        first.unit.edge(true);
        second.unit.edge(true);
      }
    },
  );

  test("shows each of its P registers, every bit of them writable and none beyond the stated width", () => {
    const random = new SplitMix64(3);
    for (const registers of [1, 3, 6]) {
      const { unit, drive } = build(FP32, registers);
      const scope = unit.scope("unit");
      expect(scope.children.length).toBe(registers);
      for (let clock = 0; clock < registers; clock++) {
        drive(random);
        unit.settle();
        unit.edge(true);
      }
      for (const probe of registersOf(scope)) {
        expect(probe.width).toBeLessThanOrEqual(32);
        for (let i = 0; i < probe.length; i++) {
          for (let bit = 0; bit < probe.width; bit++) {
            const flipped = (probe.get(i) ^ (2 ** bit)) >>> 0;
            probe.set!(i, flipped);
            expect(probe.get(i)).toBe(flipped);
          }
          expect(probe.get(i)).toBeLessThan(2 ** probe.width);
        }
      }
    }
  });
});

function flipOneBit(probes: readonly Probe[], random: SplitMix64): void {
  const probe = probes[random.integer(probes.length)];
  const element = random.integer(probe.length);
  probe.set!(element, (probe.get(element) ^ (2 ** random.integer(probe.width))) >>> 0);
}

test("an upset in a register of the FMA unit reaches the result", () => {
  const unit = new FmaUnit(FP16, 3);
  [unit.a, unit.b, unit.c] = [0x3c00, 0x4000, 0x3800];
  const run = (upset: boolean): string => {
    unit.reset();
    for (let clock = 0; clock < 3; clock++) {
      unit.settle();
      unit.edge(true);
    }
    if (upset) {
      const sum = unit.scope("ce").children.find((child) => child.name === "sum0")!;
      const sign = sum.probes.find((probe) => probe.name === "sign")!;
      sign.set!(0, 1 - sign.get(0));
    }
    unit.settle();
    return output(unit);
  };
  expect([run(false), run(true)]).toEqual([`${0x4100}/0`, `${0xc100}/0`]);
});

test.each([FP16, FP32, FP8_E5M2, FP8_E4M3])(
  "$name: a carry out of an upset sum does not outlive the clock",
  (format) => {
    const unit = new FmaUnit(format, 3);
    const probes = registersOf(unit.scope("ce"));
    for (const probe of probes) for (let i = 0; i < probe.length; i++) probe.set!(i, 2 ** probe.width - 1);
    unit.settle();
    unit.edge(true);
    for (const probe of probes) {
      for (let i = 0; i < probe.length; i++) expect(probe.get(i), probe.name).toBeLessThan(2 ** probe.width);
    }
  },
);

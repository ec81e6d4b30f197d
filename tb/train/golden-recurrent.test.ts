import { fc, test } from "@fast-check/vitest";
import { describe, expect } from "vitest";
import {
  gruBackward,
  gruForward,
  rnnBackward,
  rnnForward,
  type RecurrentParameters,
} from "../../golden/layers/recurrent.js";
import { readTensor } from "../../train/functional/memory.js";
import { dropoutMask } from "../../train/randomness.js";
import { precision, size } from "./arbitraries.js";
import { expectSame, Probe, type ProbeLayer } from "./layer-probe.js";

const shape = fc.tuple(size(4), size(3), size(4), size(4));

describe("recurrent layers equal golden in every bit, all times and parameters", () => {
  test.prop([fc.constantFrom("gru" as const, "rnn" as const), shape, precision, fc.nat(1e6)], { numRuns: 30 })(
    "any",
    (op, [length, batch, inputs, hidden], format, seed) => {
      const gates = op === "gru" ? 3 : 1;
      const layer: ProbeLayer = (b, x) => {
        const operands = [
          ...[x, b.weight("W", [1, gates * hidden, inputs]), b.weight("R", [1, gates * hidden, hidden])],
          b.weight("B", [1, 2 * gates * hidden]),
        ];
        return b.add(op, "layer", operands, { hidden }, ["layer"]);
      };
      const probe = new Probe({ x: [length, batch, inputs], seed, precision: format }, layer);
      const p: RecurrentParameters = {
        ...{ w: probe.parameter("W"), r: probe.parameter("R"), b: probe.parameter("B"), format },
      };
      const dy = { shape: [length, batch, hidden], values: probe.dy.values };
      const run = op === "gru" ? gruForward(probe.x, p) : undefined;
      const states = run?.states ?? rnnForward(probe.x, p);
      expectSame(
        probe.y,
        states.slice(1).flatMap(({ values }) => values),
      );
      const wanted = run ? gruBackward(probe.x, dy, run, p) : rnnBackward(probe.x, dy, states, p);
      expectSame(probe.dx, wanted.x);
      expectSame(probe.tensor("grad.W"), wanted.w);
      expectSame(probe.tensor("grad.R"), wanted.r);
      expectSame(probe.tensor("grad.B"), wanted.b);
    },
  );
});

describe("dropout", () => {
  test.prop([fc.constantFrom(0.1, 0.5, 0.8), precision, fc.nat(1e6)], { numRuns: 10 })(
    "passes what the mask of the seed keeps, forward and backward",
    (ratio, format, seed) => {
      const probe = new Probe({ x: [4, 50], seed, precision: format }, (b, x) =>
        b.add("dropout", "layer", [x], { ratio }),
      );
      const mask = [...readTensor(probe.trainer.memory, "layer.mask")];
      const kept = mask.filter((value) => value !== 0);
      expect(new Set(kept).size).toBe(1);
      expect(Math.abs(kept.length / 200 - (1 - ratio))).toBeLessThan(0.15);
      const zero = (values: readonly number[]): number[] => values.map((value) => (value === 0 ? 0 : 1));
      expect(zero(probe.y.values)).toEqual(zero(mask));
      expect(zero(probe.dx.values)).toEqual(zero(mask));
      expect([...dropoutMask([seed, 0, 0, 0], 200, ratio)].map(Math.sign)).toEqual(mask.map(Math.sign));
    },
  );
});

import { fc, test as property } from "@fast-check/vitest";
import { describe, expect, test } from "vitest";
import { decodeTable } from "../../golden/arithmetic/number.js";
import { execute } from "../../train/functional/execute.js";
import { Memory } from "../../train/functional/memory.js";
import { ReplayMemory } from "../../train/learn/replay-memory.js";
import {
  decodeLatent,
  encodeLatent,
  latentBytes,
  packCodes,
  scaleOf,
  STORE_NAMES,
  storeOf,
  unpackCodes,
} from "../../train/learn/stores.js";
import { Random } from "../../train/randomness.js";
import type { UnpackStep } from "../../train/step.js";

const draws = fc.record({
  bits: fc.integer({ min: 1, max: 8 }),
  count: fc.integer({ min: 1, max: 300 }),
  seed: fc.nat(1e6),
});

const drawCodes = ({ bits, count, seed }: { bits: number; count: number; seed: number }): Uint8Array => {
  const random = new Random(seed);
  return Uint8Array.from({ length: count }, () => random.below(2 ** bits));
};

describe("packed codes", () => {
  property.prop([draws], { numRuns: 60 })("are read again, and take no bit more than they need", (draw) => {
    const codes = drawCodes(draw);
    const bytes = new Uint8Array(Math.ceil((draw.count * draw.bits) / 8));
    packCodes(codes, draw.bits, bytes);
    const again = new Uint8Array(draw.count);
    unpackCodes(bytes, draw.bits, again);
    expect(again).toEqual(codes);
    // By their definition: bit b of code i is bit i bits + b of the bytes.
    codes.forEach((code, i) => {
      for (let b = 0; b < draw.bits; b++) {
        const place = i * draw.bits + b;
        expect((bytes[place >> 3] >> (place & 7)) & 1).toBe((code >> b) & 1);
      }
    });
  });

  property.prop([draws, fc.constantFrom("fp32", "fp16"), fc.nat(7)], { numRuns: 40 })(
    "become numbers by an unpack step, and nothing else is written",
    (draw, format, offset) => {
      const codes = drawCodes(draw);
      const bytes = new Uint8Array(Math.ceil((draw.count * draw.bits) / 8));
      packCodes(codes, draw.bits, bytes);
      const base = { order: [0], role: "input" as const };
      const tensors = new Map([
        ["x", { ...base, name: "x", shape: [bytes.length], format: "uint8" as const }],
        ["z", { ...base, name: "z", shape: [offset + draw.count + 3], format: format as "fp32" | "fp16" }],
      ]);
      const memory = new Memory({ tensors });
      memory.get("x").set(bytes);
      memory.get("z").fill(-1);
      const step: UnpackStep = {
        ...{ kind: "unpack", name: "u", layer: "u", pass: "prepare", input: "x", output: "z", outputOffset: offset },
        ...{ elements: draw.count, bits: draw.bits, scale: 0.25 },
      };
      execute([step], memory);
      const expected = [...new Array<number>(offset).fill(-1), ...Array.from(codes, (c) => c / 4), -1, -1, -1];
      expect([...memory.get("z")]).toEqual(expected);
    },
  );
});

describe("stores", () => {
  property.prop([fc.constantFrom(...STORE_NAMES), fc.integer({ min: 1, max: 90 }), fc.nat(1e6)], { numRuns: 60 })(
    "keep the nearest of their numbers, and keep it again unchanged",
    (name, count, seed) => {
      const random = new Random(seed);
      const store = storeOf(name);
      const scale = scaleOf(store, 3);
      const values = Float32Array.from({ length: count }, () => Math.max(0, random.normal()));
      const bytes = new Uint8Array(latentBytes(store, count));
      const [once, twice] = [new Float32Array(count), new Float32Array(count)];
      encodeLatent(store, scale, values, bytes);
      decodeLatent(store, scale, bytes, once);
      encodeLatent(store, scale, once, bytes);
      decodeLatent(store, scale, bytes, twice);
      expect(twice).toEqual(once);
      const known =
        store.kind === "codes"
          ? Array.from({ length: 2 ** store.bits }, (_, code) => Math.fround(code * scale))
          : store.format === "fp32"
            ? undefined
            : Array.from(decodeTable(store.format)).filter(Number.isFinite);
      if (known === undefined) expect(once).toEqual(values);
      else {
        values.forEach((value, i) => {
          const nearest = known.reduce((best, other) => Math.min(best, Math.abs(other - value)), Infinity);
          expect(Math.abs(once[i] - value)).toBeLessThanOrEqual(nearest * (1 + 1e-6));
        });
      }
    },
  );

  test("eight bits lose nothing of codes of eight bits", () => {
    const step = Math.fround(0.0173);
    const store = storeOf("u8");
    const values = Float32Array.from({ length: 256 }, (_, code) => code * step);
    const bytes = new Uint8Array(256);
    encodeLatent(store, scaleOf(store, 255 * step), values, bytes);
    expect([...bytes]).toEqual(Array.from({ length: 256 }, (_, code) => code));
  });
});

describe("a replay memory", () => {
  property.prop([fc.constantFrom(...STORE_NAMES), fc.integer({ min: 1, max: 37 }), fc.nat(1e6)], { numRuns: 30 })(
    "changes the slot that is written alone",
    (name, elements, seed) => {
      const random = new Random(seed);
      const memory = new ReplayMemory(storeOf(name), elements, 9, 2);
      const draw = (): Float32Array => Float32Array.from({ length: elements }, () => Math.abs(random.normal()));
      for (let slot = 0; slot < 9; slot++) memory.write(slot, draw(), slot);
      const before = memory.bytes.slice();
      const slot = random.below(9);
      memory.write(slot, draw(), 77);
      for (let other = 0; other < 9; other++) {
        if (other === slot) continue;
        const [from, to] = [other * memory.slotBytes, (other + 1) * memory.slotBytes];
        expect(memory.slot(other)).toEqual(before.subarray(from, to));
        expect(memory.labels[other]).toBe(other);
      }
      expect(memory.labels[slot]).toBe(77);
      expect(memory.gather([slot, 0])).toEqual(Uint8Array.of(...memory.slot(slot), ...memory.slot(0)));
    },
  );

  test("does not take more than the external memory holds", () => {
    expect(() => new ReplayMemory(storeOf("u7"), 32768, 3000, 1)).toThrow(
      "3000 replays of 32768 numbers in u7 take 86016000 bytes, but the external memory has 64000000: give --replays 2232 at most, a narrower --store, or a later --split.",
    );
  });
});

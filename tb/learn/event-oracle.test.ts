import { describe, expect, test } from "vitest";
import { Adaptive, type AdaptiveSettings } from "../../train/learn/adaptive.js";
import { ReplayMemory } from "../../train/learn/replay-memory.js";
import { splitNetwork } from "../../train/learn/split.js";
import { storeOf } from "../../train/learn/stores.js";
import { fashionNet } from "../../train/networks/fashion-net.js";
import { Random } from "../../train/randomness.js";
import { doubleStep, type DoubleWeights } from "./double-event.js";

const ELEMENTS = 1024;
/** Largest latent, as in the pre-trained network. */
const LARGEST = 2;
const STEPS = 8;
const COUNTS = { fresh: 5, replays: 11 };

/** An event of eight steps on latents from a seed: the largest difference of a weight from the steps in doubles, and the largest update. */
function event(split: "l9" | "l10", precision: "fp32" | "mixed", storeName: string): { off: number; moved: number } {
  const batch = COUNTS.fresh + COUNTS.replays;
  const { adaptive } = splitNetwork(fashionNet({ batch, classes: 10, seed: 7, norms: false }), split);
  const random = new Random(11);
  const store = storeOf(storeName);
  const memory = new ReplayMemory(store, ELEMENTS, 40, LARGEST);
  const draw = (): Float32Array =>
    Float32Array.from({ length: ELEMENTS }, () => Math.max(0, (LARGEST / 4) * random.normal()));
  for (let slot = 0; slot < memory.slots; slot++) memory.write(slot, draw(), random.below(4));
  const scale = Math.fround(LARGEST / 255);
  const settings: AdaptiveSettings = {
    ...{ precision, eightBit: false, store, scale: memory.scale, fresh: { codes: scale }, counts: COUNTS, lr: 0.5 },
    ...(precision === "mixed" && { lossScale: 1024 }),
  };
  const stage = new Adaptive(adaptive, settings);
  const first = stage.parameters();
  const weights: DoubleWeights = new Map([...first].map(([name, values]) => [name, Float64Array.from(values)]));
  for (let step = 0; step < STEPS; step++) {
    const codes = Uint8Array.from({ length: COUNTS.fresh * ELEMENTS }, () => random.below(2) * random.below(256));
    const slots = Array.from({ length: COUNTS.replays }, () => random.below(memory.slots));
    const labels = [
      ...Array.from({ length: COUNTS.fresh }, () => 4 + random.below(6)),
      ...slots.map((s) => memory.labels[s]),
    ];
    const { skipped } = stage.step({ fresh: codes, replays: memory.gather(slots), labels });
    expect(skipped).toBe(false);
    const fresh = Array.from({ length: COUNTS.fresh }, (_, i) =>
      Float64Array.from(codes.subarray(i * ELEMENTS, (i + 1) * ELEMENTS), (code) => code * scale),
    );
    const replayed = slots.map((slot) => {
      const numbers = new Float32Array(ELEMENTS);
      memory.read(slot, numbers);
      return Float64Array.from(numbers);
    });
    doubleStep(weights, [...fresh, ...replayed], labels, 0.5);
  }
  const last = stage.parameters();
  const far = (a: ArrayLike<number>, b: ArrayLike<number>): number =>
    Array.from(a, (value, i) => Math.abs(value - b[i])).reduce((most, value) => Math.max(most, value), 0);
  const names = [...weights.keys()];
  return {
    off: Math.max(...names.map((name) => far(last.get(name)!, weights.get(name)!))),
    moved: Math.max(...names.map((name) => far(last.get(name)!, first.get(name)!))),
  };
}

describe("the weights after an event are those of an oracle in doubles", () => {
  test.each([
    ["l9", "fp32", "fp32", 2e-6],
    ["l10", "fp32", "u7", 2e-6],
    ["l9", "mixed", "u8", 2e-3],
    ["l10", "mixed", "e5m2", 2e-3],
  ] as const)("%s in %s with replays in %s: within %f", (split, precision, store, limit) => {
    const { off, moved } = event(split, precision, store);
    expect(moved).toBeGreaterThan(0.02);
    expect(off).toBeLessThan(limit);
  });
});

import { fc, test as property } from "@fast-check/vitest";
import { describe, expect, test } from "vitest";
import {
  BATCHES,
  EPOCHS,
  eventsOf,
  fillOf,
  IMAGES,
  NEW,
  newOf,
  REPLAYED,
  replacementOf,
  replaysOf,
} from "../../train/learn/protocol.js";

/** Ten classes of so many images each, interleaved. */
const lists = (each: number): number[][] =>
  Array.from({ length: 10 }, (_, label) => Array.from({ length: each }, (_, i) => 10 * i + label));

describe("events", () => {
  property.prop([fc.nat(1e6), fc.integer({ min: 1, max: 60 })], { numRuns: 40 })(
    "take each class that is learnt equally often, images of it once, and introduce all in the first half",
    (seed, count) => {
      const events = eventsOf(lists(10 * IMAGES), { seed, events: count, initial: [0, 1, 5, 8] }, "here");
      const times = new Map<number, number>();
      const seen = new Set<number>();
      events.forEach(({ label, images, introduces, index }) => {
        expect(introduces).toBe(!times.has(label));
        if (introduces && count >= 12) expect(index).toBeLessThanOrEqual(count / 2);
        times.set(label, (times.get(label) ?? 0) + 1);
        expect(images).toHaveLength(IMAGES);
        images.forEach((image) => {
          expect(image % 10).toBe(label);
          expect(seen.has(image)).toBe(false);
          seen.add(image);
        });
      });
      const all = [...times.values()];
      expect(Math.max(...all) - (times.size < 6 ? 0 : Math.min(...all))).toBeLessThanOrEqual(1);
      expect([...times.keys()].every((label) => ![0, 1, 5, 8].includes(label))).toBe(true);
    },
  );

  test("follow from the seed", () => {
    const of = (seed: number) => eventsOf(lists(840), { seed, events: 48, initial: [0, 1, 5, 8] }, "here");
    expect(of(3)).toEqual(of(3));
    expect(of(3)).not.toEqual(of(4));
  });

  test("are refused where a class has too few images", () => {
    const settings = { seed: 1, events: 48, initial: [0, 1, 5, 8] };
    expect(() => eventsOf(lists(100), settings, "here")).toThrow(
      /^here has 100 images of class \d, but event \d+ needs 168, 84 an event: give more images, or fewer --events\.$/,
    );
    expect(() => fillOf(lists(100), 401, settings, "here")).toThrow(
      "here has 400 images of the initial classes to fill 401 replays from: give --replays 400 at most.",
    );
  });
});

describe("mini-batches", () => {
  property.prop([fc.nat(1e6), fc.nat(100)], { numRuns: 40 })(
    "take each image of an event once an epoch",
    (seed, event) => {
      for (let epoch = 0; epoch < EPOCHS; epoch++) {
        const taken = Array.from({ length: BATCHES }, (_, batch) => newOf(seed, event, epoch, batch));
        expect(taken.every((batch) => batch.length === NEW)).toBe(true);
        expect(taken.flat().sort((a, b) => a - b)).toEqual(Array.from({ length: IMAGES }, (_, i) => i));
      }
      expect(newOf(seed, event, 0, 0)).not.toEqual(newOf(seed, event, 1, 0));
    },
  );

  property.prop([fc.nat(1e6), fc.integer({ min: 0, max: 400 }), fc.nat(8)], { numRuns: 60 })(
    "take replays from all slots, each once while there are enough",
    (seed, slots, step) => {
      const replays = replaysOf(seed, 2, step, slots);
      expect(replays).toHaveLength(slots === 0 ? 0 : REPLAYED);
      expect(replays.every((slot) => slot >= 0 && slot < slots)).toBe(true);
      if (slots >= REPLAYED) expect(new Set(replays).size).toBe(REPLAYED);
      expect(replaysOf(seed, 2, step, slots)).toEqual(replays);
    },
  );

  property.prop([fc.nat(1e6), fc.integer({ min: 0, max: 4000 }), fc.nat(60)], { numRuns: 60 })(
    "an event overwrites min(84, max(1, N // (i + 2))) slots by as many of its images",
    (seed, slots, event) => {
      const replaced = replacementOf(seed, event, slots);
      const count = slots === 0 ? 0 : Math.min(84, Math.max(1, Math.floor(slots / (event + 2))));
      expect(replaced).toHaveLength(count);
      expect(new Set(replaced.map(({ slot }) => slot)).size).toBe(count);
      expect(new Set(replaced.map(({ image }) => image)).size).toBe(count);
    },
  );
});

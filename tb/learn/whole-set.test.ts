import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { expect, test } from "vitest";
import { DEBIAN, EMBEDDED, ImageReader, readImages, type Images } from "../../train/learn/images.js";
import { Latents } from "../../train/learn/latents.js";
import { CodeStage } from "../../train/learn/frozen.js";
import { networkFrom, SHIPPED } from "../../train/learn/setup.js";
import { splitNetwork } from "../../train/learn/split.js";

/** What tells images apart, their labels with them. */
function marksOf({ count, pixels, labels }: Images): readonly string[] {
  const size = pixels.length / count;
  return Array.from({ length: count }, (_, i) =>
    createHash("md5")
      .update(Buffer.from(pixels.subarray(i * size, (i + 1) * size)))
      .update(String(labels[i]))
      .digest("base64"),
  );
}

// Debian's package dataset-fashion-mnist, which .ci/run installs.
test.skipIf(!existsSync(DEBIAN))("the subset is of the whole set, and both give the same latents", () => {
  const [whole, subset] = [readImages(DEBIAN), readImages(EMBEDDED)];
  expect([whole.train.count, whole.test.count]).toEqual([60_000, 10_000]);
  const places = {
    train: new Map(marksOf(whole.train).map((mark, i) => [mark, i])),
    test: new Map(marksOf(whole.test).map((mark, i) => [mark, i])),
  };
  const found = marksOf(subset.train).map((mark) => places.train.get(mark));
  expect(found).not.toContain(undefined);
  expect(new Set(found).size).toBe(subset.train.count);
  expect(marksOf(subset.test).every((mark) => places.test.has(mark))).toBe(true);
  const { frozen } = splitNetwork(networkFrom(SHIPPED)(1), "l11");
  const input = [1, 1, 32, 32];
  const calibration = new ImageReader(subset.train, input, "here").gather([...Array(30).keys()]);
  const stage = CodeStage.of(frozen, calibration);
  const own = [0, 1000, 2399];
  const there = new Latents(stage, whole, input, false).at(own.map((i) => found[i]!));
  expect(there).toEqual(new Latents(stage, subset, input, false).at(own));
});

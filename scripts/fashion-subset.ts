/**
 * Makes the subset of Fashion-MNIST that comes with the package, from the whole set (Debian: dataset-fashion-mnist): for replays and events
 * the first 348 training images of each class of the pre-training and 168 of each other one, two events; for tests the first 60 test images
 * of each class. `npx tsx scripts/fashion-subset.ts [DIR]` writes train/learn/data/; `--check` compares instead.
 */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { encodeIdx } from "../train/data/idx.js";
import { byClass, DEBIAN, EMBEDDED, readImages, type Images } from "../train/learn/images.js";
import { INITIAL_CLASSES } from "../train/learn/protocol.js";

const TRAINED = { initial: 348, other: 168 };
const TESTED = 60;
const CLASSES = 10;

function subset(images: Images, counts: (label: number) => number, part: string): Map<string, Uint8Array> {
  const chosen = byClass(images, CLASSES, part).flatMap((list, label) => list.slice(0, counts(label)));
  chosen.sort((a, b) => a - b);
  const each = images.shape.reduce((product, size) => product * size, 1);
  const data = new Uint8Array(chosen.length * each);
  chosen.forEach((index, i) => data.set(images.pixels.subarray(index * each, (index + 1) * each), i * each));
  const labels = Uint8Array.from(chosen, (index) => images.labels[index]);
  return new Map([
    [`${part}-images-idx3-ubyte.gz`, encodeIdx({ shape: [chosen.length, ...images.shape.slice(1)], data }, true)],
    [`${part}-labels-idx1-ubyte.gz`, encodeIdx({ shape: [chosen.length], data: labels }, true)],
  ]);
}

const args = process.argv.slice(2).filter((arg) => arg !== "--check");
const { train, test } = readImages(args[0] ?? DEBIAN);
const files = new Map([
  ...subset(train, (label) => (INITIAL_CLASSES.includes(label) ? TRAINED.initial : TRAINED.other), "train"),
  ...subset(test, () => TESTED, "t10k"),
]);
let different = 0;
for (const [name, bytes] of files) {
  const path = join(EMBEDDED, name);
  if (!process.argv.includes("--check")) writeFileSync(path, bytes);
  else if (!existsSync(path) || !readFileSync(path).equals(bytes)) {
    process.stdout.write(`${path} differs from what the set gives.\n`);
    different++;
  }
}
process.exitCode = different > 0 ? 1 : 0;

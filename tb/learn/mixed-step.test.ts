import { expect, test } from "vitest";
import { CycleStep } from "../../train/cycles/cycle-step.js";
import { execute } from "../../train/functional/execute.js";
import { Memory } from "../../train/functional/memory.js";
import { Adaptive, type AdaptiveSettings } from "../../train/learn/adaptive.js";
import { splitNetwork } from "../../train/learn/split.js";
import { storeOf } from "../../train/learn/stores.js";
import { fashionNet } from "../../train/networks/fashion-net.js";
import { Random } from "../../train/randomness.js";

test.each([
  ["an update in several tiles that all read the factor of the loss scale", false, { L: 12, H: 4, P: 3 }],
  ["FP8 products with N whole on an array of 12 x 8", true, { L: 12, H: 8, P: 3, port: 288 }],
] as const)("%s", (_name, eightBit, array) => {
  const counts = { fresh: 2, replays: 6 };
  const { adaptive } = splitNetwork(fashionNet({ batch: 8, classes: 10, seed: 3, norms: false }), "l10");
  const settings: AdaptiveSettings = {
    ...{ precision: "mixed", eightBit, store: storeOf("e5m2"), scale: 1, fresh: { codes: 1 / 64 }, counts, lr: 0.5 },
    lossScale: 1024,
  };
  const stage = new Adaptive(adaptive, settings);
  const random = new Random(3);
  const bytes = (samples: number): Uint8Array =>
    Uint8Array.from({ length: samples * 1024 }, () => 0x30 + random.below(12));
  const labels = Array.from({ length: 8 }, () => random.below(10));
  stage.place({ fresh: bytes(counts.fresh), replays: bytes(counts.replays), labels });
  const { program, memory } = stage;
  const reference = new Memory(program);
  for (const name of program.tensors.keys()) reference.get(name).set(memory.get(name));
  const target = { cores: 8, tcdmBytes: 128 * 1024, engine: "redmule", priority: "redmule", array } as const;
  const step = new CycleStep(program, stage.steps, target, ["gradientNorm"]);
  step.run(memory);
  execute(stage.steps, reference);
  expect(step.differences(memory, reference)).toEqual([]);
  expect(memory.get("gradientNorm")[1]).toBe(1);
});

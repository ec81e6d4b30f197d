import { describe, expect, test } from "vitest";
import { QuantizedProgram } from "../../train/int8/cycles.js";
import { imageOf } from "../../train/int8/network.js";
import { byClass, EMBEDDED, ImageReader, readImages } from "../../train/learn/images.js";
import { CodeStage } from "../../train/learn/frozen.js";
import { networkFrom, SHIPPED } from "../../train/learn/setup.js";
import { splitNetwork } from "../../train/learn/split.js";
import { goldenCodes } from "./golden-network.js";

/** Images that tell the ranges, and images of a class that was known, and of one that was not. */
const CALIBRATED = 40;
const LABELS = [5, 6];

const images = readImages(EMBEDDED);
const reader = new ImageReader(images.test, [1, 1, 32, 32], "here");
const lists = byClass(images.test, 10, "here");
const calibration = reader.gather(Array.from({ length: CALIBRATED }, (_, i) => i));

const stageOf = (split: string): CodeStage =>
  CodeStage.of(splitNetwork(networkFrom(SHIPPED)(1), split).frozen, calibration);

/** Golden's codes of an image, HWC. */
function golden({ network }: CodeStage, codes: Uint8Array): number[] {
  const { c, h, w } = imageOf(network.tensors.get(network.output)!);
  const { values } = goldenCodes(network, [...codes]).get(network.output)!;
  return Array.from({ length: c * h * w }, (_, i) => values[(i % c) * h * w + Math.floor(i / c)]);
}

describe.each(["l9", "l10", "l11"])("the frozen stage up to %s", (split) => {
  const stage = stageOf(split);

  test.each(LABELS)("has golden's codes for an image of class %i", (label) => {
    const image = reader.gather([lists[label][0]]);
    const codes = [...stage.codes(image)];
    expect(codes).toEqual(golden(stage, stage.inputCodes(image)));
    expect(new Set(codes).size).toBeGreaterThan(10);
  });
});

test("the frozen stage has golden's codes on the cluster", () => {
  const stage = stageOf("l11");
  const input = stage.inputCodes(reader.gather([lists[9][0]]));
  const program = new QuantizedProgram(stage.network, { cores: 8, tcdmBytes: 128 * 1024 });
  expect([...program.run(input).codes]).toEqual(golden(stage, input));
  // The first call of a depthwise kernel finds what a lead has brought, or begins at four places; those behind it do neither.
  const calls = program.plan.schedule.slots.flatMap((slot) => slot.calls).filter((call) => call.descriptor === "DWC");
  const brought = new Set<string>();
  for (const { kernel, isLead, fields } of calls) {
    expect(fields.PLACES).toBe(isLead || !brought.has(kernel) ? 12 : undefined);
    brought.add(kernel);
  }
  expect(calls.filter(({ isLead }) => isLead)).toHaveLength(1);
  expect(calls.length).toBeGreaterThan(brought.size + 1);
});

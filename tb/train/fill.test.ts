import { expect, it } from "vitest";
import { encodeNumber } from "../../golden/arithmetic/number.js";
import type { Step } from "../../train/step.js";
import { drawTensors, runSteps, tensorOf } from "./step-fixture.js";

it("FP8 is filled with zeros alone", () => {
  const fill = (value: number) => {
    const output = { tensor: "y", offset: 0, dimensions: [{ size: 8, stride: 1 }] };
    const step = { kind: "fill", name: "pad", layer: "pad", pass: "forward", output, value } as Step;
    return runSteps([step], [tensorOf("y", [8], "fp8")], new Map([["y", new Uint8Array(8).fill(7)]])).after.get("y");
  };
  expect(fill(0)).toEqual(new Uint8Array(8));
  expect(() => fill(1)).toThrow("pad cannot run on the cluster: Nothing of fp8 is filled with 1.");
});

it.each([-0.3, 0, 65504])("a pad of FP16 that is %f reaches its elements and no others", (value) => {
  const tensor = tensorOf("y", [3, 7, 5], "fp16");
  const dimensions = [
    { size: 3, stride: 35 },
    { size: 3, stride: 10 },
    { size: 5, stride: 1 },
  ];
  const output = { tensor: "y", offset: 5, dimensions };
  const step = { kind: "fill", name: "pad", layer: "pad", pass: "forward", output, value } as Step;
  const values = drawTensors([tensor], 3);
  const before = new Uint16Array(values.get("y")!.slice().buffer);
  const after = new Uint16Array(runSteps([step], [tensor], values).after.get("y")!.slice().buffer);
  const want = before.map((bits, i) => {
    const row = Math.floor(i / 5) % 7;
    return row % 2 === 1 ? encodeNumber("fp16", value) : bits;
  });
  expect(after).toEqual(want);
});

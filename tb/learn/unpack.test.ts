import { expect, test } from "vitest";
import { CycleStep } from "../../train/cycles/cycle-step.js";
import { execute } from "../../train/functional/execute.js";
import { Memory } from "../../train/functional/memory.js";
import { Random } from "../../train/randomness.js";
import type { ElementFormat, Step, StepTensor } from "../../train/step.js";

const FORMATS: readonly ElementFormat[] = ["fp32", "fp16", "fp8", "fp8alt"];
/** Elements by width: less than a group of eight, groups and a rest, more than a tile. */
const COUNTS = [5, 77, 4163, 8, 333, 129, 64, 4200];

test("the cores unpack every width to every format with the bits of the functional run", () => {
  const random = new Random(3);
  const tensors = new Map<string, StepTensor>();
  const declare = (name: string, size: number, format: ElementFormat, role: StepTensor["role"]): void => {
    tensors.set(name, { name, shape: [size], order: [0], format, role });
  };
  const steps: Step[] = COUNTS.flatMap((elements, i) => {
    const bits = i + 1;
    declare(`x${bits}`, Math.ceil((elements * bits) / 8), "uint8", "input");
    return FORMATS.map((format): Step => {
      const output = `z${bits}.${format}`;
      const outputOffset = bits % 3;
      declare(output, elements + outputOffset, format, "persistent");
      const base = { name: output, layer: "unpack", pass: "prepare" } as const;
      return {
        ...base,
        kind: "unpack",
        input: `x${bits}`,
        output,
        outputOffset,
        elements,
        bits,
        scale: Math.fround(0.37 / bits),
      };
    });
  });
  const [cycles, functional] = [new Memory({ tensors }), new Memory({ tensors })];
  for (const { name, format } of tensors.values()) {
    if (format !== "uint8") continue;
    const bytes = cycles.get(name).map(() => random.below(256));
    for (const memory of [cycles, functional]) memory.get(name).set(bytes);
  }
  const step = new CycleStep({ tensors }, steps, { cores: 8, tcdmBytes: 128 * 1024 }, []);
  step.run(cycles);
  execute(steps, functional);
  expect(step.differences(cycles, functional)).toEqual([]);
  expect(functional.get("z8.fp16")[3]).not.toBe(0);
});

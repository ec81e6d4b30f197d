import { describe, expect, test } from "vitest";
import { readNpz } from "../../../run/data/npz.js";
import { Batches, datasetFrom } from "../../../train/data/dataset.js";
import { executeStep } from "../../../train/functional/execute.js";
import { OnnxFile } from "../../../train/onnx/model-file.js";
import { Trainer } from "../../../train/trainer.js";
import { compareStep } from "../step-compare.js";

const FOLDER = "tb/reference/onnx";
const SGD = { name: "sgd", momentum: 0, nesterov: false, weightDecay: 0, betas: [0.9, 0.999], epsilon: 1e-8 } as const;

describe("steps of ONNX networks on the cluster", () => {
  // A group norm is an instance norm of few groups: their scales begin again in each sample.
  test("an instance norm whose samples share a tile gives the bits of the functional run, forward and backward", () => {
    const network = new OnnxFile(`${FOLDER}/norms.onnx`).network({ batch: 4 });
    const data = datasetFrom(readNpz(`${FOLDER}/norms.npz`), network, "cross-entropy", "norms.npz");
    const trainer = new Trainer(network, {
      ...{ precision: { precision: "fp16", rules: [] }, layout: "hwc", variance: "unbiased", loss: "cross-entropy" },
      ...{ target: data.target, optimizer: SGD, accumulate: 1, isFrozen: () => false },
      ...{ lr: 0.1, schedule: { kind: "constant" }, seed: 1 },
    });
    trainer.prepareBatch(new Batches(data, 4).at(0), 0);
    const compared: string[] = [];
    for (const step of trainer.program.first) {
      if (step.layer === "/g/InstanceNormalization" && step.kind.startsWith("norm")) {
        const { differences } = compareStep(step, trainer.memory, { cores: 8, tcdmBytes: 128 * 1024 });
        expect(differences).toEqual([]);
        compared.push(step.kind);
      } else {
        executeStep(step, trainer.memory);
      }
    }
    expect(compared).toEqual(["normalize", "normSums", "normBackward"]);
  });
});

import { describe, expect, test } from "vitest";
import { Inference } from "../../../train/inference.js";
import { decodeGraph, decodeModel } from "../../../train/onnx/decode.js";
import { importGraph } from "../../../train/onnx/import.js";
import { Random } from "../../../train/randomness.js";
import { floats, modelBytes, type NodeText } from "./model.js";

const [LENGTH, BATCH, INPUT, HIDDEN] = [4, 2, 3, 5];

type Kind = "RNN" | "RNN relu" | "GRU 0" | "GRU 1" | "LSTM";
const GATES: Readonly<Record<Kind, number>> = { RNN: 1, "RNN relu": 1, "GRU 0": 3, "GRU 1": 3, LSTM: 4 };
const KINDS = Object.keys(GATES) as Kind[];

const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));

/** One unit's next states, as the operators' definitions in onnx (Operators.md) have them, in double. */
function step(
  kind: Kind,
  wx: number[][],
  rh: (h: number[]) => number[][],
  rb: number[][],
  h: number[],
  c: number[],
): number[][] {
  const r = rh(h);
  const sum = (gate: number, i: number): number => wx[gate][i] + r[gate][i] + rb[gate][i];
  const each = (compute: (i: number) => number): number[] => h.map((_, i) => compute(i));
  switch (kind) {
    case "RNN":
      return [each((i) => Math.tanh(sum(0, i))), c];
    case "RNN relu":
      return [each((i) => Math.max(0, sum(0, i))), c];
    case "LSTM": {
      const next = each((i) => sigmoid(sum(2, i)) * c[i] + sigmoid(sum(0, i)) * Math.tanh(sum(3, i)));
      return [each((i) => sigmoid(sum(1, i)) * Math.tanh(next[i])), next];
    }
    default: {
      const z = each((i) => sigmoid(sum(0, i)));
      const reset = each((i) => sigmoid(sum(1, i)));
      const held = rh(each((i) => reset[i] * h[i]))[2];
      const n = each((i) =>
        Math.tanh(wx[2][i] + (kind === "GRU 0" ? held[i] + rb[2][i] : reset[i] * (r[2][i] + rb[2][i]))),
      );
      return [each((i) => (1 - z[i]) * n[i] + z[i] * h[i]), c];
    }
  }
}

describe("recurrent operators", () => {
  const random = new Random(5);
  const drawn = (count: number): Float32Array => Float32Array.from({ length: count }, () => random.normal() / 2);

  test.each(
    KINDS.flatMap((kind) => ["forward", "reverse", "bidirectional"].map((direction) => [kind, direction] as const)),
  )("%s, %s: Y and the last states, from states of their own", (kind, direction) => {
    const gates = GATES[kind];
    const sides = direction === "bidirectional" ? 2 : 1;
    const [w, r, b, h0, c0] = [
      gates * HIDDEN * INPUT,
      gates * HIDDEN * HIDDEN,
      2 * gates * HIDDEN,
      BATCH * HIDDEN,
      BATCH * HIDDEN,
    ].map((size) => drawn(sides * size));
    const x = drawn(LENGTH * BATCH * INPUT);
    const y = new Float32Array(LENGTH * sides * BATCH * HIDDEN);
    const last = new Float32Array(sides * BATCH * HIDDEN);
    for (let side = 0; side < sides; side++) {
      const isBackward = direction === "reverse" || side === 1;
      for (let sample = 0; sample < BATCH; sample++) {
        const at = (side * BATCH + sample) * HIDDEN;
        let [h, c] = [h0, c0].map((state) => Array.from(state.subarray(at, at + HIDDEN)));
        const product = (matrix: Float32Array, vector: ArrayLike<number>): number[][] =>
          Array.from({ length: gates }, (_, gate) =>
            Array.from({ length: HIDDEN }, (_, i) => {
              const row = ((side * gates + gate) * HIDDEN + i) * vector.length;
              return Array.from(vector).reduce((sum, value, j) => sum + matrix[row + j] * value, 0);
            }),
          );
        const biases = (half: number): number[][] =>
          Array.from({ length: gates }, (_, gate) =>
            Array.from({ length: HIDDEN }, (_, i) => b[(side * 2 + half) * gates * HIDDEN + gate * HIDDEN + i]),
          );
        for (let t = 0; t < LENGTH; t++) {
          const time = isBackward ? LENGTH - 1 - t : t;
          const input = x.subarray((time * BATCH + sample) * INPUT, (time * BATCH + sample + 1) * INPUT);
          const wb = biases(0);
          const wx = product(w, input).map((row, gate) => row.map((value, i) => value + wb[gate][i]));
          [h, c] = step(kind, wx, (state) => product(r, state), biases(1), h, c);
          y.set(h, ((time * sides + side) * BATCH + sample) * HIDDEN);
        }
        last.set(h, at);
      }
    }

    const [op, form] = kind.split(" ");
    const tensor = (name: string, dims: number[], values: Float32Array) => floats(name, dims, [...values]);
    const state = ["h0", ...(op === "LSTM" ? ["c0"] : [])];
    const node: NodeText = {
      op,
      name: "r",
      inputs: ["t", "w", "r", "b", "", ...state],
      outputs: ["Y", "H"],
      attributes: {
        hidden_size: HIDDEN,
        direction,
        ...(op === "GRU" && { linear_before_reset: Number(form) }),
        ...(form === "relu" && { activations: { strings: new Array<string>(sides).fill("Relu") } }),
      },
    };
    const bytes = (output: string, shape: number[]): Uint8Array =>
      modelBytes({
        // The batch stands first in the network's input.
        inputs: { x: [BATCH, LENGTH, INPUT] },
        initialisers: [
          tensor("w", [sides, gates * HIDDEN, INPUT], w),
          tensor("r", [sides, gates * HIDDEN, HIDDEN], r),
          tensor("b", [sides, 2 * gates * HIDDEN], b),
          tensor("h0", [sides, BATCH, HIDDEN], h0),
          ...(op === "LSTM" ? [tensor("c0", [sides, BATCH, HIDDEN], c0)] : []),
        ],
        nodes: [
          { op: "Transpose", inputs: ["x"], outputs: ["t"], attributes: { perm: [1, 0, 2] } },
          node,
          { op: "Transpose", inputs: [output], outputs: ["out"], attributes: { perm: shape } },
        ],
        outputs: ["out"],
      });
    const samples = Float32Array.from({ length: x.length }, (_, i) => {
      const [sample, time, j] = [Math.floor(i / (LENGTH * INPUT)), Math.floor(i / INPUT) % LENGTH, i % INPUT];
      return x[(time * BATCH + sample) * INPUT + j];
    });
    const run = (output: string, shape: number[]): Float32Array => {
      const network = importGraph(decodeGraph(decodeModel(bytes(output, shape), "net.onnx"), "net.onnx"));
      const settings = { precision: { precision: "fp32", rules: [] }, layout: "hwc" } as const;
      return new Inference(network, settings).all([samples], BATCH).values;
    };
    // [L, D, N, H] and [D, N, H] with the samples in front.
    const got = run("Y", [2, 0, 1, 3]);
    got.forEach((value, i) => {
      const [i3, i2, i1] = [i % HIDDEN, Math.floor(i / HIDDEN) % sides, Math.floor(i / (HIDDEN * sides)) % LENGTH];
      const sample = Math.floor(i / (HIDDEN * sides * LENGTH));
      expect(value).toBeCloseTo(y[((i1 * sides + i2) * BATCH + sample) * HIDDEN + i3], 5);
    });
    run("H", [1, 0, 2]).forEach((value, i) => {
      const [i2, i1, sample] = [i % HIDDEN, Math.floor(i / HIDDEN) % sides, Math.floor(i / (HIDDEN * sides))];
      expect(value).toBeCloseTo(last[(i1 * BATCH + sample) * HIDDEN + i2], 5);
    });
  });
});

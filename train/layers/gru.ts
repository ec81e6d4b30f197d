import type { StepTensor, View } from "../step.js";
import { wholeView } from "../views.js";
import { RecurrentSteps } from "./recurrent.js";
import { recurrentMacs, recurrentShapes } from "./recurrent-shapes.js";
import type { LayerRule } from "./rule.js";

const [Z, R, N] = [0, 1, 2];

interface Kept {
  readonly states: StepTensor;
  readonly recurrent: StepTensor;
  readonly gates: StepTensor;
  readonly candidate: StepTensor;
  readonly difference: StepTensor;
}

/**
 * a = x W^T + Wb for all times, then for each time c = h R^T + Rb; z, r = sigmoid(a + c); n = tanh(a + r c); h' = n + z (h - n).
 * Each operation rounds to the format of activations. Backward runs from the last time to the first; the gradients of W, R and B are
 * chains over (time, sample) ascending.
 */
export const gru: LayerRule<"gru"> = {
  inputs: [3, 5],
  shapes: (layer, inputs) => recurrentShapes(layer, inputs, 3),
  forward(lowering, layer) {
    const s = new RecurrentSteps(lowering, layer, 3);
    const input = s.stack("input", 3);
    s.gatesProduct("W", input, lowering.tensor(layer.inputs[0]));
    const kept: Kept = {
      states: s.stack("states", 1, s.length + 1),
      recurrent: s.stack("recurrent", 3),
      gates: s.stack("gates", 2),
      candidate: s.stack("candidate", 1),
      difference: s.stack("difference", 1),
    };
    const sum = s.stack("sum", 2);
    const part = s.stack("part", 1);
    s.begin(kept.states);
    for (let t = 0; t < s.length; t++) {
      s.gatesProduct("R", kept.recurrent, kept.states, t);
      s.map("add", [s.at(input, t, Z, 2), s.at(kept.recurrent, t, Z, 2)], s.at(sum, t, Z, 2));
      s.map("sigmoid", [s.at(sum, t, Z, 2)], s.at(kept.gates, t, Z, 2));
      s.map("mul", [s.at(kept.gates, t, R), s.at(kept.recurrent, t, N)], s.at(part, t));
      s.map("add", [s.at(input, t, N), s.at(part, t)], s.at(sum, t));
      s.map("tanh", [s.at(sum, t)], s.at(kept.candidate, t));
      s.map("sub", [s.at(kept.states, t), s.at(kept.candidate, t)], s.at(kept.difference, t));
      s.map("mul", [s.at(kept.gates, t, Z), s.at(kept.difference, t)], s.at(part, t));
      s.map("add", [s.at(kept.candidate, t), s.at(part, t)], s.at(kept.states, t + 1));
    }
    s.finish(kept.states);
    lowering.remember(layer.name, kept);
  },
  backward(lowering, layer) {
    const s = new RecurrentSteps(lowering, layer, 3);
    if (!layer.outputs.some((name) => name && lowering.gradient(name))) return;
    const kept = lowering.recall<Kept>(layer.name);
    const da = s.stack("d_input", 3);
    const dc = s.stack("d_recurrent", 3);
    const through = s.stack("d_through", 1);
    const inner = s.stack("d_inner", 1);
    let carry: View | undefined;
    for (let t = s.length - 1; t >= 0; t--) {
      const dh = s.incoming(t, carry);
      if (dh === undefined) {
        lowering.fill(s.at(da, t, Z, 3), 0);
        lowering.fill(s.at(dc, t, Z, 3), 0);
        continue;
      }
      s.map("mul", [dh, s.at(kept.difference, t)], s.at(inner, t));
      s.map("sigmoidBackward", [s.at(inner, t), s.at(kept.gates, t, Z)], s.at(da, t, Z));
      s.map("mul", [dh, s.at(kept.gates, t, Z)], s.at(through, t));
      s.map("sub", [dh, s.at(through, t)], s.at(inner, t));
      s.map("tanhBackward", [s.at(inner, t), s.at(kept.candidate, t)], s.at(da, t, N));
      s.map("mul", [s.at(da, t, N), s.at(kept.recurrent, t, N)], s.at(inner, t));
      s.map("sigmoidBackward", [s.at(inner, t), s.at(kept.gates, t, R)], s.at(da, t, R));
      lowering.copy(s.at(da, t, Z, 2), s.at(dc, t, Z, 2));
      s.map("mul", [s.at(da, t, N), s.at(kept.gates, t, R)], s.at(dc, t, N));
      if (t === 0 && !lowering.wants(s.input(4))) break;
      const back = lowering.fresh("d_back", [s.batch, s.hidden], lowering.format, "gradient");
      s.backProduct("R", back, dc, t);
      const next = lowering.fresh("d_state", [s.batch, s.hidden], lowering.format, "gradient");
      s.map("add", [s.at(through, t), wholeView(back)], wholeView(next));
      carry = wholeView(next);
    }
    s.parameterGradients(da, dc, lowering.tensor(layer.inputs[0]), kept.states);
    s.inputGradients(da, carry);
  },
  macs: (_layer, inputs) => recurrentMacs(inputs),
};

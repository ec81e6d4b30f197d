import type { StepTensor, View } from "../step.js";
import { wholeView } from "../views.js";
import { RecurrentSteps } from "./recurrent.js";
import { recurrentMacs, recurrentShapes } from "./recurrent-shapes.js";
import type { LayerRule } from "./rule.js";

/**
 * a = x W^T + Wb for all times, then for each time c = h R^T + Rb and h' = tanh(a + c). Backward from the last time to the first; the
 * gradients of W, R and B are chains over (time, sample) ascending.
 */
export const rnn: LayerRule<"rnn"> = {
  inputs: [3, 5],
  shapes: (layer, inputs) => recurrentShapes(layer, inputs, 1),
  forward(lowering, layer) {
    const s = new RecurrentSteps(lowering, layer, 1);
    const input = s.stack("input", 1);
    s.gatesProduct("W", input, lowering.tensor(layer.inputs[0]));
    const states = s.stack("states", 1, s.length + 1);
    const recurrent = s.stack("recurrent", 1);
    const sum = s.stack("sum", 1);
    s.begin(states);
    for (let t = 0; t < s.length; t++) {
      s.gatesProduct("R", recurrent, states, t);
      s.map("add", [s.at(input, t), s.at(recurrent, t)], s.at(sum, t));
      s.map("tanh", [s.at(sum, t)], s.at(states, t + 1));
    }
    s.finish(states);
    lowering.remember(layer.name, states);
  },
  backward(lowering, layer) {
    const s = new RecurrentSteps(lowering, layer, 1);
    if (!layer.outputs.some((name) => name && lowering.gradient(name))) return;
    const states = lowering.recall<StepTensor>(layer.name);
    const da = s.stack("d_input", 1);
    let carry: View | undefined;
    for (let t = s.length - 1; t >= 0; t--) {
      const dh = s.incoming(t, carry);
      if (dh === undefined) {
        lowering.fill(s.at(da, t), 0);
        continue;
      }
      s.map("tanhBackward", [dh, s.at(states, t + 1)], s.at(da, t));
      if (t === 0 && !lowering.wants(s.input(4))) break;
      const back = lowering.fresh("d_state", [s.batch, s.hidden], lowering.format, "gradient");
      s.backProduct("R", back, da, t);
      carry = wholeView(back);
    }
    s.parameterGradients(da, da, lowering.tensor(layer.inputs[0]), states);
    s.inputGradients(da, carry);
  },
  macs: (_layer, inputs) => recurrentMacs(inputs),
};

import { elementsOf } from "../../network.js";
import { refuseOutput, type Operator } from "../importer.js";
import { axisOf, nodeError, numberOf } from "../operands.js";

/** 1 - momentum of ONNX, as the decimal that PyTorch was given: 1 - float32(0.9) is 0.1. */
function momentumOf(onnx: number): number {
  return Number((1 - onnx).toFixed(7));
}

export const NORMS: Readonly<Record<string, Operator>> = {
  // Training shows as a flag from opset 14; before, as outputs behind the first.
  BatchNormalization(importer, node) {
    const more = node.outputs.slice(1).some((output) => output !== "");
    const isTraining = importer.graph.opset >= 14 ? numberOf(node, "training_mode", 0) !== 0 : more;
    const inputs = [
      importer.tensor(node, 0),
      importer.tensor(node, 1),
      importer.tensor(node, 2),
      importer.tensor(node, 3),
      importer.tensor(node, 4),
    ];
    importer.layer(node, "batchNorm", inputs, {
      epsilon: numberOf(node, "epsilon", 1e-5),
      momentum: momentumOf(numberOf(node, "momentum", 0.9)),
      frozen: !isTraining,
    });
  },
  InstanceNormalization(importer, node) {
    const inputs = [importer.tensor(node, 0), importer.tensor(node, 1), importer.tensor(node, 2)];
    importer.layer(node, "instanceNorm", inputs, { epsilon: numberOf(node, "epsilon", 1e-5) });
  },
  LayerNormalization(importer, node) {
    refuseOutput(importer, node, 1);
    refuseOutput(importer, node, 2);
    const shape = importer.shape(node, 0);
    const axis = axisOf(node, numberOf(node, "axis", -1), shape.length);
    const inputs = [importer.tensor(node, 0), importer.tensor(node, 1)];
    if (importer.has(node, 2)) inputs.push(importer.tensor(node, 2));
    importer.layer(node, "layerNorm", inputs, { epsilon: numberOf(node, "epsilon", 1e-5), axis });
  },
  // Before opset 13 the axes from `axis` on count as one.
  Softmax(importer, node) {
    const shape = importer.shape(node, 0);
    const isOld = importer.graph.opset < 13;
    const axis = axisOf(node, numberOf(node, "axis", isOld ? 1 : -1), shape.length);
    const x = importer.tensor(node, 0);
    if (!isOld || axis === shape.length - 1) {
      importer.layer(node, "softmax", [x], { axis });
      return;
    }
    const rows = [elementsOf(shape.slice(0, axis)), elementsOf(shape.slice(axis))];
    const flat = importer.reshape(node, x, rows, "rows");
    importer.reshape(node, importer.layer(node, "softmax", [flat], { axis: 1 }, "softmax")[0], shape);
  },
  // An attribute up to opset 11, inputs from 12; a file for inference has none that is active.
  Dropout(importer, node) {
    refuseOutput(importer, node, 1);
    const isOld = importer.graph.opset < 12;
    const ratio = isOld ? numberOf(node, "ratio", 0.5) : (importer.constant(node, 1)?.data[0] ?? 0.5);
    const isActive = isOld || (importer.constant(node, 2)?.data[0] ?? 0) !== 0;
    if (!(ratio >= 0 && ratio < 1))
      throw nodeError(node, `has ratio ${ratio} but one of at least 0 and below 1 is needed`);
    if (isActive && ratio > 0) importer.layer(node, "dropout", [importer.tensor(node, 0)], { ratio });
    else importer.bind(node.outputs[0], importer.value(node, 0));
  },
};

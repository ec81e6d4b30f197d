/** Layers that move elements and compute nothing: reshape, transpose, slice, concat, pad. */
import type { Lowering } from "../lowering.js";
import { elementsOf, shapeText, type Shape } from "../network.js";
import type { StepTensor, View } from "../step.js";
import { compact, identityOrder, isRowMajor, stridesOf, wholeView } from "../views.js";
import { refuse, type LayerRule } from "./rule.js";

function copyCompact(lowering: Lowering, input: View, output: View): void {
  const [from, to] = compact([input, output]);
  lowering.copy(from, to);
}

/** The tensor in C order: itself, or a copy. */
function rowMajor(lowering: Lowering, tensor: StepTensor): StepTensor {
  if (isRowMajor(tensor)) return tensor;
  const packed = lowering.fresh("packed", tensor.shape, tensor.format, tensor.role);
  copyCompact(lowering, wholeView(tensor), wholeView(packed));
  return packed;
}

/** Moves the elements of `input`, in C order, into the shape and order of `output`. */
function reshapeInto(lowering: Lowering, input: StepTensor, output: StepTensor): void {
  const packed = rowMajor(lowering, input);
  const same = lowering.aliasOf(`${output.name}.view`, packed, output.shape, identityOrder(output.shape.length));
  copyCompact(lowering, wholeView(same), wholeView(output));
}

/** The elements in C order in a new shape; no step where they lie so already. */
export const reshape: LayerRule<"reshape"> = {
  inputs: [1, 1],
  shapes(layer, [x]) {
    const { shape } = layer.attributes;
    if (elementsOf(shape) !== elementsOf(x!)) {
      refuse(layer, `cannot make ${shapeText(shape)} of ${shapeText(x!)}: the number of elements differs`);
    }
    return [shape];
  },
  forward(lowering, layer) {
    const [y] = layer.outputs;
    const input = lowering.tensor(layer.inputs[0]);
    const order = lowering.orderOf(y);
    if (isRowMajor({ shape: lowering.shape(y), order })) lowering.alias(y, rowMajor(lowering, input));
    else reshapeInto(lowering, input, lowering.result(y));
  },
  backward(lowering, layer) {
    const [x] = layer.inputs;
    const dy = lowering.gradient(layer.outputs[0]);
    if (dy === undefined || !lowering.wants(x)) return;
    const model = lowering.kept(x);
    if (isRowMajor(dy) && isRowMajor(model) && !lowering.network.parameters.has(x)) {
      lowering.contribute(x, lowering.aliasOf(`d_${x}.view`, dy, model.shape, model.order));
    } else lowering.deliver(x, "none", (target) => reshapeInto(lowering, dy, target));
  },
};

/** Axis a of the output is axis permutation[a] of the input. */
export const transpose: LayerRule<"transpose"> = {
  inputs: [1, 1],
  shapes(layer, [x]) {
    const { permutation } = layer.attributes;
    if ([...permutation].sort((a, b) => a - b).join() !== x!.map((_, axis) => axis).join()) {
      refuse(layer, `has the permutation ${permutation.join(",")} but an input of ${x!.length} axes`);
    }
    return [permutation.map((axis) => x![axis])];
  },
  forward(lowering, layer) {
    const view = wholeView(lowering.tensor(layer.inputs[0]));
    const output = lowering.result(layer.outputs[0]);
    const dimensions = layer.attributes.permutation.map((axis) => view.dimensions[axis]);
    copyCompact(lowering, { ...view, dimensions }, wholeView(output));
  },
  backward(lowering, layer) {
    const [x] = layer.inputs;
    const dy = lowering.gradient(layer.outputs[0]);
    if (dy === undefined || !lowering.wants(x)) return;
    lowering.deliver(x, "none", (target) => {
      const view = wholeView(target);
      const dimensions = layer.attributes.permutation.map((axis) => view.dimensions[axis]);
      copyCompact(lowering, wholeView(dy), { ...view, dimensions });
    });
  },
};

/** A box of a tensor: first element, size and step along each axis. */
function boxView(tensor: StepTensor, starts: Shape, sizes: Shape, steps: Shape): View {
  const strides = stridesOf(tensor);
  return {
    tensor: tensor.name,
    offset: starts.reduce((sum, start, axis) => sum + start * strides[axis], 0),
    dimensions: sizes.map((size, axis) => ({ size, stride: steps[axis] * strides[axis] })),
  };
}

const ones = (shape: Shape): Shape => shape.map(() => 1);

export const slice: LayerRule<"slice"> = {
  inputs: [1, 1],
  shapes(layer, [x]) {
    const { starts, sizes, steps } = layer.attributes;
    x!.forEach((size, axis) => {
      const last = starts[axis] + (sizes[axis] - 1) * steps[axis];
      if (sizes[axis] < 1 || Math.min(starts[axis], last) < 0 || Math.max(starts[axis], last) >= size) {
        refuse(layer, `takes elements ${starts[axis]} to ${last} of axis ${axis}, which has ${size}`);
      }
    });
    return [sizes];
  },
  forward(lowering, layer) {
    const { starts, sizes, steps } = layer.attributes;
    const input = boxView(lowering.tensor(layer.inputs[0]), starts, sizes, steps);
    copyCompact(lowering, input, wholeView(lowering.result(layer.outputs[0])));
  },
  backward(lowering, layer) {
    const [x] = layer.inputs;
    const dy = lowering.gradient(layer.outputs[0]);
    if (dy === undefined || !lowering.wants(x)) return;
    const { starts, sizes, steps } = layer.attributes;
    lowering.deliver(x, "none", (target) => {
      lowering.fill(compact([wholeView(target)])[0], 0);
      copyCompact(lowering, wholeView(dy), boxView(target, starts, sizes, steps));
    });
  },
};

export const concat: LayerRule<"concat"> = {
  inputs: [1, Infinity],
  shapes(layer, inputs) {
    const { axis } = layer.attributes;
    const [first] = inputs;
    for (const shape of inputs) {
      if (shape!.length !== first!.length || shape!.some((size, i) => i !== axis && size !== first![i])) {
        refuse(layer, `cannot join ${inputs.map((each) => shapeText(each!)).join(" and ")} along axis ${axis}`);
      }
    }
    if (axis < 0 || axis >= first!.length) refuse(layer, `has axis ${axis} but inputs of ${first!.length} axes`);
    const total = inputs.reduce((sum, shape) => sum + shape![axis], 0);
    return [first!.map((size, i) => (i === axis ? total : size))];
  },
  forward(lowering, layer) {
    const inputs = layer.inputs.map((name) => lowering.tensor(name));
    const output = lowering.result(layer.outputs[0]);
    forParts(lowering, layer, (name, starts) => {
      const input = inputs[layer.inputs.indexOf(name)];
      copyCompact(lowering, wholeView(input), boxView(output, starts, input.shape, ones(input.shape)));
    });
  },
  backward(lowering, layer) {
    const dy = lowering.gradient(layer.outputs[0]);
    if (dy === undefined) return;
    forParts(lowering, layer, (name, starts) => {
      if (!lowering.wants(name)) return;
      lowering.deliver(name, "none", (target) =>
        copyCompact(lowering, boxView(dy, starts, target.shape, ones(target.shape)), wholeView(target)),
      );
    });
  },
};

/** Calls `visit` with each input of a concatenation and where it begins in the output. */
function forParts(
  lowering: Lowering,
  layer: { readonly inputs: readonly string[]; readonly attributes: { readonly axis: number } },
  visit: (name: string, starts: Shape) => void,
): void {
  const { axis } = layer.attributes;
  let start = 0;
  for (const name of layer.inputs) {
    const shape = lowering.shape(name);
    const from = start;
    visit(
      name,
      shape.map((_, i) => (i === axis ? from : 0)),
    );
    start += shape[axis];
  }
}

export const pad: LayerRule<"pad"> = {
  inputs: [1, 1],
  shapes(layer, [x]) {
    const { before, behind } = layer.attributes;
    if ([...before, ...behind].some((count) => count < 0)) {
      refuse(layer, `pads by ${[...before, ...behind].join(",")}: use a slice to cut`);
    }
    return [x!.map((size, axis) => before[axis] + size + behind[axis])];
  },
  forward(lowering, layer) {
    const { before, value } = layer.attributes;
    const input = lowering.tensor(layer.inputs[0]);
    const output = lowering.result(layer.outputs[0]);
    lowering.fill(compact([wholeView(output)])[0], value);
    copyCompact(lowering, wholeView(input), boxView(output, before, input.shape, ones(input.shape)));
  },
  backward(lowering, layer) {
    const [x] = layer.inputs;
    const dy = lowering.gradient(layer.outputs[0]);
    if (dy === undefined || !lowering.wants(x)) return;
    const { before } = layer.attributes;
    lowering.deliver(x, "none", (target) =>
      copyCompact(lowering, boxView(dy, before, target.shape, ones(target.shape)), wholeView(target)),
    );
  },
};

import type { Lowering } from "../lowering.js";
import type { LayerOf, Pair } from "../network.js";
import type { WindowGeometry, PoolStep } from "../step.js";
import { windows } from "./conv2d.js";
import { needRank, refuse, type LayerRule } from "./rule.js";

type Pool = "maxPool" | "averagePool";

function geometry(lowering: Lowering, layer: LayerOf<Pool>): WindowGeometry {
  const { kernel, stride, padding } = layer.attributes;
  const [batch, channels, h, w] = lowering.shape(layer.inputs[0]);
  const [, , oh, ow] = lowering.shape(layer.outputs[0]);
  return {
    batch,
    channels,
    layout: lowering.options.layout,
    image: [h, w],
    out: [oh, ow],
    kernel,
    stride,
    start: [-padding[0], -padding[1]],
    dilation: "dilation" in layer.attributes ? layer.attributes.dilation : [1, 1],
  };
}

function pool<Op extends Pool>(fns: readonly [PoolStep["fn"], PoolStep["fn"]], needsInput: boolean): LayerRule<Op> {
  const common = (lowering: Lowering, layer: LayerOf<Pool>) => ({
    kind: "pool" as const,
    geometry: geometry(lowering, layer),
    end: [layer.attributes.padding[2], layer.attributes.padding[3]] as Pair,
    countPadding: "countPadding" in layer.attributes && layer.attributes.countPadding,
  });
  return {
    inputs: [1, 1],
    shapes(layer, [x]) {
      needRank(layer, x!, 4);
      const { kernel, stride, padding } = layer.attributes;
      const dilation: Pair = "dilation" in layer.attributes ? layer.attributes.dilation : [1, 1];
      if ([...kernel, ...stride, ...dilation].some((value) => !Number.isInteger(value) || value < 1)) {
        refuse(layer, `has kernel ${kernel.join("x")} and stride ${stride.join("x")}: each must be 1 or more`);
      }
      const reach: Pair = [dilation[0] * (kernel[0] - 1) + 1, dilation[1] * (kernel[1] - 1) + 1];
      if (padding.some((value, side) => value < 0 || value >= reach[side % 2])) {
        refuse(
          layer,
          `has padding ${padding.join(",")}: it must be at least 0 and less than the kernel ${kernel.join("x")}`,
        );
      }
      const [n, c, h, w] = x!;
      const out: Pair = [
        windows(h, padding[0] + padding[2], kernel[0], stride[0], dilation[0]),
        windows(w, padding[1] + padding[3], kernel[1], stride[1], dilation[1]),
      ];
      if (out[0] < 1 || out[1] < 1) {
        refuse(layer, `has a kernel of ${kernel.join("x")} that does not fit the image ${h}x${w}: add padding`);
      }
      return [[n, c, ...out]];
    },
    forward(lowering, layer) {
      const x = lowering.tensor(layer.inputs[0]).name;
      const y = lowering.result(layer.outputs[0]).name;
      lowering.emit<PoolStep>("pool", { ...common(lowering, layer as LayerOf<Pool>), fn: fns[0], x, y });
    },
    backward(lowering, layer) {
      const dy = lowering.gradient(layer.outputs[0]);
      const [input] = layer.inputs;
      if (dy === undefined || !lowering.wants(input)) return;
      lowering.deliver(input, "none", (target) =>
        lowering.emit<PoolStep>("pool", {
          ...common(lowering, layer as LayerOf<Pool>),
          fn: fns[1],
          ...(needsInput && { x: lowering.tensor(input).name }),
          dy: dy.name,
          dx: target.name,
        }),
      );
    },
  };
}

export const maxPool = pool<"maxPool">(["max", "maxBackward"], true);
export const averagePool = pool<"averagePool">(["average", "averageBackward"], false);

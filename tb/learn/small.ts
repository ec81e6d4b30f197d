/** A small network and images of four classes, two of which it is to learn. */
import { encodeNpz } from "../../run/data/npz.js";
import { NetworkBuilder } from "../../train/builder.js";
import type { Network } from "../../train/network.js";
import { Random } from "../../train/randomness.js";

const SIDE = 8;
const CLASSES = 4;
const EDGE = [1, 1, 1, 1] as const;

/** Convolution, depthwise, pointwise, mean, linear: `d` is what the depthwise layer reads, `p` the pointwise one, `f` the linear one. */
export function smallNetwork(batch: number): Network {
  const b = new NetworkBuilder("small");
  const random = new Random(5);
  const parameter = (name: string, shape: readonly number[], inputs: number): string =>
    b.parameter(
      name,
      shape,
      shape.length > 1 ? "weight" : "bias",
      Float32Array.from(
        { length: shape.reduce((a, c) => a * c, 1) },
        () => (random.uniform() - 0.45) * (3 / Math.sqrt(inputs)),
      ),
    );
  const conv = (name: string, x: string, channels: number, kernel: 1 | 3, groups: number, result: string): string => {
    const inputs = b.shape(x)[1] / groups;
    const weight = parameter(`${name}.weight`, [channels, inputs, kernel, kernel], inputs * kernel * kernel);
    const y = b.add("conv2d", name, [x, weight, parameter(`${name}.bias`, [channels], 9)], {
      ...{ stride: [1, 1], padding: kernel === 3 ? EDGE : [0, 0, 0, 0], dilation: [1, 1], groups },
    });
    return b.add("relu", `${name}.relu`, [y], {}, [result]);
  };
  const pooled = b.add(
    "maxPool",
    "half",
    [conv("c", b.input("x", [batch, 1, SIDE, SIDE]), 8, 3, 1, "c.y")],
    {
      ...{ kernel: [2, 2], stride: [2, 2], padding: [0, 0, 0, 0], dilation: [1, 1] },
    },
    ["d"],
  );
  const features = conv("pw", conv("dw", pooled, 8, 3, 8, "p"), 16, 1, 1, "features");
  const mean = b.add("globalAveragePool", "mean", [features], {}, ["m"]);
  const x = b.add("reshape", "flat", [mean], { shape: [batch, 16] }, ["f"]);
  return b.build([
    b.add(
      "linear",
      "fc",
      [x, parameter("fc.weight", [CLASSES, 16], 16), parameter("fc.bias", [CLASSES], 16)],
      { weight: "out-in" },
      ["y"],
    ),
  ]);
}

/** Stripes of four directions with noise. */
function images(count: (label: number) => number, seed: number): { x: Uint8Array; y: Uint8Array } {
  const random = new Random(seed);
  const labels = Array.from({ length: CLASSES }, (_, label) => new Array<number>(count(label)).fill(label)).flat();
  const x = new Uint8Array(labels.length * SIDE * SIDE);
  labels.forEach((label, n) => {
    const phase = random.below(4);
    for (let i = 0; i < SIDE; i++) {
      for (let j = 0; j < SIDE; j++) {
        const along = [i, j, i + j, i - j + SIDE][label] + phase;
        x[(n * SIDE + i) * SIDE + j] = (along % 4 < 2 ? 160 : 20) + random.below(60);
      }
    }
  });
  return { x, y: Uint8Array.from(labels) };
}

export interface SmallOptions {
  readonly side?: number;
  readonly initial?: number;
  readonly learnt?: number;
  readonly label?: number;
}

/** The bytes of a .npz file: 60 images of each initial class, 168 of each other one, 20 a class for tests. */
export function smallImages({ side = SIDE, initial = 60, learnt = 168, label }: SmallOptions = {}): Uint8Array {
  const train = images((c) => (c < 2 ? initial : learnt), 1);
  const test = images(() => 20, 2);
  if (label !== undefined) train.y[0] = label;
  const shaped = ({ x }: { x: Uint8Array }) => ({
    shape: [x.length / SIDE / SIDE, side, (SIDE * SIDE) / side],
    data: x,
  });
  return encodeNpz(
    new Map([
      ["x", shaped(train)],
      ["y", { shape: [train.y.length], data: train.y }],
      ["x_test", shaped(test)],
      ["y_test", { shape: [test.y.length], data: test.y }],
    ]),
  );
}

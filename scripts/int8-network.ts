/** Writes float.onnx and x.npz for scripts/onnxruntime-codes.py. Usage: npx tsx scripts/int8-network.ts DIR */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { writeNpz } from "../run/data/npz.js";
import { SeededBuilder } from "../train/networks/convolutional.js";
import { writeNetwork } from "../train/onnx/write-network.js";
import { Random } from "../train/randomness.js";

const SAMPLES = 3;
const [directory = "."] = process.argv.slice(2);
const b = new SeededBuilder("eight-bit", 1);
let x = b.relu(b.conv("conv", b.input("x", [SAMPLES, 2, 12, 12]), 12, [3, 3], [2, 2]));
x = b.relu(b.conv("depthwise", x, 12, [3, 3], [1, 1], 12));
const shortcut = b.conv("pointwise", x, 12, [1, 1]);
x = b.relu(b.add("add", "add", [x, shortcut], {}));
x = b.add("maxPool", "max", [x], { kernel: [2, 2], stride: [2, 2], padding: [0, 0, 0, 0], dilation: [1, 1] });
x = b.relu(b.conv("last", x, 10, [3, 3]));
const network = b.build([b.classify("fc", x, 7)]);
const random = new Random(2);
const data = Float32Array.from({ length: SAMPLES * 2 * 12 * 12 }, () => random.normal());
writeFileSync(join(directory, "float.onnx"), writeNetwork(network));
writeNpz(join(directory, "x.npz"), new Map([["x", { shape: [SAMPLES, 2, 12, 12], data }]]));

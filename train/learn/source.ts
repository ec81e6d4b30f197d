/** The file that a run's network comes from: of numbers, or of codes whose part before the split runs as it is. */
import { closest } from "fastest-levenshtein";
import { UsageError } from "../../hw/errors.js";
import { dequantised, quantizedUpTo } from "../int8/dequantise.js";
import { isQuantized, readQuantized, type QuantizedModel } from "../int8/onnx/read.js";
import type { Network } from "../network.js";
import { encodeTrained, OnnxFile, type Values } from "../onnx/model-file.js";
import { CodeStage } from "./frozen.js";
import type { ImageSet } from "./images.js";
import { Latents } from "./latents.js";
import { splitsOf } from "./split.js";

export class NetworkSource {
  private readonly file: OnnxFile;
  private readonly codes: QuantizedModel | undefined;

  /** @throws UsageError for a file that is no network, or has layers that are not known */
  constructor(path: string) {
    this.file = new OnnxFile(path);
    this.codes = isQuantized(this.file.graph) ? readQuantized(this.file.graph) : undefined;
  }

  /** The network of numbers for a batch; weights of codes are dequantised. */
  readonly of = (batch: number): Network =>
    this.codes === undefined ? this.file.network({ batch }) : dequantised(this.codes.network, batch);

  /** The tensor that a name of the file stands for. @throws UsageError where a file of codes has none of it */
  tensor(name: string): string {
    if (this.codes === undefined) return name;
    const { names, network } = this.codes;
    const found = names.get(name) ?? name;
    if (network.tensors.has(found)) return found;
    const splits = splitsOf(this.of(1)).filter((split) => network.tensors.has(split));
    throw new UsageError(
      `--split ${name} is no tensor of codes of ${network.name}: use one of ${splits.join(", ")} (${closest(name, [...splits])}?).`,
    );
  }

  /** The frozen stage that a file of codes brings, for the images; undefined for one of numbers. */
  latents(split: string, images: ImageSet): Latents | undefined {
    if (this.codes === undefined) return undefined;
    const { network } = this.codes;
    const input = [1, ...network.tensors.get(network.input)!.shape];
    return new Latents(new CodeStage(quantizedUpTo(network, split)), images, input, false);
  }

  /** A .onnx file of numbers with what was learnt: the file's own graph, or that of dequantised codes. */
  encode(learnt: Values): Uint8Array {
    const network = this.of(1);
    const values = new Map([...network.parameters].map(([name, { values }]) => [name, values]));
    for (const [name, value] of learnt) values.set(name, value);
    return encodeTrained(".onnx", network, values, this.codes === undefined ? this.file : undefined);
  }
}

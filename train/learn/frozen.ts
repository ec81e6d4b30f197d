/** The part of a network that stays as it is: images to latents, in codes of eight bits or in FP32. */
import { UsageError } from "../../hw/errors.js";
import { Inference } from "../inference.js";
import { encodeCodes, QuantizedInference } from "../int8/functional.js";
import { macsOf, type QuantizedNetwork } from "../int8/network.js";
import { quantizeNetwork } from "../int8/quantize.js";
import { elementsOf, type Network, type Shape } from "../network.js";

export interface FrozenStage {
  /** Numbers of a latent. */
  readonly elements: number;
  /** Latents are codes of eight bits with this scale; undefined: numbers of FP32. */
  readonly scale: number | undefined;
  /** Largest number that a latent is stored with. */
  readonly largest: number;
  /** Multiply-accumulates of an image. */
  readonly macs: number;
  /**
   * Latents of images, channels fastest, one behind the other.
   * @param images in C order
   */
  latents(images: Float32Array): Float32Array;
}

/** For each element of a latent in the order of memory its place in C order. */
function placesOf(shape: Shape): Int32Array {
  const [channels, ...rest] = shape;
  const pixels = elementsOf(rest);
  return Int32Array.from({ length: channels * pixels }, (_, i) => (i % channels) * pixels + Math.floor(i / channels));
}

/** The frozen stage in FP32. @param calibration images whose latents tell the range of stores with codes */
export class FloatStage implements FrozenStage {
  readonly elements: number;
  readonly scale = undefined;
  readonly largest: number;
  readonly macs: number;
  private readonly inference: Inference;
  private readonly places: Int32Array;
  private readonly inputSize: number;

  constructor(network: Network, calibration: Float32Array) {
    this.inference = new Inference(network, { precision: { precision: "fp32", rules: [] }, layout: "hwc" });
    const [batch, ...latent] = network.shapes.get(network.outputs[0])!;
    this.elements = elementsOf(latent);
    this.places = placesOf(latent);
    this.inputSize = elementsOf(network.shapes.get(network.inputs[0])!.slice(1));
    this.macs = this.inference.program.macs.reduce((sum, { macs }) => sum + macs, 0) / batch;
    this.largest = this.latents(calibration).reduce((most, value) => Math.max(most, value), 0);
  }

  latents(images: Float32Array): Float32Array {
    const { elements, places } = this;
    const count = images.length / this.inputSize;
    const { values } = this.inference.all([images], count);
    const latents = new Float32Array(count * elements);
    for (let sample = 0, at = 0; sample < count; sample++) {
      for (let i = 0; i < elements; i++) latents[at++] = values[sample * elements + places[i]];
    }
    return latents;
  }
}

/** The frozen stage in codes of eight bits. */
export class CodeStage implements FrozenStage {
  readonly network: QuantizedNetwork;
  readonly elements: number;
  readonly scale: number;
  readonly largest: number;
  readonly macs: number;
  private readonly inference: QuantizedInference;
  private readonly inputSize: number;
  private readonly inputPlaces: Int32Array;

  /**
   * Quantises a network after training, with a scale for the weights of each channel.
   * @param calibration images in C order
   * @throws UsageError when the latents are not rectified
   */
  static of(network: Network, calibration: Float32Array): CodeStage {
    const size = elementsOf(network.shapes.get(network.inputs[0])!.slice(1));
    const count = calibration.length / size;
    return new CodeStage(quantizeNetwork(network, { data: calibration, count }, { perChannel: true }));
  }

  constructor(network: QuantizedNetwork) {
    const [input, output] = [network.input, network.output].map((name) => network.tensors.get(name)!);
    if (output.zero !== 0 || output.type !== "u8") {
      throw new UsageError(
        `The latents of ${network.name} are not rectified (zero point ${output.zero}): give a --split behind a ReLU.`,
      );
    }
    this.network = network;
    this.inference = new QuantizedInference(network);
    this.elements = elementsOf(output.shape);
    this.scale = output.scale;
    this.largest = 255 * output.scale;
    this.inputSize = elementsOf(input.shape);
    this.inputPlaces = placesOf(input.shape);
    this.macs = quantizedMacs(network);
  }

  /** Codes of images as the cluster's memory has them, channels fastest. */
  inputCodes(images: Float32Array): Uint8Array {
    const { inputSize, inputPlaces } = this;
    const codes = encodeCodes(images, this.network.tensors.get(this.network.input)!);
    return codes.map((_, i) => codes[i - (i % inputSize) + inputPlaces[i % inputSize]]);
  }

  codes(images: Float32Array): Uint8Array {
    return this.inference.run(this.inputCodes(images), images.length / this.inputSize, "hwc");
  }

  latents(images: Float32Array): Float32Array {
    return Float32Array.from(this.codes(images), (code) => code * this.scale);
  }
}

const quantizedMacs = (network: QuantizedNetwork): number =>
  network.layers.reduce((sum, layer) => sum + macsOf(network, layer), 0);

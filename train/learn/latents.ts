import type { Shape } from "../network.js";
import type { FrozenStage } from "./frozen.js";
import { ImageReader, type ImageSet } from "./images.js";

/** What runs on the same network, images and split share: the frozen stage and the latents that it has given. */
export class Latents {
  readonly stage: FrozenStage;
  private readonly train: ImageReader;
  private readonly test: ImageReader;
  private readonly count: number;
  private readonly known = new Map<number, Float32Array>();
  private testValues: Float32Array | undefined;
  private readonly keeps: boolean;

  /** @param keeps latents of training images for later runs */
  constructor(stage: FrozenStage, images: ImageSet, input: Shape, keeps: boolean) {
    this.stage = stage;
    this.train = new ImageReader(images.train, input, images.source);
    this.test = new ImageReader(images.test, input, images.source);
    this.count = images.test.count;
    this.keeps = keeps;
  }

  /** Latents of training images, one behind the other. */
  at(indices: readonly number[]): Float32Array {
    if (!this.keeps) return this.stage.latents(this.train.gather(indices));
    const { elements } = this.stage;
    const missing = indices.filter((index) => !this.known.has(index));
    const made = missing.length === 0 ? new Float32Array() : this.stage.latents(this.train.gather(missing));
    missing.forEach((index, i) => this.known.set(index, made.subarray(i * elements, (i + 1) * elements)));
    const values = new Float32Array(indices.length * elements);
    indices.forEach((index, i) => values.set(this.known.get(index)!, i * elements));
    return values;
  }

  /** Latents of all test images. */
  get tested(): Float32Array {
    const all = (): number[] => Array.from({ length: this.count }, (_, i) => i);
    return (this.testValues ??= this.stage.latents(this.test.gather(all())));
  }
}

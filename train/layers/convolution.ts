/**
 * The three products of a convolution between an image and what comes out of it, weight [out channels, image channels / groups, kh, kw]:
 * correlate (image to out), spread (out to image, the transpose) and the gradient of the weight. A transposed convolution is the
 * same with image and out exchanged.
 */
import type { Lowering, Product, ProductStart } from "../lowering.js";
import type { Pair } from "../network.js";
import type { Dimension, MatrixView, OperandView, PatchView, StepTensor, View } from "../step.js";
import { mergeDimensions, stridesOf } from "../views.js";
import { imageStrides, phaseTaps, plainPatches, type Convolution, type Taps } from "./convolution-views.js";

/** The steps of a convolution on given tensors. */
export class ConvolutionSteps {
  private readonly c: Convolution;
  private readonly lowering: Lowering;
  private readonly weight: StepTensor;
  private readonly channelsFirst: boolean;
  private readonly count: readonly number[];

  constructor(lowering: Lowering, convolution: Convolution, weight: StepTensor) {
    this.lowering = lowering;
    this.c = convolution;
    this.weight = weight;
    this.channelsFirst = lowering.options.layout === "chw";
    this.count = convolution.groups === 1 ? [] : [convolution.groups];
  }

  /** Whether each channel has a kernel of its own and the weight lies as the channel-wise primitive reads it. */
  get isDepthwise(): boolean {
    const { groups, imageChannels, outChannels } = this.c;
    const order = this.weight.order.join();
    return (
      groups > 1 &&
      groups === imageChannels &&
      groups === outChannels &&
      order === (this.channelsFirst ? "0,1,2,3" : "2,3,1,0")
    );
  }

  /** Image to out, from a bias of the out channels. */
  correlate(image: StepTensor, out: StepTensor, bias: StepTensor | undefined): void {
    if (this.isDepthwise) return this.depthwise("forward", image, this.weight, out, bias, false);
    const { c } = this;
    const product: Product = {
      m: c.batch * c.out[0] * c.out[1],
      n: c.kernel[0] * c.kernel[1] * (c.imageChannels / c.groups),
      k: c.outChannels / c.groups,
      count: this.count,
      x: this.patches(image, false),
      w: this.weightMatrix(this.weight, "image"),
      z: this.outMatrix(out),
    };
    this.lowering.products("product", out, [product], {
      accumulate: false,
      ...this.biasStart(bias, c.outChannels, c.out),
    });
  }

  /** Out to image, one product for each residue of the image's rows and columns by the strides. */
  spread(out: StepTensor, image: StepTensor, bias: StepTensor | undefined): void {
    if (this.isDepthwise && bias === undefined) {
      return this.depthwise("inputGradient", image, this.weight, out, undefined, false);
    }
    const { c } = this;
    const products: Product[] = [];
    const fills: View[] = [];
    for (let ry = 0; ry < c.stride[0]; ry++) {
      for (let rx = 0; rx < c.stride[1]; rx++) {
        const [y, x] = [phaseTaps(c, 0, ry), phaseTaps(c, 1, rx)];
        if (y.grid === 0 || x.grid === 0) continue;
        const z = this.phaseMatrix(image, ry, rx, y.grid, x.grid);
        if (y.count * x.count > 0) products.push(this.phaseProduct(out, z, y, x));
        else fills.push(this.phaseFill(z));
      }
    }
    const start = this.biasStart(bias, c.imageChannels, c.image);
    if (bias === undefined || fills.length === 0) {
      this.lowering.products("product", image, products, { accumulate: false, ...start }, fills);
      return;
    }
    // Pixels that no tap meets hold the bias alone: it is laid everywhere first and the chains continue from it.
    const [, channel] = stridesOf(image);
    const dimensions = this.pixels(image).concat({ size: c.imageChannels, stride: channel });
    const row = dimensions.map(({ size }, i) => ({ size, stride: i === dimensions.length - 1 ? 1 : 0 }));
    this.lowering.copy(
      { tensor: bias.name, offset: 0, dimensions: row },
      { tensor: image.name, offset: 0, dimensions },
    );
    this.lowering.products("product", image, products, { accumulate: true }, fills);
  }

  /** Gradient of the weight: a chain over all pixels of the batch for each element. */
  weightGradient(image: StepTensor, out: StepTensor, target: StepTensor, accumulate: boolean): void {
    if (this.isDepthwise) return this.depthwise("weightGradient", image, target, out, undefined, accumulate);
    const { c } = this;
    const product: Product = {
      m: c.kernel[0] * c.kernel[1] * (c.imageChannels / c.groups),
      n: c.batch * c.out[0] * c.out[1],
      k: c.outChannels / c.groups,
      count: this.count,
      x: this.patches(image, true),
      w: this.outMatrix(out),
      z: this.weightMatrix(target, "image"),
    };
    this.lowering.products("product", target, [product], { accumulate });
  }

  private depthwise(
    mode: "forward" | "weightGradient" | "inputGradient",
    image: StepTensor,
    weight: StepTensor,
    out: StepTensor,
    bias: StepTensor | undefined,
    accumulate: boolean,
  ): void {
    const { batch, imageChannels: channels, image: pixels, out: outPixels, kernel, stride, start, dilation } = this.c;
    const { layout } = this.lowering.options;
    this.lowering.emit("depthwise", {
      kind: "depthwise",
      mode,
      format: this.lowering.format,
      geometry: { batch, channels, layout, image: pixels, out: outPixels, kernel, stride, start, dilation },
      image: image.name,
      weight: weight.name,
      out: out.name,
      accumulate,
      ...(bias && { bias: bias.name }),
    });
  }

  private biasStart(bias: StepTensor | undefined, columns: number, pixels: Pair): Pick<ProductStart, "bias"> {
    if (bias === undefined) return {};
    const inner = this.channelsFirst ? pixels[0] * pixels[1] : 1;
    const countStrides = this.count.length > 0 ? [columns / this.c.groups] : [];
    return { bias: { tensor: bias.name, offset: 0, columns, inner, countStrides } };
  }

  private pixels(tensor: StepTensor): Dimension[] {
    const s = imageStrides(tensor);
    const [n, , h, w] = tensor.shape;
    return [
      { size: n, stride: s.batch },
      { size: h, stride: s.row },
      { size: w, stride: s.pixel },
    ];
  }

  private outMatrix(out: StepTensor): MatrixView {
    const channels = this.c.outChannels / this.c.groups;
    const { channel } = imageStrides(out);
    return this.matrix(out, 0, this.pixels(out), [{ size: channels, stride: channel }], channels * channel);
  }

  private phaseMatrix(image: StepTensor, ry: number, rx: number, gridY: number, gridX: number): MatrixView {
    const s = imageStrides(image);
    const channels = this.c.imageChannels / this.c.groups;
    const rows = [
      { size: this.c.batch, stride: s.batch },
      { size: gridY, stride: s.row * this.c.stride[0] },
      { size: gridX, stride: s.pixel * this.c.stride[1] },
    ];
    const columns = [{ size: channels, stride: s.channel }];
    return this.matrix(image, ry * s.row + rx * s.pixel, rows, columns, channels * s.channel);
  }

  private phaseFill(z: MatrixView): View {
    const groups = this.count.map((size, i) => ({ size, stride: z.countStrides[i] }));
    return { tensor: z.tensor, offset: z.offset, dimensions: [...groups, ...z.rows, ...z.columns] };
  }

  private phaseProduct(out: StepTensor, z: MatrixView, y: Taps, x: Taps): Product {
    const { c } = this;
    const channels = c.outChannels / c.groups;
    const patches = this.patchesOf(out, c.out, channels, {
      grid: [y.grid, x.grid],
      kernel: [y.count, x.count],
      stride: [1, 1],
      start: [y.start, x.start],
      tapStep: [y.tapStep, x.tapStep],
      transposed: false,
    });
    return {
      m: c.batch * y.grid * x.grid,
      n: y.count * x.count * channels,
      k: c.imageChannels / c.groups,
      count: this.count,
      x: patches,
      w: this.weightMatrix(this.weight, "out", y, x),
      z,
    };
  }

  private patches(image: StepTensor, transposed: boolean): OperandView {
    const { c } = this;
    const { kernel, stride, start } = c;
    const taps = { grid: c.out, kernel, stride, start, tapStep: c.dilation, transposed };
    return this.patchesOf(image, c.image, c.imageChannels / c.groups, taps);
  }

  /** Patches of a tensor, whose images have so many pixels, and channels in a group. */
  private patchesOf(
    tensor: StepTensor,
    image: Pair,
    channels: number,
    taps: Pick<PatchView, "grid" | "kernel" | "stride" | "start" | "tapStep" | "transposed">,
  ): OperandView {
    const s = imageStrides(tensor);
    return plainPatches({
      ...{ kind: "patches", tensor: tensor.name, offset: 0, batch: this.c.batch, image, channels, ...taps },
      ...{ batchStride: s.batch, rowStride: s.row, pixelStride: s.pixel, channelStride: s.channel },
      channelsFirst: this.channelsFirst,
      countStrides: this.count.length > 0 ? [channels * s.channel] : [],
    });
  }

  /** The weight with (taps, channels of `inner`) as rows and the other side's channels as columns. */
  private weightMatrix(weight: StepTensor, inner: "image" | "out", y?: Taps, x?: Taps): MatrixView {
    const { c } = this;
    const [so, si, sh, sw] = stridesOf(weight);
    const outs = { size: c.outChannels / c.groups, stride: so };
    const images = { size: c.imageChannels / c.groups, stride: si };
    const taps = [
      { size: y?.count ?? c.kernel[0], stride: sh * (y?.step ?? 1) },
      { size: x?.count ?? c.kernel[1], stride: sw * (x?.step ?? 1) },
    ];
    const [channels, others] = inner === "image" ? [images, outs] : [outs, images];
    const rows = this.channelsFirst ? [channels, ...taps] : [...taps, channels];
    const offset = (y?.first ?? 0) * sh + (x?.first ?? 0) * sw;
    return this.matrix(weight, offset, rows, [others], outs.size * so);
  }

  private matrix(
    tensor: StepTensor,
    offset: number,
    rows: readonly Dimension[],
    columns: readonly Dimension[],
    countStride: number,
  ): MatrixView {
    return {
      kind: "matrix",
      tensor: tensor.name,
      offset,
      rows: mergeDimensions(rows),
      columns: mergeDimensions(columns),
      countStrides: this.count.length > 0 ? [countStride] : [],
    };
  }
}

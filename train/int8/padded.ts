import type { Image, ProductLayer, PoolLayer } from "./network.js";

/** Elements of an image with its padding. */
export function paddedSize({ c, h, w }: Image, [top, left, bottom, right]: readonly number[]): number {
  return (h + top + bottom) * (w + left + right) * c;
}

/** An HWC image with its padding, which holds `fill`; `place` copies one into it. */
export class Padded {
  readonly data: Int16Array;
  readonly width: number;
  private readonly image: Image;
  private readonly offset: number;

  /** @param data room for it, of `paddedSize` elements at least */
  constructor(
    image: Image,
    padding: readonly number[],
    fill: number,
    data: Int16Array = new Int16Array(paddedSize(image, padding)),
  ) {
    const [top, left, , right] = padding;
    this.image = image;
    this.width = image.w + left + right;
    this.data = data.fill(fill);
    this.offset = (top * this.width + left) * image.c;
  }

  place(codes: Int16Array): void {
    const { h, w, c } = this.image;
    for (let y = 0; y < h; y++) {
      this.data.set(codes.subarray(y * w * c, (y + 1) * w * c), this.offset + y * this.width * c);
    }
  }
}

/** Offsets in a padded image of the taps of a window, rows first. */
export function tapOffsets(layer: ProductLayer | PoolLayer, width: number, channels: number): Int32Array {
  const [kh, kw] = layer.kernel;
  return Int32Array.from({ length: kh * kw }, (_, i) => {
    const [a, b] = [Math.floor(i / kw), i % kw];
    return (a * layer.dilation[0] * width + b * layer.dilation[1]) * channels;
  });
}

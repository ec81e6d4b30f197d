/** Labelled images: IDX files of MNIST's family, or .npz files. */
import { existsSync, statSync } from "node:fs";
import { join } from "node:path";
import { UsageError } from "../../hw/errors.js";
import type { NdArray } from "../../run/data/nd-array.js";
import { readNpz } from "../../run/data/npz.js";
import { packageFile } from "../../sw/package-file.js";
import { readIdx } from "../data/idx.js";
import { shapeText, type Shape } from "../network.js";

/** Images of one size with their labels. */
export interface Images {
  readonly count: number;
  /** [channels, rows, columns]. */
  readonly shape: Shape;
  /** Bytes stand for numbers from 0 to 1, in 255ths; numbers for themselves. */
  readonly pixels: Uint8Array | Float32Array;
  readonly labels: Uint16Array;
}

export interface ImageSet {
  readonly train: Images;
  readonly test: Images;
  /** Where they come from. */
  readonly source: string;
}

/** The subset that comes with the package, see scripts/fashion-subset.ts. */
export const EMBEDDED = packageFile("train", "learn", "data");
/** Where Debian's package dataset-fashion-mnist puts the whole set. */
export const DEBIAN = "/usr/share/datasets/fashion-mnist";

/** Images of a directory of IDX files (`train-images-idx3-ubyte`, .gz or not), or of a .npz file with x, y, x_test and y_test. */
export function readImages(path: string): ImageSet {
  if (path.endsWith(".npz")) return npzImages(path);
  if (!existsSync(path) || !statSync(path).isDirectory()) {
    throw new UsageError(`--data-dir ${path} is no directory: give one with IDX files, or a .npz file.`);
  }
  return { train: idxImages(path, "train"), test: idxImages(path, "t10k"), source: path };
}

function idxImages(directory: string, part: string): Images {
  const file = (what: string): string => {
    const plain = join(directory, `${part}-${what}-ubyte`);
    return existsSync(plain) || !existsSync(`${plain}.gz`) ? plain : `${plain}.gz`;
  };
  const [images, labels] = [readIdx(file("images-idx3")), readIdx(file("labels-idx1"))];
  const [count, rows, columns] = images.shape;
  if (images.shape.length !== 3 || labels.shape.length !== 1 || labels.shape[0] !== count) {
    throw new UsageError(
      `${directory} has ${part} images of ${shapeText(images.shape)} and labels of ${shapeText(labels.shape)}: it takes N x rows x columns and N.`,
    );
  }
  return { count, shape: [1, rows, columns], pixels: images.data, labels: Uint16Array.from(labels.data) };
}

function npzImages(path: string): ImageSet {
  const arrays = readNpz(path);
  const take = (x: string, y: string): Images => {
    const [images, labels] = [x, y].map((key) => {
      const array = arrays.get(key);
      if (array === undefined) throw new UsageError(`${path} has no array ${key}: save x, y, x_test and y_test.`);
      return array;
    });
    return fromArrays(images, labels, `${x} and ${y} of ${path}`);
  };
  return { train: take("x", "y"), test: take("x_test", "y_test"), source: path };
}

/** Images [N, rows, columns] or [N, channels, rows, columns] and N labels. */
export function fromArrays(images: NdArray, labels: NdArray, what: string): Images {
  const [count, ...rest] = images.shape;
  const shape = rest.length === 2 ? [1, ...rest] : rest;
  if (shape.length !== 3 || labels.shape.length !== 1 || labels.shape[0] !== count) {
    throw new UsageError(
      `${what} are of ${shapeText(images.shape)} and ${shapeText(labels.shape)}: give N x channels x rows x columns and N labels.`,
    );
  }
  const pixels = images.data instanceof Uint8Array ? images.data : Float32Array.from(images.data, Number);
  const bad = pixels.findIndex((value) => !Number.isFinite(value));
  if (bad >= 0) throw new UsageError(`${what} hold ${pixels[bad]}: give finite numbers.`);
  const numbers = Array.from(labels.data, Number);
  const wrong = numbers.find((label) => !Number.isInteger(label) || label < 0 || label > 65535);
  if (wrong !== undefined) throw new UsageError(`${what} hold the label ${wrong}: labels are whole numbers from 0.`);
  return { count, shape, pixels, labels: Uint16Array.from(numbers) };
}

/** Most rows or columns of zeros that an image gets on each side to fill a network's input. */
const MOST_EDGE = 2;

/**
 * Puts images into the input of a network, C order, with equal edges of zeros on both sides where they are up to 2 smaller on each.
 * @throws UsageError where the images do not fit
 */
export class ImageReader {
  private readonly images: Images;
  private readonly edge: readonly [number, number];
  /** Elements of one input. */
  readonly size: number;

  constructor(images: Images, input: Shape, source: string) {
    const [channels, rows, columns] = images.shape;
    const [wanted, height, width] = input.slice(1);
    const edge = [(height - rows) / 2, (width - columns) / 2] as const;
    const fits = edge.every((size) => Number.isInteger(size) && size >= 0 && size <= MOST_EDGE);
    if (input.length !== 4 || channels !== wanted || !fits) {
      throw new UsageError(
        `${source} has images of ${shapeText(images.shape)}, but the network takes ${shapeText(input.slice(1))}: give images of this size, or up to ${MOST_EDGE} rows and columns less on each side.`,
      );
    }
    this.images = images;
    this.edge = edge;
    this.size = wanted * height * width;
  }

  /** Writes image `index` to `into` from `at` on. */
  read(index: number, into: Float32Array, at: number): void {
    const { shape, pixels } = this.images;
    const [channels, rows, columns] = shape;
    const [top, left] = this.edge;
    const width = columns + 2 * left;
    const plane = (rows + 2 * top) * width;
    const from = index * channels * rows * columns;
    const factor = pixels instanceof Uint8Array ? 1 / 255 : 1;
    into.fill(0, at, at + this.size);
    for (let c = 0; c < channels; c++) {
      for (let row = 0; row < rows; row++) {
        const source = from + (c * rows + row) * columns;
        const target = at + c * plane + (row + top) * width + left;
        for (let i = 0; i < columns; i++) into[target + i] = pixels[source + i] * factor;
      }
    }
  }

  /** The images with some indices, one behind the other. */
  gather(indices: readonly number[]): Float32Array {
    const values = new Float32Array(indices.length * this.size);
    indices.forEach((index, i) => this.read(index, values, i * this.size));
    return values;
  }
}

/** Indices of the images of each class, in stored order. @throws UsageError for a label beyond the classes */
export function byClass({ labels }: Images, classes: number, source: string): readonly (readonly number[])[] {
  const lists = Array.from({ length: classes }, (): number[] => []);
  labels.forEach((label, i) => {
    if (label >= classes) {
      throw new UsageError(
        `${source} has the label ${label}, but the network has ${classes} outputs: label from 0 to ${classes - 1}, or give a network with more.`,
      );
    }
    lists[label].push(i);
  });
  return lists;
}

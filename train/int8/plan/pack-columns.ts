/** Weights of depthwise layers of 3 x 3 whose columns are turned in registers (sw/layers/int8/depthwise/columns.S). */
import { CODE_LIMITS, imageOf, type ProductLayer, type QuantizedNetwork } from "../network.js";
import { productMultipliers, type Multiplier } from "../requantise.js";
import { channelsOf, SMALL_SHIFT } from "./pack.js";

/** Bytes of a couple of channels: COUPLE_SIZE of sw/layers/int8/depthwise/couples.S. */
const COUPLE_BYTES = 56;
/** Bytes of a quad: QUAD_SIZE of quads.S beside it. */
const QUAD_BYTES = 64;
/** Padding of one row or column at most on each side. */
const COLUMN_PADDING = 1;

/** Up to this shift a word holds every sum and -128, shifted like its product. */
const SIGNED_SHIFT = 39;

const isSmall = ({ shift }: Multiplier): boolean => shift <= SMALL_SHIFT;

/** Whether a depthwise layer can go by columns turned in registers. */
export function hasColumns(network: QuantizedNetwork, layer: ProductLayer): boolean {
  const { kernel, stride, dilation, padding, weightZeros } = layer;
  const out = imageOf(network.tensors.get(layer.output)!);
  const multipliers = productMultipliers(network, layer);
  return (
    layer.op === "depthwise" &&
    out.c % 4 === 0 &&
    kernel.every((size) => size === 3) &&
    dilation.every((size) => size === 1) &&
    (stride[1] === 1 || stride[1] === 2) &&
    padding.every((size) => size <= COLUMN_PADDING) &&
    out.w > rightPadding(network, layer) &&
    weightZeros.every((zero) => zero === 0) &&
    (multipliers.every(isSmall) || !multipliers.some(isSmall))
  );
}

/** Columns of padding that windows read behind the last one of the image. */
export function rightPadding(network: QuantizedNetwork, layer: ProductLayer): number {
  const { kernel, stride, dilation, padding } = layer;
  const [input, out] = [layer.input, layer.output].map((name) => imageOf(network.tensors.get(name)!));
  return Math.max(0, (out.w - 1) * stride[1] + (kernel[1] - 1) * dilation[1] + 1 - padding[1] - input.w);
}

/** How the kernels go through the columns of a layer. */
export interface Columns {
  /** Columns from window to window. */
  readonly step: 1 | 2;
  /** Windows of a row whose last column is in the image. */
  readonly windows: number;
  /** Columns of padding behind the last one. */
  readonly right: number;
  /** Columns that a row of windows reads. */
  readonly read: number;
  /** Shifts up to 20 (requantise.S). */
  readonly isSmall: boolean;
  /** Codes are only limited by their eight bits. */
  readonly isFull: boolean;
  /** Edges as most layers have them (sw/layers/int8/depthwise/columns.S). */
  readonly isUsual: boolean;
  /** Two apart, all four channels of a quad at a time (quads.S); else two of them. */
  readonly byQuads: boolean;
}

export function columnsOf(network: QuantizedNetwork, layer: ProductLayer): Columns {
  const { stride, padding, low, high } = layer;
  const [x, y] = [layer.input, layer.output].map((name) => network.tensors.get(name)!);
  const right = rightPadding(network, layer);
  const step = stride[1] === 1 ? 1 : 2;
  const windows = imageOf(y).w - right;
  const read = step * windows + (step === 1 ? 2 - padding[1] : 1 - padding[1] + right);
  const isUsual = stride[0] === step && padding[1] === 1 && right === (step === 1 ? 1 : 0) && read === imageOf(x).w;
  const [first, ...others] = productMultipliers(network, layer);
  const isOne = others.every(({ m, shift }) => m === first.m && shift === first.shift);
  const [lowest, highest] = CODE_LIMITS[x.type];
  const isFull =
    low === lowest &&
    high === highest &&
    [first, ...others].every(({ shift }) => lowest === 0 || shift <= SIGNED_SHIFT);
  return {
    step,
    windows,
    right,
    read,
    isUsual,
    isSmall: isSmall(first),
    isFull,
    byQuads: step === 2 && isUsual && isFull && isOne,
  };
}

/** The four words of every channel: codes that are only limited by their eight bits take zero as it is. */
export function columnChannels(network: QuantizedNetwork, layer: ProductLayer): ReturnType<typeof channelsOf> {
  return channelsOf(network, layer, columnsOf(network, layer).isFull ? 0 : layer.low);
}

/** Rows of the taps of a column, by byte, for channels whose third pixel comes from a pack; the first channels of quads have it in byte 2. */
const TURNED = { even: [0, 1, 2, undefined], odd: [0, 1, undefined, 2] } as const;

/** Weights of quads of channels one behind the other. */
export interface PackedQuads {
  readonly bytes: Uint8Array;
  readonly quadBytes: number;
}

type Tap = (k: number, row: number, column: number) => number;

const tapOf =
  ({ weights }: ProductLayer): Tap =>
  (k, row, column) =>
    weights[9 * k + 3 * row + column];

/** The last column two apart: the middle one's third tap is the fourth. */
const lastTaps = (tap: Tap, k: number): number[] => [tap(k, 0, 2), tap(k, 1, 2), tap(k, 2, 2), tap(k, 2, 1)];

/** Of each quad channels 0 and 2, then 1 and 3. */
function packCouples(network: QuantizedNetwork, layer: ProductLayer): PackedQuads {
  const channels = columnChannels(network, layer);
  const quadBytes = 2 * COUPLE_BYTES;
  const view = new DataView(new ArrayBuffer((channels.length / 4) * quadBytes));
  const tap = tapOf(layer);
  channels.forEach(([start, factor, shift, add], k) => {
    const [isOdd, second] = [k % 2, (k >>> 1) % 2];
    const at = (k >>> 2) * quadBytes + isOdd * COUPLE_BYTES + 4 * second;
    const taps = (column: number, values: readonly (number | undefined)[]): void => {
      values.forEach((value, i) => {
        if (value !== undefined) view.setInt8(at + 8 * column + i, value);
      });
    };
    if (layer.stride[1] === 1) {
      const rows = isOdd === 1 ? TURNED.odd : TURNED.even;
      for (let column = 0; column < 3; column++) {
        taps(
          column,
          rows.map((row) => (row === undefined ? undefined : tap(k, row, column))),
        );
      }
    } else {
      const middle = [tap(k, 0, 1), tap(k, 1, 1)];
      taps(0, [tap(k, 0, 0), tap(k, 1, 0), tap(k, 2, 0)]);
      taps(1, second === 1 ? [undefined, undefined, ...middle] : middle);
      taps(2, lastTaps(tap, k));
    }
    [factor, shift, add, start].forEach((word, i) => {
      view.setInt32(at + 24 + 8 * i, word, true);
    });
  });
  return { bytes: new Uint8Array(view.buffer), quadBytes };
}

/** Taps of all four channels of a quad, then what their sums start at. */
function packQuads(network: QuantizedNetwork, layer: ProductLayer): PackedQuads {
  const channels = columnChannels(network, layer);
  const view = new DataView(new ArrayBuffer((channels.length / 4) * QUAD_BYTES));
  const tap = tapOf(layer);
  channels.forEach(([start], k) => {
    const at = (k >>> 2) * QUAD_BYTES + 4 * (k % 4);
    const taps = (column: number, values: readonly number[]): void => {
      values.forEach((value, i) => {
        view.setInt8(at + 16 * column + i, value);
      });
    };
    const middle = [tap(k, 0, 1), tap(k, 1, 1)];
    taps(0, [tap(k, 0, 0), tap(k, 1, 0), tap(k, 2, 0)]);
    // Two channels a word, those of each pixel beside each other.
    taps(1, k % 2 === 0 ? [middle[0], 0, middle[1], 0] : [0, middle[0], 0, middle[1]]);
    taps(2, lastTaps(tap, k));
    view.setInt32(at + 48, start, true);
  });
  return { bytes: new Uint8Array(view.buffer), quadBytes: QUAD_BYTES };
}

/** The weights of a layer that goes by columns. */
export function packColumns(network: QuantizedNetwork, layer: ProductLayer): PackedQuads {
  return (columnsOf(network, layer).byQuads ? packQuads : packCouples)(network, layer);
}

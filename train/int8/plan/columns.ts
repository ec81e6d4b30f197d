import { at, type Buffer, type Tile } from "../../plan/tile.js";
import { imageOf, type ProductLayer } from "../network.js";
import {
  BUFFERED,
  call,
  fitting,
  halvings,
  heightUnder,
  imagePart,
  inEachByte,
  partBytes,
  rowsUnder,
  SLACK,
  stretch,
  stretches,
  weightsName,
  windowFields,
  type Int8Context,
  type Part,
} from "./context.js";
import { limitFields, packColumns, rightPadding } from "./pack.js";

/** Clocks of a core, by the stride of columns: of two channels of a window, of what a row takes besides, with a column of padding on the right or without. */
const WINDOW = { 1: 26, 2: 29 } as const;
const ROW = { 1: 19, 2: 17 } as const;
/** Of a quad of channels, and of a call. */
const QUAD_CLOCKS = 95;
const CALL_CLOCKS = 150;

/** Depthwise layers of 3 x 3 whose columns are turned in registers: bands of rows by stretches of channels. */
export function columnsTiles(layer: ProductLayer, index: number, context: Int8Context): Tile[] {
  const { network, cores, poolBytes } = context;
  const [x, y] = [network.tensors.get(layer.input)!, network.tensors.get(layer.output)!];
  const [input, out] = [imageOf(x), imageOf(y)];
  const choice = context.choices.get(layer.name) ?? {};
  const { stride, padding } = layer;
  const step = stride[1] === 1 ? 1 : 2;
  const { bytes: packed, quadBytes } = packColumns(network, layer);
  const right = rightPadding(network, layer);
  // Cores make the row of padding each a word beside the other, two pixels at a time.
  const fillBytes = (channels: number): number => (input.w + 1) * channels + 4 * cores;
  const tileBytes = (rows: number, channels: number): number =>
    (Math.min(input.h, heightUnder(rows, layer)) * input.w + rows * out.w) * channels + 2 * SLACK;
  const fits = (rows: number, channels: number): boolean =>
    packed.length + fillBytes(channels) + BUFFERED * tileBytes(rows, channels) <= poolBytes;
  const channels = choice.channels ?? fitting(halvings(out.c, 4), (size) => fits(Math.min(out.h, 4), size));
  const rows = choice.rows ?? fitting(halvings(out.h), (size) => fits(size, channels));
  const rowClocks = 2 * (ROW[step] + out.w * WINDOW[step]);
  const clocksOf = (count: number, size: number, band: number): number => {
    const units = (count / 4) * Math.ceil(size / band);
    return CALL_CLOCKS + Math.ceil(units / cores) * (QUAD_CLOCKS + Math.min(band, size) * rowClocks);
  };
  const band =
    choice.band ??
    Array.from({ length: rows }, (_, i) => rows - i).reduce((best, size) =>
      clocksOf(channels, rows, size) < clocksOf(channels, rows, best) ? size : best,
    );
  const weights: Buffer = { name: "weights", bytes: packed.length };
  const fill: Buffer = { name: "padding", bytes: fillBytes(channels) };
  const { LOW, HIGH } = limitFields(layer);
  const type = x.type === "u8" && layer.low !== 0 ? "u8_low" : x.type;
  const columns = out.w - right;
  // Columns that a row of windows has read when it ends.
  const read = step * columns + (step === 1 ? 2 - padding[1] : 1 - padding[1] + right);
  let isFirst = true;
  return stretches(out.c, channels).flatMap(([first, last]) =>
    stretches(out.h, rows).map((part): Tile => {
      const under = rowsUnder(part, input.h, layer);
      const from: Part = { rows: under.rows, channels: [first, last] };
      const to: Part = { rows: part, channels: [first, last] };
      const source: Buffer = { name: "x", bytes: partBytes(input, from) + SLACK };
      const target: Buffer = { name: "z", bytes: partBytes(out, to) };
      const [count, size] = [last - first, part[1] - part[0]];
      const { HEIGHT, WIDTH, START_ROW, STRIDE_ROW } = windowFields(layer, under, input);
      const fields = {
        ...{ X: at(source), W: at(weights, (first / 4) * quadBytes), Z: at(target), QUADS: count / 4 },
        ...{ HEIGHT, WIDTH, START_ROW, STRIDE_ROW, OUT_ROWS: size, PIXEL: count },
        ...{ X_ROW: input.w * count, Z_ROW: out.w * count, LOW, HIGH, FILL: inEachByte(x.zero) },
        ...{ FILL_ROW: at(fill), BAND: band, BANDS: Math.ceil(size / band) },
        ...{ COLUMNS: columns, LEFT: padding[1], RIGHT: right },
        BACK: ((stride[0] - 2) * input.w - read) * count,
      };
      const loads = imagePart(context, source, x.name, input, from);
      if (isFirst) loads.push(...stretch(context, weights, weightsName(layer.name), 0, packed.length));
      isFirst = false;
      return {
        step: index,
        loads,
        stages: [{ calls: [call(`layer_int8_columns_${step}_${type}`, "DWC", fields)], jobs: [] }],
        stores: imagePart(context, target, y.name, out, to),
        clocks: clocksOf(count, size, band),
      };
    }),
  );
}

import { at, type Buffer, type Lead, type Tile } from "../../plan/tile.js";
import type { ProductLayer } from "../network.js";
import {
  BUFFERED,
  call,
  fitting,
  halvings,
  heightUnder,
  inEachByte,
  placeIn,
  SLACK,
  stretch,
  stretches,
  weightsName,
  type Int8Context,
} from "./context.js";
import { imagesOf, imageTile } from "./image-tile.js";
import { columnChannels, columnsOf, packColumns } from "./pack-columns.js";
import { limitFields } from "./pack.js";

/** Clocks of a core for the four channels of a quad: of a window, and of what a row of windows and a quad take besides. */
const COUPLES = { 1: { window: 52, row: 12, quad: 95 }, 2: { window: 58, row: 18, quad: 95 } } as const;
const QUADS = { window: 53, row: 13, quad: 75 } as const;
/** Cores begin at four places of a kernel whose code is in no cache. */
const COLD = { PLACES: 12 } as const;
/** Clocks of a call. */
const CALL_CLOCKS = 150;

/** Depthwise layers of 3 x 3 whose columns are turned in registers: bands of rows by stretches of channels. */
export function columnsTiles(layer: ProductLayer, index: number, context: Int8Context): Tile[] {
  const { network, cores, poolBytes, called } = context;
  const images = imagesOf(network, layer);
  const { x, input, out } = images;
  const choice = context.choices.get(layer.name) ?? {};
  const { stride, padding } = layer;
  const { step, windows, right, read, isUsual, isSmall, isFull, byQuads } = columnsOf(network, layer);
  const { bytes: packed, quadBytes } = packColumns(network, layer);
  // Cores make the row of padding each a word beside the other, two pixels at a time.
  const fillBytes = (channels: number): number => (input.w + 1) * channels + 4 * cores;
  const tileBytes = (rows: number, channels: number): number =>
    (Math.min(input.h, heightUnder(rows, layer)) * input.w + rows * out.w) * channels + 2 * SLACK;
  const fits = (rows: number, channels: number): boolean =>
    packed.length + fillBytes(channels) + BUFFERED * tileBytes(rows, channels) <= poolBytes;
  const channels = choice.channels ?? fitting(halvings(out.c, 4), (size) => fits(Math.min(out.h, 4), size));
  const rows = choice.rows ?? fitting(halvings(out.h), (size) => fits(size, channels));
  const spent = byQuads ? QUADS : COUPLES[step];
  const rowClocks = spent.row + out.w * spent.window;
  const clocksOf = (count: number, size: number, band: number): number => {
    const units = (count / 4) * Math.ceil(size / band);
    return CALL_CLOCKS + Math.ceil(units / cores) * (spent.quad + Math.min(band, size) * rowClocks);
  };
  const band =
    choice.band ??
    Array.from({ length: rows }, (_, i) => rows - i).reduce((best, size) =>
      clocksOf(channels, rows, size) < clocksOf(channels, rows, best) ? size : best,
    );
  const weights: Buffer = { name: "weights", bytes: packed.length };
  const fill: Buffer = { name: "padding", bytes: fillBytes(channels) };
  const { LOW, HIGH } = limitFields(layer);
  const [[, factor, shift, add]] = columnChannels(network, layer);
  const hasAdd = byQuads && x.type === "u8" && add !== 0;
  const hasLow = !byQuads && !isFull;
  const type = `${x.type}${hasAdd ? "_add" : ""}${hasLow ? "_low" : ""}${isSmall ? "_small" : ""}`;
  const kernel = `layer_int8_${byQuads ? "quads_2" : `couples_${isUsual ? "same" : "any"}_${step}`}_${type}`;
  let isFirst = true;
  return stretches(out.c, channels).flatMap(([first, last]) =>
    stretches(out.h, rows).map((part): Tile => {
      const tile = imageTile(context, images, layer, { rows: part, channels: [first, last] });
      const { read: under, source, target, loads, stores } = tile;
      const [count, size] = [last - first, part[1] - part[0]];
      const [height, begin] = [under.rows[1] - under.rows[0], under.first - under.rows[0]];
      const pitch = input.w * count;
      const fields = {
        ...{
          X: placeIn(source, begin * pitch),
          W: at(weights, (first / 4) * quadBytes),
          Z: at(target),
          QUADS: count / 4,
        },
        ...{ BEGIN: at(source), END: at(source, height * pitch), WIDTH: input.w, OUT_ROWS: size },
        ...{
          X_ROW: pitch,
          X_STEP: stride[0] * pitch,
          PIXEL: count,
          Z_ROW: out.w * count,
          LOW,
          HIGH,
          FILL: inEachByte(x.zero),
        },
        ...{ FILL_ROW: at(fill), BAND: band, BANDS: Math.ceil(size / band) },
        ...{ COLUMNS: windows, LEFT: padding[1], RIGHT: right },
        BACK: (stride[0] - 2) * pitch - read * count,
        ...(byQuads && { FACTOR: factor, SHIFT: shift, ADD: add }),
      };
      if (isFirst) loads.push(...stretch(context, weights, weightsName(layer.name), 0, packed.length));
      // Without bands the cores go no further than where they begin, and touch neither image.
      const lead: Lead = {
        call: call(kernel, "DWC", { ...fields, ...COLD, BANDS: 0, X: 0, BEGIN: 0, END: 0, Z: 0 }),
        without: COLD,
      };
      const isCold = !called.has(kernel);
      isFirst = false;
      called.add(kernel);
      return {
        step: index,
        loads,
        ...(isCold && { lead }),
        stages: [{ calls: [call(kernel, "DWC", fields)], jobs: [] }],
        stores,
        clocks: clocksOf(count, size, band),
      };
    }),
  );
}

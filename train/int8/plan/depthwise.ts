import { at, type Buffer, type Tile } from "../../plan/tile.js";
import type { ProductLayer } from "../network.js";
import {
  BUFFERED,
  call,
  fitting,
  halvings,
  heightUnder,
  inEachByte,
  SLACK,
  stretch,
  stretches,
  weightsName,
  windowFields,
  type Int8Context,
} from "./context.js";
import { imagesOf, imageTile } from "./image-tile.js";
import { limitFields, packDepthwise } from "./pack.js";

/** Clocks of a core: of a pixel of the image on its way to four planes; of a row, of one of four planes, and of a unit; of a call. */
const COPY = { pixel: 5.5, row: 30 } as const;
const ROW_CLOCKS = 9;
const UNIT_CLOCKS = 120;
const CALL_CLOCKS = 250;
/** Of a result: by words, and tap by tap for each tap. */
const BY_WORDS = 12.5;
const BY_TAP = 4.5;
/** Share of the pool for the planes of all cores. */
const PLANES_SHARE = 0.5;

/** Depthwise layers: bands of rows by stretches of channels. */
export function depthwiseTiles(layer: ProductLayer, index: number, context: Int8Context): Tile[] {
  const { network, cores, poolBytes } = context;
  const images = imagesOf(network, layer);
  const { x, input, out } = images;
  const choice = context.choices.get(layer.name) ?? {};
  const { kernel, stride, dilation, padding } = layer;
  const hasWords =
    kernel.every((size) => size === 3) &&
    dilation.every((size) => size === 1) &&
    (stride[1] === 1 || stride[1] === 2) &&
    x.type === "u8" &&
    layer.low === 0 &&
    layer.weightZeros.every((zero) => zero === 0);
  const { bytes: packed, each } = packDepthwise(network, layer);
  const right = Math.max(0, (out.w - 1) * stride[1] + (kernel[1] - 1) * dilation[1] + 1 - padding[1] - input.w);
  // Words are read up to three bytes behind the last window.
  const pitch = Math.ceil((padding[1] + input.w + right + 4) / 4) * 4;
  const under = (rows: number): number => heightUnder(rows, layer);
  const planeBytes = (band: number): number => pitch * under(band) + SLACK;
  const roomBytes = (band: number): number => cores * 4 * planeBytes(band);
  const tileBytes = (rows: number, channels: number): number =>
    (Math.min(input.h, under(rows)) * input.w + rows * out.w) * channels + 2 * SLACK;
  const smallest = roomBytes(1);
  const rest = poolBytes - Math.max(smallest, Math.min(PLANES_SHARE * poolBytes, roomBytes(out.h))) - packed.length;
  const channels =
    choice.channels ?? fitting(halvings(out.c, 4), (size) => BUFFERED * tileBytes(Math.min(out.h, 4), size) <= rest);
  const rows = choice.rows ?? fitting(halvings(out.h), (size) => BUFFERED * tileBytes(size, channels) <= rest);
  const unitClocks = (band: number): number => {
    const taps = hasWords ? BY_WORDS : BY_TAP * kernel[0] * kernel[1];
    return UNIT_CLOCKS + under(band) * (COPY.row + COPY.pixel * input.w) + 4 * band * (ROW_CLOCKS + out.w * taps);
  };
  const clocksOf = (count: number, size: number, band: number): number =>
    CALL_CLOCKS + Math.ceil((Math.ceil(count / 4) * Math.ceil(size / band)) / cores) * unitClocks(Math.min(band, size));
  const room = poolBytes - packed.length - BUFFERED * tileBytes(rows, channels);
  const bands = Array.from({ length: rows }, (_, i) => rows - i).filter(
    (band) => band === 1 || roomBytes(band) <= Math.max(room, smallest),
  );
  const band =
    choice.band ??
    bands.reduce((best, size) => (clocksOf(channels, rows, size) < clocksOf(channels, rows, best) ? size : best));
  const weights: Buffer = { name: "weights", bytes: packed.length };
  const planes: Buffer = { name: "planes", bytes: roomBytes(band) };
  const { LOW, HIGH } = limitFields(layer);
  let isFirst = true;
  return stretches(out.c, channels).flatMap(([first, last]) =>
    stretches(out.h, rows).map((part): Tile => {
      const tile = imageTile(context, images, layer, { rows: part, channels: [first, last] });
      const { read, source, target, loads, stores } = tile;
      const [count, size] = [last - first, part[1] - part[0]];
      const bandsOf = Math.ceil(size / band);
      const fields = {
        ...{ X: at(source), W: at(weights, first * each), Z: at(target), W_CHANNEL: each, CHANNELS: count },
        ...windowFields(layer, read, input),
        ...{ OUT_ROWS: size, OUT_COLUMNS: out.w, LEFT: padding[1], RIGHT: right },
        ...{ X_ROW: input.w * count, X_PIXEL: count },
        ...{ Z_ROW: out.w * count, Z_PIXEL: count, LOW, HIGH, FILL: inEachByte(x.zero) },
        ...{ BAND: band, BANDS: bandsOf, UNITS: bandsOf * Math.ceil(count / 4), PLANES: at(planes) },
        ...{ ROOM: 4 * planeBytes(band), PITCH: pitch, PLANE: planeBytes(band), WORDS: hasWords ? stride[1] : 0 },
      };
      if (isFirst) loads.push(...stretch(context, weights, weightsName(layer.name), 0, packed.length));
      isFirst = false;
      return {
        step: index,
        loads,
        stages: [{ calls: [call(`layer_int8_depthwise_${x.type}`, "DW", fields)], jobs: [] }],
        stores,
        clocks: clocksOf(count, size, band),
      };
    }),
  );
}

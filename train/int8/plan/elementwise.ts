import { at, type Buffer, type Tile } from "../../plan/tile.js";
import { elementsOf } from "../../network.js";
import type { AddLayer, PoolLayer } from "../network.js";
import { addMultipliers, poolMultiplier } from "../requantise.js";
import { UsageError } from "../../../hw/errors.js";
import {
  BUFFERED,
  call,
  fitting,
  halvings,
  heightUnder,
  SLACK,
  stretch,
  stretches,
  windowFields,
  type Int8Context,
} from "./context.js";
import { imagesOf, imageTile } from "./image-tile.js";
import { channelWords } from "./pack.js";

const CALL_CLOCKS = 200;
/** Clocks of a core: of a tap, of a result besides its taps; of a sum. */
const TAP_CLOCKS = 4;
const RESULT_CLOCKS = 14;
const SUM_CLOCKS = 9;
/** Most elements of a tile of a sum. */
const SUM_ELEMENTS = 8192;

/** Pools: bands of rows. */
export function poolTiles(layer: PoolLayer, index: number, context: Int8Context): Tile[] {
  const { network, cores, poolBytes } = context;
  const images = imagesOf(network, layer);
  const { x, y, input, out } = images;
  const choice = context.choices.get(layer.name) ?? {};
  const { kernel, padding } = layer;
  const taps = kernel[0] * kernel[1];
  const tileBytes = (rows: number): number => {
    const under = Math.min(input.h, heightUnder(rows, layer));
    return under * input.w * input.c + rows * out.w * out.c + 2 * SLACK;
  };
  const rows = choice.rows ?? fitting(halvings(out.h), (size) => BUFFERED * tileBytes(size) <= poolBytes);
  const isMax = layer.op === "maxPool";
  const reach = taps * 255;
  const words = isMax
    ? undefined
    : channelWords(layer.name, 0, poolMultiplier(network, layer), y.zero - layer.low, reach);
  return stretches(out.h, rows).map((band): Tile => {
    const tile = imageTile(context, images, layer, { rows: band, channels: [0, out.c] });
    const { read, source, target, loads, stores } = tile;
    const size = band[1] - band[0];
    const fields = {
      ...windowFields(layer, read, input),
      ...{ X: at(source), Z: at(target), CHANNELS: out.c, X_ROW: input.w * input.c },
      ...{ OUT_ROWS: size, OUT_COLUMNS: out.w, START_COLUMN: -padding[1] },
      ...{ LOW: layer.low, HIGH: layer.high, ZERO: x.zero },
      ...(words && { FACTOR: words[1], SHIFT: words[2], ADD: words[3] }),
    };
    const work = size * out.w * Math.ceil(out.c / cores) * (RESULT_CLOCKS + taps * TAP_CLOCKS);
    return {
      step: index,
      loads,
      stages: [{ calls: [call(`layer_int8_${isMax ? "max" : "mean"}_${x.type}`, "WINDOW", fields)], jobs: [] }],
      stores,
      clocks: CALL_CLOCKS + work,
    };
  });
}

/** Sums: stretches of the tensors. */
export function addTiles(layer: AddLayer, index: number, context: Int8Context): Tile[] {
  const { network, cores } = context;
  const [a, b, y] = [...layer.inputs, layer.output].map((name) => network.tensors.get(name)!);
  const { m, shift } = addMultipliers(network, layer);
  const add = (y.zero - layer.low) * 2 ** shift - a.zero * m[0] - b.zero * m[1];
  if (a.type !== b.type) throw new RangeError("its inputs have codes of two types.");
  if (shift > 31 || Math.abs(add) + 2 ** (shift - 1) + 256 * (m[0] + m[1]) >= 2 ** 31) {
    throw new UsageError(
      `${layer.name} adds with a shift of ${shift}, which 32 bits do not hold: use --model functional.`,
    );
  }
  return stretches(elementsOf(y.shape), SUM_ELEMENTS).map(([begin, end]): Tile => {
    const [left, right, target] = ["a", "b", "z"].map((name): Buffer => ({ name, bytes: end - begin + SLACK }));
    const fields = {
      ...{ A: at(left), B: at(right), Z: at(target), COUNT: end - begin, FACTOR_A: m[0], FACTOR_B: m[1] },
      ...{ SHIFT: shift, ADD: add, LOW: layer.low, HIGH: layer.high - layer.low },
    };
    return {
      step: index,
      loads: [...stretch(context, left, a.name, begin, end), ...stretch(context, right, b.name, begin, end)],
      stages: [{ calls: [call(`layer_int8_add_${a.type}`, "ADD", fields)], jobs: [] }],
      stores: stretch(context, target, y.name, begin, end),
      clocks: CALL_CLOCKS + ((end - begin) * SUM_CLOCKS) / cores,
    };
  });
}

import { at, type Buffer, type Tile } from "../../plan/tile.js";
import type { ProductLayer } from "../network.js";
import {
  BUFFERED,
  call,
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
import { limitFields, packProduct } from "./pack.js";

/** Estimated clocks of a core: of a block besides its products, for four pixels and for one; of a word of a row for each; of a call. */
const BLOCK = { 4: { start: 125, word: 24 }, 1: { start: 60, word: 9 } } as const;
const CALL_CLOCKS = 250;
/** Clocks of gathering a byte of a patch, and of each row of taps. */
const GATHER = { byte: 0.55, row: 30 };
/** What a word takes longer for each other core that reads the same. */
const MEETING = 0.03;
/** Bytes behind the four patches of a core: PATCH_SLACK of sw/layers/int8/product.S. */
const PATCH_SLACK = 8;

/** Clocks of a tile of `pixels` by `quads` where so many cores share the quads of the same pixels. */
function clocksOf(pixels: number, quads: number, words: number, cores: number, gather: number, split: number): number {
  const [groups, rest] = [Math.floor(pixels / 4), pixels % 4];
  const along = Math.floor(cores / split);
  const own = Math.ceil(quads / split);
  // Cores that read the same pixels meet at the banks.
  const slower = 1 + MEETING * (split - 1);
  const four = BLOCK[4].start + BLOCK[4].word * words * slower;
  const one = BLOCK[1].start + BLOCK[1].word * words * slower;
  const rounds = Math.floor(groups / along);
  const more = groups % along > 0 ? four * own + 4 * gather : 0;
  const left = rest > 0 ? rest * (one * own + gather) : 0;
  // The group of cores that is next has the pixels that are left.
  return CALL_CLOCKS + rounds * (four * own + 4 * gather) + Math.max(more, left);
}

/** Convolutions, pointwise and linear layers: bands of rows by stretches of channels, whose weights stay for all bands. */
export function productTiles(layer: ProductLayer, index: number, context: Int8Context): Tile[] {
  const { network, cores, poolBytes } = context;
  const images = imagesOf(network, layer);
  const { x, input, out } = images;
  const depth = input.c / layer.groups;
  const each = out.c / layer.groups;
  const choice = context.choices.get(layer.name) ?? {};
  const { words, quadBytes, times } = packProduct(network, layer, 0, 0);
  // Pixels, and a whole image under a linear layer, are rows of X as they lie.
  const isDirect = (layer.op === "pointwise" || layer.op === "linear") && times === 1;
  const patch = 4 * words;
  const room = isDirect ? 0 : cores * (4 * patch + PATCH_SLACK);
  const gather = isDirect ? 0 : patch * GATHER.byte + layer.kernel[0] * times * GATHER.row;
  const inputBytes = (rows: number): number => Math.min(input.h, heightUnder(rows, layer)) * input.w * input.c + SLACK;
  const fits = (channels: number, rows: number): boolean => {
    const weightBytes = Math.ceil(channels / 4) * quadBytes * (channels < each ? BUFFERED : 1);
    const tileBytes = inputBytes(rows) + rows * out.w * channels + 2 * SLACK;
    return room + weightBytes + BUFFERED * tileBytes <= poolBytes;
  };
  const splits = choice.split === undefined ? Array.from({ length: cores }, (_, i) => i + 1) : [choice.split];
  const fastest = (pixels: number, quads: number): { readonly split: number; readonly clocks: number } =>
    splits
      .map((split) => ({ split, clocks: clocksOf(pixels, quads, words, cores, gather, split) }))
      .reduce((best, next) => (next.clocks < best.clocks ? next : best));
  const total = (channels: number, rows: number): number => {
    const sizes = (size: number, part: number): number[] => stretches(size, part).map(([from, to]) => to - from);
    const bands = sizes(out.h, rows);
    return sizes(each, channels)
      .flatMap((count) => bands.map((band) => fastest(band * out.w, Math.ceil(count / 4)).clocks))
      .reduce((sum, clocks) => sum + clocks);
  };
  const cuts = (choice.channels === undefined ? halvings(each, 4) : [choice.channels]).flatMap((channels) =>
    (choice.rows === undefined ? halvings(out.h) : [choice.rows]).map((rows) => ({ channels, rows })),
  );
  const possible = cuts.filter(({ channels, rows }) => fits(channels, rows));
  if (possible.length === 0) {
    throw new RangeError(`its patches of ${patch} bytes, weights and tiles do not fit ${poolBytes} bytes of TCDM.`);
  }
  const { channels, rows } = possible.reduce((best, next) =>
    total(next.channels, next.rows) < total(best.channels, best.rows) ? next : best,
  );
  const scratch: Buffer = { name: "patches", bytes: Math.max(4, room) };
  const tiles: Tile[] = [];
  for (let group = 0; group < layer.groups; group++) {
    let offset = 0;
    for (const [first, last] of stretches(each, channels)) {
      const count = last - first;
      const quads = Math.ceil(count / 4);
      const weights: Buffer = { name: "weights", bytes: quads * quadBytes };
      const begin = groupOffset(layer, group, each, channels, quadBytes) + offset;
      offset += quads * quadBytes;
      const loadWeights = stretch(context, weights, weightsName(layer.name), begin, begin + quads * quadBytes);
      stretches(out.h, rows).forEach((band, i) => {
        const to = { rows: band, channels: [group * each + first, group * each + last] } as const;
        const { read, source, target, loads, stores } = imageTile(context, images, layer, to, [0, input.c]);
        const pixels = (band[1] - band[0]) * out.w;
        const { split, clocks } = fastest(pixels, quads);
        const { LOW, HIGH } = limitFields(layer);
        const fields = {
          ...{ X: at(source, group * depth), W: at(weights), Z: at(target), M: pixels, WORDS: words, QUADS: quads },
          ...{ LAST: count - 4 * (quads - 1), X_ROW: input.c, Z_ROW: count, LOW, HIGH, SPLIT: split },
          ...(!isDirect && {
            ...{ PATCHES: at(scratch), PATCH: patch, COLUMNS: out.w, RUN: depth, TIMES: times },
            ...windowFields(layer, read, input),
            ...{ IMAGE_ROW: input.w * input.c, START_COLUMN: -layer.padding[1], FILL: inEachByte(x.zero) },
          }),
        };
        tiles.push({
          step: index,
          loads: [...loads, ...(i === 0 ? loadWeights : [])],
          stages: [{ calls: [call(`layer_int8_product_${x.type}`, "INT8", fields)], jobs: [] }],
          stores,
          clocks,
        });
      });
    }
  }
  return tiles;
}

/** Bytes of weights before those of a group, each cut into the same stretches of channels. */
function groupOffset(layer: ProductLayer, group: number, each: number, channels: number, quadBytes: number): number {
  if (layer.groups === 1) return 0;
  const quads = stretches(each, channels).reduce((sum, [first, last]) => sum + Math.ceil((last - first) / 4), 0);
  return group * quads * quadBytes;
}

/** The packed weights of a product layer: group after group. */
export function productWeights({ network }: Pick<Int8Context, "network">, layer: ProductLayer): Uint8Array {
  const each = layer.bias.length / layer.groups;
  const parts = Array.from(
    { length: layer.groups },
    (_, group) => packProduct(network, layer, group * each, each).bytes,
  );
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

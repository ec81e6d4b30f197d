/** A network of codes as a program of the cluster: one sample from L2 to L2. */
import { UsageError } from "../../../hw/errors.js";
import { elementsOf } from "../../network.js";
import { recordBytes } from "../../emit/record.js";
import { fileOf } from "../../plan/files.js";
import { symbolsOf } from "../../plan/kernel.js";
import { peakOf, placeAll, type Lifetime } from "../../plan/memory.js";
import { RESERVED, TCDM_BASE, type PlanTarget, type ProgramPlan } from "../../plan/plan.js";
import { scheduleTiles } from "../../plan/schedule.js";
import type { Schedule } from "../../plan/slots.js";
import type { Tile } from "../../plan/tile.js";
import { inputsOf, isProduct, type ProductLayer, type QuantizedLayer, type QuantizedNetwork } from "../network.js";
import { weightsName, type Int8Choices, type Int8Context } from "./context.js";
import { depthwiseTiles } from "./depthwise.js";
import { addTiles, poolTiles } from "./elementwise.js";
import { columnsTiles } from "./columns.js";
import { hasColumns, packColumns } from "./pack-columns.js";
import { packDepthwise } from "./pack.js";
import { productTiles, productWeights } from "./product.js";

export interface Int8Target extends Pick<PlanTarget, "cores" | "tcdmBytes" | "l2Bytes"> {
  readonly choices?: Int8Choices;
}

export interface Int8Plan extends ProgramPlan {
  readonly network: QuantizedNetwork;
  /** Packed weights by the names of their tensors. */
  readonly weights: ReadonlyMap<string, Uint8Array>;
}

function packedLayer(network: QuantizedNetwork, layer: ProductLayer): Uint8Array {
  if (layer.op !== "depthwise") return productWeights({ network }, layer);
  return (hasColumns(network, layer) ? packColumns : packDepthwise)(network, layer).bytes;
}

/** The packed weights of every layer that has some. */
function packedWeights(network: QuantizedNetwork): Map<string, Uint8Array> {
  const weights = new Map<string, Uint8Array>();
  for (const layer of network.layers) {
    if (!isProduct(layer)) continue;
    weights.set(weightsName(layer.name), packedLayer(network, layer));
  }
  return weights;
}

/** Activations live from the layer that writes them to the last that reads them; weights, input and output for good. */
function lifetimes(network: QuantizedNetwork, weights: ReadonlyMap<string, Uint8Array>): Lifetime[] {
  const { layers } = network;
  const end = layers.length;
  const found: Lifetime[] = [...weights].map(([name, { length }]) => ({ name, bytes: length, from: 0, until: end }));
  for (const { name, shape } of network.tensors.values()) {
    const from = layers.findIndex(({ output }) => output === name);
    const until = layers.findLastIndex((layer) => inputsOf(layer).includes(name));
    const isKept = name === network.input || name === network.output;
    const bytes = elementsOf(shape);
    found.push(isKept ? { name, bytes, from: 0, until: end } : { name, bytes, from, until: Math.max(from, until) });
  }
  return found;
}

function tilesOf(layer: QuantizedLayer, index: number, context: Int8Context): Tile[] {
  try {
    if (layer.op === "add") return addTiles(layer, index, context);
    if (!isProduct(layer)) return poolTiles(layer, index, context);
    if (layer.op !== "depthwise") return productTiles(layer, index, context);
    return (hasColumns(context.network, layer) ? columnsTiles : depthwiseTiles)(layer, index, context);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new UsageError(`${layer.name} cannot run on the cluster: ${error.message} Use --model functional.`);
  }
}

/** @throws UsageError when a layer cannot be cut into pieces that fit the TCDM */
export function planQuantized(network: QuantizedNetwork, target: Int8Target): Int8Plan {
  const weights = packedWeights(network);
  const all = lifetimes(network, weights);
  const { offsets, bytes } = placeAll(all);
  const steps = network.layers.map(({ name }) => ({ name, layer: name, pass: "forward" as const }));
  const l2 = { offsets, bytes, peak: peakOf(all, steps) };
  const poolBytes = target.tcdmBytes - RESERVED;
  const choices: Int8Choices = target.choices ?? new Map();
  const context: Int8Context = { network, l2, poolBytes, cores: target.cores, choices, called: new Set() };
  const tiles = network.layers.flatMap((layer, i) => tilesOf(layer, i, context));
  const kernels = new Set(tiles.flatMap(({ stages }) => stages.flatMap(({ calls }) => calls.map((c) => c.kernel))));
  const files = [...new Set([...kernels].map(fileOf))].sort();
  const symbols = symbolsOf(files, target.cores);
  const schedule = scheduled(tiles, poolBytes);
  const largest = schedule.slots.reduce((most, slot) => Math.max(most, recordBytes(slot, symbols, target.cores)), 0);
  const record = Math.ceil(largest / 8) * 8;
  const tcdmUsed = symbols.get("pool")! - TCDM_BASE + 2 * record + schedule.peak;
  if (tcdmUsed > target.tcdmBytes) {
    throw new UsageError(
      `Buffers end at ${tcdmUsed} bytes of TCDM, which has ${target.tcdmBytes}: use --model functional.`,
    );
  }
  const tensors = new Map(all.map(({ name, bytes: size }) => [name, { bytes: size }]));
  const { cores, tcdmBytes, l2Bytes } = target;
  const shape = { cores, tcdmBytes, ...(l2Bytes !== undefined && { l2Bytes }) };
  return {
    network,
    weights,
    steps,
    tensors,
    target: shape,
    l2,
    schedule,
    files,
    symbols,
    recordBytes: record,
    tcdmUsed,
  };
}

function scheduled(tiles: readonly Tile[], poolBytes: number): Schedule {
  try {
    return scheduleTiles(poolBytes, tiles);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new UsageError(`A layer does not fit the TCDM: ${error.message} Use --model functional.`);
  }
}

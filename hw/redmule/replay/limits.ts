import type { Redmule } from "../redmule.js";
import type { TileWalk } from "../tile-walk.js";
import type { AddressGenerator } from "../address-generator.js";
import type { Exempt } from "./control-words.js";

/**
 * A counter that control compares with limits alone: what it is does not matter as long as the first of them is further away than it
 * moves. It never falls but to where it begins.
 */
export interface Limit {
  readonly name: string;
  readonly owner: Record<string, unknown>;
  /** What is left to the first value that a comparison tells from those before; negative beyond it. */
  left(): number;
  /** The moves of data keep it themselves. */
  readonly isKept: boolean;
}

function limit<K extends string>(owner: { [field in K]: number }, name: K, first: () => number, isKept = false): Limit {
  return { name, owner, left: () => first() - owner[name], isKept };
}

/** Steps are compared with the last one, or an earlier one, tiles with the last. */
function limitsOfWalk(walk: TileWalk, redmule: Redmule, lastStep: (() => number) | null): Limit[] {
  const { scheduler } = redmule;
  const tiles = [
    limit(walk, "columnTile", () => scheduler.config.columnTiles - 1),
    limit(walk, "rowTile", () => scheduler.config.rowTiles - 1),
  ];
  return lastStep === null ? tiles : [limit(walk, "step", lastStep), ...tiles];
}

/** Beats are compared with the total, the outer dimensions with their lengths. */
function limitsOfGenerator(generator: AddressGenerator): Limit[] {
  const { shape } = generator;
  return [
    limit(generator, "d1", () => shape.d1Length, true),
    limit(generator, "d2", () => shape.d2Length, true),
    limit(generator, "counted", () => shape.total, true),
  ];
}

/** The counters of a design without errata that run towards a limit. */
export function limitsOf(redmule: Redmule): Limit[] {
  const { scheduler, memoryScheduler, streamer, parameters } = redmule;
  const { w, y, z } = streamer;
  const lastChunk = (): number => scheduler.config.chunks - 1;
  return [
    // The last group of steps is masked, then come padded steps and the end of the tile.
    ...limitsOfWalk(
      scheduler.positions.wPosition,
      redmule,
      () => scheduler.config.paddedSteps - Math.max(parameters.H, 1),
    ),
    ...limitsOfWalk(scheduler.positions.xPosition, redmule, lastChunk),
    ...limitsOfWalk(scheduler.yz.tile, redmule, null),
    ...limitsOfWalk(memoryScheduler.position, redmule, lastChunk),
    limit(memoryScheduler, "fetches", () => scheduler.config.xFetches),
    limit(w.generator, "d0", () => Math.min(w.generator.shape.d0Length, w.generator.shape.d0Last), true),
    ...[w, y, z].flatMap((channel) => [
      ...limitsOfGenerator(channel.generator),
      limit(channel, "beatCount", () => channel.generator.shape.total, true),
    ]),
  ];
}

/**
 * Words that no comparison sees: addresses and the places of FIFOs, which moves of data keep, and counts for observers. How many entries a
 * FIFO holds is control, where they lie in it is not.
 */
export function unseenOf(redmule: Redmule, memory: object): Exempt[] {
  const { streamer, memoryScheduler, xBuffer, wBuffer, zBuffer } = redmule;
  const { x, w, y, z, mux, yzMux } = streamer;
  return [
    { owner: redmule, names: ["configVersion"] },
    { owner: redmule.control, names: ["steps"] },
    { owner: redmule.data, names: ["yzSteps"] },
    { owner: memoryScheduler, names: MEMORY_SCHEDULER_WORDS },
    { owner: streamer, names: ["enabled"] },
    { owner: redmule.tcdm, names: ["addr"] },
    { owner: memory, names: MEMORY_COUNTS },
    ...[x, w, y, z, mux, yzMux].map((owner) => ({ owner, names: ["steps"] })),
    ...[x, w, y, z].map(({ generator }) => ({ owner: generator.shape, names: ["base"] })),
    ...[
      ...[x, w, y].flatMap(({ requests, responses, offsets }) => [requests, responses, offsets]),
      ...[x, w, y, z].flatMap(({ generator, rows }) => [generator.fifo, rows]),
      z.stores,
    ].map((owner) => ({ owner, names: ["head", "tail"] })),
    ...[xBuffer, wBuffer].map((owner) => ({ owner, names: ["sourceOffset"] })),
    { owner: zBuffer, names: ["ySourceOffset"] },
  ];
}

const MEMORY_SCHEDULER_WORDS = ["steps", "chunkOffset", "rowOffset"];
const MEMORY_COUNTS = ["reads", "writes"];

/** Words that move by as much as they did when the stretch was recorded, and decide nothing. */
export function movingOf(redmule: Redmule, memory: object): [owner: object, name: string][] {
  const { streamer, memoryScheduler } = redmule;
  const { x, w, y, z, mux, yzMux } = streamer;
  return [
    [redmule.control, "steps"],
    [redmule.data, "yzSteps"],
    ...MEMORY_SCHEDULER_WORDS.map((name): [object, string] => [memoryScheduler, name]),
    [memory, "reads"],
    ...[x, w, y, z, mux, yzMux].map((owner): [object, string] => [owner, "steps"]),
  ];
}

import type { AddressGenerator } from "../address-generator.js";
import type { FifoControl } from "../fifo.js";
import type { JobConfig } from "../job-config.js";
import { tileColumns } from "../parameters.js";
import type { Redmule } from "../redmule.js";
import type { GrantingMemory } from "./player.js";

/**
 * Whether every access of the running job lies in the memory: its matrices do, with what a beat reaches beyond them, and the addresses
 * on their way are those of the job, which no overwritten register has led elsewhere.
 */
export function isRegular(redmule: Redmule, { base, words }: GrantingMemory): boolean {
  const { streamer, parameters, memoryScheduler, tcdm } = redmule;
  const { config, position, rowOffset, chunkOffset } = memoryScheduler;
  const { x, w, y, z } = streamer;
  const D = tileColumns(parameters);
  const last = base + 4 * (words.length - tcdm.words);
  const isInside = (address: number): boolean => address >= base && address <= last;
  const onWay = (fifo: FifoControl, addresses: Uint32Array, stride = 1): boolean => {
    for (let i = 0; i < fifo.count; i++) {
      if (!isInside(addresses[((fifo.head + i) % fifo.depth) * stride] & ~3)) return false;
    }
    return true;
  };
  return (
    rowOffset === position.rowTile * parameters.L * config.xRowBytes &&
    chunkOffset === position.step * D * config.elementBytes &&
    endsOf(config, parameters.L, D).every(isInside) &&
    [x, w, y, z].every(({ generator }) => isOnCourse(generator) && onWay(generator.fifo, generator.fifoAddress)) &&
    [x, w, y].every(({ requests, requestAddress }) => onWay(requests, requestAddress, 2)) &&
    onWay(z.stores, z.storeAddress)
  );
}

/** First byte of each matrix, its word's at least, and the byte behind its last one. */
function endsOf(config: JobConfig, L: number, D: number): number[] {
  const { rowTiles, rowsLeft, columnTiles, columnsLeft, steps, elementBytes, xRowBytes, wRowBytes } = config;
  const rows = rowsLeft === 0 ? rowTiles * L : (rowTiles - 1) * L + rowsLeft;
  const columns = columnsLeft === 0 ? columnTiles * D : (columnTiles - 1) * D + columnsLeft;
  const ends = (at: number, height: number, stride: number, width: number): number[] => {
    return [at - (at & 3), at + (height - 1) * stride + width * elementBytes];
  };
  return [
    ...ends(config.xAddr, rows, xRowBytes, steps),
    ...ends(config.wAddr, steps, wRowBytes, columns),
    ...ends(config.zAddr, rows, wRowBytes, columns),
  ];
}

/** What is added up in a dimension is what was counted there. */
function isOnCourse({ d0, d1, d2, offsets, shape }: AddressGenerator): boolean {
  return (
    offsets[0] === Math.max(0, d0 - 1) * shape.d0Stride &&
    offsets[1] === (d1 - 1) * shape.d1Stride &&
    offsets[2] === (d2 - 1) * shape.d2Stride
  );
}

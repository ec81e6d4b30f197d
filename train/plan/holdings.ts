import { extentOf, type Buffer, type Tile, type Transfer } from "./tile.js";

/** Bytes of the pool that are those of L2: brought from there, or on the way there. */
export interface Content {
  readonly buffer: Buffer;
  /** The bytes of L2; its place says where in the buffer. */
  readonly transfer: Transfer;
  /** Byte of the pool. */
  readonly address: number;
  /** First slot in which the bytes of the pool belong to the buffer. */
  readonly from: number;
  /** First slot whose calls, and whose jobs, find the bytes there. */
  readonly calls: number;
  readonly jobs: number;
  /** Who will read them, the next one at the end. */
  readers: readonly Reader[];
}

/** A tile that will read bytes of L2. */
export interface Reader {
  readonly tile: Tile;
  /** Number of the tile before which it is placed at the earliest; of a tile of the foreground its own. */
  readonly number: number;
  /** It has its place. */
  done: boolean;
}

/** A content that has the bytes of a load, and the byte of it where these begin. */
export interface Found {
  readonly content: Content;
  readonly offset: number;
}

/** Granularity, as a power of two, at which loads are looked up by address. */
const BUCKET = 12;
/** Buffers may be a little longer than what is loaded: kernels read whole words. */
const MARGIN = 8;

/** The byte of a content where a load's bytes begin; undefined where it has not all of them, or has them in another order. */
export function offsetIn({ l2, bytes, rows, tcdmRows }: Transfer, load: Transfer): number | undefined {
  if (tcdmRows !== undefined || load.tcdmRows !== undefined) return undefined;
  const offset = load.l2 - l2;
  if (rows === undefined) {
    return load.rows === undefined && offset >= 0 && offset + load.bytes <= bytes && offset % 4 === 0
      ? offset
      : undefined;
  }
  if (load.rows?.bytes !== rows.bytes || load.rows.stride !== rows.stride || rows.stride <= 0) return undefined;
  const row = offset / rows.stride;
  const begin = row * rows.bytes;
  return offset >= 0 && Number.isInteger(row) && begin + load.bytes <= bytes && begin % 4 === 0 ? begin : undefined;
}

/** What tiles do with their buffers: which of them hold, from one transfer on, nothing but bytes of L2. */
export class BufferUses {
  private readonly loads = new Map<Buffer, Transfer[]>();
  private readonly stores = new Map<Buffer, Transfer[]>();

  constructor(tiles: Iterable<Tile>) {
    const note = (list: Map<Buffer, Transfer[]>, transfer: Transfer): void => {
      const known = list.get(transfer.place.buffer);
      if (known === undefined) list.set(transfer.place.buffer, [transfer]);
      else known.push(transfer);
    };
    for (const tile of tiles) {
      for (const load of tile.loads) note(this.loads, load);
      for (const store of tile.stores) note(this.stores, store);
    }
  }

  /** The buffer is written by the tiles that have it. */
  writes(buffer: Buffer): boolean {
    return this.stores.has(buffer);
  }

  /** Other bytes of the pool may stand for the buffer, if they are those of the load. */
  replaceable({ place, bytes, l2, tcdmRows, rows }: Transfer): boolean {
    const { buffer, offset } = place;
    if (this.loads.get(buffer)!.length !== 1 || offset !== 0 || tcdmRows !== undefined) return false;
    const stores = this.stores.get(buffer);
    if (stores === undefined) return buffer.bytes - bytes <= MARGIN;
    const [store] = stores;
    const same = store.l2 === l2 && store.bytes === bytes && store.rows === undefined && rows === undefined;
    return stores.length === 1 && same && buffer.bytes === bytes;
  }
}

/** Who will read bytes of L2, by the order in which tiles are placed. */
export class Readers {
  private readonly buckets = new Map<number, { readonly reader: Reader; readonly load: Transfer }[]>();
  private readonly byTile = new Map<Tile, Reader>();

  /** A tile will load these bytes. Numbers do not fall from call to call. */
  note(tile: Tile, number: number, load: Transfer): void {
    let reader = this.byTile.get(tile);
    if (reader === undefined) this.byTile.set(tile, (reader = { tile, number, done: false }));
    const key = extentOf(load)[0] >> BUCKET;
    const known = this.buckets.get(key);
    if (known === undefined) this.buckets.set(key, [{ reader, load }]);
    else known.push({ reader, load });
  }

  /** A tile has its place. */
  placed(tile: Tile): void {
    const reader = this.byTile.get(tile);
    if (reader !== undefined) reader.done = true;
  }

  /** Tiles without a place that could read a content instead of L2, the next one at the end. */
  of(transfer: Transfer): Reader[] {
    const [begin, end] = extentOf(transfer);
    const found: Reader[] = [];
    for (let key = begin >> BUCKET; key <= (end - 1) >> BUCKET; key++) {
      for (const { reader, load } of this.buckets.get(key) ?? []) {
        if (!reader.done && offsetIn(transfer, load) !== undefined) found.push(reader);
      }
    }
    return found.sort((a, b) => b.number - a.number);
  }
}

/** What the pool holds of L2, so that a tile need not bring it again. */
export class Holdings {
  private contents: Content[] = [];

  find(load: Transfer): Found | undefined {
    for (let i = this.contents.length - 1; i >= 0; i--) {
      const content = this.contents[i];
      const offset = offsetIn(content.transfer, load);
      if (offset !== undefined) return { content, offset };
    }
    return undefined;
  }

  add(content: Content): void {
    this.contents.push(content);
  }

  /** Bytes of the pool get other contents. */
  overwrite(address: number, bytes: number): void {
    this.contents = this.contents.filter(
      (content) => content.address + content.transfer.bytes <= address || address + bytes <= content.address,
    );
  }

  /** Bytes of L2 get other contents. */
  write(transfer: Transfer): void {
    const [begin, end] = extentOf(transfer);
    this.contents = this.contents.filter((content) => {
      const [first, last] = extentOf(content.transfer);
      return last <= begin || end <= first;
    });
  }

  /** Contents that tiles without a place read, the one that is read first at the end. */
  wanted(): readonly Content[] {
    this.contents = this.contents.filter((content) => {
      content.readers = content.readers.filter(({ done }) => !done);
      return content.readers.length > 0;
    });
    return [...this.contents].sort((a, b) => b.readers.at(-1)!.number - a.readers.at(-1)!.number);
  }
}

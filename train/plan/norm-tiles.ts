/** What the tilers of normalisations and sums share: tensors of groups in the TCDM, values of the groups, estimates. */
import { placed, type PlanContext } from "./context.js";
import { call, stretch } from "./flat.js";
import { elementsOfTile, type Groups, type GroupTile } from "./groups.js";
import { float32Bits } from "./numbers.js";
import type { Range } from "./runs.js";
import { at, type Buffer, type Call, type Transfer, type Word } from "./tile.js";

/** Clocks of an element on one core, and of a call. */
const ELEMENT_CLOCKS = { sum: 3, squares: 4, norm_sums: 6, normalize: 6, norm_backward: 9, dot: 4 } as const;
const CALL_CLOCKS = 150;
/** Bytes of a tensor that stays in the TCDM between two passes over it. */
const STAYS = 40 * 1024;

export type Kernel = keyof typeof ELEMENT_CLOCKS;

export const span = ([begin, end]: Range): number => end - begin;

export function clocksOf(kernel: Kernel, tile: GroupTile, { cores }: PlanContext): number {
  return CALL_CLOCKS + (elementsOfTile(tile) * ELEMENT_CLOCKS[kernel]) / cores;
}

/** A tensor of groups in the TCDM, tile by tile; kept from pass to pass when it is small. */
export class Tiles {
  readonly name: string;
  readonly bytes: number;
  readonly format: string;
  private readonly groups: Groups;
  private readonly offset: number;
  private readonly kept = new Map<string, Buffer>();
  private readonly stays: boolean;

  constructor(name: string, groups: Groups, context: PlanContext, shift = 0) {
    const { offset, bytes, format } = placed(context, name);
    this.name = name;
    this.bytes = bytes;
    this.format = format;
    this.groups = groups;
    this.offset = offset / bytes + shift;
    this.stays = groups.groupCount * groups.elementCount * bytes <= STAYS;
  }

  buffer(tile: GroupTile): Buffer {
    return { name: this.name, bytes: elementsOfTile(tile) * this.bytes + 4 };
  }

  transfers(tile: GroupTile, buffer: Buffer): Transfer[] {
    return this.groups.transfers(tile, buffer, this.offset, this.bytes);
  }

  load(tile: GroupTile): { readonly buffer: Buffer; readonly loads: readonly Transfer[] } {
    const key = [...tile.groups, ...tile.elements].join();
    const known = this.kept.get(key);
    if (known !== undefined) return { buffer: known, loads: [] };
    const buffer = this.buffer(tile);
    if (this.stays) this.kept.set(key, buffer);
    return { buffer, loads: this.transfers(tile, buffer) };
  }
}

/** A vector in FP32, multiplied by a number. */
export function scaleCall(from: Buffer, to: Buffer, count: number, factor: number): Call {
  const fields = {
    ...{ A: at(from), Z: at(to), ROWS: 1, RUN: count, A_ROW: 0, Z_ROW: 0, A_STEP: 4, Z_STEP: 4 },
    C: float32Bits(factor),
  };
  return call("layer_map_scale_fp32", "MAP", fields, true);
}

export const vector = (name: string, count: number): Buffer => ({ name, bytes: 4 * count });

/** Values of groups that are brought once for all tiles of these groups. */
export class Vectors {
  private readonly context: PlanContext;
  private readonly known = new Map<string, Buffer>();

  constructor(context: PlanContext) {
    this.context = context;
  }

  /** Adds the loads that are needed; the buffer, or 0 without a tensor. */
  of(name: string | undefined, range: Range, loads: Transfer[]): Word {
    if (name === undefined) return 0;
    const key = `${name} ${range.join()}`;
    let buffer = this.known.get(key);
    if (buffer === undefined) {
      const { buffer: made, transfer } = stretch(name, name, range, this.context);
      this.known.set(key, made);
      loads.push(transfer);
      buffer = made;
    }
    return at(buffer);
  }
}

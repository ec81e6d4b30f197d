import type { Dimension } from "../step.js";
import { even } from "./sheets.js";
import { collapsed, sizeOf, transfersOf, type Range } from "./runs.js";
import type { Buffer, Transfer, Word } from "./tile.js";

/** Elements of a tile. */
const ELEMENTS = 6144;
/** Groups of a tile at least, where elements lie side by side: two for each core. */
const GROUPS = 16;

/** A part of some groups: all groups of the range, of each the elements of the range. */
export interface GroupTile {
  readonly groups: Range;
  readonly elements: Range;
  /** First and last part of these groups. */
  readonly first: boolean;
  readonly last: boolean;
}

/** Groups of elements of a tensor, cut into tiles: a channel of an image, a row of a matrix. */
export class Groups {
  readonly groupCount: number;
  readonly elementCount: number;
  /** Neighbours in memory are of different groups. */
  readonly interleaved: boolean;
  private readonly groups: readonly Dimension[];
  private readonly elements: readonly Dimension[];
  /** Groups that a tile does not pass: scales and shifts begin again behind the innermost dimension (the channels of a sample). */
  private readonly period: number;
  private readonly chunk: number;

  constructor(groups: readonly Dimension[], elements: readonly Dimension[]) {
    this.groups = collapsed(groups);
    this.elements = collapsed(elements);
    this.groupCount = sizeOf(groups);
    this.elementCount = sizeOf(elements);
    this.interleaved = this.groups.at(-1)?.stride === 1 && this.elements.at(-1)?.stride !== 1;
    this.period = this.interleaved ? this.groups.at(-1)!.size : (groups.at(-1)?.size ?? 1);
    const most = this.interleaved ? 1024 : Math.max(GROUPS, Math.floor(ELEMENTS / this.elementCount));
    this.chunk = Math.min(this.period, most);
  }

  /** All tiles: groups one range after the other, the elements of each in their order. */
  tiles(): GroupTile[] {
    const found: GroupTile[] = [];
    const { period } = this;
    for (let from = 0; from < this.groupCount; from += period) {
      for (let g = 0; g < period; g += this.chunk) {
        const groups: Range = [from + g, from + Math.min(period, g + this.chunk)];
        const step = Math.max(1, Math.floor(ELEMENTS / (groups[1] - groups[0])));
        const parts = even(this.elementCount, Math.ceil(this.elementCount / step));
        parts.forEach((elements, i) => found.push({ groups, elements, first: i === 0, last: i === parts.length - 1 }));
      }
    }
    return found;
  }

  /** Commands between a buffer and the elements of a tile of a tensor that stands at `offset` elements. */
  transfers({ groups, elements }: GroupTile, buffer: Buffer, offset: number, bytes: number): Transfer[] {
    const [rows, columns] = this.interleaved ? [this.elements, this.groups] : [this.groups, this.elements];
    const ranges: [Range, Range] = this.interleaved ? [elements, groups] : [groups, elements];
    return transfersOf({ rows, columns, offset, bytes }, ...ranges, buffer);
  }

  /** Fields of a descriptor of `sw/layers/norm.S` that say how a tile lies in its buffer. */
  layout({ groups, elements }: GroupTile, bytes: number): Record<string, Word> {
    const [g, e] = [groups[1] - groups[0], elements[1] - elements[0]];
    const strides = this.interleaved
      ? { GROUP_STRIDE: bytes, INNER_STRIDE: g * bytes }
      : { GROUP_STRIDE: e * bytes, INNER_STRIDE: bytes };
    return { GROUPS: g, OUTER: 1, INNER: e, OUTER_STRIDE: 0, SPLIT: g >= GROUPS ? 0 : 1, ...strides };
  }
}

/** Elements of a tile. */
export const elementsOfTile = ({ groups, elements }: GroupTile): number =>
  (groups[1] - groups[0]) * (elements[1] - elements[0]);

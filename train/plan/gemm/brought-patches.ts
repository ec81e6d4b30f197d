import type { Lay } from "../choice.js";
import type { PatchView } from "../../step.js";
import { placed, type PlanContext } from "../context.js";
import { ZERO_BYTES, zerosAt } from "../memory.js";
import { offsetOf, type Range } from "../runs.js";
import { at, type Buffer, type Call, type Transfer } from "../tile.js";
import type { Axis } from "./axis.js";
import { cached, MARGIN, span, turnCall, turnClocks, type Operand, type OperandTile } from "./operand.js";
import { patchTransfers, type PatchSource } from "./patch-transfers.js";
import { patchAxes, pixelsOf } from "./patches.js";

/** Commands that the queues of all cores take beside those of other operands: with more the cores wait to give them. */
const COMMANDS = 26;
/** Beats of 8 bytes that a row of a command takes beyond its bytes, as it begins anywhere, and clocks of a command. */
const ROW_BEATS = 0.8;
const COMMAND_BEATS = 12;

/**
 * The patches of images as the DMA lays them out on the way from L2, row of taps by row of taps: each element is brought as often as
 * it is read, and the cores have nothing to do with it.
 */
export class BroughtPatches implements Operand {
  readonly transposed: boolean;
  readonly rows: Axis;
  readonly columns: Axis;
  readonly kindKey: string;
  readonly wholeProducts = false;
  private readonly source: PatchSource;
  private readonly products: readonly { readonly size: number; readonly stride: number }[];
  private readonly cores: number;
  private readonly turns: boolean;
  private readonly matrices = cached<readonly Transfer[]>();
  private readonly turned = cached<readonly Call[]>();
  private readonly costs = new Map<string, { readonly commands: number; readonly beats: number }>();

  constructor(view: PatchView, count: readonly number[], context: PlanContext, lay: Lay) {
    const { offset, bytes } = placed(context, view.tensor);
    const zeros = { zeros: zerosAt(context.l2), zeroBytes: ZERO_BYTES };
    this.source = { view, base: offset / bytes + view.offset, bytes, ...zeros };
    this.products = count.map((size, d) => ({ size, stride: view.countStrides[d] }));
    this.cores = context.cores;
    this.transposed = view.transposed && lay !== "turned";
    this.turns = view.transposed && lay === "turned";
    [this.rows, this.columns] = patchAxes(view);
    this.kindKey = JSON.stringify({ ...view, tensor: "", offset: 0, countStrides: [], lay, im2row: "dma" });
  }

  private transfers(product: number, pixels: Range, taps: Range, buffer: Buffer): Transfer[] {
    const { view, base } = this.source;
    const unit = view.kernel[1] * view.channels;
    const part = { ...pixelsOf(view, pixels), tapRow: taps[0] / unit, tapRows: span(taps) / unit };
    return patchTransfers({ ...this.source, base: base + offsetOf(this.products, product) }, part, buffer);
  }

  tile(products: Range, rows: Range, columns: Range): OperandTile {
    const { view, bytes } = this.source;
    const [pixels, taps] = view.transposed ? [columns, rows] : [rows, columns];
    const key = [...products, ...pixels, ...taps];
    const stride = span(taps) * bytes;
    const size = span(pixels) * stride + MARGIN;
    const { buffer, made: loads } = this.matrices(key, () => {
      const brought: Buffer = { name: "patches", bytes: size };
      return { buffer: brought, made: this.transfers(products[0], pixels, taps, brought) };
    });
    const next = span(pixels) * stride;
    if (!this.turns) return { place: at(buffer), stride, next, loads: loads ?? [], prepare: [] };
    const { buffer: target, made: prepare } = this.turned(key, () => {
      const other: Buffer = { name: "patches turned", bytes: size };
      const sizes = { rows: span(pixels), columns: span(taps), count: 1, bytes };
      return { buffer: other, made: [turnCall(buffer, other, sizes)] };
    });
    const turned = { place: at(target), stride: span(pixels) * bytes, next };
    return { ...turned, loads: loads ?? [], prepare: prepare ?? [] };
  }

  /** Commands and beats of a tile of that size, the first of an image. */
  private cost(rows: number, columns: number): { readonly commands: number; readonly beats: number } {
    const { view } = this.source;
    const units = (axis: Axis, size: number): number => Math.max(1, Math.round(size / axis.unit)) * axis.unit;
    const sizes = [units(this.rows, rows), units(this.columns, columns)];
    const known = this.costs.get(sizes.join());
    if (known !== undefined) return known;
    const [pixels, taps] = view.transposed ? [sizes[1], sizes[0]] : sizes;
    const period = view.grid[0] * view.grid[1];
    const whole = pixels > period ? Math.ceil(pixels / period) * period : pixels;
    const transfers = this.transfers(0, [0, whole], [0, taps], { name: "", bytes: 0 });
    const beats = transfers.reduce((sum, transfer) => {
      const length = Math.min(transfer.rows?.bytes ?? transfer.bytes, transfer.tcdmRows?.bytes ?? transfer.bytes);
      return sum + transfer.bytes / 8 + (transfer.bytes / length) * ROW_BEATS + COMMAND_BEATS;
    }, 0);
    const found = { commands: transfers.length, beats };
    this.costs.set(sizes.join(), found);
    return found;
  }

  /** What has more commands than the queues take does not fit. */
  bytes(_products: number, rows: number, columns: number): { loaded: number; prepared: number } {
    const matrix = rows * columns * this.source.bytes + MARGIN;
    const fits = this.cost(rows, columns).commands <= COMMANDS;
    return { loaded: fits ? matrix : Infinity, prepared: this.turns ? matrix : 0 };
  }

  traffic(_products: number, rows: number, columns: number): number {
    return this.cost(rows, columns).beats * 8;
  }

  prepareClocks(_products: number, rows: number, columns: number): number {
    return this.turns ? turnClocks(rows * columns, this.cores) : 0;
  }
}

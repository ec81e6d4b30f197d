import { wire, type Block, type Probe, type Scope } from "../probe.js";
import type { ArrayDatapath, ArrayOperands } from "./array.js";
import type { RedmuleParameters } from "./parameters.js";
import type { WBuffer } from "./w-buffer.js";
import type { XBuffer } from "./x-buffer.js";
import type { ZBuffer } from "./z-buffer.js";

/** What the X and W buffer hold out to the array; W as it was read in the first of the clocks that are computed together. */
class BufferOperands implements ArrayOperands {
  groupRead = 0;
  elementRead = 0;
  private readonly x: XBuffer;
  private readonly w: WBuffer;

  constructor(x: XBuffer, w: WBuffer) {
    this.x = x;
    this.w = w;
  }

  xBits(l: number, h: number): number {
    return this.x.operandBits(l, h);
  }

  wBits(h: number): number {
    return this.w.operandBits(h);
  }
}

/**
 * The array with its wiring to the buffers. Every row advances with one enable; rows beyond a short tile are not clocked.
 * Between tiles CE 0 takes the Y column instead of the fed-back results.
 *
 * Clocks in which nothing but the element of W that is read moves on are noted and computed together: before an operand changes, which the
 * parent says by `compute`, and before somebody looks at the array.
 */
export class Engine implements Block {
  // Input wires.
  enable = 0;
  activeRows = 0;
  pushingY = 0;
  operation = 0;
  /** Clears the output registers of the clocked rows. */
  flush = 0;
  /** Clears every register. */
  clearAll = 0;

  readonly array: ArrayDatapath;
  private readonly y: Uint16Array;
  private readonly operands: BufferOperands;
  private readonly p: RedmuleParameters;
  private readonly wBuffer: WBuffer;
  private readonly zBuffer: ZBuffer;

  /** Clocks that are noted, their rows and operation, and the most that there may be of them. */
  private noted = 0;
  private notedRows = 0;
  private notedOperation = 0;
  private most = 1;

  constructor(p: RedmuleParameters, array: ArrayDatapath, x: XBuffer, w: WBuffer, z: ZBuffer) {
    this.p = p;
    this.array = array;
    this.wBuffer = w;
    this.zBuffer = z;
    this.y = new Uint16Array(p.L);
    this.operands = new BufferOperands(x, w);
  }

  /** FP16 encoding in the output register of CE (l, h). */
  output(l: number, h: number): number {
    this.compute();
    return this.array.output(l, h);
  }

  settle(): void {
    if (this.zBuffer.fill) this.showResults();
    if ((this.enable & this.pushingY) !== 0) this.takeY(this.zBuffer.yColumn);
  }

  /** The results that leave the array in this clock. */
  showResults(): void {
    const { p, zBuffer } = this;
    for (let l = 0; l < p.L; l++) zBuffer.results[l] = this.output(l, p.H - 1);
  }

  private takeY(column: number): void {
    const { p, y, zBuffer } = this;
    for (let l = 0; l < p.L; l++) y[l] = zBuffer.yBits(column + l);
  }

  /** `count` enabled clocks of `rows` rows from an element of W on, with Y from index `column` of the Z buffer on, or none for -1. */
  replay(rows: number, groupRead: number, elementRead: number, count: number, column: number): void {
    const { operands } = this;
    operands.groupRead = groupRead;
    operands.elementRead = elementRead;
    if (column >= 0) this.takeY(column);
    this.array.step(rows, this.operation, operands, column >= 0 ? this.y : null, count);
  }

  edge(): void {
    if (this.clearAll) {
      this.reset();
      return;
    }
    if (this.enable) this.note();
    if (this.flush) {
      this.compute();
      this.array.flush(this.activeRows);
    }
  }

  /** Computes the clocks that are noted. */
  compute(): void {
    const { noted, operands } = this;
    if (noted === 0) return;
    this.noted = 0;
    this.array.step(this.notedRows, this.notedOperation, operands, null, noted);
  }

  private note(): void {
    const { operands, wBuffer, noted, activeRows, operation, p } = this;
    const { groupRead, elementRead } = wBuffer;
    // Like those that are noted, one element of W further.
    const follows = noted !== 0 && elementRead === operands.elementRead + noted && groupRead === operands.groupRead;
    if (follows && noted < this.most && elementRead <= p.P && this.pushingY === 0) {
      if (activeRows === this.notedRows && operation === this.notedOperation) {
        this.noted = noted + 1;
        return;
      }
    }
    this.compute();
    operands.groupRead = groupRead;
    operands.elementRead = elementRead;
    // Overwritten registers may lead out of the W buffer.
    const inside = groupRead < p.H && elementRead <= p.P;
    this.most = inside && this.pushingY === 0 ? this.array.together(activeRows, operation) : 1;
    if (this.most === 1) {
      this.array.step(activeRows, operation, operands, this.pushingY ? this.y : null);
      return;
    }
    this.noted = 1;
    this.notedRows = activeRows;
    this.notedOperation = operation;
  }

  reset(): void {
    this.noted = 0;
    this.array.reset();
  }

  scope(name: string): Scope {
    return {
      name,
      probes: [
        wire("enable", 1, () => this.enable),
        wire("active_rows", 13, () => this.activeRows),
        wire("pushing_y", 1, () => this.pushingY),
      ],
      children: this.computed(this.array.scopes(), new Map()),
    };
  }

  /**
   * The same scopes, read and overwritten once all that is noted has been computed.
   * @param refreshes what stands for each `refresh`, one for all probes that share it
   */
  private computed(scopes: readonly Scope[], refreshes: Map<() => void, () => void>): Scope[] {
    const first = (refresh: () => void): (() => void) => {
      const known = refreshes.get(refresh);
      if (known !== undefined) return known;
      const both = (): void => {
        this.compute();
        refresh();
      };
      refreshes.set(refresh, both);
      return both;
    };
    const after = (probe: Probe): Probe => ({
      ...probe,
      get: (i) => {
        this.compute();
        return probe.get(i);
      },
      ...(probe.set && {
        set: (i: number, value: number) => {
          this.compute();
          probe.set!(i, value);
        },
      }),
      ...(probe.refresh && { refresh: first(probe.refresh) }),
    });
    return scopes.map(({ name, probes, children }) => {
      return { name, probes: probes.map(after), children: this.computed(children, refreshes) };
    });
  }
}

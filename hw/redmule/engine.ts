import { wire, type Block, type Scope } from "../probe.js";
import type { ArrayDatapath, ArrayOperands } from "./array.js";
import type { RedmuleParameters } from "./parameters.js";
import type { WBuffer } from "./w-buffer.js";
import type { XBuffer } from "./x-buffer.js";
import type { ZBuffer } from "./z-buffer.js";

/** What the X and W buffer hold out to the array. */
class BufferOperands implements ArrayOperands {
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

  get groupRead(): number {
    return this.w.groupRead;
  }

  get elementRead(): number {
    return this.w.elementRead;
  }
}

/**
 * The array with its wiring to the buffers. Every row advances with one enable; rows beyond a short tile are not clocked.
 * Between tiles CE 0 takes the Y column instead of the fed-back results.
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
  private readonly operands: ArrayOperands;
  private readonly p: RedmuleParameters;
  private readonly zBuffer: ZBuffer;

  constructor(p: RedmuleParameters, array: ArrayDatapath, x: XBuffer, w: WBuffer, z: ZBuffer) {
    this.p = p;
    this.array = array;
    this.zBuffer = z;
    this.y = new Uint16Array(p.L);
    this.operands = new BufferOperands(x, w);
  }

  settle(): void {
    const { p, zBuffer } = this;
    if (zBuffer.fill) for (let l = 0; l < p.L; l++) zBuffer.results[l] = this.array.output(l, p.H - 1);
    if ((this.enable & this.pushingY) === 0) return;
    const column = zBuffer.yColumn;
    for (let l = 0; l < p.L; l++) this.y[l] = zBuffer.yBits(column + l);
  }

  edge(): void {
    if (this.clearAll) {
      this.array.reset();
      return;
    }
    if (this.enable) this.array.step(this.activeRows, this.operation, this.operands, this.pushingY ? this.y : null);
    if (this.flush) this.array.flush(this.activeRows);
  }

  reset(): void {
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
      children: this.array.scopes(),
    };
  }
}

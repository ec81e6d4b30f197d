import { wire, type Block, type Scope } from "../probe.js";
import type { ArrayDatapath, ArrayOperands } from "./array.js";
import type { RedmuleParameters } from "./parameters.js";
import type { WBuffer } from "./w-buffer.js";
import type { XBuffer } from "./x-buffer.js";
import type { ZBuffer } from "./z-buffer.js";

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
  private readonly w: Uint16Array;
  private readonly operands: ArrayOperands;
  private readonly p: RedmuleParameters;
  private readonly wBuffer: WBuffer;
  private readonly zBuffer: ZBuffer;

  constructor(p: RedmuleParameters, array: ArrayDatapath, x: XBuffer, w: WBuffer, z: ZBuffer) {
    this.p = p;
    this.array = array;
    this.wBuffer = w;
    this.zBuffer = z;
    this.y = new Uint16Array(p.L);
    this.w = new Uint16Array(p.H);
    this.operands = { xBits: (l, h) => x.operandBits(l, h), w: this.w };
  }

  settle(): void {
    const { p, zBuffer, wBuffer } = this;
    if (zBuffer.fill) for (let l = 0; l < p.L; l++) zBuffer.results[l] = this.array.output(l, p.H - 1);
    if (!this.enable) return;
    for (let h = 0; h < p.H; h++) this.w[h] = wBuffer.data[wBuffer.elementOf(h)];
    if (!this.pushingY) return;
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

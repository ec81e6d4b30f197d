import { registerArray, type Block, type Scope } from "../../probe.js";
import type { ExStage } from "./ex-stage.js";
import type { FloatUnit } from "./float-unit.js";
import type { WbStage } from "./wb-stage.js";

/**
 * Integer registers, index 0 to 31, and floating-point registers above; x0 stays 0. One write port is for results of EX and
 * of divisions of the FPU, one for loaded data and other results of the FPU.
 */
export class RegisterFile implements Block {
  /** Signed values, index = register number. */
  readonly values = new Int32Array(64);
  private readonly ex: ExStage;
  private readonly wb: WbStage;
  private readonly float: FloatUnit;

  constructor(ex: ExStage, wb: WbStage, float: FloatUnit) {
    this.ex = ex;
    this.wb = wb;
    this.float = float;
  }

  edge(): void {
    const { ex, wb, float } = this;
    if (wb.done && wb.load) this.write(wb.rd, wb.value);
    if (float.done) this.write(float.rd, float.result);
    if (ex.mac.done) this.write(ex.mac.heldRd, ex.mac.result);
    if (ex.leaves) this.write(ex.instruction.aluRd, ex.result);
    if (wb.fault && !wb.first) this.write(wb.baseRd, wb.base);
  }

  private write(register: number, value: number): void {
    if (register !== 0) this.values[register] = value;
  }

  reset(): void {
    this.values.fill(0);
  }

  scope(name: string): Scope {
    const words = new Uint32Array(this.values.buffer);
    const probes = [registerArray("x", 32, words.subarray(0, 32)), registerArray("f", 32, words.subarray(32))];
    return { name, probes, children: [] };
  }
}

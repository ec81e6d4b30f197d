import { registerArray, type Block, type Scope } from "../../probe.js";

/**
 * Integer registers, index 0 to 31, and floating-point registers above, with a write port for results of EX and one for
 * loaded data and results of the FPU; x0 stays 0.
 */
export class RegisterFile implements Block {
  /** Signed values, index = register number. */
  readonly values = new Int32Array(64);
  // Inputs: a register number of 0 writes nothing.
  loadRd = 0;
  loadValue = 0;
  aluRd = 0;
  aluValue = 0;

  edge(): void {
    if (this.loadRd !== 0) this.values[this.loadRd] = this.loadValue;
    if (this.aluRd !== 0) this.values[this.aluRd] = this.aluValue;
  }

  reset(): void {
    this.values.fill(0);
    this.loadRd = this.aluRd = 0;
  }

  scope(name: string): Scope {
    const words = new Uint32Array(this.values.buffer);
    const probes = [registerArray("x", 32, words.subarray(0, 32)), registerArray("f", 32, words.subarray(32))];
    return { name, probes, children: [] };
  }
}

import { registerArray, type Block, type Scope } from "../../probe.js";

/** 32 integer registers with a write port for results of EX and one for loaded data; x0 stays 0. */
export class RegisterFile implements Block {
  /** Signed values, index = register number. */
  readonly values = new Int32Array(32);
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
    return { name, probes: [registerArray("x", 32, new Uint32Array(this.values.buffer))], children: [] };
  }
}

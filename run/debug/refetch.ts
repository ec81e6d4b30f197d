import { State } from "../../hw/cluster/core/controller-state.js";
import type { Core } from "../../hw/cluster/core/core.js";
import { walk, type Probe } from "../../hw/probe.js";
import type { System } from "../../hw/cluster/systems/system.js";
import { NOWHERE, type CoreState } from "./core-state.js";

/** States of the controller with an instruction in EX that has done nothing yet. */
const AT_INSTRUCTION: readonly State[] = [State.decode, State.flushEx, State.eventLoad];
/** Bytes of the longest instruction. */
const LONGEST = 4;

/**
 * Registers of a core at a clock boundary are written before an instruction whose operands the pipeline has read: it and what follows
 * are dropped, and the core fetches it again. The probes of the whole machine wake whatever has been at rest.
 */
export class Refetch {
  private readonly cores: readonly Core[];
  private readonly valid: readonly (readonly Probe[])[];
  private readonly controllers: readonly (readonly Probe[])[];
  private readonly registers: readonly (readonly Probe[])[];
  private readonly boots: readonly number[];

  constructor(system: System) {
    this.cores = system.cores;
    this.boots = system.cores.map(({ bootAddress }) => bootAddress);
    const found = new Map<string, Probe>();
    walk(system.scope("machine"), (path, probe) => found.set(`${path.slice(1).join(".")}.${probe.name}`, probe));
    const ofCores = (...names: readonly string[]): Probe[][] =>
      system.cores.map((_, i) => names.map((name) => found.get(`core${i}.${name}`)!));
    this.valid = ofCores("ex.valid", "id.valid");
    this.controllers = ofCores("controller.state", "controller.jump_done");
    this.registers = ofCores("registers.x", "registers.f");
  }

  /** Why the registers of a core cannot be written at this boundary; undefined when they can. */
  refusal(i: number, { fresh }: CoreState): string | undefined {
    const { controller, loops, hartId } = this.cores[i];
    if (fresh === NOWHERE || !AT_INSTRUCTION.includes(controller.state)) {
      return `core ${hartId} is in the middle of an instruction: stepi on its thread first`;
    }
    // The pass of a loop has been counted when its last instruction has left ID.
    if (loops.count.some((count, loop) => count !== 0 && Math.abs(loops.end[loop] - fresh) <= LONGEST)) {
      return `core ${hartId} is at the end of a hardware loop, whose pass has been counted: stepi on its thread first`;
    }
    return undefined;
  }

  /** Drops what is in EX and ID; the next clock begins to fetch at `pc`. */
  cancel(i: number, pc: number): void {
    for (const probe of this.valid[i]) probe.set!(0, 0);
    const [state, jumpDone] = this.controllers[i];
    state.set!(0, State.boot);
    jumpDone.set!(0, 0);
    this.cores[i].bootAddress = pc;
  }

  /** x0 to x31 are registers 0 to 31, f0 to f31 those from 32 on. */
  setRegister(i: number, register: number, value: number): void {
    this.registers[i][register >> 5].set!(register & 31, value >>> 0);
  }

  /** Behind the clock that began to fetch, and before another point of time: cores start where they started. */
  forget(): void {
    this.cores.forEach((core, i) => (core.bootAddress = this.boots[i]));
  }
}

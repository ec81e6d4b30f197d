/**
 * Instruction-set model of RV32IMC with Zicsr and machine mode, and of the extensions that an `IsaVariant` names; one
 * instruction a step and no time. It follows the manuals directly and shares nothing with the hardware model.
 */

import { ATOMIC_ROWS } from "./atomic.js";
import { sext } from "./bits.js";
import { executeCompressed } from "./compressed.js";
import { IsaCsrs, type HardwareLoop } from "./csr.js";
import { floatRows } from "./float.js";
import { executeInteger } from "./integer.js";
import type { Hart } from "./hart.js";
import { LOOP_ROWS } from "./loop.js";
import { PACKED_FLOAT_ROWS } from "./packed-float.js";
import { PULP_ELEMENT_ROWS } from "./pulp-elements.js";
import { PULP_MEMORY_ROWS } from "./pulp-memory.js";
import { PULP_PACKED_ROWS } from "./pulp-packed.js";
import { PULP_SCALAR_ROWS } from "./pulp-scalar.js";
import { funct3Of, IsaTable, rdOf, row, rs1Of, type IsaRow } from "./row.js";
import { isaVariant, type IsaVariant } from "./variant.js";

/** Memory as the model sees it: little-endian bytes; undefined or false where nobody answers. */
export interface IsaMemory {
  read(address: number): number | undefined;
  write(address: number, byte: number): boolean;
}

/** What one step did. */
export interface IsaStep {
  readonly pc: number;
  /** Fetched instruction, 16 bits when compressed. */
  readonly word: number;
  /** mcause when the instruction trapped, else undefined. */
  readonly trap?: number;
}

class Trap extends Error {
  override readonly cause: number;
  readonly value: number;
  constructor(cause: number, value: number) {
    super(`trap ${cause}`);
    this.cause = cause;
    this.value = value;
  }
}

const CAUSE = {
  fetch: 1,
  illegal: 2,
  breakpoint: 3,
  loadMisaligned: 4,
  load: 5,
  storeMisaligned: 6,
  store: 7,
  ecall: 11,
};

/** A floating-point instruction is illegal while mstatus.FS is off. */
function unlessOff({ match, mask, execute }: IsaRow): IsaRow {
  return row(match, mask, (model, word, pc) => {
    if (model.csrs.floatOff) model.illegal(word);
    execute(model, word, pc);
  });
}

function extensionRows(variant: IsaVariant) {
  const { atomics, float, packedFloat, pulp } = variant;
  return [
    ...(atomics ? ATOMIC_ROWS : []),
    ...(pulp
      ? [...LOOP_ROWS, ...PULP_MEMORY_ROWS, ...PULP_SCALAR_ROWS, ...PULP_PACKED_ROWS, ...PULP_ELEMENT_ROWS]
      : []),
    ...(float === "none" ? [] : floatRows(variant).map(unlessOff)),
    ...(packedFloat ? PACKED_FLOAT_ROWS.map(unlessOff) : []),
  ];
}

/** One hart. */
export class IsaModel implements Hart {
  readonly x = new Uint32Array(32);
  readonly f: Uint32Array;
  pc: number;
  readonly csrs: IsaCsrs;
  reservation = -1;
  readonly loops: readonly HardwareLoop[] = [
    { start: 0, end: 0, count: 0 },
    { start: 0, end: 0, count: 0 },
  ];
  readonly weights = new Uint32Array(4);
  readonly activations = new Uint32Array(2);
  readonly variant: IsaVariant;
  private readonly memory: IsaMemory;
  private readonly extensions: IsaTable;

  constructor(memory: IsaMemory, entry: number, isa = "rv32imc", departures: readonly string[] = []) {
    this.memory = memory;
    this.pc = entry >>> 0;
    this.variant = isaVariant(isa, departures);
    this.csrs = new IsaCsrs(this.variant, this.loops);
    this.f = this.variant.float === "integer" ? this.x : new Uint32Array(32);
    this.extensions = new IsaTable(extensionRows(this.variant));
  }

  /** Executes the instruction at `pc`, or enters the trap that it raises. */
  step(): IsaStep {
    const pc = this.pc;
    let word = 0;
    try {
      word = this.fetch();
      this.execute(word, pc);
      this.x[0] = 0;
      this.csrs.instret++;
      return { pc, word };
    } catch (trap) {
      if (!(trap instanceof Trap)) throw trap;
      this.x[0] = 0;
      this.pc = this.csrs.enterTrap(trap.cause, pc, trap.cause === CAUSE.illegal ? word : trap.value);
      return { pc, word, trap: trap.cause };
    }
  }

  /** Takes interrupt `number` before the next instruction. */
  interrupt(number: number): void {
    this.pc = this.csrs.enterTrap((0x80000000 | number) >>> 0, this.pc, 0);
  }

  setFloat(register: number, value: number): void {
    this.f[register] = value;
    this.csrs.markDirty();
  }

  breakpoint(): never {
    throw new Trap(CAUSE.breakpoint, 0);
  }

  illegal(word: number): never {
    throw new Trap(CAUSE.illegal, word);
  }

  misaligned(address: number, store: boolean): never {
    throw new Trap(store ? CAUSE.storeMisaligned : CAUSE.loadMisaligned, address >>> 0);
  }

  private fetch(): number {
    const half = (address: number) => {
      const low = this.memory.read(address >>> 0);
      const high = this.memory.read((address + 1) >>> 0);
      if (low === undefined || high === undefined) throw new Trap(CAUSE.fetch, address >>> 0);
      return low | (high << 8);
    };
    const low = half(this.pc);
    return (low & 3) === 3 ? (low | (half(this.pc + 2) << 16)) >>> 0 : low;
  }

  private execute(word: number, pc: number): void {
    const compressed = (word & 3) !== 3;
    const next = (pc + (compressed ? 2 : 4)) >>> 0;
    this.pc = next;
    if (compressed) {
      if (!executeCompressed(this, word, pc)) this.illegal(word);
    } else if ((word & 0x7f) === 0x73) this.system(word);
    else if (!executeInteger(this, word, pc)) {
      const execute = this.extensions.find(word);
      if (execute === undefined) this.illegal(word);
      execute(this, word, pc);
    }
    if (this.pc === next) this.repeatLoops(pc);
  }

  /** At the last instruction of a hardware loop: back to its start while iterations are left. Loop 0 is the inner one. */
  private repeatLoops(pc: number): void {
    for (const loop of this.loops) {
      if (loop.count <= 1 || loop.end !== pc) continue;
      loop.count--;
      this.pc = loop.start;
      return;
    }
  }

  load(address: number, bytes: number, signed: boolean, cause: number = CAUSE.load): number {
    let value = 0;
    for (let i = 0; i < bytes; i++) {
      const byte = this.memory.read((address + i) >>> 0);
      if (byte === undefined) throw new Trap(cause, (address + i) >>> 0);
      value |= byte << (8 * i);
    }
    return signed ? sext(value, 8 * bytes) : value;
  }

  loadToModify(address: number): number {
    return this.load(address, 4, true, CAUSE.store);
  }

  store(address: number, bytes: number, value: number): void {
    for (let i = 0; i < bytes; i++) {
      const answered = this.memory.write((address + i) >>> 0, (value >>> (8 * i)) & 0xff);
      if (!answered) throw new Trap(CAUSE.store, (address + i) >>> 0);
      if (((address + i) & ~3) >>> 0 === this.reservation) this.reservation = -1;
    }
  }

  jump(target: number): void {
    this.pc = (target & ~1) >>> 0;
  }

  private system(word: number): void {
    const f3 = funct3Of(word);
    if (f3 !== 0) return this.accessCsr(word, f3);
    if (word === 0x73) throw new Trap(CAUSE.ecall, 0);
    if (word === 0x100073) this.breakpoint();
    if (word === 0x10500073) return;
    if (word !== 0x30200073) this.illegal(word);
    this.jump(this.csrs.leaveTrap());
  }

  private accessCsr(word: number, f3: number): void {
    const source = rs1Of(word);
    const operand = f3 & 4 ? source : this.x[source];
    const address = word >>> 20;
    const writes = (f3 & 3) === 1 || source !== 0;
    const old = this.csrs.read(address);
    if (f3 === 4 || old === undefined || (writes && address >= 0xc00)) this.illegal(word);
    if (writes) this.csrs.write(address, (f3 & 3) === 1 ? operand : (f3 & 3) === 2 ? old | operand : old & ~operand);
    this.x[rdOf(word)] = old;
  }
}

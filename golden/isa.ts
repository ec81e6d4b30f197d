/**
 * Instruction-set model of RV32IMC with Zicsr and machine mode, one instruction a step and no time. It follows the
 * RISC-V manuals directly and shares nothing with the hardware model.
 */

import { gather, sext } from "./isa-bits.js";
import { executeCompressed } from "./isa-compressed.js";

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

const CAUSE = { fetch: 1, illegal: 2, breakpoint: 3, load: 5, store: 7, ecall: 11 };
const MASKS = new Map([
  [0x300, 0x88],
  [0x304, 0xffff0888],
  [0x305, 0xfffffffd],
  [0x340, 0xffffffff],
  [0x341, 0xfffffffe],
  [0x342, 0x8000001f],
  [0x343, 0xffffffff],
]);
const CONSTANTS = new Map([
  [0x301, 0x40001104],
  [0xf11, 0],
  [0xf12, 0],
  [0xf13, 0],
]);

/** One hart. Registers are unsigned 32-bit numbers. */
export class IsaModel {
  readonly x = new Uint32Array(32);
  pc: number;
  hartId = 0;
  /** Instructions retired so far. */
  instret = 0;
  readonly csr = new Map<number, number>([...MASKS.keys()].map((address) => [address, 0]));
  private readonly memory: IsaMemory;

  constructor(memory: IsaMemory, entry: number) {
    this.memory = memory;
    this.pc = entry >>> 0;
  }

  /** Executes the instruction at `pc`, or enters the trap that it raises. */
  step(): IsaStep {
    const pc = this.pc;
    let word = 0;
    try {
      word = this.fetch();
      this.pc = (pc + ((word & 3) === 3 ? 4 : 2)) >>> 0;
      if ((word & 3) === 3) this.execute(word, pc);
      else if (!executeCompressed(this, word, pc)) throw new Trap(CAUSE.illegal, word);
      this.x[0] = 0;
      this.instret++;
      return { pc, word };
    } catch (trap) {
      if (!(trap instanceof Trap)) throw trap;
      this.enter(trap.cause, pc, trap.cause === CAUSE.illegal ? word : trap.value);
      return { pc, word, trap: trap.cause };
    }
  }

  /** Takes interrupt `number` before the next instruction. */
  interrupt(number: number): void {
    this.enter((0x80000000 | number) >>> 0, this.pc, 0);
  }

  /** Raises the breakpoint exception. */
  breakpoint(): never {
    throw new Trap(CAUSE.breakpoint, 0);
  }

  private enter(cause: number, pc: number, value: number): void {
    const status = this.csr.get(0x300)!;
    this.csr.set(0x300, status & 8 ? 0x80 : 0);
    this.csr.set(0x341, pc);
    this.csr.set(0x342, cause);
    this.csr.set(0x343, value >>> 0);
    const vector = this.csr.get(0x305)!;
    const offset = cause >= 0x80000000 && vector & 1 ? 4 * (cause % 32) : 0;
    this.pc = ((vector & ~3) + offset) >>> 0;
  }

  private fetch(): number {
    const half = (address: number) => {
      const low = this.memory.read(address >>> 0);
      const high = this.memory.read((address + 1) >>> 0);
      if (low === undefined || high === undefined) throw new Trap(CAUSE.fetch, this.pc);
      return low | (high << 8);
    };
    const low = half(this.pc);
    return (low & 3) === 3 ? (low | (half(this.pc + 2) << 16)) >>> 0 : low;
  }

  /** Loads little-endian bytes, sign-extended on demand. */
  load(address: number, bytes: number, signed: boolean): number {
    let value = 0;
    for (let i = 0; i < bytes; i++) {
      const byte = this.memory.read((address + i) >>> 0);
      if (byte === undefined) throw new Trap(CAUSE.load, (address + i) >>> 0);
      value |= byte << (8 * i);
    }
    return signed ? sext(value, 8 * bytes) : value;
  }

  /** Stores the low bytes of `value`. */
  store(address: number, bytes: number, value: number): void {
    for (let i = 0; i < bytes; i++) {
      const answered = this.memory.write((address + i) >>> 0, (value >>> (8 * i)) & 0xff);
      if (!answered) throw new Trap(CAUSE.store, (address + i) >>> 0);
    }
  }

  /** Continues at `target`, whose bit 0 is dropped. */
  jump(target: number): void {
    this.pc = (target & ~1) >>> 0;
  }

  private execute(word: number, pc: number): void {
    const { x } = this;
    const rd = (word >>> 7) & 31;
    const f3 = (word >>> 12) & 7;
    const a = x[(word >>> 15) & 31];
    const b = x[(word >>> 20) & 31];
    const imm = sext(word >>> 20, 12);
    switch (word & 0x7f) {
      case 0b0110111:
        x[rd] = word & 0xfffff000;
        return;
      case 0b0010111:
        x[rd] = pc + (word & 0xfffff000);
        return;
      case 0b1101111:
        x[rd] = this.pc;
        return this.jump(
          pc +
            sext(
              ((word >>> 31) << 20) | (word & 0xff000) | (((word >>> 20) & 1) << 11) | (((word >>> 21) & 0x3ff) << 1),
              21,
            ),
        );
      case 0b1100111:
        if (f3 !== 0) break;
        x[rd] = this.pc;
        return this.jump(a + imm);
      case 0b1100011: {
        const [signedA, signedB] = [a | 0, b | 0];
        const holds = [a === b, a !== b, undefined, undefined, signedA < signedB, signedA >= signedB, a < b, a >= b][
          f3
        ];
        if (holds === undefined) break;
        const offset = gather(
          word,
          [31, 12],
          [7, 11],
          [30, 10],
          [29, 9],
          [28, 8],
          [27, 7],
          [26, 6],
          [25, 5],
          [11, 4],
          [10, 3],
          [9, 2],
          [8, 1],
        );
        if (holds) this.jump(pc + sext(offset, 13));
        return;
      }
      case 0b0000011:
        if (f3 === 3 || f3 > 5) break;
        x[rd] = this.load(a + imm, 1 << (f3 % 4), f3 < 4);
        return;
      case 0b0100011:
        if (f3 > 2) break;
        return this.store(a + sext(((word >>> 25) << 5) | rd, 12), 1 << f3, b);
      case 0b0010011: {
        const f7 = word >>> 25;
        if ((f3 === 1 && f7 !== 0) || (f3 === 5 && f7 !== 0 && f7 !== 32)) break;
        x[rd] = this.arithmetic(f3, a, f3 === 1 || f3 === 5 ? imm & 31 : imm, f3 === 5 && f7 === 32);
        return;
      }
      case 0b0110011: {
        const f7 = word >>> 25;
        if (f7 === 1) x[rd] = this.multiplyDivide(f3, a, b);
        else if (f7 === 0 || (f7 === 32 && (f3 === 0 || f3 === 5))) x[rd] = this.arithmetic(f3, a, b, f7 === 32);
        else break;
        return;
      }
      case 0b0001111:
        if (f3 > 1) break;
        return;
      case 0b1110011:
        return this.system(word, f3, rd, a);
    }
    throw new Trap(CAUSE.illegal, word);
  }

  private arithmetic(f3: number, a: number, b: number, alternative: boolean): number {
    switch (f3) {
      case 0:
        return alternative ? a - b : a + b;
      case 1:
        return a << (b & 31);
      case 2:
        return (a | 0) < (b | 0) ? 1 : 0;
      case 3:
        return a >>> 0 < b >>> 0 ? 1 : 0;
      case 4:
        return a ^ b;
      case 5:
        return alternative ? (a | 0) >> (b & 31) : a >>> (b & 31);
      case 6:
        return a | b;
      default:
        return a & b;
    }
  }

  private multiplyDivide(f3: number, a: number, b: number): number {
    const [ua, ub, sa, sb] = [BigInt(a), BigInt(b), BigInt(a | 0), BigInt(b | 0)];
    const low = (value: bigint) => Number(BigInt.asUintN(32, value));
    switch (f3) {
      case 0:
        return low(ua * ub);
      case 1:
        return low((sa * sb) >> 32n);
      case 2:
        return low((sa * ub) >> 32n);
      case 3:
        return low((ua * ub) >> 32n);
      case 4:
        return b === 0 ? 0xffffffff : low(sa / sb);
      case 5:
        return b === 0 ? 0xffffffff : low(ua / ub);
      case 6:
        return b === 0 ? a : low(sa % sb);
      default:
        return b === 0 ? a : low(ua % ub);
    }
  }

  private system(word: number, f3: number, rd: number, a: number): void {
    if (f3 === 0) {
      if (word === 0x73) throw new Trap(CAUSE.ecall, 0);
      if (word === 0x100073) this.breakpoint();
      if (word === 0x10500073) return;
      if (word !== 0x30200073) throw new Trap(CAUSE.illegal, word);
      this.csr.set(0x300, this.csr.get(0x300)! & 0x80 ? 0x88 : 0x80);
      return this.jump(this.csr.get(0x341)!);
    }
    const source = (word >>> 15) & 31;
    const operand = f3 & 4 ? source : a;
    const address = word >>> 20;
    const writes = (f3 & 3) === 1 || source !== 0;
    const old = this.readCsr(address);
    if (f3 === 4 || old === undefined || (writes && address >= 0xc00)) throw new Trap(CAUSE.illegal, word);
    if (writes) {
      const value = (f3 & 3) === 1 ? operand : (f3 & 3) === 2 ? old | operand : old & ~operand;
      const mask = MASKS.get(address);
      if (mask !== undefined) this.csr.set(address, (value & mask) >>> 0);
    }
    this.x[rd] = old;
  }

  private readCsr(address: number): number | undefined {
    if (address === 0x300) return 0x1800 | this.csr.get(0x300)!;
    if (address === 0xf14) return this.hartId;
    if (address === 0xb02 || address === 0xc02) return this.instret;
    return this.csr.get(address) ?? CONSTANTS.get(address);
  }
}

import { gemmOpsFast } from "../../golden/gemm/fast.js";
import { IsaModel, type IsaMemory } from "../../golden/isa/isa.js";
import { newTensor, type Tensor } from "../../golden/gemm/job.js";
import { DMA_COMMAND, DMA_REGISTERS } from "../../hw/cluster/dma/dma-map.js";
import { OPERATIONS, TENSOR_FORMATS, type TensorFormat } from "../../hw/redmule/operation.js";
import { JOB_REGISTERS, REGISTER } from "../../hw/redmule/registers.js";
import { copyBytes, type Memory } from "../cluster/dma-command.js";
import { PLACES } from "./system-program.js";

const FORMATS = Object.keys(TENSOR_FORMATS) as TensorFormat[];
/** Bytes of an address region of registers. */
const REGISTERS = 0x400;

/** Whether a byte lies in a memory. */
function holds({ base, bytes }: Memory, address: number): boolean {
  return address >= base && address < base + bytes.length;
}

/**
 * What the programs of `SystemProgram` do, without clocks: a golden instruction-set model per core, turn about, a copy in place of
 * the DMA and a golden GEMM-Op in place of RedMulE, both done in the moment of the command. Without data races every order
 * leads to the same memory.
 */
export class GoldenSystem implements IsaMemory {
  readonly tcdm: Memory;
  readonly l2: Memory;
  result: number | null = null;
  private readonly models: readonly IsaModel[];
  private readonly job = new Uint32Array(JOB_REGISTERS);
  private readonly command: number[] = [];
  private jobs = 0;
  /** Word that is being written to a register. */
  private word = 0;

  /** Takes over the memories. */
  constructor(tcdm: Memory, l2: Memory, starts: readonly number[], isa: string) {
    this.tcdm = tcdm;
    this.l2 = l2;
    this.models = starts.map((start) => new IsaModel(this, start, isa));
  }

  /** Runs until the result is written. Throws when that takes more than so many turns. */
  run(turns: number): void {
    for (let turn = 0; this.result === null; turn++) {
      if (turn === turns) throw new Error(`The golden run has not ended after ${turns} turns.`);
      for (const model of this.models) model.step();
    }
  }

  read(address: number): number | undefined {
    for (const memory of [this.tcdm, this.l2]) if (holds(memory, address)) return memory.bytes[address - memory.base];
    return (this.readRegister(address & ~3) >>> (8 * (address & 3))) & 0xff;
  }

  write(address: number, byte: number): boolean {
    for (const memory of [this.tcdm, this.l2]) {
      if (!holds(memory, address)) continue;
      memory.bytes[address - memory.base] = byte;
      return true;
    }
    const lane = address & 3;
    this.word = (lane === 0 ? 0 : this.word) | (byte << (8 * lane));
    if (lane === 3) this.writeRegister((address & ~3) >>> 0, this.word >>> 0);
    return true;
  }

  /** The DMA is always done, and RedMulE always free. */
  private readRegister(address: number): number {
    return address === PLACES.redmule + REGISTER.RUNNING_JOB ? this.jobs : 0;
  }

  private writeRegister(address: number, word: number): void {
    if (address === PLACES.result) this.result = word;
    if (address === PLACES.dma + DMA_REGISTERS.command) this.commandWord(word);
    const offset = address - PLACES.redmule;
    if (offset < 0 || offset >= REGISTERS) return;
    if (offset >= REGISTER.X_ADDR) this.job[(offset - REGISTER.X_ADDR) / 4] = word;
    else if (offset === REGISTER.TRIGGER) this.compute();
  }

  private commandWord(word: number): void {
    const { command } = this;
    command.push(word);
    const rows = (command[0] >>> DMA_COMMAND.rowsInL2) & 1;
    if (command.length < 3 + 2 * rows) return;
    const [first, tcdm, l2, count, stride] = command;
    const toTcdm = ((first >>> DMA_COMMAND.toTcdm) & 1) === 1;
    const l2Rows = rows === 1 ? { count, stride } : undefined;
    copyBytes({ bytes: first & DMA_COMMAND.bytes, toTcdm, tcdm, l2, l2Rows }, this.tcdm, this.l2);
    command.length = 0;
  }

  private compute(): void {
    const [x, w, z, mcfg0, n, macfg] = this.job;
    const [m, k] = [mcfg0 & 0xffff, mcfg0 >>> 16];
    const fmt = FORMATS.find((name) => TENSOR_FORMATS[name].code === ((macfg >>> 7) & 3))!;
    const load = (base: number, count: number): Tensor => {
      const { bytes } = TENSOR_FORMATS[fmt];
      const at = base - this.tcdm.base;
      const tensor = newTensor(fmt, count);
      new Uint8Array(tensor.buffer).set(this.tcdm.bytes.subarray(at, at + count * bytes));
      return tensor;
    };
    const tensors = { x: load(x, m * n), w: load(w, n * k), y: load(z, m * k) };
    const result = gemmOpsFast({ op: OPERATIONS[(macfg >>> 10) & 7], fmt, m, n, k, ...tensors });
    this.tcdm.bytes.set(new Uint8Array(result.buffer, result.byteOffset, result.byteLength), z - this.tcdm.base);
    this.jobs++;
  }
}

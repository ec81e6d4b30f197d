import { DMA_COMMAND } from "../../hw/cluster/dma/dma-map.js";
import { OPERATIONS, TENSOR_FORMATS, type TensorFormat } from "../../hw/redmule/operation.js";
import { jobWords, REGISTER } from "../../hw/redmule/registers.js";
import { SplitMix64 } from "../../run/data/random.js";

/** Addresses of what the programs share; the regions of the cores stand at the start of the TCDM. */
export const PLACES = {
  tcdm: 0x1000_0000,
  counters: 0x1000_0800,
  barrier: 0x1000_0840,
  areas: 0x1000_1000,
  redmule: 0x1020_1000,
  dma: 0x1020_4400,
  l2: 0x1c02_0000,
  result: 0x8000_0000,
} as const;

/** Bytes of a core's region, of an area of operands, and of its copy in L2. */
const REGION = 256;
const AREA = 0x1000;
export const L2_BYTES = 2 * AREA;
export const TCDM_BYTES = PLACES.areas - PLACES.tcdm + 2 * AREA;
const COUNTERS = 8;
const POOL = ["a0", "a1", "a2", "a3", "a4", "a5", "a6", "a7"] as const;
const ALU = ["add", "sub", "xor", "or", "and", "sll", "srl", "sra", "slt", "sltu", "mul", "mulhu", "div", "remu"];
const ACCESSES = [
  ["lw", "sw", 4],
  ["lh", "sh", 2],
  ["lbu", "sb", 1],
] as const;

/** A program small enough to print; everything else derives from its seed. */
export interface SystemDraw {
  readonly cores: number;
  readonly phases: number;
  /** Instructions of a core in a phase. */
  readonly length: number;
  readonly seed: number;
}

/**
 * A program of several cores, the DMA and RedMulE without data races. In each phase a core owns one region of the TCDM, which
 * another core owned before; all of them add and xor into shared counters; one core lets the DMA copy between one area of
 * operands and L2, and one lets RedMulE work on the other area. Barriers of atomics stand between the phases.
 */
export class SystemProgram {
  private readonly draw: SystemDraw;
  private readonly random: SplitMix64;
  private jobs = 0;

  constructor(draw: SystemDraw) {
    this.draw = draw;
    this.random = new SplitMix64(draw.seed);
  }

  /** Assembly source; core i begins at `core_i`. */
  source(): string {
    const { cores, phases } = this.draw;
    const bodies = Array.from({ length: cores }, (): string[] =>
      POOL.map((register) => `li ${register}, ${this.word()}`),
    );
    for (let phase = 0; phase < phases; phase++) {
      const [copier, computer] = [this.random.integer(cores), this.random.integer(cores)];
      this.jobs++;
      for (let core = 0; core < cores; core++) {
        const lines = this.corePhase((core + phase) % cores);
        if (core === computer) lines.unshift(...this.startRedmule(phase));
        if (core === copier) lines.unshift(...this.startDma(phase));
        if (core === copier) lines.push(...waitDma);
        if (core === computer) lines.push(...this.waitRedmule());
        bodies[core].push(...lines, ...this.barrier(phase));
      }
    }
    const starts = bodies.map((_, core) => `li t1, ${core}\n beq t0, t1, core_${core}`);
    const ends = (core: number): string => (core === 0 ? `li t0, ${PLACES.result}\n sw zero, 0(t0)\n` : "") + "1: j 1b";
    const code = bodies.map((lines, core) => `core_${core}:\n ${lines.join("\n ")}\n ${ends(core)}`);
    return `_start:\n csrr t0, mhartid\n ${starts.join("\n ")}\n${code.join("\n")}\n`;
  }

  private word(): number {
    this.random.step();
    return this.random.high | 0;
  }

  private pick<T>(from: readonly T[]): T {
    return from[this.random.integer(from.length)];
  }

  /** Random instructions on a region and the counters. */
  private corePhase(region: number): string[] {
    const lines = [`li s0, ${PLACES.tcdm + region * REGION}`, `li s1, ${PLACES.counters}`];
    for (let i = 0; i < this.draw.length; i++) lines.push(this.instruction());
    return lines;
  }

  private instruction(): string {
    const { random } = this;
    const [a, b, c] = [this.pick(POOL), this.pick(POOL), this.pick(POOL)];
    const [load, store, size] = this.pick(ACCESSES);
    const offset = random.integer(REGION - size + 1);
    switch (random.integer(8)) {
      case 0:
      case 1:
        return `${load} ${a}, ${offset}(s0)`;
      case 2:
      case 3:
        return `${store} ${a}, ${offset}(s0)`;
      case 4: {
        // A counter takes one operation only, and nobody looks at it: the order does not matter.
        const counter = random.integer(COUNTERS);
        return `addi t0, s1, ${4 * counter}\n ${counter % 2 === 0 ? "amoadd.w" : "amoxor.w"} zero, ${a}, (t0)`;
      }
      case 5:
        return `addi ${a}, ${b}, ${random.integer(4096) - 2048}`;
      default:
        return `${this.pick(ALU)} ${a}, ${b}, ${c}`;
    }
  }

  /** s2 = DMA; s3 = counter. A copy of up to 1000 bytes, with or without rows in L2. */
  private startDma(phase: number): string[] {
    const { random } = this;
    const rows = random.integer(2);
    const bytes = 1 + random.integer(1000);
    const count = 1 + random.integer(64);
    const command =
      (bytes | (random.integer(2) << DMA_COMMAND.toTcdm) | (1 << DMA_COMMAND.increment)) +
      (rows << DMA_COMMAND.rowsInL2);
    const tcdm = PLACES.areas + (phase % 2) * AREA + random.integer(3000);
    const l2 = PLACES.l2 + (phase % 2) * AREA + random.integer(1000);
    const words = [command, tcdm, l2, ...(rows ? [count, count + random.integer(2 * count)] : [])];
    return [`li s2, ${PLACES.dma}`, "lw s3, 0(s2)", ...words.flatMap((word) => [`li t0, ${word}`, "sw t0, 0(s2)"])];
  }

  /** s4 = RedMulE. A job anywhere in the area. */
  private startRedmule(phase: number): string[] {
    const { random } = this;
    const area = PLACES.areas + ((phase + 1) % 2) * AREA;
    const fmt = this.pick(Object.keys(TENSOR_FORMATS) as TensorFormat[]);
    const [m, n, k] = [15, 20, 20].map((most) => 1 + random.integer(most));
    const op = this.pick(OPERATIONS);
    const bases = [0, 1, 2].map((tensor) => area + 1000 * tensor + random.integer(100));
    const words = [...bases, ...jobWords({ op, fmt, m, n, k })];
    return [
      `li s4, ${PLACES.redmule}`,
      `1: lw t0, ${REGISTER.ACQUIRE}(s4)`,
      "bltz t0, 1b",
      ...words.flatMap((word, i) => [`li t0, ${word}`, `sw t0, ${REGISTER.X_ADDR + 4 * i}(s4)`]),
      `sw zero, ${REGISTER.TRIGGER}(s4)`,
    ];
  }

  private waitRedmule(): string[] {
    return [`li t1, ${this.jobs}`, `1: lw t0, ${REGISTER.RUNNING_JOB}(s4)`, "bne t0, t1, 1b"];
  }

  /** The last to come lets the others go by the number of the phase. */
  private barrier(phase: number): string[] {
    return [
      `li t0, ${PLACES.barrier}`,
      "li t1, 1",
      "amoadd.w t2, t1, (t0)",
      `li t3, ${phase + 1}`,
      `li t1, ${this.draw.cores - 1}`,
      "bne t2, t1, 1f",
      "sw zero, 0(t0)",
      "sw t3, 4(t0)",
      "1: lw t1, 4(t0)",
      "bne t1, t3, 1b",
    ];
  }
}

const waitDma = [
  "1: lw t0, 4(s2)",
  "srl t0, t0, s3",
  "andi t0, t0, 1",
  "bnez t0, 1b",
  "li t0, 1",
  "sll t0, t0, s3",
  "sw t0, 4(s2)",
];

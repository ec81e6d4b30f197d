import { DMA_COMMAND } from "../../hw/cluster/dma/dma-map.js";
import { EVENT, EVENT_UNIT } from "../../hw/cluster/event/event-unit-map.js";
import { OPERATIONS, TENSOR_FORMATS, type TensorFormat } from "../../hw/redmule/operation.js";
import { REGISTER } from "../../hw/redmule/registers.js";
import { SplitMix64 } from "../../run/data/random.js";
import { PLACES } from "./system-program.js";
import { SKIP_TRAPPED } from "../core/skip-trapped.js";

/** A program small enough to print; everything else derives from its seed. */
export interface ClusterDraw {
  readonly cores: number;
  readonly phases: number;
  /** Items of a core in a phase. */
  readonly length: number;
  readonly seed: number;
}

const POOL = ["a0", "a1", "a2", "a3", "a4", "a5", "a6", "a7"];
const FLOATS = ["fa0", "fa1", "fa2", "fa3"];
const ALU = "add sub xor or and sll srl sra slt sltu mul mulh mulhu p.max p.mac pv.add.h pv.dotsp.b".split(" ");
const FLOAT = "fadd.s fmul.s fmadd.s fsub.s vfmac.h fadd.h".split(" ");
const BRANCHES = "beq bne blt bgeu".split(" ");
const ACCESSES = "lw lh lbu sw sh sb".split(" ");
const EVENT_UNIT_BASE = 0x1020_4000;
const TENSORS = PLACES.tcdm + 0x8000;
const BARRIER = 0x200;
/** Software events that wake, and one that interrupts. */
const WAKE = 0;
const INTERRUPT = 3;

/**
 * A program of several cores, the DMA and RedMulE that does anything but end: loops over arithmetic, floating point, branches,
 * calls, hardware loops and accesses of all sizes anywhere in a shared stretch of the TCDM and in L2, races included; copies
 * and jobs that end in an event or an interrupt; interrupts from core to core at any time; sleep at barriers and in wfi. It
 * compares two models of one cluster, not the cluster with a golden run.
 */
export class ClusterProgram {
  private readonly draw: ClusterDraw;
  private readonly random: SplitMix64;
  private labels = 0;

  constructor(draw: ClusterDraw) {
    this.draw = draw;
    this.random = new SplitMix64(draw.seed);
  }

  /** Assembly source. */
  source(): string {
    const { cores } = this.draw;
    const indices = Array.from({ length: cores }, (_, core) => core);
    const starts = indices.map((core) => `li t1, ${core}\n beq t0, t1, core_${core}`);
    const bodies = indices.map((core) => this.core(core));
    return `_start:\n csrr t0, mhartid\n ${starts.join("\n ")}\n${bodies.join("\n")}\n${TAIL}`;
  }

  private core(core: number): string {
    const { cores, phases } = this.draw;
    const lines = [
      ...POOL.map((register) => `li ${register}, ${this.word()}`),
      ...FLOATS.map((register, i) => `fmv.w.x ${register}, a${i}`),
      `li s0, ${PLACES.tcdm + 0x100 * core + 0x80}`,
      `li s1, ${PLACES.tcdm + 0x1000}`,
      `li s2, ${PLACES.l2 + 0x400 * core}`,
      `li s3, ${PLACES.dma}`,
      `li s4, ${PLACES.redmule}`,
      `li s5, ${EVENT_UNIT_BASE}`,
      `li t0, ${(1 << EVENT.barrier) | (1 << WAKE)}\n sw t0, ${EVENT_UNIT.mask}(s5)`,
      `li t0, ${this.interrupts()}\n sw t0, ${EVENT_UNIT.irqMask}(s5)`,
      `la t0, handler\n csrw mtvec, t0`,
      `li t0, ${this.random.integer(4) === 0 ? 0x800 : 0x808}\n csrw mie, t0`,
      ...(this.random.integer(4) === 0 ? [] : ["csrsi mstatus, 8"]),
      ...(core === 0
        ? [`li t0, ${(1 << cores) - 1}\n sw t0, ${BARRIER}(s5)\n sw t0, ${BARRIER + 0xc}(s5)`, this.barrier()]
        : [this.barrier()]),
      `again_${core}:`,
    ];
    for (let phase = 0; phase < phases; phase++) lines.push(...this.phase(core));
    return `core_${core}:\n ${lines.join("\n ")}\n la t0, again_${core}\n jr t0`;
  }

  private phase(core: number): string[] {
    const { random } = this;
    const { cores, length } = this.draw;
    const lines: string[] = [];
    if (core === random.integer(cores)) lines.push(...this.copy());
    if (core === random.integer(cores)) lines.push(...this.job());
    lines.push(...this.loop(() => this.items(length)));
    lines.push(...this.items(1 + random.integer(length)));
    if (random.integer(8) === 0) lines.push("wfi");
    lines.push(this.barrier());
    return lines;
  }

  private barrier(): string {
    return `p.elw zero, ${BARRIER + 0x1c}(s5)`;
  }

  private word(): number {
    this.random.step();
    return this.random.high | 0;
  }

  private pick<T>(from: readonly T[]): T {
    return from[this.random.integer(from.length)];
  }

  /** Events that interrupt a core. */
  private interrupts(): number {
    const bits = [INTERRUPT, EVENT.dma, EVENT.dmaInterrupt, EVENT.redmule];
    return bits.reduce((mask, bit) => mask | (this.random.integer(2) << bit), 1 << INTERRUPT);
  }

  private items(count: number): string[] {
    return Array.from({ length: count }, () => this.item());
  }

  private loop(body: () => string[]): string[] {
    const { random } = this;
    const label = `l${this.labels++}`;
    const count = 1 + random.integer(12);
    if (random.integer(2) === 0)
      return [`li s6, ${count}`, `${label}:`, ...body(), "addi s6, s6, -1", `bnez s6, ${label}`];
    return [
      ".option push\n .option norvc",
      `li t0, ${count}\n lp.setup x0, t0, ${label}`,
      ...body(),
      "nop",
      `${label}: nop`,
      ".option pop",
    ];
  }

  private item(): string {
    const { random } = this;
    const [a, b, c] = [this.pick(POOL), this.pick(POOL), this.pick(POOL)];
    switch (random.integer(random.integer(8) === 0 ? 14 : 11)) {
      case 0:
      case 1:
      case 2:
        return this.access(a);
      case 3:
        return `addi ${a}, ${b}, ${random.integer(4096) - 2048}`;
      case 4:
      case 5:
        return `${this.pick(FLOAT)} ${this.pick(FLOATS)}, ${this.pick(FLOATS)}, ${this.pick(FLOATS)}`.replace(
          /^(fmadd.*)$/,
          `$1, ${this.pick(FLOATS)}`,
        );
      case 6:
        return `${this.pick(["flw", "fsw"])} ${this.pick(FLOATS)}, ${4 * random.integer(64)}(s1)`;
      case 7: {
        const label = `l${this.labels++}`;
        return `${this.pick(BRANCHES)} ${a}, ${b}, ${label}\n addi ${c}, ${c}, 5\n${label}:`;
      }
      case 8:
        return `addi t0, s1, ${4 * random.integer(8)}\n p.lw ${a}, 4(t0!)\n p.sw ${b}, 8(t0!)\n p.lw ${c}, 4(t0!)`;
      default:
        return `${this.pick(ALU)} ${a}, ${b}, ${c}`;
      case 11:
        return this.pick([`div ${a}, ${b}, ${c}`, `remu ${a}, ${b}, ${c}`, "fdiv.s fa0, fa1, fa2", "fsqrt.s fa1, fa2"]);
      case 12:
        return this.pick([
          "call helper",
          `lw ${a}, ${4 * random.integer(32)}(s2)`,
          `sw ${a}, ${4 * random.integer(32)}(s2)`,
        ]);
      case 13:
        return this.rare(a);
    }
  }

  private access(register: string): string {
    const { random } = this;
    const offset = random.integer(64) * (random.integer(6) === 0 ? 1 : 4);
    return `${this.pick(ACCESSES)} ${register}, ${offset}(${this.pick(["s0", "s1", "s1"])})`;
  }

  private rare(register: string): string {
    const event = this.pick([WAKE, INTERRUPT]);
    return this.pick([
      `csrr ${register}, ${this.pick(["minstret", "mcycle", "mip", "fflags"])}`,
      `li t0, ${1 + this.random.integer(255)}\n sw t0, ${EVENT_UNIT.swTrigger + 4 * event}(s5)`,
      `li t0, ${1 + this.random.integer(255)}\n sw t0, ${EVENT_UNIT.swTrigger + 4 * event}(s5)`,
      `amoadd.w ${register}, ${register}, (s1)`,
      "fence.i",
      "ecall",
      `csrwi frm, ${this.random.integer(5)}`,
      `lw ${register}, 0(zero)`,
      `lw ${register}, ${REGISTER.STATUS}(s4)`,
      `csrwi mhpmevent3, ${this.random.integer(3)}`,
    ]);
  }

  private copy(): string[] {
    const { random } = this;
    const command =
      (1 + random.integer(600)) |
      (random.integer(2) << DMA_COMMAND.toTcdm) |
      (1 << DMA_COMMAND.increment) |
      (random.integer(2) << DMA_COMMAND.event) |
      (random.integer(2) << DMA_COMMAND.interrupt);
    const words = [command, PLACES.tcdm + 0x2000 + random.integer(3000), PLACES.l2 + 0x4000 + random.integer(1000)];
    return [
      "lw t0, 0(s3)",
      ...words.flatMap((word) => [`li t1, ${word}`, "sw t1, 0(s3)"]),
      "li t1, 1",
      "sll t1, t1, t0",
      "sw t1, 4(s3)",
    ];
  }

  /** A job, unless both contexts are taken. */
  private job(): string[] {
    const { random } = this;
    const label = `l${this.labels++}`;
    const fmt = this.pick(Object.keys(TENSOR_FORMATS) as TensorFormat[]);
    const [m, n, k] = [15, 20, 20].map((most) => 1 + random.integer(most));
    const macfg = (random.integer(OPERATIONS.length) << 10) | (TENSOR_FORMATS[fmt].code << 7);
    const words = [0, 1, 2].map((tensor) => TENSORS + 1000 * tensor + random.integer(100));
    return [
      `lw t0, ${REGISTER.ACQUIRE}(s4)`,
      `bltz t0, ${label}`,
      ...[...words, (k << 16) | m, n, macfg].flatMap((word, i) => [
        `li t0, ${word}`,
        `sw t0, ${REGISTER.X_ADDR + 4 * i}(s4)`,
      ]),
      `sw zero, ${REGISTER.TRIGGER}(s4)`,
      `${label}:`,
    ];
  }
}

/** The handler clears what interrupted and goes on behind what trapped; it owns t5 and t6. */
const TAIL = `
    .balign 4
handler:
    csrr t6, mcause
    bltz t6, 2f
    ${SKIP_TRAPPED}
    mret
2:  li t5, ${(1 << INTERRUPT) | (1 << EVENT.dma) | (1 << EVENT.dmaInterrupt) | (1 << EVENT.redmule)}
    sw t5, ${EVENT_UNIT.bufferClear}(s5)
    mret
helper:
    addi a5, a5, 1
    ret
`;

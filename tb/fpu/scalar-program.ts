import { SplitMix64 } from "../../run/data/random.js";
import type { Instruction, Slot } from "../../sw/isa/row.js";
import { instructionsOf } from "../core/random-words.js";

/** ISA strings whose scalar floating point is compared, with the processor that QEMU needs for each. */
export const SCALAR_ISAS = {
  rv32imfc_zfh: "rv32,d=false,Zfh=true",
  rv32imc_zfinx_zhinx: "rv32,f=false,d=false,zfinx=true,zhinx=true",
} as const;
export type ScalarIsa = keyof typeof SCALAR_ISAS;

/** Operands drawn for instructions with one, two and three of them. */
export type Counts = readonly [number, number, number];

/** Words of a case in the results: value and flags. */
export const CASE_WORDS = 2;

/** What an integer register holds that an instruction does not write. */
export const UNWRITTEN = 0x0badf00d;

/** One instruction in one rounding mode on every row of its operands. */
export interface Block {
  readonly text: string;
  readonly rows: readonly (readonly number[])[];
}

const MODES = ["rne", "rtz", "rdn", "rup", "rmm"];
const RUP = 3;

/** FP32 encodings of every class and around every edge: subnormal, normal, integers, FP16, infinities, NaN. */
const SINGLES = [
  ...[0, 1, 0x007fffff, 0x00800000, 0x00800001, 0x33000000, 0x33000001, 0x33800000, 0x387fc000, 0x387fe000, 0x387fefff],
  ...[0x38800000, 0x3effffff, 0x3f000000, 0x3f7fffff, 0x3f800000, 0x3f800001, 0x3fc00000, 0x40200000, 0x4b000001],
  ...[0x4effffff, 0x4f000000, 0x4f7fffff, 0x4f800000, 0x477fe000, 0x477fefff, 0x477ff000, 0x7f7fffff, 0x7f800000],
  ...[0x7f800001, 0x7fa00000, 0x7fc00000, 0x7fffffff],
];
/** The same for FP16. */
const HALVES = [
  ...[0, 1, 0x03ff, 0x0400, 0x0401, 0x37ff, 0x3800, 0x3801, 0x3bff, 0x3c00, 0x3c01, 0x3e00, 0x4100, 0x6400, 0x6801],
  ...[0x7bff, 0x7c00, 0x7c01, 0x7d00, 0x7e00, 0x7fff],
];
const INTEGERS = [
  0, 1, 2, -1, 0x7fffffff, -0x80000000, 2049, 65503, 65504, 65519, 65520, 65536, 0x01000001, 0x7fffffbf,
];
/** What stands above an FP16 number: its box, and all that is none. */
const BOXES = [0xffff0000, 0xffff0000, 0xffff0000, 0, 0x7fff0000, 0xfffe0000, 0x12340000];

type Draw = (random: SplitMix64) => number;
const pick = <T>(random: SplitMix64, list: readonly T[]): T => list[random.integer(list.length)];
const signed = (random: SplitMix64, magnitude: number, sign: number): number =>
  magnitude + (random.integer(2) === 0 ? 0 : sign);

const single: Draw = (random) =>
  random.integer(4) === 0 ? random.integer(2 ** 32) : signed(random, pick(random, SINGLES), 2 ** 31);
const half: Draw = (random) => {
  const low = random.integer(4) === 0 ? random.integer(2 ** 16) : signed(random, pick(random, HALVES), 2 ** 15);
  return pick(random, BOXES) + low;
};
const integer: Draw = (random) =>
  random.integer(3) === 0
    ? random.integer(2 ** 32)
    : (pick(random, INTEGERS) * (random.integer(2) === 0 ? 1 : -1)) >>> 0;

/** Format of a source: the last suffix of the mnemonic, or of a move or class its first. */
function drawOf(mnemonic: string, { operand }: Slot): Draw {
  if (operand.kind === "x") return integer;
  return (mnemonic.startsWith("fmv.x.") ? mnemonic.split(".")[2] : mnemonic.split(".").at(-1)) === "h" ? half : single;
}

const isRounding = ({ main }: Instruction["operands"][number]) => main?.name.startsWith("rm") === true;

/** Every case of an instruction: all pairs of a short list, then random rows. */
function rowsOf({ mnemonic, operands }: Instruction, counts: Counts, random: SplitMix64): number[][] {
  const draws = operands.filter((o) => !isRounding(o)).map(({ main }) => drawOf(mnemonic, main!));
  draws.shift();
  return Array.from({ length: counts[draws.length - 1] }, () => draws.map((draw) => draw(random)));
}

/** Assembly of an instruction: results go to fa0 or a0, sources are fa1 to fa3 or a1 to a3. */
function textOf({ mnemonic, operands }: Instruction, mode: string, inIntegers: boolean): string {
  const registers = operands
    .filter((o) => !isRounding(o))
    .map(({ main }, i) => {
      const file = main!.operand.kind === "x" || inIntegers ? "a" : "fa";
      return `${file}${i}`;
    });
  return `${mnemonic} ${[...registers, ...(mode === "" ? [] : [mode])].join(", ")}`;
}

/** Every scalar instruction of an ISA that computes, in every rounding mode it knows. */
export function blocksOf(isa: ScalarIsa, counts: Counts, seed: number): Block[] {
  const inIntegers = isa.includes("zfinx");
  const computing = instructionsOf("f", "zfh").filter(
    ({ mnemonic, operands }) =>
      operands.every(({ base }) => base === undefined) && !(inIntegers && mnemonic.startsWith("fmv")),
  );
  const random = new SplitMix64(seed);
  return computing.flatMap((instruction) => {
    const modes = instruction.operands.some(isRounding) ? [...MODES, "dyn"] : [""];
    return modes.map((mode) => ({
      text: textOf(instruction, mode, inIntegers),
      rows: rowsOf(instruction, counts, random),
    }));
  });
}

/** A loop over the rows of a block: operands from s0 on, results to s1. */
function loopOf({ text, rows }: Block, inIntegers: boolean): string {
  const [target, ...sources] = text.slice(text.indexOf(" ") + 1).split(", ");
  const loads = rows[0].map((_, i) => `${sources[i].startsWith("f") ? "flw" : "lw"} ${sources[i]}, ${4 * i}(s0)`);
  const store = target.startsWith("f") && !inIntegers ? "fsw" : "sw";
  return `
    li s2, ${rows.length}
1:  ${loads.join("\n    ")}
    csrwi fflags, 0
    ${target.startsWith("a") ? `li ${target}, ${UNWRITTEN}` : ""}
    ${text}
    csrr a5, fflags
    ${store} ${target}, 0(s1)
    sw a5, 4(s1)
    addi s0, s0, ${4 * rows[0].length}
    addi s1, s1, ${4 * CASE_WORDS}
    addi s2, s2, -1
    bnez s2, 1b`;
}

/**
 * A program that executes every row of every block and leaves value and flags of each at `results`. It ends at `done`: with
 * `LINUX` set it writes them to its standard output there, as system calls of Linux.
 */
export function programOf(blocks: readonly Block[], isa: ScalarIsa): string {
  const cases = blocks.reduce((sum, { rows }) => sum + rows.length, 0);
  const words = blocks.flatMap(({ rows }) => rows.flat());
  const data = Array.from({ length: Math.ceil(words.length / 12) }, (_, i) => words.slice(12 * i, 12 * (i + 1)));
  return `
_start:
    csrwi frm, ${RUP}
    la s0, operands
    la s1, results
${blocks.map((block) => loopOf(block, isa.includes("zfinx"))).join("\n")}
done:
    .if LINUX
    la s1, results
    li s2, ${4 * CASE_WORDS * cases}
1:  li a0, 1
    mv a1, s1
    mv a2, s2
    li a7, 64
    ecall
    add s1, s1, a0
    sub s2, s2, a0
    bgtz s2, 1b
    li a0, 0
    li a7, 93
    ecall
    .endif
    j done
    .balign 4
operands:
${data.map((line) => `    .word ${line.map((word) => word >>> 0).join(", ")}`).join("\n")}
results: .zero ${4 * CASE_WORDS * cases}
`;
}

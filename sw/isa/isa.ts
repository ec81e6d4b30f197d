/** The instruction set: every extension by name, lookup by mnemonic for the assembler and by word for the disassembler. */
import { UsageError } from "../../hw/errors.js";
import { INSN } from "./insn.js";
import { readRow, readSlots, type Extension, type Instruction } from "./row.js";
import { RV32C } from "./rv32c.js";
import { RV32F } from "./rv32f.js";
import { RV32I } from "./rv32i.js";
import { RV32A, RV32M } from "./rv32ma.js";
import { TENSOR } from "./tensor.js";
import { XFVEC } from "./xfvec.js";
import { XPULP } from "./xpulp.js";
import { ZCF } from "./zcf.js";
import { ZFH } from "./zfh.js";
import { ZICSR } from "./zicsr.js";

/** To add an extension, write its rows in a file of this folder and name it here. */
const EXTENSIONS: readonly Extension[] = [
  ...[RV32C, RV32I, RV32M, RV32A, ZICSR],
  ...[ZCF, RV32F, ZFH, TENSOR, XPULP, XFVEC, INSN],
];

/** Names that an ISA string may hold beside the extensions: their instructions belong to another table or are none. */
const WITHOUT_ROWS: ReadonlySet<string> = new Set("zifencei zaamo zalrsc zca zfhmin zfinx zhinx zhinxmin".split(" "));

/** What an extension brings along. */
const IMPLIED: Readonly<Record<string, readonly string[]>> = {
  f: ["zicsr"],
  zfinx: ["zicsr"],
  zfh: ["f", "zicsr"],
  zfhmin: ["zfh", "f", "zicsr"],
  zhinx: ["zfinx", "zicsr"],
  zhinxmin: ["zhinx", "zfinx", "zicsr"],
};

const INSTRUCTIONS: readonly Instruction[] = EXTENSIONS.flatMap((extension) =>
  extension.rows.map((row) => readRow(row, extension)),
);

const BY_MNEMONIC = new Map<string, Instruction[]>();
for (const instruction of INSTRUCTIONS) {
  const key = instruction.mnemonic.toLowerCase();
  const forms = BY_MNEMONIC.get(key);
  if (forms) forms.push(instruction);
  else BY_MNEMONIC.set(key, [instruction]);
}

/** Every form of a mnemonic in lower case, compressed forms first; empty if there is none. */
export const findForms = (mnemonic: string): readonly Instruction[] => BY_MNEMONIC.get(mnemonic) ?? [];

/** Every instruction of the tables, aliases included. */
export const allInstructions = (): readonly Instruction[] => INSTRUCTIONS;

/**
 * The extensions of an ISA string such as `rv32imac_zicsr_zifencei_xtensor`, in lower case, with those that they bring
 * along: `zfh` has `f`, `zhinx` has `zfinx`, all of them `zicsr`, and `c` with `f` has `zcf`.
 */
export function readMarch(march: string): ReadonlySet<string> {
  const [base, ...named] = march.toLowerCase().split("_");
  const letters = /^rv32([a-z]+)$/.exec(base)?.[1];
  const known = EXTENSIONS.map(({ name }) => name).filter((name) => !name.startsWith("."));
  if (letters === undefined)
    throw new UsageError(`march '${march}' does not begin with rv32 and the letters of its extensions.`);
  const result = new Set([...letters, ...named]);
  for (const name of result) {
    if (!known.includes(name) && !WITHOUT_ROWS.has(name)) {
      throw new UsageError(
        `march '${march}' names the extension '${name}', which is none of ${[...known, ...WITHOUT_ROWS].join(", ")}.`,
      );
    }
  }
  for (const name of [...result]) for (const implied of IMPLIED[name] ?? []) result.add(implied);
  if (result.has("c") && result.has("f")) result.add("zcf");
  return result;
}

const bitCount = (value: number): number => {
  let count = 0;
  for (let rest = value; rest !== 0; rest = (rest & (rest - 1)) >>> 0) count++;
  return count;
};

/** Buckets by the low seven bits of the word; instructions with more fixed bits come first. */
const BY_WORD: Instruction[][] = Array.from({ length: 128 }, () => []);
for (const instruction of INSTRUCTIONS) {
  if (instruction.alias) continue;
  for (let low = 0; low < 128; low++) {
    if (((low ^ instruction.match) & instruction.mask & 0x7f) === 0) BY_WORD[low].push(instruction);
  }
}
for (const bucket of BY_WORD) bucket.sort((a, b) => bitCount(b.mask) - bitCount(a.mask));

export interface DecodedInstruction {
  readonly instruction: Instruction;
  /** Value of every slot of the instruction. */
  readonly values: readonly number[];
}

const isIn = ({ extension, onIntegers }: Instruction, extensions: ReadonlySet<string>): boolean =>
  extensions.has(extension) || (onIntegers !== undefined && extensions.has(onIntegers));

/**
 * The instruction of a word (16-bit instructions in the low half), or undefined. `extensions` limits the search, as
 * extensions share encodings; without it the first extension of the table wins.
 */
export function findWord(word: number, extensions?: ReadonlySet<string>): DecodedInstruction | undefined {
  const compressed = (word & 3) !== 3;
  const bits = (compressed ? word & 0xffff : word) >>> 0;
  for (const instruction of BY_WORD[bits & 0x7f]) {
    if ((bits & instruction.mask) >>> 0 !== instruction.match) continue;
    if (extensions && !isIn(instruction, extensions)) continue;
    const values = readSlots(instruction, bits);
    if (values) return { instruction, values };
  }
  return undefined;
}

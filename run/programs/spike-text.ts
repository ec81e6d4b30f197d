import { hex } from "../../hw/hex.js";
import { disassemble } from "../../sw/disasm/disassemble.js";

/** Mnemonics with a target, the last operand; those of jumps are written in hexadecimal. */
const BRANCHES = /^(c\.)?(beq|bne|blt|bge|bltu|bgeu|beqz|bnez|bltz|bgez)$/;
const JUMPS = /^j(al)?$/;
const COMPRESSED_JUMPS = /^c\.j(al)?$/;

/** An alias that spike prefers: its mnemonic and which operands stay. */
type Alias = readonly [mnemonic: string, operands: readonly number[]];

/** The alias of an instruction by its operands, where spike has one. */
function aliasOf(mnemonic: string, [a, b, c]: readonly string[]): Alias | undefined {
  switch (mnemonic) {
    case "csrrs":
      return c === "zero" ? ["csrr", [0, 1]] : a === "zero" ? ["csrs", [1, 2]] : undefined;
    case "csrrw":
    case "csrrc":
    case "csrrwi":
    case "csrrsi":
    case "csrrci":
      return a === "zero" ? [mnemonic.replace("csrr", "csr"), [1, 2]] : undefined;
    case "addi":
      if (a === "zero" && b === "zero" && c === "0") return ["nop", []];
      return b === "zero" ? ["li", [0, 2]] : c === "0" ? ["mv", [0, 1]] : undefined;
    case "sltiu":
      return c === "1" ? ["seqz", [0, 1]] : undefined;
    case "xori":
      return c === "-1" ? ["not", [0, 1]] : undefined;
    case "sltu":
      return b === "zero" ? ["snez", [0, 2]] : undefined;
    case "beq":
    case "bne":
    case "blt":
    case "bge":
      return b === "zero" ? [`${mnemonic}z`, [0, 2]] : undefined;
    case "jal":
      return a === "zero" ? ["j", [1]] : a === "ra" ? ["jal", [1]] : undefined;
    default:
      return undefined;
  }
}

/** `jalr rd, offset(base)` has short forms of its own. */
function jumpRegister([rd, address]: readonly string[]): string | undefined {
  const base = /^0?\((\w+)\)$/.exec(address ?? "")?.[1];
  if (base === undefined) return undefined;
  if (rd === "zero") return base === "ra" ? "ret" : `jr      ${base}`;
  return rd === "ra" ? `jalr    ${base}` : undefined;
}

function target(mnemonic: string, distance: number): string {
  const size = Math.abs(distance);
  return `pc ${distance < 0 ? "-" : "+"} ${JUMPS.test(mnemonic) ? hex(size) : size}`;
}

/** An instruction as spike prints it: aliases, and targets as distances from the pc. */
export function spikeText(word: number, extensions: ReadonlySet<string>): string {
  const text = disassemble(word, 0, extensions);
  if (text.startsWith(".insn")) return "unknown";
  const space = text.indexOf(" ");
  if (space < 0) return text;
  const mnemonic = text.slice(0, space);
  const operands = text.slice(space + 1).split(", ");
  const short = mnemonic === "jalr" ? jumpRegister(operands) : undefined;
  if (short !== undefined) return short;
  const [name, kept] = aliasOf(mnemonic, operands) ?? [mnemonic, operands.map((_, i) => i)];
  const shown = kept.map((i) => operands[i]);
  if (/^(c\.)?lui$|^auipc$/.test(name)) shown[1] = hex(Number(shown[1]));
  if (BRANCHES.test(name) || JUMPS.test(name) || COMPRESSED_JUMPS.test(name)) {
    shown[shown.length - 1] = target(name, Number(shown[shown.length - 1]) | 0);
  }
  return `${name.padEnd(7)} ${shown.join(", ")}`.trimEnd();
}

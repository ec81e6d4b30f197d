/** Disassembler over the instruction tables of the assembler. */
import { hex } from "../../hw/hex.js";
import { csrName } from "../isa/csr.js";
import { findWord } from "../isa/isa.js";
import { registerName } from "../isa/registers.js";
import type { OperandSyntax, Slot } from "../isa/row.js";

export const ROUNDING_MODES = ["rne", "rtz", "rdn", "rup", "rmm", "", "", "dyn"] as const;

function fenceSet(value: number): string {
  return value === 0 ? "0" : [..."iorw"].filter((_, i) => value & (8 >> i)).join("");
}

function writeSlot({ operand }: Slot, value: number, pc: number, fpInX: boolean): string {
  switch (operand.kind) {
    case "x":
      return registerName("x", value);
    case "f":
    case "xf":
      return registerName(fpInX ? "x" : "f", value);
    case "csr":
      return csrName(value);
    case "fence":
      return fenceSet(value);
    case "rm":
      return ROUNDING_MODES[value];
    case "loop":
      return `x${value}`;
    case "offset":
      return value < 0 ? `. - ${-value}` : `. + ${value}`;
    case "target":
      return hex((pc + value) >>> 0);
    default:
      return operand.writtenBits !== undefined && value < 0 ? hex(value + 2 ** operand.writtenBits) : String(value);
  }
}

/**
 * One instruction as text that the assembler turns into the same word at the same address: canonical mnemonics, never
 * aliases; targets as absolute addresses; words of no known instruction as `.insn`.
 *
 * @param word the instruction; a 16-bit one in the low half, the high half is ignored
 * @param pc its byte address
 * @param extensions the core's extensions (`readMarch`); without it every table is searched
 */
export function disassemble(word: number, pc: number, extensions?: ReadonlySet<string>): string {
  const found = findWord(word, extensions);
  if (!found) {
    return (word & 3) === 3 ? `.insn 4, ${hex(word)}` : `.insn 2, ${hex(word & 0xffff)}`;
  }
  const fpInX = extensions?.has("zfinx") ?? false;
  let next = 0;
  const take = (slot: Slot): string => writeSlot(slot, found.values[next++], pc, fpInX);
  const parts = found.instruction.operands.flatMap(
    ({ main, base, postIncrement, optional }: OperandSyntax): string[] => {
      if (optional && found.values[next] === main!.operand.default) {
        next++;
        return [];
      }
      const text = main ? take(main) : "";
      return [base ? `${text}(${take(base)}${postIncrement ? "!" : ""})` : text];
    },
  );
  const { mnemonic } = found.instruction;
  return parts.length === 0 ? mnemonic : `${mnemonic} ${parts.join(", ")}`;
}

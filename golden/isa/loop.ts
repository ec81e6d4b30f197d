/** Hardware loops and branches on immediates of Xpulp (RI5CY user manual, "Hardware Loops" and "Branch Operations"). */
import { sext } from "./bits.js";
import type { HardwareLoop } from "./csr.js";
import { branchOffset } from "./integer.js";
import { rdOf, row, rs1Of, rs2Of, type Execute, type IsaRow } from "./row.js";

/** The loop of a word, its 12-bit immediate, and that as an address. */
const loopRow = (funct3: number, mask: number, set: (loop: HardwareLoop, value: LoopOperands) => void): IsaRow =>
  row(0x7b | (funct3 << 12), mask, (model, word, pc) => {
    const immediate = word >>> 20;
    const at = (halves: number) => (pc + 2 * halves) >>> 0;
    const source = model.x[rs1Of(word)];
    set(model.loops[rdOf(word) & 1], {
      immediate,
      target: at(immediate),
      near: at(rs1Of(word)),
      next: model.pc,
      source,
    });
  });

interface LoopOperands {
  readonly immediate: number;
  /** pc plus the 12-bit immediate in halfwords. */
  readonly target: number;
  /** pc plus the 5-bit immediate in halfwords. */
  readonly near: number;
  readonly next: number;
  /** Value of rs1. */
  readonly source: number;
}

const branchRow = (funct3: number, equal: boolean): IsaRow => {
  const execute: Execute = (model, word, pc) => {
    const same = (model.x[rs1Of(word)] | 0) === sext(rs2Of(word), 5);
    if (same === equal) model.jump(pc + branchOffset(word));
  };
  return row(0x63 | (funct3 << 12), 0x707f, execute);
};

/** Rows of `lp.*`, `p.beqimm` and `p.bneimm`. */
export const LOOP_ROWS: readonly IsaRow[] = [
  loopRow(0, 0x000fff7f, (loop, { target }) => (loop.start = target)),
  loopRow(1, 0x000fff7f, (loop, { target }) => (loop.end = target)),
  loopRow(2, 0xfff07f7f, (loop, { source }) => (loop.count = source)),
  loopRow(3, 0x000fff7f, (loop, { immediate }) => (loop.count = immediate)),
  loopRow(4, 0x00007f7f, (loop, { target, next, source }) =>
    Object.assign(loop, { start: next, end: target, count: source }),
  ),
  loopRow(5, 0x00007f7f, (loop, { near, next, immediate }) =>
    Object.assign(loop, { start: next, end: near, count: immediate }),
  ),
  branchRow(2, true),
  branchRow(3, false),
];

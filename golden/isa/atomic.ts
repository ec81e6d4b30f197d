/** A: load-reserved, store-conditional and atomic read-modify-write of words (RISC-V unprivileged manual, "A"). */
import { rdOf, row, rs1Of, rs2Of, type IsaRow } from "./row.js";
import type { Hart } from "./hart.js";

/** funct5, aq and rl any. */
const MASK = 0xf800707f;
const match = (funct5: number) => ((funct5 << 27) | 0x202f) >>> 0;

const OPERATIONS: readonly [funct5: number, combine: (memory: number, operand: number) => number][] = [
  [0x00, (m, b) => m + b],
  [0x01, (_, b) => b],
  [0x04, (m, b) => m ^ b],
  [0x08, (m, b) => m | b],
  [0x0c, (m, b) => m & b],
  [0x10, (m, b) => Math.min(m | 0, b | 0)],
  [0x14, (m, b) => Math.max(m | 0, b | 0)],
  [0x18, (m, b) => Math.min(m >>> 0, b >>> 0)],
  [0x1c, (m, b) => Math.max(m >>> 0, b >>> 0)],
];

function loadReserved(model: Hart, word: number): void {
  const address = model.x[rs1Of(word)];
  if (address % 4 !== 0) model.misaligned(address, false);
  model.x[rdOf(word)] = model.load(address, 4, true);
  model.reservation = address;
}

function storeConditional(model: Hart, word: number): void {
  const address = model.x[rs1Of(word)];
  if (address % 4 !== 0) model.misaligned(address, true);
  const succeeds = model.reservation === address;
  model.reservation = -1;
  if (succeeds) model.store(address, 4, model.x[rs2Of(word)]);
  model.x[rdOf(word)] = succeeds ? 0 : 1;
}

/** Rows of A. */
export const ATOMIC_ROWS: readonly IsaRow[] = [
  row(match(0x02), 0xf9f0707f, loadReserved),
  row(match(0x03), MASK, storeConditional),
  ...OPERATIONS.map(([funct5, combine]) =>
    row(match(funct5), MASK, (model, word) => {
      const address = model.x[rs1Of(word)];
      const operand = model.x[rs2Of(word)];
      if (address % 4 !== 0) model.misaligned(address, true);
      const old = model.loadToModify(address);
      model.store(address, 4, combine(old, operand));
      model.x[rdOf(word)] = old;
    }),
  ),
];

/**
 * Loads and stores with post-increment or register offset of Xpulp (RI5CY user manual, "Post-Incrementing Load & Store"),
 * and dot products that load their next operand (XpulpNN's mac-load, on registers of its own).
 */
import { lanesOf } from "./lanes.js";
import { loadOffsetOf, rdOf, row, rs1Of, rs2Of, storeOffsetOf, type IsaRow } from "./row.js";
import type { Hart } from "./hart.js";

type Offset = (model: Hart, word: number) => number;

const byRs2: Offset = ({ x }, word) => x[rs2Of(word)];
/** A store with a register offset names that register in the field of rd. */
const byRd: Offset = ({ x }, word) => x[rdOf(word)];
const byLoadImmediate: Offset = (_, word) => loadOffsetOf(word);
const byStoreImmediate: Offset = (_, word) => storeOffsetOf(word);

/** funct3 of a load gives its bytes and whether it extends the sign. */
const LOADS = [0, 1, 2, 4, 5];
const STORES = [0, 1, 2];
const REGISTER_MASK = 0xfe00707f;

/** Loads at the base; the loaded value wins where it goes to the base register. */
const loadPost = (match: number, mask: number, funct3: number, offset: Offset): IsaRow =>
  row(match, mask, (model, word) => {
    const address = model.x[rs1Of(word)];
    const next = address + offset(model, word);
    const value = model.load(address, 1 << (funct3 & 3), funct3 < 4);
    model.x[rs1Of(word)] = next;
    model.x[rdOf(word)] = value;
  });

const loadAtSum = (match: number, mask: number, funct3: number, offset: Offset): IsaRow =>
  row(match, mask, (model, word) => {
    const address = model.x[rs1Of(word)] + offset(model, word);
    model.x[rdOf(word)] = model.load(address, 1 << (funct3 & 3), funct3 < 4);
  });

const storePost = (match: number, mask: number, funct3: number, offset: Offset): IsaRow =>
  row(match, mask, (model, word) => {
    const address = model.x[rs1Of(word)];
    const next = address + offset(model, word);
    model.store(address, 1 << funct3, model.x[rs2Of(word)]);
    model.x[rs1Of(word)] = next;
  });

const storeAtSum = (match: number, mask: number, funct3: number, offset: Offset): IsaRow =>
  row(match, mask, (model, word) => {
    model.store(model.x[rs1Of(word)] + offset(model, word), 1 << funct3, model.x[rs2Of(word)]);
  });

/**
 * `rd += weights x activations`; then the word at the base may go to one of the two registers, not to both, and the base
 * advances.
 */
const macLoad = (funct7: number, signedWeights: boolean, signedActivations: boolean): IsaRow[] =>
  [16, 8, 4, 2].map((bits, funct3) =>
    row(((funct7 << 25) | (funct3 << 12) | 0x77) >>> 0, REGISTER_MASK, (model, word) => {
      const { x, weights, activations } = model;
      const select = rs2Of(word);
      if (select >= 0x18) model.illegal(word);
      const [weight, activation] = [(select >>> 1) & 3, select & 1];
      const a = lanesOf(activations[activation], bits, signedActivations);
      const sum = lanesOf(weights[weight], bits, signedWeights).reduce(
        (total, w, i) => total + w * a[i],
        x[rdOf(word)],
      );
      if (select & 0x18) {
        const base = x[rs1Of(word)];
        const value = model.load(base, 4, false);
        if (select & 0x10) weights[weight] = value;
        if (select & 0x08) activations[activation] = value;
        x[rs1Of(word)] = base + 4;
      }
      x[rdOf(word)] = sum;
    }),
  );

/** Rows of the loads, stores and mac-loads of Xpulp. */
export const PULP_MEMORY_ROWS: readonly IsaRow[] = [
  ...LOADS.flatMap((funct3) => [
    loadPost(0x0b | (funct3 << 12), 0x707f, funct3, byLoadImmediate),
    loadPost(0x700b | (funct3 << 28), REGISTER_MASK, funct3, byRs2),
    loadAtSum(0x7003 | (funct3 << 28), REGISTER_MASK, funct3, byRs2),
  ]),
  // p.elw: outside an event unit it is lw.
  loadAtSum(0x6003, 0x707f, 2, byLoadImmediate),
  ...STORES.flatMap((funct3) => [
    storePost(0x2b | (funct3 << 12), 0x707f, funct3, byStoreImmediate),
    storePost(0x402b | (funct3 << 12), REGISTER_MASK, funct3, byRd),
    storeAtSum(0x4023 | (funct3 << 12), REGISTER_MASK, funct3, byRd),
  ]),
  ...macLoad(0x7c, true, true),
  ...macLoad(0x74, false, true),
  ...macLoad(0x70, false, false),
  ...macLoad(0x6c, true, false),
];

import { registerArray, type Probe } from "../../../hw/probe.js";
import type { Unit } from "./rtl-element.js";
import { middleOf, type Middle } from "./rtl-fma.js";

/** Operands, operation and result of every stage. */
export function unitProbes({ a, b, c, op, maximum, result }: Unit): Probe[] {
  return [
    ...(
      [
        ["a", a],
        ["b", b],
        ["c", c],
        ["result", result],
      ] as const
    ).map(([name, values]) => registerArray(name, 16, values)),
    registerArray("op", 5, op),
    registerArray("maximum", 1, maximum),
  ];
}

/** Which stages hold something. */
export function validProbes(name: string, { taken, valid }: Unit): Probe[] {
  return [registerArray(`${name}_taken`, 1, taken), registerArray(`${name}_valid`, 1, valid)];
}

const WIDTHS: Readonly<Record<keyof Middle, number>> = {
  ...{ effSub: 1, expProd: 7, expDiff: 7, tentExp: 7, addShamt: 6, sticky: 1, sumLow: 32, sumHigh: 5 },
  ...{ finalSign: 1, isSpecial: 1, special: 16, specialStatus: 5 },
};

/** A middle of zeros. */
export const EMPTY = Object.fromEntries(Object.keys(WIDTHS).map((key) => [key, 0])) as unknown as Middle;

/** The middle registers of every stage; 0 where nothing has been taken since reset. */
export function middleProbes(unit: Unit): Probe[] {
  const seen = { op: -1, a: -1, b: -1, c: -1 };
  const values = { ...EMPTY };
  const at = (s: number, key: keyof Middle): number => {
    const held = unit.held[s];
    if (held !== null) return held[key];
    if (!unit.taken[s]) return 0;
    const [op, a, b, c] = [unit.op[s], unit.a[s], unit.b[s], unit.c[s]];
    if (op !== seen.op || a !== seen.a || b !== seen.b || c !== seen.c) {
      middleOf(op, a, b, c, values);
      Object.assign(seen, { op, a, b, c });
    }
    return values[key];
  };
  return (Object.keys(WIDTHS) as (keyof Middle)[]).map((key) => ({
    name: key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
    width: WIDTHS[key],
    length: unit.a.length,
    kind: "register",
    get: (s) => at(s, key),
    set: (s, value) => {
      unit.held[s] = { ...(unit.held[s] ?? EMPTY), [key]: value };
    },
  }));
}

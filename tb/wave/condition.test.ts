import { fc, test as property } from "@fast-check/vitest";
import { describe, expect, test } from "vitest";
import { wire, type Scope } from "../../hw/probe.js";
import { Condition } from "../../wave/condition.js";
import { COMPARISONS, type Comparison } from "../../wave/condition-parser.js";
import { signalsOf } from "../../wave/select.js";

/** Two blocks with a signal of the same name, states and an array, whose values the test sets. */
const values = { state: 0, stall: 0, other: 0, a: 0, b: 0, word: [0, 0, 0] };
const design: Scope = {
  name: "top",
  probes: [wire("stall", 1, () => values.other), wire("a", 32, () => values.a), wire("b", 32, () => values.b)],
  children: [
    {
      name: "scheduler",
      probes: [
        wire("state", 2, () => values.state, { states: ["IDLE", "PRELOAD", "LOAD_W", "WAIT"] }),
        wire("stall", 1, () => values.stall),
        { name: "word", width: 16, length: 3, kind: "wire", get: (i) => values.word[i] },
      ],
      children: [],
    },
    { name: "loader", probes: [wire("state", 1, () => 1, { states: ["OFF", "ON"] })], children: [] },
  ],
};
const signals = signalsOf(design);

function holds(text: string, now: Partial<typeof values> = {}): boolean {
  Object.assign(values, { state: 0, stall: 0, other: 0, a: 0, b: 0, word: [0, 0, 0] }, now);
  return new Condition(text, signals).holds();
}

function mistake(text: string): string {
  try {
    new Condition(text, signals);
  } catch (error) {
    return (error as Error).message;
  }
  return "none";
}

/** An expression as text, and what it is worth for values of a and b. */
interface Drawn {
  readonly text: string;
  readonly worth: (a: number, b: number) => number;
}

const COMPARE: Readonly<Record<Comparison, (x: number, y: number) => boolean>> = {
  "==": (x, y) => x === y,
  "!=": (x, y) => x !== y,
  "<=": (x, y) => x <= y,
  ">=": (x, y) => x >= y,
  "<": (x, y) => x < y,
  ">": (x, y) => x > y,
};
const spelled = fc.constantFrom(
  (n: number) => String(n),
  (n: number) => `0x${n.toString(16).toUpperCase()}`,
  (n: number) => `0b${n.toString(2)}`,
);
const { drawn } = fc.letrec<{ drawn: Drawn; operand: Drawn }>((tie) => ({
  operand: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    fc.constantFrom<Drawn>({ text: "a", worth: (a) => a }, { text: "top.b", worth: (_a, b) => b }),
    fc.tuple(fc.nat(5), spelled).map(([n, spell]): Drawn => ({ text: spell(n), worth: () => n })),
    tie("operand").map(({ text, worth }): Drawn => ({ text: `!${text}`, worth: (a, b) => (worth(a, b) ? 0 : 1) })),
    tie("drawn").map(({ text, worth }): Drawn => ({ text: `( ${text})`, worth })),
  ),
  drawn: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    tie("operand"),
    fc.tuple(tie("operand"), fc.constantFrom(...COMPARISONS), tie("operand")).map(([l, sign, r]): Drawn => ({
      text: `${l.text}${sign} ${r.text}`,
      worth: (a, b) => (COMPARE[sign](l.worth(a, b), r.worth(a, b)) ? 1 : 0),
    })),
    fc
      .array(fc.array(tie("operand"), { minLength: 1, maxLength: 3 }), { minLength: 1, maxLength: 3 })
      // One operand alone is worth what it is worth, more than 1 too.
      .filter((terms) => terms.flat().length > 1)
      .map((terms): Drawn => ({
        text: terms.map((factors) => factors.map(({ text }) => text).join(" && ")).join("||"),
        worth: (a, b) => (terms.some((factors) => factors.every(({ worth }) => worth(a, b) !== 0)) ? 1 : 0),
      })),
  ),
}));

describe("a condition", () => {
  property.prop([drawn, fc.nat(5), fc.nat(5)], { numRuns: 300 })("is worth what it says", ({ text, worth }, a, b) => {
    expect(holds(text, { a, b })).toBe(worth(a, b) !== 0);
  });

  test("compares states by name, on either side, and takes array elements", () => {
    expect(holds("scheduler.state==LOAD_W", { state: 2 })).toBe(true);
    expect(holds("LOAD_W != scheduler.state", { state: 2 })).toBe(false);
    expect(holds("word[2] >= 0xff00", { word: [0, 0, 0xff00] })).toBe(true);
  });

  test("takes a name that several signals have from the block of the others", () => {
    expect(holds("scheduler.state==LOAD_W && stall", { state: 2, stall: 1, other: 0 })).toBe(true);
    expect(holds("scheduler.state==LOAD_W && stall", { state: 2, stall: 0, other: 1 })).toBe(false);
    expect(holds("state==WAIT && scheduler.stall", { state: 3, stall: 1 })).toBe(true);
  });

  test("sees edges, also behind && that does not hold", () => {
    const condition = new Condition("a==9 && rose(b) || fell(b) || changed(scheduler.state)", signals);
    const held = [
      { a: 9, b: 1 },
      { a: 0, b: 0 },
      { a: 0, b: 1 },
      { a: 9, b: 2 },
      { a: 0, b: 0 },
      { a: 9, b: 4 },
      { a: 0, b: 4, state: 1 },
    ].map((now) => {
      Object.assign(values, { state: 0 }, now);
      return condition.holds();
    });
    expect(held).toEqual([false, true, false, false, true, true, true]);
  });

  test.each([
    ["", 1, "a signal, a number or a parenthesis is needed"],
    ["a &&  ", 5, "the condition ends here"],
    ["a $ b", 3, '"$" is no name'],
    ["12ab", 1, '"12ab" is no name'],
    ["a b", 3, 'after a whole condition comes "b"'],
    ["a == 1 == 1", 8, "comparisons do not chain"],
    ["(a || b", 8, "a closing parenthesis is missing"],
    ["a && == b", 6, '"==" stands here'],
    ["risen(a)", 1, "there are rose, fell, changed"],
    ["a < 0x100000000", 5, "larger than 32 bits"],
    ["stall", 1, '"stall" may be top.stall, top.scheduler.stall; give more of the path'],
    ["a && shceduler.stall", 6, "the nearest is top.scheduler.stall"],
    ["!qwertyuiop", 2, "give its dotted path or the end of it"],
    ["scheduler.state == LOAD", 20, "the nearest is LOAD_W"],
    ["scheduler.state == ON", 20, "it has IDLE, PRELOAD, LOAD_W, WAIT"],
  ])('"%s" is wrong at position %i', (text, position, words) => {
    expect(mistake(text)).toMatch(new RegExp(`^The condition ".*" is wrong at position ${position}: `, "s"));
    expect(mistake(text)).toContain(words);
  });
});

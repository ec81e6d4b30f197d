import { describe, expect, test } from "vitest";
import { alu } from "../../hw/cluster/core/alu.js";
import { Op } from "../../hw/cluster/core/instruction.js";
import { pulpAlu } from "../../hw/cluster/core/pulp-alu.js";
import {
  PULP_AMOUNT,
  PULP_ROUND,
  PULP_SCALAR,
  PULP_UNSIGNED,
  PULP_WIDTH,
  PulpOp,
} from "../../hw/cluster/core/pulp-op.js";
import { MODULE } from "../../hw/cluster/replay/wasm/arithmetic.wasm.js";
import { floatCodeOf } from "../../hw/cluster/replay/wasm/float-codes.js";
import { CoreFpu } from "../../hw/fpu/core-fpu.js";
import { DYNAMIC_ROUNDING, FloatOp, type FloatOperation } from "../../hw/fpu/float-operation.js";
import { BF16, FP16, FP32, FP8_E4M3, FP8_E5M2, RNE, type FpFormat } from "../../hw/fpu/format.js";
import { type FpuRules, VECTOR_RULES } from "../../hw/fpu/rules.js";
import { SplitMix64 } from "../../run/data/random.js";
import { encodingNear } from "../fpu/encoding-near.js";

/** What arithmetic.as.ts exports. */
interface Arithmetic {
  compute(op: number, word: number, a: number, b: number, c: number): number;
  execute(code: number, a: number, b: number, c: number, frm: number): number;
  flags(): number;
}

const env = { memory: new WebAssembly.Memory({ initial: 1 }) };
const bytes = Uint8Array.from(atob(MODULE), (character) => character.charCodeAt(0));
const { compute, execute, flags } = new WebAssembly.Instance(new WebAssembly.Module(bytes), { env })
  .exports as unknown as Arithmetic;

/** Makes the campaign so many times longer. */
const TIMES = Number(process.env["REDMULE_ARITHMETIC"] ?? 1);
const SEED = Number(process.env["REDMULE_SEED"] ?? 1);
/** In place of an `Op`: `word` is an operation of Xpulp. */
const PULP = 31;

const hex = (...words: number[]): string => words.map((word) => (word >>> 0).toString(16)).join(" ");

/** A word of which bytes, halves or all of it are often at an end of their range. */
function word(random: SplitMix64): number {
  const bits = random.integer(2 ** 32) | 0;
  switch (random.integer(6)) {
    case 0:
      return bits >> random.integer(32);
    case 1:
      return bits & [0x80008000, 0x80808080, 0x7fff7fff, 0x7f7f7f7f, 0x00ff00ff, 0xffff0000][random.integer(6)];
    case 2:
      return Math.imul(bits & 0x01010101, 0xff);
    case 3:
      return [0, 1, -1, 2 ** 31 - 1, -(2 ** 31), 31, 0x8000, 0xffff][random.integer(8)];
  }
  return bits;
}

describe("integer operations", () => {
  test("of the base instruction set are those of the ALU", () => {
    const random = new SplitMix64(SEED);
    for (let op: number = Op.add; op <= Op.mul; op++) {
      for (let i = 0; i < 500 * TIMES; i++) {
        const [a, b] = [word(random), word(random)];
        const expected = alu(op as Op, a, b);
        if (compute(op, 0, a, b, 0) !== expected) expect.fail(`op ${op} of ${hex(a, b)} is ${hex(expected)}`);
      }
    }
  });

  test.each(Object.entries(PulpOp))("of Xpulp: %s, with all its fields", (_name, code) => {
    const random = new SplitMix64(SEED, 64, code);
    for (let i = 0; i < 1500 * TIMES; i++) {
      const widths = code >= PulpOp.dot ? 4 : 2;
      const fields =
        (random.integer(2) * PULP_ROUND) | (random.integer(2) * PULP_UNSIGNED) | (random.integer(32) << PULP_AMOUNT);
      const op = code | fields | (random.integer(2) * PULP_SCALAR) | (random.integer(widths) << PULP_WIDTH);
      const [a, b, c] = [word(random), word(random), word(random)];
      const expected = pulpAlu(op, a, b, c) | 0;
      if (compute(PULP, op, a, b, c) !== expected) expect.fail(`${hex(op)} of ${hex(a, b, c)} is ${hex(expected)}`);
    }
  });
});

/** A register of such elements; above one element mostly ones. */
function register(format: FpFormat, lanes: number, random: SplitMix64, near: number): number {
  const { width } = format;
  const unused =
    width * lanes < 32 && random.integer(4) !== 0 ? -1 << width : (random.integer(2 ** 32) << (width - 1)) << 1;
  let bits = lanes === 1 && width < 32 ? unused : 0;
  for (let i = 0; i < lanes; i++)
    bits |= encodingNear(format, random, (near >>> (i * width)) % 2 ** width) << (i * width);
  return bits;
}

function operation(op: FloatOp, format: FpFormat, lanes: 1 | 2 | 4, source = format): FloatOperation {
  const exact = op === FloatOp.classify || op === FloatOp.moveToInteger || op === FloatOp.moveFromInteger;
  return { op, format, source, lanes, rounding: DYNAMIC_ROUNDING, replicate: false, exact };
}

const FORMATS = [FP32, FP16, BF16, FP8_E5M2] as const;
const ELEMENTWISE = Object.values(FloatOp).filter(
  (op) => op <= FloatOp.nmadd || (op >= FloatOp.sgnj && op <= FloatOp.moveFromInteger && op !== FloatOp.convert),
);

const SCALAR = [
  ...FORMATS.flatMap((format) => ELEMENTWISE.map((op) => operation(op, format, 1))),
  ...FORMATS.flatMap((format) => FORMATS.map((source) => operation(FloatOp.convert, format, 1, source))),
  ...FORMATS.flatMap((source) => [
    operation(FloatOp.mulExpanding, FP32, 1, source),
    operation(FloatOp.maddExpanding, FP32, 1, source),
  ]),
];
const PACKED = FORMATS.slice(1).flatMap((format) => {
  const lanes = format.width === 8 ? 4 : 2;
  return [
    ...[...ELEMENTWISE, FloatOp.dot, FloatOp.dotExpanding].map((op) => operation(op, format, lanes)),
    ...[FloatOp.packA, FloatOp.packB].slice(0, lanes / 2).map((op) => operation(op, format, lanes, FP32)),
    ...FORMATS.map((source) => operation(FloatOp.convert, format, lanes, source)),
  ];
});

/** Every set of rules that a core can have, the usual ones first. */
const RULES: readonly FpuRules[] = [
  VECTOR_RULES,
  ...Array.from({ length: 16 }, (_unused, i): FpuRules => {
    const errata = { roundsInfinity: (i & 1) !== 0, refusesInteger: (i & 2) !== 0, subnormalIsTiny: (i & 4) !== 0 };
    return { ...errata, checksBoxes: i >= 8 && (i & 1) === 0, extendsSign: i >= 8 && (i & 1) !== 0 };
  }),
];
const FPUS = RULES.map((rules) => new CoreFpu(rules));

/** Elements of a register of operand a. */
function elements({ op, lanes, source }: FloatOperation): number {
  if (lanes === 1 || op === FloatOp.packA || op === FloatOp.packB) return 1;
  return Math.min(lanes, 32 / source.width);
}

/** Compares `count` random executions with those of the pipeline's FPU, mostly in round-to-nearest-even. */
function compare(of: FloatOperation, count: number, seed: number): void {
  const random = new SplitMix64(SEED, 1000, seed);
  const addend = of.op === FloatOp.maddExpanding || of.op === FloatOp.dotExpanding ? FP32 : of.format;
  for (let i = 0; i < count; i++) {
    const mode = random.integer(2) === 0 ? RNE : random.integer(5);
    const isStatic = of.lanes === 1 && random.integer(4) === 0;
    const replicate = of.lanes !== 1 && random.integer(4) === 0;
    const chosen = { ...of, replicate, rounding: isStatic ? mode : DYNAMIC_ROUNDING };
    const which = random.integer(2) === 0 ? 0 : random.integer(RULES.length);
    const a = register(of.source, elements(of), random, random.integer(2 ** 32));
    const b = register(of.source, elements(of), random, a);
    const fpu = FPUS[which];
    // c often cancels the product.
    fpu.execute(
      { ...of, op: FloatOp.mul, format: addend, source: addend, lanes: addend === FP32 ? 1 : of.lanes },
      a,
      b,
      0,
      RNE,
    );
    const c = register(addend, addend === FP32 ? 1 : of.lanes, random, fpu.result);
    fpu.execute(chosen, a, b, c, isStatic ? random.integer(5) : mode);
    const result = execute(floatCodeOf(chosen, RULES[which]), a, b, c, mode);
    if (result !== fpu.result || flags() !== fpu.flags) {
      const told = `mode ${mode} rules ${which} operands ${hex(a, b, c)}`;
      expect.fail(`${told}: ${hex(fpu.result)} flags ${fpu.flags}, in the module ${hex(result)} flags ${flags()}`);
    }
  }
}

const NAMES = Object.entries(FloatOp);
const title = (of: FloatOperation): string =>
  `${NAMES.find(([, op]) => op === of.op)![0]} ${of.source.name} to ${of.format.name} x ${of.lanes}`;

describe("operations of the FPU are those of the pipeline's, in result and flags, in every rounding mode and under all rules", () => {
  test.each([...SCALAR, ...PACKED].map((of, seed) => ({ title: title(of), of, seed })))("$title", ({ of, seed }) => {
    const isArithmetic = of.op <= FloatOp.nmadd && (of.format === FP32 || of.format === FP16);
    compare(of, (isArithmetic ? 4000 : 600) * TIMES, seed);
  });
});

test("divisions, square roots and formats that no core has are left to their units", () => {
  for (const of of [
    operation(FloatOp.div, FP32, 1),
    operation(FloatOp.sqrt, FP16, 2),
    operation(FloatOp.add, FP8_E4M3, 1),
  ])
    expect(floatCodeOf(of, VECTOR_RULES)).toBe(-1);
});

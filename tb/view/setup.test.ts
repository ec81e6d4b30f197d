import { test as property, fc } from "@fast-check/vitest";
import { describe, expect, test } from "vitest";
import { UsageError } from "../../hw/errors.js";
import { ERRATUM_NAMES } from "../../hw/redmule/errata.js";
import { checkHash, DEFAULT_FIELDS, FIELD_NAMES, fromHash, setupOf, toHash, type Fields } from "../../view/setup.js";

const text = fc.string({ minLength: 1, maxLength: 12 });
const anyFields = fc.record(Object.fromEntries(FIELD_NAMES.map((name) => [name, text]))) as fc.Arbitrary<Fields>;

describe("the page's address", () => {
  property.prop([anyFields, fc.nat(1e9)])("gives back what was put in", (fields, clock) => {
    expect(fromHash(toHash(fields, clock))).toEqual({ fields, clock });
  });

  test("is short for the default, and reads E2 and its stalls", () => {
    expect(toHash(DEFAULT_FIELDS, 0)).toBe("#clock=0");
    expect(fromHash("")).toEqual({ fields: DEFAULT_FIELDS, clock: null });
    const { fields, clock } = fromHash("#errata=E2,E7&stall=0.1&clock=70");
    expect(clock).toBe(70);
    const { job } = setupOf(fields);
    expect(job).toMatchObject({ m: 48, stall: 0.1, config: { L: 12, H: 4, P: 3, ce: "simd", errata: ["E2", "E7"] } });
  });

  test.each(["-3", "x", "1.5", ""])("takes clock %j as 0", (clock) => {
    expect(fromHash(`#clock=${clock}`).clock).toBe(0);
  });
});

test("an address may name fields and the clock alone", () => {
  expect(() => checkHash("#m=3&clock=7")).not.toThrow();
  expect(() => checkHash("#m=3&M=4")).toThrow(
    /^The link names "M", which the page does not know: use m, n, .*, clock\.$/,
  );
  expect(() => checkHash("#toString=1")).toThrow(UsageError);
});

describe("the fields", () => {
  test("give a bank to every word of the port, and 16 at least", () => {
    const banks = (array: string) => setupOf({ ...DEFAULT_FIELDS, array }).job.config.banks;
    expect([banks("2x2x0"), banks("12x4x3"), banks("32x32x3")]).toEqual([16, 16, 128]);
  });

  test("take every erratum", () => {
    const { job } = setupOf({ ...DEFAULT_FIELDS, errata: ERRATUM_NAMES.join(", ").toLowerCase() });
    expect(job.config.errata).toEqual(ERRATUM_NAMES);
  });

  test.each([
    ["m", "0", "The form: m is 0: give a whole number from 1 to 65535."],
    ["n", "many", 'The form: n is "many": give a whole number from 1 to 65535.'],
    ["k", "", 'The form: k is "": give a whole number from 1 to 65535.'],
    ["op", "ADD", /^The form: op is "ADD": use one of MATMUL, GEMM, /],
    ["array", "12x4", 'The array "12x4" is not of the form LxHxP: give rows, elements and registers, as in 12x4x3.'],
    ["errata", "E2,E99", /^The erratum "E99" is unknown: use E1, E2, .*\.$/],
    ["load", "1.1", 'The core load is "1.1": give a probability from 0 to 1, for example 0.3.'],
    ["stall", "1", /^The form: stall is 1: give a probability/],
    ["tcdmKib", "0", /^The form: tcdmKib is 0: give a whole number/],
    ["tcdmKib", "8192", "The TCDM has 8192 KiB: the page shows at most 4096 KiB."],
    ["array", "64x64x3", "The array has 4096 compute elements: the page shows at most 2048."],
    ["priority", "dma", /^The form: priority is "dma": use one of cores, redmule/],
    ["seed", "-1", /^The form: seed is -1: give a whole number/],
  ] as const)("refuse %s %j in one sentence", (name, value, message) => {
    const refused = () => setupOf({ ...DEFAULT_FIELDS, [name]: value });
    expect(refused).toThrow(UsageError);
    expect(refused).toThrow(message);
  });
});

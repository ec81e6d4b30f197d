import { fc, test as property } from "@fast-check/vitest";
import { describe, expect, test } from "vitest";
import { configSchema, parseArray, parseConfig, redmuleOf, type ConfigInput } from "../../hw/config.js";
import { UsageError } from "../../hw/errors.js";
import { ERRATUM_NAMES } from "../../hw/redmule/errata.js";
import { DEFAULT_PARAMETERS } from "../../hw/redmule/parameters.js";

describe("the configuration schema", () => {
  test("an empty configuration is the default design", () => {
    expect(redmuleOf(parseConfig({}, "test"))).toEqual(DEFAULT_PARAMETERS);
  });

  test("every field has a default but the port, which follows the array", () => {
    const config = parseConfig({}, "test");
    expect(Object.keys(configSchema.shape).filter((key) => !(key in config))).toEqual(["port"]);
    expect(redmuleOf(parseConfig({ H: 8 }, "test")).port).toBe(544);
    expect(redmuleOf(parseConfig({ H: 8, port: 288 }, "test")).port).toBe(288);
  });

  test("errata are added to the profile's", () => {
    const { errata } = redmuleOf(parseConfig({ errata: ["E2", "E7"] }, "test"));
    expect(ERRATUM_NAMES.filter((name) => errata[name])).toEqual(["E2", "E7"]);
    const upstream = redmuleOf(parseConfig({ profile: "upstream-51cd064", errata: ["E2"] }, "test")).errata;
    expect(ERRATUM_NAMES.every((name) => upstream[name])).toBe(true);
  });

  test.each<[unknown, RegExp]>([
    [5, /^f\.json: the value is 5: give an object in braces\.$/],
    [null, /the value is null: give an object/],
    [[], /the value is \[\]: give an object/],
    [{ L: 0 }, /^f\.json: L is 0: give a whole number from 1 to 4096\.$/],
    [{ H: 2.5 }, /H is 2\.5: give a whole number/],
    [{ P: "3" }, /P is "3": give a whole number from 0 to 4096/],
    [{ L: null }, /L is null: give a whole number/],
    [{ rows: 3 }, /unknown field "rows"/],
    [{ port: 100 }, /port is 100: give a multiple of 32 from 64 to 65536/],
    [{ H: 1, P: 0 }, /^f\.json: The port of 48 bits is not a multiple of 32/],
    [{ storeFifo: 1 }, /storeFifo is 1: give a whole number from 2 to 4096/],
    [{ profile: "upstream" }, /profile is "upstream": use one of sound, upstream-51cd064/],
    [{ errata: "E2" }, /errata is "E2": give a list/],
    [{ errata: ["E2", "E99"] }, /errata\.1 is "E99": use one of E1, /],
    [{ P: 0, profile: "upstream-51cd064" }, /^f\.json: Errata of the reference RTL need P >= 1/],
    [{ banks: 12 }, /banks is 12: give a power of two/],
    [{ banks: 1024, tcdmKib: 1 }, /tcdmKib is 1, which 1024 banks .* multiple of 4 KiB/],
    [{ arbiter: "x" }, /arbiter is "x": use one of f7fbfcd, d6a4872/],
    [{ numerator: 4, denominator: 3 }, /denominator is 3, less than the numerator 4/],
    [{ ce: "slow" }, /ce is "slow": use one of simd, fast, staged/],
  ])("%j is refused in one sentence", (input, sentence) => {
    expect(() => parseConfig(input, "f.json")).toThrow(UsageError);
    expect(() => parseConfig(input, "f.json")).toThrow(sentence);
  });

  property.prop({
    L: fc.integer({ min: 1, max: 64 }),
    H: fc.integer({ min: 1, max: 16 }),
    P: fc.integer({ min: 0, max: 6 }),
  })("any array whose port is a multiple of 32 bits is accepted, any other refused", ({ L, H, P }) => {
    const parse = (): ConfigInput => parseConfig({ L, H, P }, "test");
    if ((16 * H * (P + 1)) % 32 === 0) expect(parse()).toMatchObject({ L, H, P });
    else expect(parse).toThrow(/not a multiple of 32/);
  });
});

describe("the array as text", () => {
  test("three numbers", () => {
    expect(parseArray("12x4x3")).toEqual({ L: 12, H: 4, P: 3 });
    expect(parseArray(" 8X2X1 ")).toEqual({ L: 8, H: 2, P: 1 });
  });

  test.each(["", "12", "12x4", "12x4x3x1", "axbxc", "12x-4x3", "1.5x4x3"])("%j is refused", (text) => {
    expect(() => parseArray(text)).toThrow(/is not of the form LxHxP: .* 12x4x3/);
  });
});

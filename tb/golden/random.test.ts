import { describe, expect, test } from "vitest";
import { DrawnAhead, SplitMix64, StallPattern } from "../../run/data/random.js";

describe("splitmix64", () => {
  test("gives the published numbers of state 0", () => {
    const random = new SplitMix64(0);
    const draw = (): string => {
      random.step();
      return random.high.toString(16).padStart(8, "0") + random.low.toString(16).padStart(8, "0");
    };
    expect([draw(), draw(), draw()]).toEqual(["e220a8397b1dcdaf", "6e789e6aa1b965f4", "06c45d188009454f"]);
  });

  test("equals its definition in BigInt, whatever the carries", () => {
    const mask = 2n ** 64n - 1n;
    for (const seed of [1, 2 ** 32 - 1, Number.MAX_SAFE_INTEGER]) {
      const random = new SplitMix64(seed);
      let state = BigInt(seed);
      for (let i = 0; i < 2000; i++) {
        state = (state + 0x9e3779b97f4a7c15n) & mask;
        let z = ((state ^ (state >> 30n)) * 0xbf58476d1ce4e5b9n) & mask;
        z = ((z ^ (z >> 27n)) * 0x94d049bb133111ebn) & mask;
        z ^= z >> 31n;
        random.step();
        expect((BigInt(random.high) << 32n) | BigInt(random.low)).toBe(z);
      }
    }
  });

  test("draws ahead what it draws one by one, and goes on behind it", () => {
    for (const seed of [0, 7, 2 ** 32 - 1, 2 ** 48]) {
      const [one, many] = [new SplitMix64(seed, 16, 3), new SplitMix64(seed, 16, 3)];
      const numbers = new Float64Array(64);
      for (let round = 0; round < 20; round++) {
        many.uniforms(numbers);
        expect([...numbers]).toEqual(Array.from(numbers, () => one.uniform()));
      }
      expect(many.uniform()).toBe(one.uniform());
    }
    const [ahead, random] = [new DrawnAhead(new SplitMix64(5)), new SplitMix64(5)];
    for (let i = 0; i < 100; i++) {
      expect([ahead.integer(10), ahead.gaussian()]).toEqual([random.integer(10), random.gaussian()]);
    }
  });

  test("a Gaussian has mean 0 and variance 1", () => {
    const random = new SplitMix64(3);
    const values = Array.from({ length: 20_000 }, () => random.gaussian());
    const mean = values.reduce((sum, v) => sum + v, 0) / values.length;
    expect(Math.abs(mean)).toBeLessThan(0.03);
    expect(Math.abs(values.reduce((sum, v) => sum + v * v, 0) / values.length - 1)).toBeLessThan(0.05);
  });

  test("refuses a seed that it cannot hold", () => {
    expect(() => new SplitMix64(-1)).toThrow("A seed of -1 is not an integer from 0 to 9007199254740991");
    expect(() => new SplitMix64(2 ** 48, 32)).toThrow("from 0 to 281474976710655");
  });
});

describe("stall pattern", () => {
  // t_stall of the reference trace trace_L12H4P3_gemm_24x32x32_stall0.3 (seed 1), clocks 0 to 39
  const reference = "0100000001001010101000110000010001000000";
  const text = (pattern: StallPattern): string =>
    Array.from(reference, (_, clock) => (pattern.at(clock) ? "1" : "0")).join("");

  test("equals the reference trace, asked again too", () => {
    const pattern = new StallPattern(0.3, 1);
    expect(text(pattern)).toBe(reference);
    expect(text(pattern)).toBe(reference);
    expect(pattern.at(8)).toBe(false);
    expect(pattern.at(9)).toBe(true);
  });

  test("never stalls at probability 0", () => {
    expect(text(new StallPattern(0, 1))).not.toContain("1");
  });

  test.each([-0.1, 1, NaN])("refuses probability %d", (p) => {
    expect(() => new StallPattern(p, 1)).toThrow(`A stall probability of ${p} is outside 0 <= P < 1`);
  });
});

import { fc, test as property } from "@fast-check/vitest";
import { describe, expect, test } from "vitest";
import { compare, tellChange } from "../../measure/explain/comparison.js";
import {
  CATEGORIES,
  wholeClocks,
  type Category,
  type Explained,
  type JobAccount,
} from "../../measure/explain/explained.js";
import { explainRecord } from "../../measure/explain/records.js";
import { tell } from "../../measure/explain/sentences.js";

const ZERO = Object.fromEntries(CATEGORIES.map((category) => [category, 0])) as Record<Category, number>;

/** A record of `run --json` whose account fits its clocks. */
function record(account: Partial<JobAccount>, more: object = {}): object {
  const full = { ...ZERO, ...account };
  const cycles = Object.values(full).reduce((sum, clocks) => sum + clocks, 0) / 48;
  const shape = { op: "GEMM", fmt: "fp16", m: 96, n: 96, k: 96 };
  return { ...shape, config: { L: 12, H: 4, P: 3, port: 288 }, cycles, account: full, ...more };
}

function explained(input: object): Explained {
  const job = explainRecord(input, "line 1");
  if (typeof job === "string") throw new Error(job);
  return job;
}

describe("an explanation", () => {
  test("of the paper's job", () => {
    const job = explained(record({ useful: 884736, tiler: 1632, firstLoads: 2304, drain: 1248 }));
    expect(tell(job)).toEqual([
      "GEMM fp16 M x N x K = 96 x 96 x 96 on 12 x 4, P = 3: 18540 clocks.",
      "Useful: 18432, 99.42 % of what 12 x 4 compute elements can do.",
      "Lost: 108 of 18540: 34 tiler, 48 first loads, 26 drain.",
      "  34 tiler: from the trigger until the tiler had computed sizes, counts and strides.",
      "  48 first loads: until the compute elements saw their first operands.",
      "  26 drain: from the last step of a compute element to the event: results left the rows and were stored.",
    ]);
  });

  test("says how a shape falls into tiles", () => {
    const padded = { useful: 480, paddingM: 48, paddingN: 96, paddingK: 144 };
    const text = tell(explained(record(padded, { m: 13, n: 7, k: 9 }))).join("\n");
    expect(text).toContain("1 padding of M: 1 row is left of M = 13 for the last of 2 tiles of 12.");
    expect(text).toContain("2 padding of N: N = 7 is rounded up to 8, a multiple of H.");
    expect(text).toContain("3 padding of K: 9 columns are left of K = 9 for the only tile of 16, H (P + 1).");
  });

  test("of a watched job has reasons, and the account of the same job in a record", () => {
    const job = { m: 24, n: 32, k: 40, stall: 0.4, stallSeed: 3 };
    const watched = explained(job);
    const { account, cycles, L, H, P } = watched;
    const again = explained({ ...job, L, H, P, cycles, account });
    expect(again).toEqual({ ...watched, phases: null, settings: again.settings });
    expect(tell(watched)[2]).toBe(tell(again)[2]);
    expect(tell(watched).join("\n")).toMatch(/ X stall: .*\d+ because the memory refused the port/);
  });

  test("of a tiled run says who worked", () => {
    const tiled = { m: 64, n: 64, k: 64, L: 12, H: 4, P: 3, tiles: { m: 2, n: 1, k: 1 }, cycles: 100 };
    const job = explained({ ...tiled, clocks: { redmule: 50, dma: 20, both: 25, neither: 5 } });
    expect(tell(job)[1]).toBe("Of these worked 50 RedMulE alone, 20 DMA alone, 25 both, 5 neither.");
  });

  test("of a job that did not end is a sentence", () => {
    expect(explainRecord({ m: 1, n: 1, k: 1, status: "hang", message: "no progress", account: null }, "line 7")).toBe(
      "line 7: the job did not end: no progress",
    );
  });

  test.each([
    [3, "line 1 has neither an account nor a job"],
    [{ id: 1, cycles: 20 }, "line 1 has neither an account nor a job"],
    [record({ useful: 48 }, { cycles: 2 }), "adds up to 48 CE-clocks, not to cycles L H = 96"],
    [record({ useful: -48 }), "cycles is -1: give a whole number of clocks"],
    [{ m: 0, n: 1, k: 1 }, "m is 0"],
  ])("refuses %j", (input, words) => {
    expect(() => explainRecord(input, "line 1")).toThrow(words);
  });

  property.prop([fc.array(fc.nat(9999), { minLength: 11, maxLength: 11 }), fc.integer({ min: 1, max: 256 })])(
    "rounds to whole clocks whose sum is that of the account",
    (parts, perClock) => {
      const ceClocks = parts.map((part, i) => (i === 10 ? 0 : part));
      const rest = ceClocks.reduce((sum, part) => sum + part, 0) % perClock;
      const account = Object.fromEntries(
        CATEGORIES.map((category, i) => [category, ceClocks[i] + (i === 10 && rest > 0 ? perClock - rest : 0)]),
      ) as Record<Category, number>;
      const cycles = Object.values(account).reduce((sum, part) => sum + part, 0) / perClock;
      const whole = wholeClocks(account, cycles, perClock);
      expect(Object.values(whole).reduce((sum, clocks) => sum + clocks, 0)).toBe(cycles);
      for (const category of CATEGORIES) {
        expect(Math.abs(whole[category] - account[category] / perClock)).toBeLessThan(1);
      }
    },
  );
});

describe("a comparison", () => {
  const before = record({ useful: 480, tiler: 96 }, { stall: 0, seed: 1 });
  const after = record({ useful: 480, tiler: 48, xStall: 144 }, { stall: 0.5, seed: 1 });

  test("says what was asked for, and where the difference went", () => {
    expect(tellChange(explained(before), explained(after)).slice(2)).toEqual([
      "Asked for: stall 0 -> 0.5.",
      "The second takes 2 clocks more (16.67 %), 14 instead of 12: 3 more X stall, 1 fewer tiler.",
    ]);
    expect(tellChange(explained(before), explained(before)).slice(2)).toEqual([
      "Both were asked for the same.",
      "Both take 12 clocks, and they went into the same.",
    ]);
  });

  test("accounts for both runs in full, by category and by reason", () => {
    const job = { m: 24, n: 32, k: 40 };
    const {
      clocks,
      reasons,
      before: first,
      after: second,
    } = compare(explained(job), explained({ ...job, stall: 0.4, stallSeed: 3 }));
    const sum = (side: "before" | "after"): number => clocks.reduce((total, change) => total + change[side], 0);
    expect([sum("before"), sum("after")]).toEqual([first, second]);
    expect(second).toBeGreaterThan(first);
    const stalls = (side: "before" | "after"): number =>
      reasons.filter(({ name }) => name.startsWith("X stall")).reduce((total, change) => total + change[side], 0);
    const { before: none, after: some } = clocks.find(({ name }) => name === "X stall")!;
    expect([stalls("before"), stalls("after")]).toEqual([none, some]);
  });
});

import { afterEach, describe, expect, test, vi } from "vitest";
import { fpCommand, VectorChecker, type FpReport } from "../../cli/fp.js";
import { UsageError } from "../../hw/errors.js";
import { unpackedFile } from "./vectors.js";

/** What the command prints for the given input, and its exit code. */
async function run(args: readonly string[], input: string): Promise<{ text: string; code: typeof process.exitCode }> {
  let text = "";
  vi.spyOn(process.stdout, "write").mockImplementation((chunk) => {
    text += String(chunk);
    return true;
  });
  async function* chunks(): AsyncGenerator<Buffer> {
    for (let at = 0; at < input.length; at += 7) yield await Promise.resolve(Buffer.from(input.slice(at, at + 7)));
  }
  await fpCommand(chunks()).parseAsync([...args], { from: "user" });
  const code = process.exitCode;
  return { text, code };
}

afterEach(() => {
  vi.restoreAllMocks();
  process.exitCode = undefined;
});

describe("redmule fp", () => {
  test("counts equal vectors and leaves exit code 0", async () => {
    const { text, code } = await run(["f16_add"], "3C00 3C00 4000 00\r\n\n7bff 7bff 7C00 05");
    expect(text).toBe("f16_add rne (staged and fast): 2 vectors, 0 value mismatches, 0 flag mismatches\n");
    expect(code).toBe(0);
  });

  test("shows what differs and sets exit code 1", async () => {
    const { text, code } = await run(["f16_mulAdd", "--json"], "3C00 3C00 0 3C01 00\n3C00 3C00 0 3C00 01\n");
    expect(JSON.parse(text)).toEqual({
      function: "f16_mulAdd",
      rounding: "rne",
      checked: 2,
      valueMismatches: 1,
      flagMismatches: 1,
      first: [
        {
          line: 1,
          operands: ["3C00", "3C00", "0000"],
          expected: "3C01",
          expectedFlags: "00",
          staged: "3C00",
          stagedFlags: "00",
          fast: "3C00",
        },
        {
          line: 2,
          operands: ["3C00", "3C00", "0000"],
          expected: "3C00",
          expectedFlags: "01",
          staged: "3C00",
          stagedFlags: "00",
          fast: "3C00",
        },
      ],
    } satisfies FpReport);
    expect(code).toBe(1);
  });

  test("rounds as told", async () => {
    const vectors = "3C00 0001 3C01 01\n";
    expect((await run(["f16_add", "--rounding", "rup"], vectors)).code).toBe(0);
    expect((await run(["f16_add", "--rounding", "rdn"], vectors)).code).toBe(1);
  });

  test.each([
    [["f16_add"], "", "The input holds no vector of f16_add"],
    [["f16_add"], "\n \n", "The input holds no vector of f16_add"],
    [["f16_add"], "3C00 3C00 4000 00\n3C00 xyz 4000 00\n", 'Line 2: "xyz" is no hex number of at most 16 bits'],
    [["f16_add"], "3C00 13C00 4000 00\n", 'Line 1: "13C00" is no hex number of at most 16 bits'],
    [["f16_add"], "3C00 3C00 4000 20\n", 'Line 1: "20" is no hex number of at most 5 bits, which the flags'],
    [["f16_add"], "3C00 3C00 4000\n", 'Line 1: 3 numbers in "3C00 3C00 4000" where f16_add needs 4'],
    [["f16_add"], "3C00 3C00 4000 00 00\n", 'Line 1: "00" is one number too many: f16_add has 4'],
    [["f16_eq"], "3C00 3C00 2 00\n", 'Line 1: "2" is no hex number of at most 1 bits, which the result'],
    [["f64_add"], "0\n", 'Unknown function "f64_add"'],
    [["toString"], "0\n", 'Unknown function "toString"'],
    [["f16_add", "--rounding", "up"], "0\n", 'Unknown rounding mode "up": use one of rne, rtz, rdn, rup, rmm'],
  ])("refuses %j with %j", async (args, input, message) => {
    const attempt = run(args, input);
    await expect(attempt).rejects.toThrow(UsageError);
    await expect(attempt).rejects.toThrow(message);
  });

  test("a checker reads the same report from any cut of the input", () => {
    const bytes = unpackedFile("f16_mulAdd.rne.l1s.txt.gz");
    const byChunks = (size: number): FpReport => {
      const checker = new VectorChecker("f16_mulAdd", "rdn");
      for (let at = 0; at < bytes.length; at += size) checker.write(bytes.subarray(at, at + size));
      return checker.end();
    };
    const whole = byChunks(bytes.length);
    expect(whole.valueMismatches).toBeGreaterThan(0);
    expect(whole.first.length).toBe(10);
    expect(byChunks(13)).toEqual(whole);
  });
});

import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { commandLine as redmule } from "./command-line.js";
import { testFolder } from "../test-folder.js";

const folder = testFolder("explain");

const JOB = ["--m", "13", "--n", "14", "--k", "15"];

function written(name: string, lines: readonly string[]): string {
  const path = join(folder, name);
  writeFileSync(path, lines.join("\n"));
  return path;
}

async function report(...args: string[]): Promise<string> {
  return (await redmule("run", "--json", ...args)).out.trim();
}

describe("redmule explain", () => {
  test("tells where the clocks of a job went, as redmule run counts them", async () => {
    const { code, out, err } = await redmule("explain", ...JOB);
    expect([code, err]).toEqual([0, ""]);
    const { cycles } = JSON.parse(await report(...JOB)) as { cycles: number };
    expect(out).toMatch(new RegExp(`^GEMM fp16 M x N x K = 13 x 14 x 15 on 12 x 4, P = 3: ${cycles} clocks\\.\n`));
    expect(out).toMatch(new RegExp(`^Lost: \\d+ of ${cycles}: (\\d+ [\\w ]+, )+\\d+ drain\\.$`, "m"));
    expect(out).toMatch(/^ {2}34 tiler: /m);
  });

  test("compares a job with itself under other options", async () => {
    const { code, out } = await redmule("explain", ...JOB, "--against", "--stall 0.5  --fmt fp8");
    expect(code).toBe(0);
    expect(out).toContain("Asked for: fmt fp16 -> fp8, stall 0 -> 0.5.\n");
    expect(out).toMatch(/^The second takes \d+ clocks more \([\d.]+ %\), \d+ instead of \d+: /m);
    expect(out).toMatch(/^By reasons: .* because the memory refused the port/m);
  });

  test("reads results, a line each, and compares two files", async () => {
    const lines = [await report(...JOB), await report("--m", "24", "--n", "16", "--k", "16")];
    const first = written("first.jsonl", lines);
    const second = written("second.jsonl", [await report(...JOB, "--stall", "0.3"), lines[1], ""]);
    const all = await redmule("explain", first);
    expect(all.out).toMatch(/first\.jsonl, line 1: GEMM fp16 .*: lost \d+ of \d+: /);
    const lost = [...all.out.matchAll(/lost (\d+) of (\d+)/g)].map(([, part, of]) => [Number(part), Number(of)]);
    expect(lost).toHaveLength(3);
    expect(lost[2]).toEqual([lost[0][0] + lost[1][0], lost[0][1] + lost[1][1]]);
    const both = await redmule("explain", first, second);
    expect(both.out).toMatch(/Asked for: stall 0 -> 0\.3\.\nThe second takes \d+ clocks? more/);
    expect(both.out).toMatch(/Both take \d+ clocks, and they went into the same\.\n$/);
  });

  test("runs the jobs of a batch, and prints everything as JSON", async () => {
    const jobs = written("jobs.jsonl", ['{"m":13,"n":14,"k":15,"stall":0.2}', "", '{"m":24,"n":16,"k":16}']);
    const { code, out } = await redmule("explain", jobs, "--json");
    expect(code).toBe(0);
    const records = out
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as { cycles: number; clocks: Record<string, number>; sentences: string[] });
    expect(records).toHaveLength(2);
    for (const { cycles, clocks, sentences } of records) {
      expect(Object.values(clocks).reduce((sum, part) => sum + part, 0)).toBe(cycles);
      expect(sentences[0]).toContain(`: ${cycles} clocks.`);
    }
  });

  test("tells of a tiled run who worked, also from its record", async () => {
    const tiled = ["--m", "40", "--n", "20", "--k", "30", "--tiled"];
    const { code, out } = await redmule("explain", ...tiled);
    expect([code, out]).toEqual([0, expect.stringMatching(/^Of these worked \d+ RedMulE alone, \d+ DMA alone, /m)]);
    const file = written("tiled.jsonl", [await report(...tiled)]);
    expect((await redmule("explain", file)).out).toBe(out);
  });

  test("a job that does not end is a sentence, and exit code 1", async () => {
    const hang = ["--m", "24", "--n", "32", "--k", "32", "--erratum", "E2", "--stall", "0.1", "--stall-seed", "1"];
    const { code, out } = await redmule("explain", ...hang);
    expect([code, out]).toEqual([1, expect.stringMatching(/^redmule run .*: the job did not end: No progress since/)]);
    const file = written("hang.jsonl", [await report(...hang), await report(...JOB)]);
    const listed = await redmule("explain", file);
    expect(listed.code).toBe(1);
    expect(listed.out).toMatch(/line 1: the job did not end: .*\n.*line 2: .*\n\n1 job lost/);
  });

  test.each([
    [["nothing.jsonl"], "nothing.jsonl cannot be read (ENOENT)"],
    [["--against", "--what 3"], "unknown option '--what'"],
    [["--against", "--m 0"], '--m is "0"'],
    [[written("one.jsonl", ['{"m":1,"n":1,"k":1}']), "--m", "3"], "--m is about a job to run"],
    [[written("empty.jsonl", ["", ""])], "empty.jsonl holds no job"],
    [[written("text.jsonl", ["hello"])], "text.jsonl, line 1 is not JSON"],
    [
      [written("a.jsonl", ['{"m":1,"n":1,"k":1}']), written("b.jsonl", Array(2).fill('{"m":1,"n":1,"k":1}'))],
      "do not pair, 1 and 2",
    ],
  ])("refuses %j", async (args, words) => {
    const { code, out, err } = await redmule("explain", ...args);
    expect([code, out]).toEqual([2, ""]);
    expect(err).toContain(words);
  });
});

import { once } from "node:events";
import { PassThrough } from "node:stream";
import { describe, expect, test } from "vitest";
import { batchCommand } from "../../cli/batch.js";
import { OPERATIONS, TENSOR_FORMATS } from "../../hw/redmule/operation.js";
import type { PairResult } from "../../run/redmule/run-job.js";
import { batch, withoutExitCodes } from "./batch-run.js";

withoutExitCodes();
const UPSTREAM = ["--profile", "upstream-51cd064"];
const SMALL = { m: 5, n: 7, k: 9 };
/** MATMUL of two tiles: the reference design waits for a Y for ever (E1). */
const HANGS = { m: 24, n: 16, k: 16, op: "MATMUL" };

describe("redmule batch", () => {
  test("the example of the reference: 12 x 16 x 16 in 170 clocks, with upstream's repeated fetches", async () => {
    const job = { config: { L: 12, H: 4, P: 3 }, op: "GEMM", fmt: "fp16", m: 12, n: 16, k: 16, id: "first" };
    const { results, exitCode } = await batch([job], ...UPSTREAM);
    expect(results).toEqual([
      {
        id: "first",
        status: "ok",
        cycles: 170,
        reads: 64,
        writes: 12,
        z: expect.any(String),
        golden: "match",
        mismatches: 0,
      },
    ]);
    expect(results[0].z).toHaveLength(4 * 12 * 16);
    expect(exitCode).toBe(0);
  });

  test.each(["1", "3"])(
    "a line is answered before the next one is written, and before the end; --jobs %s",
    async (jobs) => {
      const [stdin, stdout, stderr] = [new PassThrough(), new PassThrough(), new PassThrough()];
      const run = batchCommand({ stdin, stdout, stderr }).parseAsync(["-", "--jobs", jobs], { from: "user" });
      let heard = "";
      stdout.on("data", (chunk: Buffer) => (heard += chunk.toString()));
      const ask = async (line: string): Promise<unknown> => {
        heard = "";
        stdin.write(`${line}\n`);
        while (!heard.endsWith("\n")) await once(stdout, "data");
        return JSON.parse(heard);
      };
      for (let id = 0; id < 4; id++) {
        expect(await ask(JSON.stringify({ ...SMALL, id }))).toMatchObject({ id, status: "ok", golden: "match" });
      }
      expect(await ask("{")).toMatchObject({ status: "error" });
      stdin.end();
      await run;
    },
  );

  test("tensors in hex: 1 x 1 x 2 + 0.5", async () => {
    const job = { m: 1, n: 1, k: 2, x: "003c", w: "00400042", y: "00380038" };
    const { results } = await batch([job]);
    expect(results[0]).toMatchObject({ status: "ok", z: "00410043", golden: "match" });
  });

  test("every operation in every format, dense and in upstream's slots", async () => {
    const formats = Object.keys(TENSOR_FORMATS);
    const jobs = OPERATIONS.flatMap((op) =>
      formats.map((fmt) => ({ op, fmt, m: 12, n: 32, k: 16, seed: 3, data: "mix" })),
    );
    const sound = await batch(jobs);
    expect(sound.results.map(({ golden }) => golden)).toEqual(jobs.map(() => "match"));
    const upstream = await batch(jobs, ...UPSTREAM);
    // The reference design has no bfloat16 (E13).
    expect(upstream.results.map(({ golden }) => golden === "match")).toEqual(jobs.map(({ fmt }) => fmt !== "bf16"));
    expect(upstream.exitCode).toBe(0);
  });

  test("misaligned bases and stalls change the clocks, not the result", async () => {
    const jobs = [
      SMALL,
      { ...SMALL, misalign: [1, 2, 3] },
      { ...SMALL, stall: 0.5, stallSeed: 3 },
      { ...SMALL, gap: 40 },
    ];
    const { results, exitCode } = await batch(jobs);
    expect(new Set(results.map(({ z }) => z)).size).toBe(1);
    expect(results.map(({ golden }) => golden)).toEqual(["match", "match", "match", "match"]);
    expect(results[2].cycles).toBeGreaterThan(results[0].cycles!);
    expect(results[3].cycles).toBe(results[0].cycles! - 29);
    expect(exitCode).toBe(0);
  });

  test("the seed gives the tensors and the garbage; both compute elements agree", async () => {
    const { results } = await batch([
      { ...SMALL, seed: 1 },
      { ...SMALL, seed: 1 },
      { ...SMALL, seed: 2 },
    ]);
    expect(results[1]).toEqual(results[0]);
    expect(results[2].z).not.toBe(results[0].z);
    const staged = await batch([{ ...SMALL, seed: 1 }], "--ce", "staged");
    expect(staged.results[0]).toEqual(results[0]);
  });

  test("a line that is no job gives an error in its place", async () => {
    const lines: [unknown, RegExp][] = [
      ["{", /^line 2: this is not JSON/],
      [5, /^line 3: the value is 5/],
      [{ m: 1, n: 1 }, /^line 4: k is missing: give a whole number from 1 to 65535/],
      [{ ...SMALL, n: 0 }, /^line 5: n is 0/],
      [{ ...SMALL, m: 65536 }, /^line 6: m is 65536/],
      [{ ...SMALL, op: "GEM" }, /op is "GEM": use one of MATMUL, GEMM/],
      [{ ...SMALL, fmt: "fp32" }, /fmt is "fp32": use one of fp16, fp8/],
      [{ ...SMALL, x: "00" }, /x has 2 characters: 5 x 7 elements of fp16 take 140 hex digits/],
      [{ m: 1, n: 1, k: 1, x: "zzzz" }, /x holds other characters than hex digits/],
      [{ ...SMALL, stall: 1 }, /stall is 1: give a probability from 0 to below 1/],
      [{ ...SMALL, misalign: [1, 2] }, /misalign is \[1,2\]: give three byte counts/],
      [{ ...SMALL, data: "odd" }, /data is "odd": use one of norm/],
      [{ ...SMALL, stal: 0.1 }, /unknown field "stal"/],
      [{ ...SMALL, config: { L: 0 } }, /L is 0/],
      [{ ...SMALL, config: 3 }, /the value is 3: give an object/],
      [{ ...SMALL, misalign: [0xa000, 0, 0] }, /^line 17: X \(0x1a000 to 0x1a045\) and Z \(.*\) overlap: move one/],
      [{ m: 65535, n: 65535, k: 1 }, /^line 18: X takes the bytes .*: choose smaller sizes, .* below 4 GiB/],
      [{ first: SMALL }, /^line 19, second: the value is missing/],
      [
        { first: SMALL, second: { ...SMALL, config: { L: 3 } } },
        /^line 20: the configurations of first and second differ/,
      ],
      [{ first: SMALL, second: SMALL, seed: 1 }, /unknown field "seed" beside first and second/],
    ];
    const { results, exitCode, stderr } = await batch([SMALL, ...lines.map(([line]) => line), { ...SMALL, id: 7 }]);
    expect(results).toHaveLength(lines.length + 2);
    lines.forEach(([, message], i) => {
      const error = { status: "error", cycles: null, reads: 0, writes: 0, z: null, golden: "none", mismatches: 0 };
      expect(results[i + 1]).toEqual({ id: null, ...error, message: expect.stringMatching(message) });
    });
    expect(results.at(-1)).toMatchObject({ id: 7, status: "ok" });
    expect(exitCode).toBe(1);
    expect(stderr).toBe(`22 lines: 2 ok, 0 hang, ${lines.length} error; golden: 2 match, 0 mismatch\n`);
  });

  test("an error keeps the line's id; blank lines are skipped and counted", async () => {
    const { results } = await batch(["", { id: { a: [1] } }, "", { ...SMALL, id: "z" }]);
    expect(results.map(({ id }) => id)).toEqual([{ a: [1] }, "z"]);
    expect(results[0].message).toMatch(/^line 2: m is missing/);
  });

  test("the fields of a result let a recorded job pass", async () => {
    const { results } = await batch([SMALL]);
    const again = await batch([{ ...SMALL, ...results[0] }]);
    expect(again.results).toEqual(results);
  });

  test("a hang is diagnosed; it fails the sound profile, not upstream's", async () => {
    const upstream = await batch([HANGS], ...UPSTREAM);
    expect(upstream.results[0]).toMatchObject({ status: "hang", cycles: null, z: expect.any(String) });
    expect(upstream.results[0].message).toMatch(/^No progress since clock \d+ /);
    expect(upstream.exitCode).toBe(0);
    const sound = await batch([HANGS]);
    expect(sound.results[0]).toMatchObject({ status: "ok", golden: "match" });
    const withErratum = await batch([HANGS], "--erratum", "e1");
    expect(withErratum.results[0].status).toBe("hang");
    expect(withErratum.exitCode).toBe(1);
  });

  test("a line's own profile goes before the option, its errata are added to", async () => {
    const own = { ...HANGS, config: { profile: "sound" } };
    expect((await batch([own], ...UPSTREAM)).results[0].status).toBe("ok");
    const two = { ...HANGS, config: { errata: ["E10"] } };
    expect((await batch([two], "--erratum", "E1")).results[0].status).toBe("hang");
  });

  test("golden is the right definition also under errata: padding executes (E10)", async () => {
    const job = { m: 12, n: 5, k: 16, op: "ADDMAX", data: "neg" };
    const { results, exitCode } = await batch([job], ...UPSTREAM);
    expect(results[0]).toMatchObject({ status: "ok", golden: "mismatch" });
    expect(results[0].mismatches).toBeGreaterThan(0);
    expect(exitCode).toBe(0);
  });

  test("first and second: both right in the sound design, the second wrong upstream (E4)", async () => {
    const job = { m: 12, n: 16, k: 16 };
    const pair = { first: { ...job, seed: 1, id: 1 }, second: { ...job, seed: 2, id: 2 }, id: "both" };
    const sound = (await batch([pair])).results[0] as unknown as PairResult;
    expect(sound).toMatchObject({ id: "both", first: { id: 1, golden: "match" }, second: { id: 2, golden: "match" } });
    expect((await batch([pair.second])).results[0].z).toBe(sound.second.z);
    const { results, exitCode } = await batch([pair], ...UPSTREAM);
    const upstream = results[0] as unknown as PairResult;
    expect(upstream.first.golden).toBe("match");
    expect(upstream.second).toMatchObject({ status: "ok", golden: "mismatch" });
    expect(exitCode).toBe(0);
  });

  test("threads answer in the order of the lines", async () => {
    const jobs = Array.from({ length: 8 }, (_, id) => ({ m: id === 0 ? 96 : 2, n: 20, k: 20, seed: id, id }));
    const { results } = await batch(jobs, "--jobs", "2");
    expect(results).toEqual((await batch(jobs)).results);
    expect(results.map(({ id }) => id)).toEqual(jobs.map(({ id }) => id));
  });
});

import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { main } from "../../cli/program.js";

let folder = "";
let out = "";
let err = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "campaign-"));
  vi.spyOn(process.stdout, "write").mockImplementation((text) => ((out += String(text)), true));
  vi.spyOn(process.stderr, "write").mockImplementation((text) => ((err += String(text)), true));
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true });
});

async function run(...args: string[]): Promise<number> {
  out = err = "";
  return main(args);
}

const path = (...names: string[]): string => join(folder, ...names);

/** Files of a folder by name. */
function filesOf(directory: string): Record<string, string> {
  const files = readdirSync(directory, { recursive: true, encoding: "utf8" }).map((name) => join(directory, name));
  const real = files.filter((file) => statSync(file).isFile());
  return Object.fromEntries(real.map((file) => [relative(directory, file), readFileSync(file, "utf8")]));
}

const SPEC = '{"base": {"n": 4, "k": 4}, "product": {"L": [1, 2, 3], "m": [1, 5, 9]}}';
const SWEEP = ["sweep", SPEC, "--jobs", "1"];

async function shards(words: readonly string[], of: number): Promise<void> {
  for (let index = 1; index <= of; index++) {
    expect(await run(...words, "--shard", `${index}/${of}`, "--out", path("farm", `shard-${index}-of-${of}`))).toBe(0);
  }
}

describe("shards together are the bytes of one run", () => {
  test.each([
    ["sweep", SWEEP],
    ["regress", ["regress", "--runs", "4", "--seed", "7", "--jobs", "1"]],
  ])("%s", async (_name, words) => {
    await shards(words, 2);
    await run(...words, "--out", path("one"));
    expect(await run("merge", path("farm"), "--out", path("merged"))).toBe(0);
    expect(filesOf(path("merged"))).toEqual(filesOf(path("one")));
  });

  test("inject", async () => {
    const words = "inject --runs 9 --m 3 --n 3 --k 3 --array 1x1x1 --jobs 1".split(" ");
    await shards(words, 2);
    await run(...words, "--out", path("one.jsonl"));
    expect(await run("merge", path("farm"), "--out", path("merged"))).toBe(0);
    expect(readFileSync(path("merged", "results.jsonl"), "utf8")).toBe(readFileSync(path("one.jsonl"), "utf8"));
  });

  test("prove, but for the seconds", async () => {
    const words = "prove casts --jobs 1".split(" ");
    await shards(words, 2);
    await run(...words, "--out", path("one.jsonl"));
    expect(await run("merge", path("farm"), "--out", path("merged"))).toBe(0);
    expect(out).toMatch(/PROVED casts/);
    const timeless = (text: string): string => text.replace(/"seconds":[\d.]+/g, "");
    expect(timeless(readFileSync(path("merged", "results.jsonl"), "utf8"))).toBe(
      timeless(readFileSync(path("one.jsonl"), "utf8")),
    );
  });
});

describe("shards that are not whole", () => {
  test("a missing one, one that was cut short and one of other code are named, each with its command", async () => {
    await shards(SWEEP, 4);
    const of = (index: number): string => path("farm", `shard-${index}-of-4`);
    rmSync(of(1), { recursive: true });
    const records = readFileSync(join(of(2), "results.jsonl"), "utf8");
    writeFileSync(join(of(2), "results.jsonl"), records.slice(0, -9));
    const file = join(of(3), "campaign.json");
    writeFileSync(file, readFileSync(file, "utf8").replace(/"code": "\w+"/, '"code": "0123456789abcdef"'));
    expect(await run("merge", path("farm"), "--out", path("merged"))).toBe(2);
    expect(err).toMatch(/^Shard 1\/4 is missing: redmule sweep .* --shard 1\/4 --out .*shard-1-of-4$/m);
    expect(err).toMatch(/^Shard 2\/4 in .* is cut short \(\d of \d records\): redmule sweep .* --shard 2\/4 /m);
    expect(err).toMatch(
      /^Shard 3\/4 in .* is of other code \(0123456789abcdef, .*\): rm -r .*; redmule sweep .* --shard 3\/4 /m,
    );
    expect(readdirSync(folder)).toEqual(["farm"]);
  });

  test("a shard that is there twice, or of another campaign, is refused", async () => {
    await shards(SWEEP, 2);
    cpSync(path("farm", "shard-1-of-2"), path("again"), { recursive: true });
    expect(await run("merge", path("farm"), path("again"), "--out", path("merged"))).toBe(2);
    expect(err).toMatch(/are both shard 1\/2: give each shard once\.$/m);
    await run("sweep", SPEC, "--shard", "1/2", "--out", path("other"));
    expect(await run("merge", path("farm"), path("other"), "--out", path("merged"))).toBe(2);
    expect(err).toMatch(/is of another campaign/);
    expect(await run("merge", folder, "--out", path("merged"))).toBe(2);
    expect(await run("merge", path("nowhere"), "--out", path("merged"))).toBe(2);
    expect(err).toMatch(/is not there: give folders of shards/);
  });
});

test("a task of an array job takes its share, goes on after a kill, and status tells how far all are", async () => {
  vi.stubEnv("SLURM_ARRAY_JOB_ID", "12");
  vi.stubEnv("SLURM_ARRAY_TASK_COUNT", "2");
  vi.stubEnv("SLURM_ARRAY_TASK_ID", "2");
  expect(await run(...SWEEP)).toBe(2);
  expect(err).toMatch(/This is task 12_2 of an array job of Slurm, which needs a folder/);
  expect(await run(...SWEEP, "--out", path("farm"))).toBe(0);
  const records = path("farm", "shard-2-of-2", "results.jsonl");
  const whole = readFileSync(records, "utf8");
  writeFileSync(records, whole.slice(0, whole.length / 2));
  expect(await run("status", path("farm"), "--json")).toBe(0);
  const [{ shard, done, records: all }] = JSON.parse(out) as { shard: string; done: number; records: number }[];
  expect(shard).toBe("2/2");
  expect(done).toBeLessThan(all);
  expect(await run(...SWEEP, "--out", path("farm"))).toBe(0);
  expect(readFileSync(records, "utf8")).toBe(whole);
  expect(await run("status", path("farm"))).toBe(0);
  expect(out).toMatch(/1 of 2 shards finished, 1 not begun/);
});

describe("redmule slurm", () => {
  test("prints an array job with the merge behind it", async () => {
    const words = ["slurm", ...SWEEP, "--out", "farm", "--shards", "8", "--", "--partition=long", "--time=1:00:00"];
    expect(await run(...words)).toBe(0);
    expect(out).toMatch(/^#!\/bin\/bash\n/);
    for (const line of ["--array=1-8", "--requeue", "--output=farm/logs/shard-%a.log", "--time=1:00:00"]) {
      expect(out).toContain(`#SBATCH ${line}\n`);
    }
    expect(out).toMatch(
      /--dependency=afterany:"\$SLURM_ARRAY_JOB_ID" .*\n.*--partition=long --wrap 'redmule merge farm --out farm\/merged'/,
    );
    expect(out).toMatch(/^exec redmule sweep '\{.*\}' --jobs 1 --out farm$/m);
  });

  test.each([
    [["slurm", "run", "--shards", "2"], /"run" is no campaign/],
    [["slurm", ...SWEEP, "--shards", "2"], /nowhere to write to/],
    [["slurm", ...SWEEP, "--out", "x", "--shard", "1/2", "--shards", "2"], /names shards of its own/],
  ])("%o is refused", async (words, message) => {
    expect(await run(...words)).toBe(2);
    expect(err).toMatch(message);
  });
});

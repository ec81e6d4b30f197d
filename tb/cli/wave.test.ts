import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { readVcd } from "../../index.js";
import { packageFile } from "../../sw/package-file.js";
import { tracksOf } from "../../wave/track.js";
import { commandLine as redmule } from "./command-line.js";
import { testFolder } from "../test-folder.js";

const folder = testFolder("wave");
const file = (name: string): string => join(folder, name);

const JOB = ["--m", "12", "--n", "16", "--k", "16"];
const STALLED = ["--m", "24", "--n", "32", "--k", "32", "--stall", "0.2"];

interface WaveRecord {
  readonly from: number;
  readonly to: number;
  readonly trigger: number | null;
  readonly fault: string | null;
  readonly signals: readonly { readonly path: string; readonly values: readonly (number | null)[] }[];
}

async function record(...args: string[]): Promise<WaveRecord> {
  const { out, err } = await redmule("wave", "--json", ...args);
  expect(err).toBe("");
  return JSON.parse(out) as WaveRecord;
}

describe("redmule wave", () => {
  test("draws the W row that starts the array", async () => {
    const signals = ["scheduler.{state,loads_w,enable}", "streamer.{req,gnt,addr}", "z_buffer.state"];
    const trigger = ["--trigger", "rose(scheduler.enable)", "--before", "3", "--after", "5"];
    const { code, out, err } = await redmule("wave", ...JOB, ...trigger, "--signals", ...signals);
    expect([code, err]).toEqual([0, ""]);
    expect(`\n${out}`).toMatchInlineSnapshot(`
      "
      GEMM fp16, M x N x K = 12 x 16 x 16: clocks 135 to 143, trigger in clock 138

      clock             │ 135      136      137      138      139      140      141      142      143
      trigger           │                            ▼
                        │──────────────────┬────────┬──────────────────────────┬────────┬─────────────────
      scheduler.state   │ PRELOAD          │LOAD_W  │WAIT                      │LOAD_W  │WAIT
                        │──────────────────┴────────┴──────────────────────────┴────────┴─────────────────
                        │                           ┌─────────────────────────────────────────────────────
      scheduler.enable  │───────────────────────────┘
                        │                  ┌────────┐                          ┌────────┐
      scheduler.loads_w │──────────────────┘        └──────────────────────────┘        └─────────────────
                        │                                    ┌────────┐                          ┌────────
      streamer.req      │────────────────────────────────────┘        └──────────────────────────┘
                        │                                    ┌────────┐                          ┌────────
      streamer.gnt      │────────────────────────────────────┘        └──────────────────────────┘
                        │────────────────────────────────────┬───────────────────────────────────┬────────
      streamer.addr     │ 10000160                           │10000280                           │100002a0
                        │────────────────────────────────────┴───────────────────────────────────┴────────
                        │─────────────────────────────────────────────────────────────────────────────────
      z_buffer.state    │ LOADED
                        │─────────────────────────────────────────────────────────────────────────────────
      "
    `);
  });

  test("shows the clocks around the first one in which a condition holds", async () => {
    const condition = "scheduler.state==LOAD_W && stall";
    const window = ["--before", "5", "--after", "20", "--signals", "scheduler.state", "scheduler.stall"];
    const seen = await record(...STALLED, "--trigger", condition, ...window);
    expect([seen.from, seen.to]).toEqual([seen.trigger! - 5, seen.trigger! + 20]);
    const all = await record(
      ...STALLED,
      "--from",
      "0",
      "--to",
      "999",
      "--signals",
      "scheduler.state",
      "scheduler.stall",
    );
    const [state, stall] = all.signals.map(({ values }) => values);
    expect(seen.trigger).toBe(state.findIndex((value, clock) => value === 2 && stall[clock] === 1));
    expect(seen.signals.map(({ values }) => values)).toEqual(
      all.signals.map(({ values }) => values.slice(seen.from, seen.to + 1)),
    );
    const later = await record(...STALLED, "--trigger", condition, ...window, "--from", String(seen.trigger! + 1));
    expect(later.trigger).toBe(
      state.findIndex((value, clock) => clock > seen.trigger! && value === 2 && stall[clock] === 1),
    );
  });

  test("writes the same clocks to every kind of file", async () => {
    const out = ["job.vcd", "job.svg", "job.json", "job.txt"].map(file);
    const trigger = ["--trigger", "rose(redmule.event)", "--before", "30", "--after", "4"];
    const run = await redmule("wave", ...JOB, ...trigger, "--signals", "redmule.scheduler.*", "--out", ...out);
    const seen = await record(...JOB, ...trigger, "--signals", "redmule.scheduler.*");
    const clocks = `clocks ${seen.from} to ${seen.to}, trigger in clock ${seen.trigger}`;
    expect([run.code, run.out]).toEqual([0, out.map((path) => `${path}: ${clocks}\n`).join("")]);
    const vcd = readVcd(readFileSync(file("job.vcd"), "utf8"));
    const tracks = tracksOf(vcd, ["redmule.scheduler.*"]);
    for (const { path, values } of seen.signals) {
      const track = tracks.find((found) => found.path === path)!;
      expect([path, values.map((_, i) => track.at(seen.from + i))]).toEqual([path, values]);
    }
    expect(tracks[0].at(seen.from - 1)).toBeNull();
    const lanes = JSON.parse(readFileSync(file("job.json"), "utf8")) as { signal: { name: string; wave: string }[] };
    expect(lanes.signal.slice(2).map(({ name }) => `cluster.redmule.scheduler.${name}`)).toEqual(
      seen.signals.map(({ path }) => path),
    );
    expect(readFileSync(file("job.svg"), "utf8")).toContain("LOAD_W");
    expect(readFileSync(file("job.txt"), "utf8")).toContain(`clock         │ ${seen.from}`);
    expect(existsSync(file("job.gtkw"))).toBe(true);
  });

  test("keeps the order of the signals, whatever else is written", async () => {
    const args = [...JOB, "--signals", "streamer.req", "scheduler.state", "--trigger", "streamer.req"];
    const alone = await record(...args);
    expect(alone.signals.map(({ path }) => path.split(".").at(-1))).toEqual(["req", "state"]);
    const { out } = await redmule("wave", "--json", ...args, "--out", file("order.vcd"));
    expect(JSON.parse(out)).toEqual(alone);
    const [, shown] = /-key signals\n(.*)-key signals/s.exec(readFileSync(file("order.gtkw"), "utf8"))!;
    expect(shown).toMatch(/streamer\.req\n.*scheduler\.state/s);
  });

  test("writes whole runs as redmule run does", async () => {
    await redmule("wave", ...JOB, "--out", file("whole.vcd"));
    await redmule("run", ...JOB, "--wave", file("run.vcd"));
    expect(readFileSync(file("whole.vcd"), "utf8")).toBe(readFileSync(file("run.vcd"), "utf8"));
  });

  test.skipIf(spawnSync("fst2vcd", ["--help"]).error)("writes FST files, and so does redmule run", async () => {
    await redmule("wave", ...JOB, "--out", file("whole.fst"));
    await redmule("run", ...JOB, "--wave", file("run.fst"));
    const values = ["whole.fst", "run.fst"].map((name) => {
      const { stdout } = spawnSync("fst2vcd", [file(name)], { encoding: "utf8", maxBuffer: 2 ** 28 });
      return stdout.slice(stdout.indexOf("$timescale"));
    });
    expect(values[0]).toContain("$scope module redmule $end");
    expect(values[0]).toBe(values[1]);
    expect(readFileSync(file("run.gtkw"), "utf8")).toContain("run.fst");
  });

  test("shows programs, with what they print on standard error", async () => {
    const hello = packageFile("sw", "examples", "hello.S");
    const signals = ["--signals", "core*.retired_valid"];
    const { code, out } = await redmule("wave", hello, "--cores", "2", ...signals, "--ascii", "--to", "20");
    expect(code).toBe(0);
    expect(out).toMatch(/clocks 0 to 20\n\nclock +\| 0/);
    expect(out).toMatch(/core1.retired_valid/);
    const whole = await redmule("wave", hello, "--cores", "2", "--out", file("hello.vcd"));
    expect([whole.code, whole.err]).toEqual([0, "hello from core 0\nhello from core 1\n"]);
  });

  test("wraps the diagram to the width asked for", async () => {
    const { out } = await redmule("wave", ...JOB, "--width", "60");
    const lines = out.split("\n").slice(2);
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(60);
    expect(lines.filter((line) => line.startsWith("clock ")).length).toBeGreaterThan(3);
  });

  test("shows a deadlock and says why", async () => {
    const hang = ["--m", "24", "--n", "32", "--k", "32", "--erratum", "E2", "--stall", "0.1", "--stall-seed", "1"];
    const { code, out, err } = await redmule("wave", ...hang, "--out", file("hang.vcd"));
    expect([code, out]).toEqual([1, expect.stringMatching(/hang.vcd: clocks 0 to \d+\n/)]);
    expect(err).toMatch(/^No progress since clock 366 /);
    expect(existsSync(file("hang.vcd"))).toBe(true);
  });

  test("says in one sentence that nothing was found, and leaves no file", async () => {
    const never = await redmule(
      "wave",
      ...JOB,
      "--trigger",
      "stall_w && stall_x",
      "--out",
      file("never.vcd"),
      file("never.svg"),
    );
    expect([never.code, never.out]).toEqual([1, ""]);
    expect(never.err).toMatch(/^"stall_w && stall_x" never held from clock 0 to \d+\.\n$/);
    const late = await redmule("wave", ...JOB, "--from", "5000");
    expect([late.code, late.out]).toEqual([1, ""]);
    expect(late.err).toMatch(/^The run ended in clock \d+, before clock 5000 of --from\.\n$/);
    expect(readdirSync(folder).filter((name) => name.startsWith("never"))).toEqual([]);
  });

  test.each([
    [["--trigger", "shceduler.state==3"], "at position 1: no signal is named"],
    [["--signals", "redmule.schedular.state"], "the nearest is cluster.redmule.scheduler.state"],
    [["--from", "9", "--to", "8"], "The window from clock 9 to 8 is empty"],
    [["--from", "0", "--to", "1000"], "A picture of 1001 clocks cannot be read"],
    [["--trigger", "stall_x", "--before", "1000000", "--out", "x.vcd"], "do not fit the memory"],
    [["--out", "job.png"], "end its name in one of .vcd, .fst, .txt, .json, .svg"],
    [["--out", "/nowhere/job.vcd"], 'Cannot write "/nowhere/job.vcd"'],
    [["--cores", "2"], "--cores is about a program, but none is named"],
    [[packageFile("sw", "examples", "hello.S"), "--m", "3"], "--m is about a job, but the program"],
    [["nothing.S"], "nothing.S cannot be read"],
  ])("refuses %j", async (args, words) => {
    const { code, out, err } = await redmule("wave", ...args);
    expect([code, out]).toEqual([2, ""]);
    expect(err).toContain(words);
    expect(err.trimEnd().split("\n")).toHaveLength(1);
  });
});

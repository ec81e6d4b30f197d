import { describe, expect, test } from "vitest";
import type { RunReport } from "../../cli/run-report.js";
import { CE_CLOCK_NAMES } from "../../index.js";
import { commandLine as redmule } from "./command-line.js";

const JOB = ["--m", "13", "--n", "21", "--k", "35"];

interface Traced {
  readonly header: readonly string[];
  /** Cells of each line by column. */
  readonly lines: readonly Readonly<Record<string, string>>[];
  readonly report: RunReport;
}

/** With `--json` the trace goes to standard error, so that both can be read. */
async function traced(...args: string[]): Promise<Traced> {
  const { code, out, err } = await redmule("run", ...JOB, "--json", "--line-trace", ...args);
  expect(code).toBe(0);
  const [header, ...lines] = err
    .trimEnd()
    .split("\n")
    .map((line) => line.trim().split(/ +/));
  return {
    header,
    lines: lines.map((cells) => Object.fromEntries(header.map((name, i) => [name, cells[i]]))),
    report: JSON.parse(out) as RunReport,
  };
}

describe("redmule run --line-trace", () => {
  test("prints every clock of the job once, from the trigger to the event", async () => {
    const { lines, report } = await traced();
    expect(lines.map(({ clock }) => Number(clock))).toEqual(
      Array.from({ length: report.cycles! + 1 }, (_, i) => report.trigger! + i),
    );
    expect(lines.findIndex(({ array }) => array === "event")).toBe(report.cycles);
    expect(new Set(lines.map(({ controller }) => controller))).toEqual(
      new Set(["IDLE", "STARTING", "COMPUTING", "FINISHED"]),
    );
  });

  test.each([[[]], [["--stall", "0.3", "--stall-seed", "5"]]])("shows the grants of the report, %j", async (args) => {
    const { lines, report } = await traced(...args);
    const granted = (channel: string): number => lines.filter((line) => /^[0-9a-f]{8}$/.test(line[channel])).length;
    expect(granted("X") + granted("W") + granted("Y")).toBe(report.reads);
    expect(granted("Z")).toBe(report.writes);
    const refused = lines.some((line) => ["X", "W", "Y", "Z"].some((channel) => line[channel].endsWith("!")));
    expect(refused).toBe(args.length > 0);
  });

  test("says what the array does in the words of the account", async () => {
    const { lines, report } = await traced("--stall", "0.5", "--stall-seed", "2");
    const { account, config } = report;
    const clocks = (name: string): number => lines.filter(({ array }) => array.split("+")[0] === name).length;
    for (const kind of ["tiler", "wStall", "xStall", "yStall"] as const) {
      const name = CE_CLOCK_NAMES[kind].replace(" ", "_");
      expect(clocks(name), name).toBe(account![kind] / (config.L * config.H));
    }
    expect(account!.wStall + account!.xStall + account!.yStall).toBeGreaterThan(0);
    const results = lines.filter(({ array }) => array.endsWith("+Z")).length;
    // 2 tiles of rows, each as wide as K: a column of results a clock.
    expect(results).toBe(2 * 35);
  });

  test("prints a window of clocks counted from reset, whether a job runs or not", async () => {
    const { lines } = await traced("--trace-from", "10", "--trace-to", "70");
    expect([lines.length, lines[0].clock, lines[0].array, lines[60].array]).toEqual([61, "10", "-", "tiler"]);
    expect(lines[0].controller).toBe("IDLE");
  });

  test("comes before the screen, and follows every job of a tiled run", async () => {
    const { code, out } = await redmule("run", ...JOB, "--tiled", "--tile", "12x24x16", "--line-trace");
    expect(code).toBe(0);
    expect(out).toMatch(/^ +clock controller .*\n/);
    expect(out.match(/ event$/gm)).toHaveLength(6);
    expect(out.indexOf("\n\nGEMM fp16")).toBeGreaterThan(out.lastIndexOf(" event"));
  });

  test("refuses a window without a trace and an empty one", async () => {
    const alone = await redmule("run", ...JOB, "--trace-from", "3");
    expect([alone.code, alone.err]).toEqual([
      2,
      "error: A window of a line trace needs the trace itself: give --line-trace.\n",
    ]);
    const empty = await redmule("run", ...JOB, "--line-trace", "--trace-from", "3", "--trace-to", "2");
    expect([empty.code, empty.out]).toEqual([2, ""]);
    expect(empty.err).toContain("from clock 3 to 2 is empty");
  });
});

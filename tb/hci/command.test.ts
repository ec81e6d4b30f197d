import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { hciCommand } from "../../cli/hci.js";
import { UsageError } from "../../hw/errors.js";
import { readVcd } from "../../wave/vcd-reader.js";

const load = (name: string) =>
  gunzipSync(readFileSync(new URL(`../reference/${name}.jsonl.gz`, import.meta.url))).toString();
const trace = load("hci/01_light_nohwpe");
const withRedmule = load("contention/c0_64_p0");
let directory = "";

beforeEach(() => {
  process.exitCode = undefined;
  directory = mkdtempSync(join(tmpdir(), "hci-"));
});

afterEach(() => {
  rmSync(directory, { recursive: true });
  process.exitCode = undefined;
});

function run(text: string, ...options: string[]): { out: string; code: typeof process.exitCode } {
  const file = join(directory, "trace.jsonl");
  writeFileSync(file, text);
  let out = "";
  const write = vi.spyOn(process.stdout, "write").mockImplementation((chunk) => ((out += String(chunk)), true));
  try {
    hciCommand().parse([file, ...options], { from: "user" });
  } finally {
    write.mockRestore();
  }
  return { out, code: process.exitCode };
}

test("counts what was compared and ends with 0", () => {
  const { out, code } = run(trace);
  expect(out).toMatch(
    /^01_light_nohwpe: 600 clocks replayed without a difference; compared 600 x grants, 600 x valids, \d+ x read data/,
  );
  expect(code).toBeUndefined();
});

test("shows both sides of the first difference and ends with 1", () => {
  const { out, code } = run(trace.replace('"c":5,"q":', '"c":5,"lk":9,"q":').replace(/("c":5,.*?),"lk":0}/, "$1}"));
  expect(out).toMatch(/first difference in clock 5, locks\.\n/);
  expect(out).toMatch(/> locks\n {4}trace 0x9\n {4}model 0x0\n/);
  expect(code).toBe(1);
});

test("prints the result as JSON", () => {
  expect(JSON.parse(run(trace, "--json").out)).toMatchObject({ clocks: 600, difference: null });
});

test("refuses a missing and a broken file", () => {
  expect(() => hciCommand().parse([join(directory, "none")], { from: "user" })).toThrow(UsageError);
  expect(() => run("{")).toThrow(/trace.jsonl:1: the line is not JSON/);
});

test("replays a job of RedMulE, and says which option belongs to a trace", () => {
  expect(run(withRedmule, "--with-redmule").out).toMatch(/6224 clocks replayed without a difference; .*6224 x event/);
  expect(() => run(withRedmule)).toThrow(/add --with-redmule/);
  expect(() => run(trace, "--with-redmule")).toThrow(/leave out --with-redmule/);
});

/** Picoseconds of a clock; clock c begins c + 1 periods after the start of the file. */
const PERIOD = 1630;

test.each([
  ["masters, interconnect and banks", trace, [], ["lic", "router", "arbiter", "tcdm"]],
  ["RedMulE as well", withRedmule, ["--with-redmule"], ["lic", "tcdm", "redmule", "scheduler"]],
])("a waveform shows %s in a window", (_what, text, options, scopes) => {
  const file = join(directory, "w.vcd");
  run(text, ...options, "--wave", file, "--wave-from", "100", "--wave-to", "140");
  const { signals, end } = readVcd(readFileSync(file));
  for (const scope of scopes) expect(signals.some(({ path }) => path.includes(`.${scope}.`))).toBe(true);
  const grants = signals.filter(({ path }) => /\.masters\.master\d+\.gnt$/.test(path));
  expect(grants.length).toBeGreaterThanOrEqual(8);
  for (const line of text.trimEnd().split("\n").slice(101, 142)) {
    const { c, g } = JSON.parse(line);
    const shown = grants.map((signal) => signal.at((c + 1) * PERIOD));
    expect(shown).toEqual(grants.map((_, m) => (g >> m) & 1));
  }
  expect(Math.floor(end / PERIOD)).toBe(142);
  expect(readFileSync(join(directory, "w.gtkw"), "utf8")).toMatch(/interconnect\.lic\.gnt/);
});

test("refuses a window without a file", () => {
  expect(() => run(trace, "--wave-from", "3")).toThrow(/give --wave FILE/);
});

import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { gunzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { UsageError } from "../../hw/errors.js";
import { replay } from "./replay.js";
import { TraceBench } from "./trace-bench.js";
import { parseTrace } from "./trace.js";

const directory = fileURLToPath(new URL("../reference/hci/", import.meta.url));
const files = readdirSync(directory);
const load = (file: string) => gunzipSync(readFileSync(directory + file)).toString();

function replayText(text: string, name: string) {
  const trace = parseTrace(text, name);
  return replay(trace, new TraceBench(trace.header));
}

describe("recorded traces of the interconnect", () => {
  test("are all there", () => expect(files).toHaveLength(13));

  test.each(files)("%s replays without a difference", (file) => {
    const result = replayText(load(file), file);
    expect(result.difference).toBeNull();
    expect(result.clocks).toBe(600);
    expect(result.equal.grants).toBe(600);
    expect(result.equal.readData).toBeGreaterThan(100);
  });

  const lines = load("10_stall1.jsonl.gz").trimEnd().split("\n");
  const changed = (line: number, edit: (record: Record<string, unknown>) => void) => {
    const record = JSON.parse(lines[line]);
    edit(record);
    return lines.with(line, JSON.stringify(record)).join("\n");
  };

  test.each([
    ["g", "grants"],
    ["v", "valids"],
    ["ctr", "counter"],
    ["lk", "locks"],
  ])("a wrong %s is reported as the first difference in %s", (key, field) => {
    const text = changed(200, (record) => (record[key] = (record[key] as number) ^ 1));
    const { difference } = replayText(text, "trace");
    expect(difference).toMatchObject({ clock: 199, field });
    expect(difference!.model).not.toEqual(difference!.trace);
  });

  test.each<[string, string, RegExp]>([
    ["an empty file", "", /^T is empty/],
    ["a cut line", lines.join("\n").slice(0, -30), /^T:601: the line is not JSON/],
    ["missing clocks", lines.slice(0, 100).join("\n"), /99 clocks .* 600/],
    ["a missing field", changed(7, (record) => delete record.g), /^T:8: field g /],
    ["a wrong clock", changed(7, (record) => (record.c = 9)), /^T:8: clock 9 .* clock 6/],
    ["an unknown master", changed(7, (record) => (record.n = [[11, "0", 1, "f", "0"]])), /^T:8: master 11 /],
    ["too long data", changed(7, (record) => (record.n = [[0, "0", 1, "f", "123456789"]])), /^T:8: "123456789"/],
    ["another revision", changed(0, (record) => (record.rev = "0000000")), /^T:1: field rev /],
  ])("%s is refused with line and field", (_what, text, message) => {
    expect(() => parseTrace(text, "T")).toThrow(UsageError);
    expect(() => parseTrace(text, "T")).toThrow(message);
  });
});

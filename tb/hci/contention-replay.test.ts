import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { UsageError } from "../../hw/errors.js";
import { ContentionBench } from "./contention-bench.js";
import { parseContentionTrace } from "./contention-trace.js";
import { replay } from "./replay.js";

const load = (name: string) =>
  gunzipSync(readFileSync(new URL(`../reference/contention/${name}.jsonl.gz`, import.meta.url))).toString();

function replayText(text: string) {
  const trace = parseContentionTrace(text, "T");
  return replay(trace, new ContentionBench(trace));
}

describe("RedMulE beside recorded cores", () => {
  test.each([
    ["c0_64_p0", 6223],
    ["c1_64_lic_stall10_p02", 8470],
    ["c3_64_hwpe_stall1_p05", 6773],
    ["c5_36x128x80_lic_stall4_p03", 11714],
  ])("%s replays without a difference up to its event in clock %i", (name, event) => {
    const { difference, equal } = replayText(load(name));
    expect(difference).toBeNull();
    expect(equal).toEqual({ grants: event, wide: event, event: event + 1 });
  });

  const lines = load("c3_64_hwpe_stall1_p05").trimEnd().split("\n");
  const changed = (line: number, edit: (record: Record<string, unknown>) => void) => {
    const record = JSON.parse(lines[line]);
    edit(record);
    return lines.with(line, JSON.stringify(record)).join("\n");
  };

  test.each<[string, string, number, string]>([
    ["a grant", changed(301, (record) => (record.g = (record.g as number) ^ 1)), 300, "grants"],
    ["the wide port", changed(10, (record) => (record.h = ["2000", 1, 1])), 9, "wide"],
    ["a wide request too many", changed(2, (record) => (record.h = ["0", 1, 1])), 1, "wide"],
    ["a wide request too few", changed(10, (record) => delete record.h), 9, "wide"],
    ["the event", lines.slice(0, 500).join("\n"), 499, "event"],
    ["the priority", changed(0, (record) => (record.invert = 0)), 8, "grants"],
  ])("a change of %s is the first difference", (_what, text, clock, field) => {
    const { difference } = replayText(text);
    expect(difference).toMatchObject({ clock, field });
    expect(difference!.model).not.toMatchObject(difference!.trace);
  });

  test.each<[string, string, RegExp]>([
    ["an empty file", "", /^T is empty/],
    ["a header alone", lines[0], /^T holds no clocks/],
    ["a cut line", lines.slice(0, 20).join("\n").slice(0, -5), /^T:20: the line is not JSON/],
    ["a missing field", changed(7, (record) => delete record.g), /^T:8: field g /],
    ["an unknown core", changed(7, (record) => (record.n = [[8, "0", 1, "0"]])), /^T:8: master 8 .* 0 to 7/],
    ["a job without rows", changed(0, (record) => (record.m = 0)), /^T:1: field m /],
  ])("%s is refused with line and field", (_what, text, message) => {
    expect(() => parseContentionTrace(text, "T")).toThrow(UsageError);
    expect(() => parseContentionTrace(text, "T")).toThrow(message);
  });
});

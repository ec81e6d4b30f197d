import { existsSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { GROUPS } from "./coverage/model.js";

const plan = readFileSync(new URL("../docs/test-plan.md", import.meta.url), "utf8");

/** Cells of the rows of a table, without head and rule. */
const rows = plan
  .split("\n")
  .filter((line) => /^\| /.test(line) && !/^\| (---|feature|checker|-)/.test(line))
  .map((line) => line.split(" | ").map((cell) => cell.replace(/^\|/, "").replace(/\|$/, "").trim()));

describe("every row of the test plan", () => {
  test("names a test that exists", () => {
    expect(rows.length).toBeGreaterThan(50);
    const missing = rows.filter((cells) => {
      const [, file, title] = /^`(tb\/[\w/-]+\.test\.ts)`: "(.+)"$/.exec(cells[cells.length - 1]) ?? [];
      const path = new URL(`../${file}`, import.meta.url);
      return file === undefined || !existsSync(path) || !readFileSync(path, "utf8").includes(`"${title}"`);
    });
    expect(missing).toEqual([]);
  });

  test("names coverage groups that exist, or says that there are none", () => {
    const known = new Set(["—", ...GROUPS.map(({ name }) => `\`${name}\``)]);
    const points = rows.filter((cells) => cells.length === 6).flatMap((cells) => cells[4].split(", "));
    expect(points.filter((point) => !known.has(point))).toEqual([]);
    expect(points.length).toBeGreaterThan(50);
  });

  test("of a named bug class has a coverage point", () => {
    const from = plan.indexOf("## Bug classes");
    const section = plan.slice(from, plan.indexOf("\n## ", from + 1));
    expect(section).not.toContain("—");
    for (const name of ["leftovers in M", "leftovers in N", "leftovers in K", "tiny sizes", "back-to-back", "queued"]) {
      expect(section).toContain(`| ${name}`);
    }
    for (const name of [
      "stalls",
      "misaligned",
      "FP8, odd",
      "special values",
      "job during",
      "clear during",
      "content",
    ]) {
      expect(section).toContain(`| ${name}`);
    }
  });
});

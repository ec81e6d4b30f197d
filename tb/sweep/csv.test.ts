import { expect, test } from "vitest";
import { sweepCsv } from "../../measure/sweep/csv.js";
import { pointOf } from "../../measure/sweep/point.js";
import { runPoint } from "../../measure/sweep/run-point.js";

test("records as a flat table: paths with units, text in quotes where it needs them, nothing for null", () => {
  const points = [{ about: { name: 'a "b", c' } }, { memory: "l2" as const }];
  const records = points.map((point, i) => runPoint(pointOf({ m: 4, n: 4, k: 4, ...point }), i, "test"));
  const [head, first, second, end] = sweepCsv(records).split("\n");
  const columns = head.split(",");
  expect(end).toBe("");
  expect(new Set(columns).size).toBe(columns.length);
  for (const column of ["m", "cycles (clocks)", "stalls.w (clocks)", "account.useful (CE-clocks)"]) {
    expect(columns).toContain(column);
  }
  expect(columns).toContain("energy.microjoules (uJ)");
  expect(columns).toContain("tiling.clocks.both (clocks)");
  expect(first).toContain('"a ""b"", c"');
  const cells = second.split(",");
  expect(cells).toHaveLength(columns.length);
  expect(cells[columns.indexOf("cycles (clocks)")]).toBe(String(records[1].cycles));
  expect(cells[columns.indexOf("about.name")]).toBe("");
});

import { expect, test } from "vitest";
import { drawRegressJob } from "./draw.js";
import { runRegressJob } from "./run.js";

test("a wrong result names its first wrong element, what it is and what golden says", () => {
  const found = Array.from(
    { length: 60 },
    (_, seed) => runRegressJob(drawRegressJob(seed, true), { errata: ["E10"] }).fault,
  )
    .filter((fault) => fault?.kind === "mismatch")
    .slice(0, 1);
  expect(found[0]?.text).toMatch(
    /^\d+ of \d+ elements of Z differ from golden at the event of .*, first Z\[\d+\]\[\d+\]: 0x[0-9a-f]+, golden 0x[0-9a-f]+\.$/,
  );
});

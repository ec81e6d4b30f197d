import { expect, test } from "vitest";
import { duration } from "../../cli/progress-line.js";
import type { Certificate } from "../prove/certificate.js";
import type { SampleReport } from "../prove/proof.js";
import { commandLine } from "./command-line.js";

let out = "";
let err = "";

async function redmule(...args: string[]): Promise<number> {
  const output = await commandLine("prove", ...args);
  ({ out, err } = output);
  return output.code;
}

test("a certificate line per space, in the order of the spaces", async () => {
  expect(await redmule("f16-min", "casts", "--sample", "--seed", "5")).toBe(0);
  expect(out).toMatch(/^SAMPLED casts: \d+ inputs of every stratum, seed 5, 0 mismatches, .*\nSAMPLED f16-min: .*\n$/);
});

test("a part, in JSON", async () => {
  expect(await redmule("casts", "--part", "19/19", "--jobs", "1", "--json")).toBe(0);
  expect(JSON.parse(out) as Certificate).toMatchObject({
    space: "casts",
    checked: 1024,
    mismatches: 0,
    complete: true,
  });
});

test("a sample, in JSON", async () => {
  expect(await redmule("f16-max", "--sample", "--json")).toBe(0);
  expect(JSON.parse(out) as SampleReport).toMatchObject({ space: "f16-max", seed: 0, mismatches: 0 });
});

test.each([
  [["f16-div"], /^error: SPACE is "f16-div": use one of casts, .*\.\n$/],
  [["--part", "3/2"], /^error: --part is "3\/2": give i\/n .*\.\n$/],
  [["--part", "half"], /^error: --part is "half": .*\.\n$/],
  [["--jobs", "0"], /^error: --jobs is "0": .*\.\n$/],
])("refuses %s in one sentence", async (args, message) => {
  expect(await redmule(...args)).toBe(2);
  expect(err).toMatch(message);
});

test("durations", () => {
  expect([4.6, 65, 3600 + 62].map(duration)).toEqual(["5 s", "1 min 05 s", "1 h 01 min"]);
});

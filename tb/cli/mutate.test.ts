import { expect, test } from "vitest";
import { FAULTS } from "../mutate/faults.js";
import { commandLine } from "./command-line.js";

let out = "";
let err = "";

async function mutate(...args: string[]): Promise<number> {
  const output = await commandLine("mutate", ...args);
  ({ out, err } = output);
  return output.code;
}

test("lists every fault with its block", async () => {
  expect(await mutate("--list")).toBe(0);
  for (const { name, block } of FAULTS) expect(out).toMatch(new RegExp(`^${name} +${block}: `, "m"));
  expect(await mutate("--list", "--json")).toBe(0);
  expect(JSON.parse(out)).toEqual(FAULTS);
});

test("a fault that the random tests find ends with 1, its test and its smallest case", async () => {
  expect(await mutate("barrier-on-first-core")).toBe(1);
  expect(out).toMatch(/^barrier-on-first-core \(barriers\): wrong comparison/);
  expect(out).toMatch(/^Found in random case \d+ by npx vitest run tb\/cluster\/event-unit.test.ts$/m);
  expect(out).toMatch(/^ {2}smallest: \[\d/m);
});

test("options behind -- are those of the regression", async () => {
  expect(await mutate("fifo-one-too-many", "--", "--runs", "none")).toBe(2);
  expect(err).toMatch(/--runs/);
});

test("refuses no name and an unknown one", async () => {
  expect(await mutate()).toBe(2);
  expect(err).toMatch(/needs the name of a fault/);
  expect(await mutate("typo")).toBe(2);
  expect(err).toMatch(/no fault typo/);
});

import { join } from "node:path";
import { expect, test } from "vitest";
import { plainTable } from "../../cli/screen.js";
import { commandLine } from "./command-line.js";
import { testFolder } from "../test-folder.js";

/** Columns of a terminal. */
const WIDTH = 120;

const folder = testFolder("screens");

const { out: help } = await commandLine("--help");
const COMMANDS = [...help.slice(help.indexOf("Commands:")).matchAll(/^ {2}([a-z]+)(?: |$)/gm)]
  .map(([, name]) => name)
  .filter((name) => name !== "help");

/** Lines that are too wide; those that repeat a command, a path or a JSON object are as long as these are. */
function tooWide(text: string): string[] {
  return text
    .split("\n")
    .filter((line) => line.length > WIDTH)
    .filter((line) => !/^(again: |repeat: |\{|.*(npx |\/tmp\/))/.test(line));
}

test("the list of commands is read from the help", () => {
  expect(COMMANDS).toEqual(expect.arrayContaining(["run", "exec", "wave", "train", "tune", "layer", "infer", "sdk"]));
  expect(tooWide(help)).toEqual([]);
});

test.each(COMMANDS)("the help of %s fits a terminal", async (command) => {
  const { code, out } = await commandLine(command, "--help");
  expect(code).toBe(0);
  expect(tooWide(out)).toEqual([]);
});

test.each([
  [["run", "--m", "65", "--n", "33", "--k", "17", "--op", "addmax", "--fmt", "bf16", "--profile", "upstream-51cd064"]],
  [["run", "--m", "20", "--n", "20", "--k", "33", "--tiled", "--tile", "16x16x16", "--stall", "0.2"]],
  [["run", "--m", "5", "--n", "7", "--k", "9", "--erratum", "E1", "--op", "MATMUL"]],
  [["compare", "8x8x8"]],
  [["explain", "--m", "24", "--n", "24", "--k", "24"]],
  [["explain", "--m", "24", "--n", "24", "--k", "24", "--against", "--array 12x8x3"]],
  [["wave", "--m", "4", "--n", "4", "--k", "4", "--signals", "redmule.controller.state", "--to", "60"]],
  [["mutate", "--list"]],
  [["layer", "linear", "--in", "8", "--out", "4", "--model", "cycles"]],
  [["infer", "autoencoder", "--batch", "1"]],
  [["regress", "--runs", "3", "--jobs", "1", "--out", join(folder, "regress"), "--seed", "1"]],
  [["coverage", join(folder, "regress")]],
  [["train", "autoencoder", "--batch", "2", "--steps", "1", "--model", "functional"]],
] as const)("what %j shows fits a terminal", async (args) => {
  const { code, out, err } = await commandLine(...args);
  expect({ code: code === 2 ? err : "", wide: tooWide(out + err) }).toEqual({ code: "", wide: [] });
});

test("a table with many columns moves them together", () => {
  const rows = Array.from({ length: 3 }, () => Array.from({ length: 14 }, (_, i) => "x".repeat(5 + (i % 3))));
  expect(plainTable(rows).split("\n")[0]).toHaveLength(14 * 6 - 1 + 2 * 13);
  const wide = Array.from({ length: 3 }, () => Array.from({ length: 14 }, (_, i) => "x".repeat(7 + (i % 2))));
  expect(plainTable(wide).split("\n")[0]).toHaveLength(14 * 7 + 7 + 13);
});

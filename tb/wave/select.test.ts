import { describe, expect, it } from "vitest";
import { registerArray, wire, type Scope } from "../../hw/probe.js";
import { select } from "../../wave/select.js";

const ce: Scope = { name: "ce[1]", probes: [wire("state", 2, () => 0)], children: [] };
const engine: Scope = {
  name: "engine",
  probes: [registerArray("acc", 16, new Uint16Array(3)), wire("state", 2, () => 0)],
  children: [ce],
};
const top: Scope = {
  name: "top",
  probes: [wire("state", 2, () => 0), wire("stall_w", 1, () => 0)],
  children: [engine],
};

function paths(...globs: string[]): string[] {
  return select(top, globs).map(({ path }) => path);
}

describe("select", () => {
  const acc = ["top.engine.acc[0]", "top.engine.acc[1]", "top.engine.acc[2]"];

  it.each([
    ["engine.*", [...acc, "top.engine.state"]],
    ["top.engine.acc", acc],
    ["engine.acc[1]", ["top.engine.acc[1]"]],
    ["**.state", ["top.state", "top.engine.state", "top.engine.ce[1].state"]],
    ["*", ["top.state", "top.stall_w"]],
    ["engine.**", [...acc, "top.engine.state", "top.engine.ce[1].state"]],
    ["{st,}ate", ["top.state"]],
    ["stall_?", ["top.stall_w"]],
    ["{stall_w,engine.state}", ["top.stall_w", "top.engine.state"]],
    ["engine.ce[1].state", ["top.engine.ce[1].state"]],
  ])("%s", (glob, expected) => {
    expect(paths(glob)).toEqual(expected);
  });

  it("keeps the order of the patterns and takes each signal once", () => {
    expect(paths("stall_w", "**.state", "top.state")).toEqual([
      "top.stall_w",
      "top.state",
      "top.engine.state",
      "top.engine.ce[1].state",
    ]);
  });

  it("takes a dot and other signs literally", () => {
    expect(() => paths("topXstate")).toThrow(
      /No signal matches "topXstate": the 7 signals have dotted paths such as top/,
    );
    expect(() => paths("stal+_w")).toThrow(/No signal matches/);
  });

  it.each(["{a,b", "a}", "}{", "{a}}"])("refuses the braces of %s", (glob) => {
    expect(() => paths(glob)).toThrow(/unbalanced braces/);
  });
});

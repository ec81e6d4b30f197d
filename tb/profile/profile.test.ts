import { afterAll, beforeAll, expect, test } from "vitest";
import { DEFAULT_ISA } from "../../hw/cluster/core/parameters.js";
import { Cluster } from "../../hw/cluster/systems/cluster.js";
import { profilePage } from "../../measure/profile/page.js";
import type { ProfileData, TreeData } from "../../measure/profile/profile-data.js";
import { Profiler } from "../../measure/profile/profiler.js";
import { speedscopeOf } from "../../measure/profile/speedscope.js";
import { Spans } from "../../measure/profile/spans.js";
import { onAttach } from "../../run/attach.js";
import { ProgramRun, type ProgramResult } from "../../run/programs/program-run.js";
import { assemble } from "../../sw/asm/assemble.js";
import { checkersOf } from "../checkers/attach.js";

const sum = (values: readonly number[]): number => values.reduce((all, value) => all + value, 0);

/** Two functions and a leaf, a loop of 10, a region, all cores at one bank, a core that sleeps. */
const SOURCE = `_start: csrr s0, mhartid
  li t0, 3
  beq s0, t0, sleeper
  li s1, 0x80000000
  la t0, name
  sw t0, 8(s1)
  jal outer
  jal outer
  sw zero, 12(s1)
  bnez s0, sleeper
  li t1, 4000
1: addi t1, t1, -1
  bnez t1, 1b
  sw zero, 0(s1)
sleeper: wfi
  j sleeper
outer: mv s2, ra
  li s3, 10
2: jal leaf
  addi s3, s3, -1
  bnez s3, 2b
  mv ra, s2
  ret
leaf: la t1, shared
  lw t2, 0(t1)
  lw t2, 0(t1)
  lw t2, 0(t1)
  ret
name: .asciz "twice"
  .data
  .balign 64
shared: .word 1
`;

// A checker is an observer, and an observed cluster is stepped.
beforeAll(() => onAttach(() => null));
afterAll(() => onAttach(checkersOf));

function profiled(stepped: boolean): { data: ProfileData; result: ProgramResult } {
  const cluster = new Cluster({ cores: 4 });
  const program = assemble([{ name: "prog.S", text: SOURCE }], {
    march: DEFAULT_ISA,
    sections: { text: cluster.map.resetPc, data: 0x1000_0000 },
  });
  const run = new ProgramRun(cluster, program, { isa: DEFAULT_ISA, maxClocks: 100_000, print: () => undefined });
  const profiler = new Profiler(cluster, program);
  if (stepped) cluster.observers.push(() => undefined);
  run.advance();
  return { data: profiler.finish("prog.S"), result: run.result };
}

let data: ProfileData;
let result: ProgramResult;
beforeAll(() => ({ data, result } = profiled(false)));

function totalOf({ clocks, children }: TreeData): number[] {
  return children.map(totalOf).reduce((all, own) => all.map((value, i) => value + own[i]), [...clocks]);
}

const childOf = (node: TreeData, name: string): TreeData =>
  node.children.find(({ what }) => data.functions[what] === name)!;

test("every clock of every core is counted once, under its reason, by function, by call and by line", () => {
  result.cores.forEach(({ clocks, issued, lost }, i) => {
    const { functions, tree } = data.cores[i];
    const byFunction = data.reasons.map((_, reason) => sum(functions.map(([, own]) => own[reason])));
    const expected = data.reasons.map((name, reason) => (reason === 0 ? issued : (lost[name] ?? 0)));
    expect(byFunction).toEqual(expected);
    expect(totalOf(tree)).toEqual(expected);
    expect(sum(expected)).toBe(clocks);
  });
  const lines = data.files.flatMap((file) => file.lines);
  expect(data.files.map(({ file }) => file)).toEqual(["prog.S"]);
  expect(sum(lines.map(([, clocks]) => sum(clocks)))).toBe(sum(result.cores.map(({ clocks }) => clocks)));
  expect(new Set(lines.map(([line]) => line)).size).toBe(lines.length);
});

test("a run that is replayed has the profile of one that is stepped", () => {
  expect(data).toEqual(profiled(true).data);
});

test("calls nest, and are counted", () => {
  const start = childOf(data.cores[0].tree, "_start");
  const outer = childOf(start, "outer");
  expect([start.calls, outer.calls]).toEqual([1, 2]);
  const leaves = [outer, ...outer.children].flatMap(({ children }) =>
    children.filter(({ what }) => data.functions[what] === "leaf"),
  );
  expect(sum(leaves.map(({ calls }) => calls))).toBe(20);
});

test("loops, conflicts and regions are found by name", () => {
  const back = data.loops.find(({ where }) => where === "_start, prog.S:12")!;
  expect(back.rounds).toBe(3999);
  expect(sum(back.clocks)).toBeGreaterThan(12_000);
  expect(data.conflicts[0]).toMatchObject({ loser: "core: shared", winner: "core: shared" });
  const waited = sum(result.cores.map(({ lost }) => lost["contention"] ?? 0));
  expect(waited).toBeGreaterThan(0);
  // The rest waits for the bench's port.
  const atBanks = sum(data.conflicts.map(({ clocks }) => clocks));
  expect(atBanks).toBeLessThanOrEqual(waited);
  expect(atBanks).toBeGreaterThan(waited - 8);
  expect(data.regions.map(({ name, hart, times }) => [name, hart, times])).toEqual(
    expect.arrayContaining([0, 1, 2].map((hart) => ["twice", hart, 1])),
  );
  const { clocks } = data.regions.find(({ hart }) => hart === 0)!;
  const [, , start, end] = data.tracks.find(({ name }) => name === "core 0 regions")!.spans[0];
  expect(end - start).toBe(clocks);
});

test("the file for speedscope opens and closes every frame in order", () => {
  const { profiles, shared } = speedscopeOf(data) as {
    shared: { frames: { name: string }[] };
    profiles: { name: string; endValue: number; events: { type: string; frame: number; at: number }[] }[];
  };
  expect(profiles.map(({ name }) => name)).toContain("core 3");
  for (const { events, endValue } of profiles) {
    const open: number[] = [];
    let last = 0;
    for (const { type, frame, at } of events) {
      expect(at).toBeGreaterThanOrEqual(last);
      last = at;
      if (type === "O") open.push(frame);
      else expect(open.pop()).toBe(frame);
    }
    expect(open).toEqual([]);
    expect(last).toBeLessThanOrEqual(endValue);
  }
  const core0 = profiles.find(({ name }) => name === "core 0")!.events.filter(({ type }) => type === "O");
  expect(core0.filter(({ frame }) => shared.frames[frame].name === "outer").length).toBe(2);
});

test("the page needs nothing else, and a name cannot break out of it", () => {
  const page = profilePage({ ...data, program: "</script><b>" });
  expect(page).not.toMatch(/https?:\/\/|src=|<link|@import/);
  expect(page.match(/<script>/g)!.length).toBe(1);
  expect(page.match(/<\/script>/g)!.length).toBe(1);
});

test("spans that become too many lose the short ones, and stay nested", () => {
  const spans = new Spans(100);
  for (let i = 0; i < 1000; i++) {
    spans.begin(0, 100 * i);
    spans.begin(1, 100 * i + 1);
    spans.end(100 * i + (i % 10 === 0 ? 90 : 3));
    spans.end(100 * i + (i % 10 === 0 ? 95 : 5));
  }
  const kept = spans.close(100_000);
  expect(spans.shortest).toBeGreaterThan(4);
  expect(kept.length).toBeLessThanOrEqual(100);
  for (const [, , start, end] of kept) expect(end - start).toBeGreaterThanOrEqual(spans.shortest);
});

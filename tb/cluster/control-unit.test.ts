import { expect, test } from "vitest";
import { CONTROL, CONTROL_CONFIG } from "../../hw/cluster/control-unit.js";
import { DEFAULT_ISA } from "../../hw/cluster/core/parameters.js";
import { Cluster } from "../../hw/cluster/systems/cluster.js";
import { buildSystem, parseSystem } from "../../hw/cluster/systems/system-config.js";
import { ProgramRun } from "../../run/programs/program-run.js";
import { assemble } from "../../sw/asm/assemble.js";

/** Runs a program of core 0, whose value is the result, on the cluster of a description; result, priority and guard behind it. */
function run(body: string, description: object): [value: number | null, invertPrio: number, maxStall: number] {
  const text = `.text\n.globl _start\n_start:\n${body}\n    li t0, 0x80000000\n    sw a0, 0(t0)\n1:  j 1b\n`;
  const program = assemble([{ name: "control.S", text }], {
    march: "rv32im_xpulp",
    sections: { text: 0x1c00_0080, tcdm: 0x1000_0000 },
  });
  const cluster = buildSystem(parseSystem({ preset: "cluster", cores: 1, ...description }, "test"), "test");
  if (!(cluster instanceof Cluster)) throw new Error("The description is not that of a cluster.");
  const ran = new ProgramRun(cluster, program, { isa: DEFAULT_ISA, maxClocks: 10_000, print: () => undefined });
  ran.advance();
  const { invertPrio, maxStall } = cluster.interconnect.arbiter;
  return [ran.result.value ?? null, invertPrio, maxStall];
}

const read = `li t0, 0x10200000\n    lw a0, ${CONTROL.config}(t0)`;
const write = (word: number): string => `li t0, 0x10200000\n    li t1, ${word}\n    sw t1, ${CONTROL.config}(t0)`;

test("the register holds what the system says, until a program says something else", () => {
  expect(run(read, {})).toEqual([0, 0, 0]);
  expect(run(read, { priority: "redmule", maxStall: 12 })).toEqual([CONTROL_CONFIG.invertPriority | 12, 1, 12]);
  const word = CONTROL_CONFIG.invertPriority | 200;
  expect(run(`${write(word)}\n    ${read}`, { maxStall: 3 })).toEqual([word, 1, 200]);
  expect(run(`${write(7)}\n    ${read}`, { priority: "redmule" })).toEqual([7, 0, 7]);
});

test("bits beyond the configuration are not kept, and other registers of the unit read 0", () => {
  expect(run(`${write(0xffff_ffff | 0)}\n    ${read}`, {})[0]).toBe(0x7ff);
  expect(run(`${write(5)}\n    lw a0, 0(t0)`, {})[0]).toBe(0);
  expect(run(`li t0, 0x10200000\n    li t1, 511\n    sw t1, 0(t0)\n    ${read}`, {})).toEqual([0, 0, 0]);
});

test("a restored cluster has the arbiter of its register", () => {
  const cluster = buildSystem(parseSystem({ preset: "cluster", cores: 1 }, "test"), "test") as Cluster;
  const probe = cluster.control.scope("control").probes.find(({ name }) => name === "config")!;
  probe.set!(0, CONTROL_CONFIG.invertPriority | 9);
  expect([cluster.interconnect.arbiter.invertPrio, cluster.interconnect.arbiter.maxStall]).toEqual([1, 9]);
  cluster.reset();
  expect([cluster.interconnect.arbiter.invertPrio, cluster.interconnect.arbiter.maxStall]).toEqual([0, 0]);
});

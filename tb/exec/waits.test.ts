import { afterAll, beforeAll, expect, test } from "vitest";
import { DEFAULT_ISA } from "../../hw/cluster/core/parameters.js";
import { Cluster } from "../../hw/cluster/systems/cluster.js";
import { onAttach } from "../../run/attach.js";
import { ProgramRun, type ProgramResult } from "../../run/programs/program-run.js";
import { assemble } from "../../sw/asm/assemble.js";
import { checkersOf } from "../checkers/attach.js";

// A checker is an observer, and an observed cluster is stepped.
beforeAll(() => onAttach(() => null));
afterAll(() => onAttach(checkersOf));

function run(source: string, observed: boolean): ProgramResult {
  const cluster = new Cluster({ cores: 2 });
  const program = assemble(source, { march: DEFAULT_ISA, sections: { text: cluster.map.resetPc } });
  const result = new ProgramRun(cluster, program, { isa: DEFAULT_ISA, maxClocks: 5000, print: () => undefined });
  if (observed) cluster.observers.push(() => undefined);
  result.advance();
  return result.result;
}

const START = "_start: li t1, 0x10204000\n li t0, 500\n1: addi t0, t0, -1\n bnez t0, 1b\n";

test.each([
  ["a load on a wait register", "lw a0, 0x3c(t1)"],
  ["an event load", "p.elw a0, 0x3c(t1)"],
  ["the mutex", "lw a0, 0xc0(t1)"],
  ["an interrupt", "wfi\n2: j 2b"],
  ["a load, and the other core for a barrier", "csrr t0, mhartid\n beqz t0, 2f\n lw a0, 0x218(t1)\n2: lw a0, 0x38(t1)"],
])("a cluster in which all wait for %s comes to the same end, observed or not", (_title, body) => {
  const [seen, unseen] = [run(START + body, true), run(START + body, false)];
  expect(unseen).toEqual(seen);
  if (!body.startsWith("wfi")) expect(seen).toMatchObject({ status: "hang", value: null });
});

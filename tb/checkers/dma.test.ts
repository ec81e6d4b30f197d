import { describe, expect, test } from "vitest";
import { walk, type Probe, type Scope } from "../../hw/probe.js";
import { DmaBench, L2_WINDOW, TCDM } from "../cluster/dma-bench.js";
import { commandAccesses, TAKE, type Command } from "../cluster/dma-command.js";
import { DmaByteChecker } from "./dma-bytes.js";
import { CommandQueueChecker, dmaQueueCheckers, LaneChecker } from "./dma-queues.js";

const INTO: Command = { bytes: 37, toTcdm: true, tcdm: TCDM.base + 0x103, l2: L2_WINDOW.base + 0x206 };
const OUT: Command = { ...INTO, toTcdm: false, tcdmRows: { count: 5, stride: 12 } };

/** A bench with a command given, under the byte checker alone. */
function given(command: Command): DmaBench {
  const bench = new DmaBench();
  bench.checks = new DmaByteChecker(bench.dma, { tcdm: TCDM, l2: L2_WINDOW });
  bench.scripts[0].push(TAKE, ...commandAccesses(command));
  return bench;
}

function probe(scope: Scope, at: string): Probe {
  const found: Probe[] = [];
  walk(scope, (path, one) => {
    if ([...path, one.name].join(".").endsWith(at)) found.push(one);
  });
  return found[0];
}

describe("byte enables of the DMA", () => {
  test.each([INTO, OUT])("are those of its commands", (command) => {
    const bench = given(command);
    expect(() => bench.run()).not.toThrow();
  });

  /** Overwrites a register with each clock until something is found. */
  function found(command: Command, at: string, value: number): string {
    const bench = given(command);
    try {
      for (let clock = 0; clock < 200; clock++) {
        bench.step();
        const hit = probe(bench.scope(), at);
        for (let i = 0; i < hit.length; i++) if (hit.get(i) !== 0) hit.set!(i, value);
      }
    } catch (error) {
      return (error as Error).message;
    }
    return "nothing";
  }

  test("that reach further are reported, in TCDM and in L2", () => {
    expect(found(INTO, "low.be", 0xf)).toMatch(/dma: byte 0x100001\w\w, which no open command writes, is written/);
    expect(found(OUT, "outbound.be", 0xff)).toMatch(/byte 0x1c00\w\w\w\w, which no open command writes, is written/);
  });

  test("that leave a byte out are reported", () => {
    expect(found(INTO, "high.be", 0x1)).toMatch(/\d+ bytes of its commands were never written/);
    expect(found(OUT, "outbound.be", 0x80)).toMatch(/never written|no open command/);
  });
});

describe("queues of the DMA", () => {
  const scope = new DmaBench().dma.scope("dma");
  const low = scope.children.find(({ name }) => name === "inbound")!.children.find(({ name }) => name === "low")!;
  const queue = scope.children[0];

  test("are all watched", () => {
    const kinds = dmaQueueCheckers(scope);
    expect(kinds.filter((one) => one instanceof LaneChecker)).toHaveLength(4);
    expect(kinds.filter((one) => one instanceof CommandQueueChecker)).toHaveLength(1);
  });

  test("a lane that overflows or answers what was not asked is reported", () => {
    const set = (values: readonly number[]): LaneChecker => {
      ["pushed", "issued", "answered", "popped"].forEach((name, i) => probe(low, name).set!(0, values[i] >>> 0));
      return new LaneChecker(low, "low");
    };
    expect(() => set([3, 3, 2, -5]).check(0)).not.toThrow();
    expect(() => set([4, 3, 2, -5]).check(0)).toThrow(/low: 9 accesses are pushed and not popped, of a depth of 8/);
    expect(() => set([3, 2, 3, 1]).check(0)).toThrow(/2 accesses are answered and not popped, of 1 that were issued/);
    expect(() => set([3, 2, 0, 1]).check(0)).toThrow(/-1 accesses are answered/);
  });

  test("a queue of commands beyond its depth is reported", () => {
    const checker = new CommandQueueChecker(queue, "queue0");
    checker.check(0);
    probe(queue, "count").set!(0, 5);
    expect(() => checker.check(1)).toThrow(/clock 1, queue0: 5 commands in a depth of 4/);
  });
});

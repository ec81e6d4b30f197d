import { describe, expect, test } from "vitest";
import { IsaModel } from "../../golden/isa/isa.js";
import { DEFAULT_ISA } from "../../hw/cluster/core/parameters.js";
import { fromHex, wordToHex } from "../../run/debug/packets.js";
import type { Program } from "../../sw/program.js";
import { MIXED, Session, withoutCheckers } from "./stub-session.js";

withoutCheckers();

/** The golden instruction set before the first instruction of a program, and its memory. */
function goldenOf({ segments, entry }: Program) {
  const bytes = new Map<number, number>();
  for (const { address, bytes: contents } of segments) {
    contents.forEach((byte, i) => bytes.set(address + i, byte));
  }
  const memory = {
    read: (address: number) => bytes.get(address >>> 0) ?? 0,
    write: (address: number, byte: number) => bytes.set(address >>> 0, byte) !== undefined,
  };
  return { golden: new IsaModel(memory, entry, DEFAULT_ISA), memory };
}

describe("states", () => {
  test("a core is stepped in program order, as the golden instruction set does, and back through the same states", () => {
    const session = new Session(MIXED);
    const { golden, memory } = goldenOf(session.program);
    const states: number[][] = [];
    // The first step takes the core to its first instruction.
    for (let i = 0; i < 100; i++) {
      expect(session.send("vCont;s:1")).toBe("T05thread:1;");
      if (i > 0) golden.step();
      const state = session.general(1);
      expect(state, `step ${i}`).toEqual([...golden.x, golden.pc]);
      for (let f = 10; f < 14; f++) expect(session.float(f), `f${f} in step ${i}`).toBe(golden.f[f]);
      for (const at of [golden.x[9], golden.x[18]]) {
        if (at === 0) continue;
        const there = [...fromHex(session.send(`m${at.toString(16)},10`))];
        expect(there, `memory in step ${i}`).toEqual(there.map((_, k) => memory.read(at + k)));
      }
      states.push(state);
    }
    for (const state of states.slice(0, -1).reverse()) {
      expect(session.send("bs")).toBe("T05thread:1;");
      expect(session.general(1)).toEqual(state);
    }
    expect(session.send("bs")).toBe("T05replaylog:begin;thread:1;");
  });

  test("what is written to registers is what the golden instruction set goes on with, whatever is under way; and back", () => {
    const session = new Session(MIXED);
    const { golden } = goldenOf(session.program);
    const names = { t1: 6, t2: 7, t3: 28, t4: 29, t5: 30, a2: 12, a4: 14, a5: 15, a6: 16, fa0: 43, fa2: 45, fa3: 46 };
    const state = (): number[] => [...session.general(1), ...[10, 11, 12, 13].map((f) => session.float(f))];
    const states: number[][] = [];
    let written = 0;
    session.send("vCont;s:1");
    for (let i = 0; i < 80; i++) {
      const [, number] = Object.entries(names)[(7 * i) % 12];
      const value = number < 32 ? (0x01234567 * (i + 1)) >>> 0 : 0x3f800000 + i;
      const gdb = number < 32 ? number : number + 1;
      session.send("Hg1");
      const reply = session.send(`P${gdb.toString(16)}=${wordToHex(value)}`);
      if (reply === "OK") {
        written++;
        if (number < 32) golden.x[number] = value | 0;
        else golden.f[number - 32] = value;
      } else
        expect(reply).toBe(
          "E.core 0 is at the end of a hardware loop, whose pass has been counted: stepi on its thread first",
        );
      const now = state();
      const wanted = [...golden.x, golden.pc, ...golden.f.slice(10, 14)];
      expect(now, `step ${i}`).toEqual([...new Uint32Array(wanted)]);
      states.push(now);
      expect(session.send("vCont;s:1")).toBe("T05thread:1;");
      golden.step();
    }
    expect(written).toBeGreaterThan(50);
    for (const before of states.reverse()) {
      session.send("bs");
      expect(session.general(1).at(-1)).toBe(before[32]);
    }
  });

  test("the pc and CSRs are written, others are refused by name", () => {
    const session = new Session(MIXED);
    expect(session.send("P20=00000000")).toBe("E.core 0 is in the middle of an instruction: stepi on its thread first");
    session.send("vCont;s:1");
    session.send(`Z0,${session.symbol("again")},2`);
    const there = session.send("vCont;c");
    expect(there).toMatch(/^T05swbreak/);
    session.send(`z0,${session.symbol("again")},2`);
    session.send("Hg1");
    const xml = session.send("qXfer:features:read:target.xml:0,8000");
    const number = (name: string): string =>
      Number(new RegExp(`"${name}" [^>]*regnum="(\\d+)"`).exec(xml)![1]).toString(16);
    expect(session.send(`P${number("mscratch")}=78563412`)).toBe("OK");
    expect(session.send(`p${number("mscratch")}`)).toBe("78563412");
    expect(session.send(`P${number("mhartid")}=01000000`)).toBe("E.mhartid cannot be written");
    session.send("vCont;s:1");
    expect(session.send(`p${number("mscratch")}`)).toBe("78563412");
    const end = session.program.symbols.get("end")!;
    const before = session.timeline.clock;
    expect(session.send(`P20=${wordToHex(end)}`)).toBe("OK");
    expect(session.general(1)[32]).toBe(end);
    session.send("vCont;s:1");
    expect(session.general(1)[32]).toBe(end);
    session.monitor("goto 0");
    session.monitor(`goto ${before}`);
    expect(session.general(1)[32]).toBe(end);
  });

  test("looking changes nothing: the end is that of a run without a debugger", () => {
    const source = `${MIXED.replace("end: j end", "end: li t0, 0x80000000\n bnez s0, 3f\n li t1, 9000\n4: addi t1, t1, -1\n bnez t1, 4b\n sw a5, 0(t0)\n3: j 3b")}`;
    const [looked, plain] = [new Session(source), new Session(source)];
    for (let i = 0; i < 30; i++) {
      looked.send(`vCont;s:${1 + (i % 2)}`);
      looked.general(2);
    }
    looked.send("bc");
    expect(looked.send("c")).toBe("T05replaylog:end;thread:1;");
    plain.timeline.run.advance();
    expect(looked.timeline.run.result).toEqual(plain.timeline.run.result);
    expect(looked.console).toMatch(/^The program has ended with \d+, in clock \d+/);
    expect(looked.send("c")).toMatch(/^W/);
  });
});

import { describe, expect, test } from "vitest";
import { MIXED, Session, withoutCheckers } from "./stub-session.js";

withoutCheckers();

describe("breakpoints and watchpoints", () => {
  test("cores that reach a breakpoint in one clock are told one by one, also while one is stepped past it", () => {
    const session = new Session(MIXED, 8);
    const at = `,${session.symbol("again")},2`;
    session.send(`Z0${at}`);
    const stops: string[] = [];
    for (let i = 0; i < 8; i++) {
      stops.push(session.send("vCont;c"));
      // As GDB does: breakpoints out, one thread past its own, breakpoints in.
      session.send(`z0${at}`);
      session.send(`vCont;s:${i + 1}`);
      session.send(`Z0${at}`);
    }
    const threads = stops.map((stop) => /^T05swbreak:;thread:(\d);$/.exec(stop)?.[1]);
    expect([...threads].sort()).toEqual(["1", "2", "3", "4", "5", "6", "7", "8"]);
    const back = session.send("bc");
    expect(back).toMatch(/^T05swbreak:;thread:\d;$/);
  });

  test("one core goes on to a breakpoint of its own; what another one reached meanwhile is told then", () => {
    const session = new Session(MIXED, 4);
    const at = `,${session.symbol("again")},2`;
    session.send(`Z0${at}`);
    const first = session.send("vCont;c");
    // As GDB does for an instruction of several parts: its own breakpoint out, one behind it in, one thread to there.
    session.send(`z0${at}`);
    const next = (session.program.symbols.get("again")! + 4).toString(16);
    session.send(`Z0,${next},2`);
    const [thread] = /\d(?=;$)/.exec(first)!;
    expect(session.send(`vCont;c:${thread}`)).toBe(first);
    expect(session.general(Number(thread))[32].toString(16)).toBe(next);
    session.send(`z0,${next},2`);
    session.send(`Z0${at}`);
    const others = [0, 1, 2].map(() => {
      const stop = session.send("vCont;c");
      session.send(`z0${at}`);
      session.send(`vCont;s:${/\d(?=;$)/.exec(stop)![0]}`);
      session.send(`Z0${at}`);
      return stop;
    });
    expect(new Set([first, ...others]).size).toBe(4);
  });

  test("a watchpoint names its writer, forwards and backwards; who tells the last one", () => {
    const session = new Session(MIXED);
    const word = (session.program.symbols.get("words")! + 4).toString(16);
    expect(session.send(`Z2,${word},4`)).toBe("OK");
    expect(session.send("vCont;c")).toBe(`T05watch:${word};thread:1;`);
    expect(session.console).toMatch(
      /^core 0 at pc 0x1c0000\w\w \(again \+ 0x\w+, .*\) wrote 0x1c00\w+ in clock \d+\n$/,
    );
    expect(session.send(`m${word},4`)).toBe("10000000");
    expect(session.monitor(`who 0x${word}`)).toMatch(/^core 0 at pc .*again.* stored to 0x1c00\w+ in clock \d+\n$/);
    expect(session.send("bc")).toBe(`T05watch:${word};thread:1;`);
    expect(session.send(`m${word},4`)).toBe("16000000");
    expect(session.monitor(`who 0x${word}`)).toMatch(/^nobody has stored to 0x1c00\w+ since reset\n$/);
    expect(session.send("vCont;c")).toBe(`T05watch:${word};thread:1;`);
    session.send(`z2,${word},4`);
    expect(session.send(`Z3,${word},4`)).toBe("OK");
    session.send("vCont;c");
    expect(session.console).toMatch(/read 0x1c00\w+ in clock \d+\n$/);
    expect(session.send("Z2,40000000,4")).toBe("E0e");
  });

  test("the DMA is a writer in both memories", () => {
    const source = `_start: csrr t0, mhartid
  bnez t0, end
  li t1, 0x10204400
  lw t0, 0(t1)
  li t0, ${(1 << 17) | (1 << 18) | 32}
  sw t0, 0(t1)
  li t0, 0x10000100
  sw t0, 0(t1)
  la t0, words
  sw t0, 0(t1)
3: lw t0, 4(t1)
  andi t0, t0, 1
  bnez t0, 3b
  li t0, ${(1 << 18) | 32}
  sw t0, 0(t1)
  li t0, 0x10000100
  sw t0, 0(t1)
  la t0, target
  sw t0, 0(t1)
end: j end
  .align 3
words: .word 1, 2, 3, 4, 5, 6, 7, 8
target: .zero 64`;
    const session = new Session(source);
    session.send("Z2,10000104,4");
    session.send("Z2,1c000200,4".replace("1c000200", session.symbol("target")));
    expect(session.send("vCont;c")).toBe("T05watch:10000104;thread:1;");
    expect(session.send("vCont;c")).toBe(`T05watch:${session.symbol("target")};thread:1;`);
    expect(session.console.split("\n").filter((line) => /^the DMA wrote 0x\w+ in clock \d+$/.test(line)).length).toBe(
      2,
    );
    expect(session.monitor("who target")).toMatch(/^the DMA stored/);
  });
});

describe("memory and the rest", () => {
  test("a store of the debugger is part of history, what was reached behind it is not", () => {
    const session = new Session(MIXED);
    session.send("vCont;s:1");
    const { clock } = session.timeline;
    const words = session.symbol("words");
    expect(session.send(`M${words},4:64000000`)).toBe("OK");
    session.send(`Z0,${session.symbol("end")},2`);
    session.send("vCont;c");
    const registers = session.general(1);
    session.monitor("goto 0");
    expect(session.send(`m${words},4`)).toBe("0b000000");
    session.monitor(`goto ${clock}`);
    expect(session.send(`m${words},4`)).toBe("64000000");
    session.send("vCont;c");
    expect(session.general(1)).toEqual(registers);
    expect(session.send("m40000000,4")).toBe("E0e");
  });

  test("threads, description, monitor", () => {
    const session = new Session(MIXED);
    expect(session.send("qfThreadInfo")).toBe("m1,2");
    const xml = session.send("qXfer:features:read:target.xml:0,4000");
    expect(xml).toMatch(
      /^l<\?xml.*org\.gnu\.gdb\.riscv\.cpu.*"pc".*riscv\.fpu.*"ft0".*riscv\.csr.*"lpcount1".*<\/target>$/,
    );
    expect(session.send("qXfer:features:read:target.xml:0,10")).toBe(`m${xml.slice(1, 17)}`);
    expect(session.monitor("step 25")).toBe("clock 25\n");
    expect(session.monitor("redmule")).toMatch(/^RedMulE has no job\n$/);
    expect(session.monitor("where").split("\n").length).toBe(5);
    expect(session.monitor("who nothing")).toMatch(/is not a symbol or an address/);
    expect(session.monitor("help")).toMatch(/goto CLOCK/);
    expect(session.send("vUnknown")).toBe("");
  });

  test("registers are looked at without the effects of a read", () => {
    const session = new Session(`_start: li t0, 0x10200400
  li t1, 77
  sw t1, 0x10(t0)
  li t0, 0x10204000
  li t1, 1 << 10
  sw t1, 0(t0)
  li t0, 0x10201000
  lw t1, 4(t0)
  li t1, 0x1234
  sw t1, 0x40(t0)
end: j end`);
    session.send(`Z0,${session.symbol("end")},2`);
    session.send("vCont;c");
    session.monitor("step 40");
    session.send("Hg1");
    expect(session.send("m10200410,4")).toBe("4d000000");
    expect(session.send("m10204000,4")).toBe("00040000");
    expect(session.send("m10204001,2")).toBe("0400");
    expect(session.send("m10201040,4")).toBe("34120000");
    expect(session.send("m10204404,4")).toBe("00000000");
    // ACQUIRE would take a context: it is read twice to the same end.
    expect(session.send("m10201004,4")).toBe(session.send("m10201004,4"));
    expect(session.send("m10204400,4")).toBe("E0e");
  });
});

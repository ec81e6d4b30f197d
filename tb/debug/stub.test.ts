import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { IsaModel } from "../../golden/isa/isa.js";
import { DEFAULT_ISA } from "../../hw/cluster/core/parameters.js";
import { Cluster } from "../../hw/cluster/systems/cluster.js";
import { onAttach } from "../../run/attach.js";
import { ProgramRun } from "../../run/programs/program-run.js";
import { GdbStub } from "../../run/debug/gdb-stub.js";
import { frame, fromHex, INTERRUPT, PacketReader, textToHex, wordToHex } from "../../run/debug/packets.js";
import { Timeline } from "../../run/debug/timeline.js";
import { assemble } from "../../sw/asm/assemble.js";
import type { Program } from "../../sw/program.js";
import { checkersOf } from "../checkers/attach.js";

// The machine is taken back, which a checker does not follow.
beforeAll(() => onAttach(() => null));
afterAll(() => onAttach(checkersOf));

class Session {
  readonly stub: GdbStub;
  readonly timeline: Timeline;
  readonly program: Program;
  printed = "";
  console = "";

  constructor(source: string, cores = 2) {
    const cluster = new Cluster({ cores, fetch: "cache" });
    this.program = assemble(source, { march: DEFAULT_ISA, sections: { text: cluster.map.resetPc } });
    const print = (bytes: Uint8Array): void => void (this.printed += Buffer.from(bytes).toString());
    const run = new ProgramRun(cluster, this.program, { isa: DEFAULT_ISA, maxClocks: 50_000, print });
    this.timeline = new Timeline(run);
    this.stub = new GdbStub(this.timeline, this.program);
  }

  /** The answer to a packet, when the machine stands again. */
  send(packet: string): string {
    const reply = this.stub.handle(packet);
    if (!("resumes" in reply)) return reply.answer;
    for (let i = 0; i < 1000; i++) {
      const texts = this.stub.run(100);
      for (const text of texts.slice(0, -1)) this.console += Buffer.from(text.slice(1), "hex").toString();
      if (texts.length > 0) return texts[texts.length - 1];
    }
    throw new Error("the machine goes on");
  }

  monitor(command: string): string {
    return Buffer.from(this.send(`qRcmd,${textToHex(command)}`), "hex").toString();
  }

  /** x0 to x31 and the pc of a thread. */
  general(thread: number): number[] {
    this.send(`Hg${thread.toString(16)}`);
    return [...new Uint32Array(fromHex(this.send("g")).buffer)];
  }

  float(index: number): number {
    return new Uint32Array(fromHex(this.send(`p${(33 + index).toString(16)}`)).buffer)[0];
  }

  symbol(name: string): string {
    return this.program.symbols.get(name)!.toString(16);
  }
}

test("packets: escapes, checksums, interrupts, pieces", () => {
  const reader = new PacketReader();
  reader.push(`+${frame("m10,4")}${INTERRUPT}$bad#00$hal`);
  expect([reader.next(), reader.next(), reader.next(), reader.next()]).toEqual(["m10,4", INTERRUPT, null, undefined]);
  reader.push(frame("half").slice(4));
  expect(reader.next()).toBe("half");
  reader.push(frame("a#$}*b"));
  expect(reader.next()).toBe("a#$}*b");
  expect(frame("OK")).toBe("$OK#9a");
});

/** Loads of all latencies, results of the FPU under way, stores under way, branches, hardware loops. */
const MIXED = `_start: csrr s0, mhartid
  la s1, words
  li s2, 0x10000400
  slli t0, s0, 6
  add s1, s1, t0
  add s2, s2, t0
  li a0, 0x40490fdb
  fmv.w.x fa0, a0
  li a1, 3
  fcvt.s.w fa1, a1
again: lw t1, 0(s1)
  addi t1, t1, 5
  sw t1, 4(s1)
  fdiv.s fa2, fa0, fa1
  addi a2, a2, 1
  lw t2, 4(s1)
  fadd.s fa3, fa2, fa0
  p.lw t3, 4(s1!)
  p.sw t3, 4(s2!)
  mul t4, t3, t1
  lw t5, -3(s2)
  sh t4, 2(s2)
  lp.setupi 0, 3, 2f
  addi a3, a3, 1
  xor a4, a4, a3
2: sub a5, a4, t2
  div a6, t4, a1
  fsw fa3, 8(s2)
  addi a1, a1, -1
  bnez a1, again
end: j end
  .align 2
words: .word 11, 22, 33, 44, 55, 66, 77, 88
  .zero 256
`;

describe("states", () => {
  test("a core is stepped in program order, as the golden instruction set does, and back through the same states", () => {
    const session = new Session(MIXED);
    const bytes = new Map<number, number>();
    for (const { address, bytes: contents } of session.program.segments) {
      contents.forEach((byte, i) => bytes.set(address + i, byte));
    }
    const memory = {
      read: (address: number) => bytes.get(address >>> 0) ?? 0,
      write: (address: number, byte: number) => bytes.set(address >>> 0, byte) !== undefined,
    };
    const golden = new IsaModel(memory, session.program.entry, DEFAULT_ISA);
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
    const bytes = new Map<number, number>();
    for (const { address, bytes: contents } of session.program.segments) {
      contents.forEach((byte, i) => bytes.set(address + i, byte));
    }
    const memory = {
      read: (address: number) => bytes.get(address >>> 0) ?? 0,
      write: (address: number, byte: number) => bytes.set(address >>> 0, byte) !== undefined,
    };
    const golden = new IsaModel(memory, session.program.entry, DEFAULT_ISA);
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

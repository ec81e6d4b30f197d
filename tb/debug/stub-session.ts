/** What GDB would do with the stub, packet by packet, and a program to do it with. */
import { afterAll, beforeAll } from "vitest";
import { DEFAULT_ISA } from "../../hw/cluster/core/parameters.js";
import { Cluster } from "../../hw/cluster/systems/cluster.js";
import { onAttach } from "../../run/attach.js";
import { GdbStub } from "../../run/debug/gdb-stub.js";
import { fromHex, textToHex } from "../../run/debug/packets.js";
import { Timeline } from "../../run/debug/timeline.js";
import { ProgramRun } from "../../run/programs/program-run.js";
import { assemble } from "../../sw/asm/assemble.js";
import type { Program } from "../../sw/program.js";
import { checkersOf } from "../checkers/attach.js";

/** For the tests of a file: the machine is taken back, which a checker does not follow. */
export function withoutCheckers(): void {
  beforeAll(() => onAttach(() => null));
  afterAll(() => onAttach(checkersOf));
}

/** A program on a cluster at reset, and the stub that stands before it. */
export class Session {
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

/** Loads of all latencies, results of the FPU under way, stores under way, branches, hardware loops. */
export const MIXED = `_start: csrr s0, mhartid
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

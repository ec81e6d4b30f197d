import type { CeModel } from "../../hw/redmule/ce-model.js";
import { errataOf, type Profile } from "../../hw/redmule/errata.js";
import { redmuleParameters } from "../../hw/redmule/parameters.js";
import { SplitMix64 } from "../../run/data/random.js";
import { RedmuleBench, type Pauses } from "../../run/redmule/redmule-bench.js";
import type { Command, RegisterScript } from "./register-script.js";

/** Clocks between the reset and clock 0 of a script. */
const SETTLE_CLOCKS = 10;
/** Bits of a word of two finite FP16 numbers. */
const FINITE = 0xbfffbfff;
/** Start of the draws of the denied clocks, as a function of the seed. */
const STALL_SCALE = 7919;
const STALL_OFFSET = 3;

/** The memory before the first clock: a linear congruential sequence. */
function fillRaw(words: Uint32Array, seed: number): void {
  let state = seed >>> 0;
  for (let i = 0; i < words.length; i++) words[i] = state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
}

/** The memory full of finite FP16 numbers. */
function fillFinite(words: Uint32Array, seed: number): void {
  const random = new SplitMix64(seed);
  for (let i = 0; i < words.length; i++) {
    random.step();
    words[i] = random.low & FINITE;
  }
}

/** Denied clocks, drawn one a clock from the next one on; the bench asks every clock but clock 0. */
function stallsFromHere(p: number, seed: number): Pauses {
  const random = new SplitMix64(seed, STALL_SCALE, STALL_OFFSET);
  return { p, at: () => random.uniform() < p };
}

function hashOf(words: Uint32Array): string {
  let hash = 0x811c9dc5;
  for (const word of words) {
    hash = Math.imul(hash ^ word, 0x01000193);
    hash ^= hash >>> 15;
  }
  return (hash >>> 0).toString(16).padStart(8, "0");
}

/** Drives a script and writes down what stands on both ports before each edge, in the form of the recorded traces. */
class Replay {
  readonly lines: string[] = [];
  private readonly bench: RedmuleBench;
  /** The access of the clock before was a read. */
  private readBefore = false;
  private repeated = 0;
  private last = "";

  constructor({ array, words, seed }: RegisterScript, profile: Profile, ce: CeModel) {
    const p = redmuleParameters({ ...array, errata: errataOf(profile) });
    this.bench = new RedmuleBench(p, { base: 0, bytes: 4 * words }, ce);
    fillRaw(this.bench.memory.words, seed);
    this.bench.idle(SETTLE_CLOCKS);
    this.bench.cycle = 0;
    this.bench.observers.push(() => this.note());
  }

  run(commands: readonly Command[]): string[] {
    const { bench } = this;
    for (const command of commands) this.execute(command);
    this.flush();
    const { reads, writes, words } = bench.memory;
    this.lines.push(`Z ${bench.cycle} clocks, mem ${hashOf(words)}, reads ${reads}, writes ${writes}`);
    return this.lines;
  }

  private execute(command: Command): void {
    const { bench } = this;
    const { periph } = bench.redmule;
    switch (command.kind) {
      case "fill":
        fillFinite(bench.memory.words, command.seed);
        return;
      case "stall":
        bench.stallBy(command.p > 0 ? stallsFromHere(command.p, command.seed) : null);
        return;
      case "access":
        periph.req = 1;
        periph.write = command.read ? 0 : 1;
        periph.addr = command.addr;
        periph.wdata = command.data;
        periph.be = command.be;
        bench.step();
        return;
      case "idle":
        this.idle(command.clocks);
        return;
      case "event":
        for (let i = 0; i < command.most; i++) {
          const event = bench.redmule.event;
          this.idle(1);
          if (event) return;
        }
    }
  }

  private idle(clocks: number): void {
    const { periph } = this.bench.redmule;
    for (let i = 0; i < clocks; i++) {
      periph.addr = periph.write = 0;
      this.bench.step();
    }
  }

  private note(): void {
    const { redmule } = this.bench;
    const { periph, tcdm } = redmule;
    const tokens: string[] = [];
    const hex = (value: number): string => value.toString(16);
    if (periph.req) {
      tokens.push(
        periph.write ? `Pw${hex(periph.addr)}:${hex(periph.wdata)}:${hex(periph.be)}` : `Pr${hex(periph.addr)}`,
      );
    }
    if (periph.rvalid) tokens.push(this.readBefore ? `V${hex(periph.rdata)}` : "V");
    if (tcdm.req) {
      const refused = tcdm.gnt ? "" : "!";
      if (tcdm.write) tokens.push(`W${hex(tcdm.addr)}${refused}:${storedWords(tcdm.wdata, tcdm.be)}`);
      else tokens.push(`R${hex(tcdm.addr)}${refused}`);
    }
    const busy = `b${redmule.busy}`;
    tokens.push(busy);
    if (redmule.event) tokens.push("E1");
    this.readBefore = periph.req === 1 && periph.write === 0;
    this.add(tokens.join(" "), tokens.length === 1);
  }

  private add(line: string, plain: boolean): void {
    if (plain && line === this.last) {
      this.repeated++;
      return;
    }
    this.flush();
    if (plain) {
      this.last = line;
      this.repeated = 1;
    } else this.lines.push(line);
  }

  private flush(): void {
    if (this.repeated > 0) this.lines.push(this.repeated > 1 ? `${this.last} x${this.repeated}` : this.last);
    this.repeated = 0;
    this.last = "";
  }
}

function storedWords(wdata: Uint32Array, be: Uint8Array): string {
  const words = Array.from(be, (enable, i) => {
    if (enable === 0) return "";
    let data = 0;
    for (let b = 0; b < 4; b++) if ((enable >> b) & 1) data |= wdata[i] & (0xff << (8 * b));
    return enable.toString(16) + (data >>> 0).toString(16).padStart(8, "0");
  });
  while (words.length > 0 && words.at(-1) === "") words.pop();
  return words.join(",");
}

/** What the model does with a script, in the form of its trace. */
export function replay(script: RegisterScript, profile: Profile, ce: CeModel): string[] {
  return new Replay(script, profile, ce).run(script.commands);
}

/** The first line in which a replay differs from the record, undefined when none does. */
export function firstDifference(script: RegisterScript, lines: readonly string[]): string | undefined {
  const { trace } = script;
  for (let i = 0; i < Math.max(trace.length, lines.length); i++) {
    if (trace[i] !== lines[i]) {
      return `${script.id} line ${i + 1}: ${lines[i] ?? "nothing"} instead of ${trace[i] ?? "nothing"}`;
    }
  }
  return undefined;
}

import { hex } from "../../hw/hex.js";
import type { Lookout } from "../../hw/cluster/systems/cluster.js";
import type { System } from "../../hw/cluster/systems/system.js";
import type { Program } from "../../sw/program.js";
import type { Places } from "./places.js";

/** What the SDK's start-up stores at the far end of every stack; that of `sw/runtime` leaves zero there. */
const SDK_GUARD = 0x5ac4ca7e;
/** Clocks between two looks at the guards. */
const PERIOD = 1024;

/** The last words of the stacks of a program of the SDK or of `sw/runtime`, looked at while it runs. */
export class StackGuards implements Lookout {
  private readonly words: Int32Array[];
  private readonly before: number[];
  private readonly free: number;
  private readonly system: System;
  private readonly places: Places;
  /** The clock in which the next look is due. */
  next: number;
  private looked = 0;

  constructor(system: System, { symbols }: Program, places: Places) {
    this.system = system;
    this.places = places;
    const named = (names: readonly string[]): number[] => names.map((name) => symbols.get(name) ?? 0);
    const [base, bytes, cores] = named(["__stacks", "__stack_bytes", "__cores"]);
    this.free = base === 0 ? 0 : SDK_GUARD;
    const stacks = base === 0 ? named(["stacks", "STACK_BYTES", "CORES"]) : [base, bytes, cores];
    const present = stacks.every((value) => value !== 0) && stacks[0] % 4 === 0 && stacks[1] % 4 === 0;
    const count = present ? Math.min(stacks[2], system.cores.length) : 0;
    this.words = Array.from({ length: count }, (_, core) => {
      const { buffer, byteOffset } = system.memoryAt(stacks[0] + core * stacks[1], 4);
      return new Int32Array(buffer, byteOffset, 1);
    });
    this.before = this.words.map(() => 0);
    this.next = count === 0 ? Infinity : 1;
  }

  /** Clocks until the next look is due. */
  get clocks(): number {
    return Math.max(this.next - this.system.clock, 1);
  }

  /** True when `look` now has something to say. Otherwise this was a look, which found nothing. */
  stops(): boolean {
    const { words, before, free, system } = this;
    for (let i = 0; i < words.length; i++) {
      if (before[i] !== free || words[i][0] === free) continue;
      this.next = system.clock;
      return true;
    }
    for (let i = 0; i < words.length; i++) before[i] = words[i][0];
    this.looked = system.clock;
    this.next = system.clock + PERIOD;
    return false;
  }

  /** A sentence for each stack whose last word was written since the last look. */
  look(): string[] {
    const { system, words, before, free } = this;
    if (system.clock < this.next) return [];
    const from = this.looked;
    this.looked = system.clock;
    this.next = system.clock + PERIOD;
    const sentences: string[] = [];
    words.forEach(([value], i) => {
      if (before[i] === free && value !== free) sentences.push(this.sentence(i, from));
      before[i] = value;
    });
    return sentences;
  }

  private sentence(i: number, from: number): string {
    const { hartId, id } = this.system.cores[i];
    const place = this.places.of(id.pc);
    const where = place === "" ? "" : ` in ${place}`;
    return `The last word of the stack of core ${hartId} was written between the clocks ${from} and ${this.looked}, the core is now at ${hex(id.pc)}${where}: it or the stack of the core above runs over, give a larger STACK_BYTES.`;
  }
}

/**
 * Stacks of `sw/runtime/start.S` that were used up to their last word: what a core needs beyond it runs into its neighbour's, or out
 * of the stacks. Programs of the SDK look at their guards themselves.
 */
export function stackRemarks(system: System, { symbols }: Program): string[] {
  const [stacks, bytes, cores] = ["stacks", "STACK_BYTES", "CORES"].map((name) => symbols.get(name));
  if (stacks === undefined || bytes === undefined || cores === undefined) return [];
  const memory = system.memoryAt(stacks, cores * bytes);
  return Array.from({ length: cores }, (_, core) => core)
    .filter((core) => memory.subarray(core * bytes, core * bytes + 4).some((byte) => byte !== 0))
    .map((core) => {
      const next = core === 0 ? "what stands below the stacks" : `the stack of core ${core - 1}`;
      return `The stack of core ${core} is used to the last of its ${bytes} bytes and runs into ${next}: give a larger STACK_BYTES.`;
    });
}

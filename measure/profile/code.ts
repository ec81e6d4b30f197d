import { Jump, type Instruction } from "../../hw/cluster/core/instruction.js";
import type { Program } from "../../sw/program.js";

/** Labels that an assembler or a compiler makes up for itself. */
const LOCAL = /^\.L|^\$|^\d/;

/** What an instruction does to the stack of calls. */
export const Flow = { unknown: 0, plain: 1, call: 2, return: 3 } as const;
export type Flow = (typeof Flow)[keyof typeof Flow];

/** Registers of return addresses (calling convention: ra, and t0 for small helpers). */
const LINKS = [1, 5];

/** Names and places of a program by half-word of its instructions. */
export class Code {
  /** First byte address, and half-words. */
  readonly base: number;
  readonly size: number;
  /** Names of functions, and the one of each half-word. */
  readonly functions: readonly string[];
  readonly functionOf: Int32Array;
  /** Filled as instructions are met. */
  readonly flows: Uint8Array;
  private readonly data: readonly (readonly [name: string, address: number])[];

  /** @param fetched where the cores fetch from */
  constructor(program: Program, fetched: { readonly base: number; readonly bytes: number }) {
    const inside = program.segments.filter(({ address }) => (address - fetched.base) >>> 0 < fetched.bytes);
    const ends = inside.map(({ address, bytes }) => address + bytes.length);
    this.base = Math.min(...inside.map(({ address }) => address)) & ~1;
    this.base >>>= 0;
    this.size = (Math.max(...ends) - this.base + 1) >>> 1;
    const named = [...program.symbols].filter(([name]) => !LOCAL.test(name)).sort(([, a], [, b]) => a - b);
    this.data = named;
    const code = named.filter(([, address]) => address >= this.base && address < this.base + 2 * this.size);
    this.functions = ["(no symbol)", ...code.map(([name]) => name)];
    this.functionOf = new Int32Array(this.size);
    code.forEach(([, address], i) => this.functionOf.fill(i + 1, (address - this.base) >>> 1));
    this.flows = new Uint8Array(this.size);
  }

  /** Number of the half-word at a pc; the first one for an address that no program was loaded to. */
  indexOf(pc: number): number {
    const index = (pc - this.base) >>> 1;
    return pc >>> 0 >= this.base && index < this.size ? index : 0;
  }

  addressOf(index: number): number {
    return this.base + 2 * index;
  }

  /** Of the instruction there. */
  flowOf(index: number, d: Instruction): Flow {
    const known = this.flows[index] as Flow;
    if (known !== Flow.unknown) return known;
    const links = d.jump !== Jump.none && LINKS.includes(d.rd);
    const returns = d.jump === Jump.jalr && d.rd === 0 && LINKS.includes(d.rs1);
    return (this.flows[index] = links ? Flow.call : returns ? Flow.return : Flow.plain);
  }

  /** The symbol that a data address belongs to, by the nearest one at or below it. */
  symbolAt(address: number): string {
    const found = this.data.findLast(([, at]) => at <= address >>> 0);
    return found === undefined || address - found[1] > 2 ** 20 ? `0x${(address >>> 0).toString(16)}` : found[0];
  }
}

import type { Core } from "../../hw/cluster/core/core.js";
import { Stall, STALL_NAMES } from "../../hw/cluster/core/stall.js";
import { UsageError } from "../../hw/errors.js";
import type { Program } from "../../sw/program.js";

/** Where a region begins and where it ends: instructions, or places in memory whose stores mark it. */
export interface RoiBounds {
  readonly start: number;
  readonly end: number;
}

/** What a core spent between the two. */
export interface RoiReport {
  readonly hart: number;
  /** Times that the core came from the start to the end. */
  readonly passes: number;
  /** Clocks of these, from the one in which the start retires to the one in which the end does. */
  readonly clocks: number;
  readonly instructions: number;
  /** Clocks that issued an instruction, and those without an issue by reason (`STALL_NAMES`). */
  readonly issued: number;
  readonly lost: Readonly<Record<string, number>>;
  /** Clock of the first start and of the last end. */
  readonly first: number;
  readonly last: number;
}

/**
 * The address that a name stands for: a symbol of the program, or a number.
 * @throws UsageError when it is neither
 */
export function addressOf(name: string, program: Program, flag: string): number {
  const symbol = program.symbols.get(name);
  if (symbol !== undefined) return symbol >>> 0;
  const number = /^(0x[0-9a-f]+|\d+)$/i.test(name) ? Number(name) : NaN;
  if (number < 2 ** 32) return number;
  throw new UsageError(
    `${flag} names ${name}, which is no symbol of the program and no address of 32 bits: give one of these.`,
  );
}

/** @throws UsageError when the text is not two names with a comma between them, or one of them stands for no address */
export function readRoi(text: string, program: Program): RoiBounds {
  const names = text.split(",");
  if (names.length !== 2 || names.includes("")) {
    throw new UsageError(`--roi is "${text}": give two symbols or addresses with a comma between them, START,END.`);
  }
  const [start, end] = names.map((name) => addressOf(name, program, "--roi"));
  return { start, end };
}

/** A core on its way through the region. */
class Passage {
  readonly core: Core;
  passes = 0;
  clocks = 0;
  instructions = 0;
  first = -1;
  last = -1;
  readonly lost = new Float64Array(STALL_NAMES.length);
  /** Clock of the start of the pass under way, -1 for none, and what it has taken so far. */
  private since = -1;
  private retired = 0;
  private readonly stalls = new Float64Array(STALL_NAMES.length);

  constructor(core: Core) {
    this.core = core;
  }

  sample(clock: number, { start, end }: RoiBounds): void {
    const { core } = this;
    if (this.since >= 0) {
      this.stalls[core.stallReason]++;
      this.retired += core.csrs.counters.retiring;
    }
    if (core.retired.valid === 0) return;
    if (this.since >= 0 && reaches(core, end)) this.finish(clock);
    if (this.since < 0 && reaches(core, start)) this.begin(clock);
  }

  private begin(clock: number): void {
    if (this.first < 0) this.first = clock;
    this.since = clock;
    this.retired = 0;
    this.stalls.fill(0);
  }

  private finish(clock: number): void {
    this.passes++;
    this.clocks += clock - this.since;
    this.instructions += this.retired;
    this.stalls.forEach((clocks, reason) => (this.lost[reason] += clocks));
    this.last = clock;
    this.since = -1;
  }
}

/** The instruction that retires is the one at the address, or a store to it. */
function reaches({ retired }: Core, address: number): boolean {
  if (retired.pc >>> 0 === address) return true;
  return retired.store !== 0 && retired.address >>> 0 === address;
}

/** Counts the clocks of every core between two places of a program. Call `sample` in every clock, between settle and edge. */
export class RegionOfInterest {
  private readonly bounds: RoiBounds;
  private readonly passages: readonly Passage[];

  constructor(cores: readonly Core[], bounds: RoiBounds) {
    this.bounds = bounds;
    this.passages = cores.map((core) => new Passage(core));
  }

  sample(clock: number): void {
    for (let i = 0; i < this.passages.length; i++) this.passages[i].sample(clock, this.bounds);
  }

  /** Of the cores that came from the start to the end. */
  report(): readonly RoiReport[] {
    return this.passages
      .filter(({ passes }) => passes > 0)
      .map(({ core, passes, clocks, instructions, lost, first, last }) => ({
        ...{ hart: core.hartId, passes, clocks, instructions, first, last },
        issued: lost[Stall.issued],
        lost: Object.fromEntries(
          STALL_NAMES.map((name, reason) => [name, lost[reason]] as const).filter(
            ([, n], reason) => reason !== Stall.issued && n > 0,
          ),
        ),
      }));
  }
}

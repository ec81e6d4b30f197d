import { nameOf, overlaps, type Access } from "./accesses.js";
import { NOWHERE } from "./core-state.js";
import type { Timeline } from "./timeline.js";
import { Watch, type Touch } from "./watch.js";

export type BreakKind = "swbreak" | "hwbreak";

/** Why a machine stands. */
export type Stop =
  | { readonly reason: "break"; readonly core: number; readonly kind: BreakKind }
  | { readonly reason: "watch"; readonly core: number; readonly touch: Touch; readonly clock: number }
  | { readonly reason: "step"; readonly core: number }
  | { readonly reason: "begin" | "end"; readonly core: number };

/** How a program goes on. */
export type Resume =
  | { readonly how: "continue" }
  /** Until this core stands at a breakpoint; those that others reach meanwhile are told afterwards. */
  | { readonly how: "continue one"; readonly core: number }
  /** Until a core has executed an instruction; `alone`: breakpoints are out while it gets past one of them. */
  | { readonly how: "step"; readonly core: number; readonly alone: boolean };

type Alone = Extract<Resume, { readonly core: number }>;
/** The mode, when what other cores reach is told afterwards. */
const aloneOf = (mode: Resume): Alone | undefined =>
  mode.how === "continue one" || (mode.how === "step" && mode.alone) ? mode : undefined;

/** A store that was found. */
export interface LastWrite {
  readonly clock: number;
  readonly access: Access | undefined;
}

/**
 * Breakpoints, watchpoints, steps, in both directions. A core stops before an instruction at the boundary at which that has
 * entered EX. Several cores that reach breakpoints in one clock are told one after the other, in the order of their numbers.
 */
export class Debugger {
  readonly timeline: Timeline;
  readonly breakpoints = new Map<number, BreakKind>();
  readonly watches: Watch[] = [];
  private mode: Resume = { how: "continue" };
  /** Cores up to this one have been told at this boundary. */
  private told = -1;
  /** Breakpoints of the last time that all cores went on. */
  private inserted = new Map<number, BreakKind>();
  /** A breakpoint that a core reached while another one got past its own. */
  private missed: { readonly clock: number; readonly core: number; readonly address: number } | null = null;
  private first = false;

  constructor(timeline: Timeline) {
    this.timeline = timeline;
  }

  /** Sets the machine going; `run` does it. */
  resume(mode: Resume): void {
    this.mode = mode;
    this.first = true;
    for (const watch of this.watches) watch.begin(this.timeline);
    if (aloneOf(mode) !== undefined) {
      if (this.missed === null) this.timeline.remember();
    } else this.inserted = new Map(this.breakpoints);
  }

  /** For at most so many clocks; undefined when nothing has stopped it. */
  run(clocks: number): Stop | undefined {
    const { mode, timeline } = this;
    const alone = aloneOf(mode);
    if (this.first) {
      this.first = false;
      timeline.arrive((core) => this.noteMissed(core));
      const stop =
        alone !== undefined
          ? undefined
          : (this.takeMissed() ?? this.nextBreak(mode.how === "step" ? mode.core : NOWHERE));
      if (stop !== undefined) return stop;
    }
    for (let i = 0; i < clocks; i++) {
      if (!timeline.step()) return this.ending();
      this.told = -1;
      const stop = this.touched() ?? (alone !== undefined ? this.breakOf(alone) : this.nextBreak(NOWHERE));
      if (stop !== undefined) return stop;
      if (alone !== undefined) this.noteMissed(alone.core);
      if (mode.how === "step" && timeline.cores[mode.core].fresh !== NOWHERE)
        return { reason: "step", core: mode.core };
    }
    return undefined;
  }

  /** The breakpoint of the one core that matters. */
  private breakOf({ how, core }: Alone): Stop | undefined {
    const kind = how === "step" ? undefined : this.breakpoints.get(this.timeline.cores[core].fresh);
    if (kind === undefined) return undefined;
    this.told = core;
    return { reason: "break", core, kind };
  }

  private ending(): Stop {
    return { reason: "end", core: 0 };
  }

  /** The next core that stands at a breakpoint here and was not told. */
  private nextBreak(except: number): Stop | undefined {
    const { cores } = this.timeline;
    for (let core = this.told + 1; core < cores.length; core++) {
      const kind = this.breakpoints.get(cores[core].fresh);
      if (kind === undefined || core === except) continue;
      this.told = core;
      return { reason: "break", core, kind };
    }
    return undefined;
  }

  private noteMissed(stepped: number): void {
    const { timeline, inserted } = this;
    const core = timeline.cores.findIndex(({ fresh }, i) => i !== stepped && inserted.has(fresh));
    if (core < 0 || this.missed !== null) return;
    this.missed = { clock: timeline.clock, core, address: timeline.cores[core].fresh };
  }

  /** Back to where another core reached a breakpoint meanwhile. */
  private takeMissed(): Stop | undefined {
    const { missed, breakpoints } = this;
    this.missed = null;
    const kind = missed === null ? undefined : breakpoints.get(missed.address);
    if (missed === null || kind === undefined) return undefined;
    this.timeline.goTo(missed.clock);
    this.told = missed.core;
    return { reason: "break", core: missed.core, kind };
  }

  private touched(): Stop | undefined {
    const { timeline } = this;
    let found: Touch | undefined;
    for (const watch of this.watches) found = watch.look(timeline) ?? found;
    if (found === undefined) return undefined;
    return { reason: "watch", core: Math.max(found.access?.who ?? 0, 0), touch: found, clock: timeline.clock - 1 };
  }

  /** Back to the boundary before the last instruction of a core. */
  stepBack(core: number): Stop {
    const { timeline } = this;
    const now = timeline.clock;
    let at = -1;
    timeline.searchBack(
      now,
      () => undefined,
      () => {
        const found = timeline.clock < now && timeline.cores[core].fresh !== NOWHERE;
        if (found) at = timeline.clock;
        return found;
      },
    );
    return this.arrive(at, { reason: "step", core });
  }

  /** Back to the last breakpoint, or to the boundary before the last access that a watchpoint waits for. */
  continueBack(): Stop {
    const { timeline, breakpoints, watches } = this;
    for (let core = this.told - 1; core >= 0; core--) {
      const kind = breakpoints.get(timeline.cores[core].fresh);
      if (kind === undefined) continue;
      this.told = core;
      return { reason: "break", core, kind };
    }
    const now = timeline.clock;
    let found: { readonly clock: number; readonly stop: Stop } | undefined;
    timeline.searchBack(
      now,
      () => watches.forEach((watch) => watch.begin(timeline)),
      () => {
        const { clock, cores } = timeline;
        const touch = this.touched();
        if (touch !== undefined) found = { clock: clock - 1, stop: touch };
        const core = clock < now ? cores.findLastIndex(({ fresh }) => breakpoints.has(fresh)) : -1;
        if (core >= 0) found = { clock, stop: { reason: "break", core, kind: breakpoints.get(cores[core].fresh)! } };
        return touch !== undefined || core >= 0;
      },
    );
    return this.arrive(found?.clock ?? -1, found?.stop ?? { reason: "begin", core: 0 });
  }

  private arrive(clock: number, stop: Stop): Stop {
    this.timeline.goTo(Math.max(clock, 0));
    this.missed = null;
    this.told = stop.reason === "break" ? stop.core : -1;
    return clock < 0 ? { reason: "begin", core: stop.core } : stop;
  }

  /** Whoever stored last to one of these bytes, before the clock at which the machine stands; it stands there again then. */
  lastWrite(address: number, bytes: number): LastWrite | undefined {
    const { timeline } = this;
    const now = timeline.clock;
    const watch = new Watch("write", address, bytes, timeline);
    let found: LastWrite | undefined;
    timeline.searchBack(
      now,
      () => watch.begin(timeline),
      () => {
        const touch = watch.look(timeline);
        const stores = timeline.accesses.filter(({ write }) => write);
        const access = stores.find((store) => overlaps(store.address, store.bytes, address, bytes));
        if (access === undefined && touch === undefined) return false;
        found = { clock: timeline.clock - 1, access };
        return true;
      },
    );
    timeline.goTo(now);
    return found;
  }

  /** Goes to a clock, which may be one to come. */
  goTo(clock: number): void {
    const { timeline } = this;
    if (clock <= timeline.furthest) timeline.goTo(clock);
    while (timeline.clock < clock && timeline.step());
    this.told = -1;
    this.missed = null;
  }
}

/** What a touch was, in a sentence without its full stop. */
export function touchText({ watch, access }: Touch, clock: number, place: (pc: number) => string): string {
  const verb = access?.write === false ? "read" : "wrote";
  const at = `0x${(access?.address ?? watch.address).toString(16)}`;
  const where = access?.pc === undefined ? "" : ` at pc 0x${access.pc.toString(16)}${place(access.pc)}`;
  return `${nameOf(access?.who ?? -1)}${where} ${verb} ${at} in clock ${clock}`;
}

import { DumpIndex } from "../../../wave/dump-index.js";
import type { DumpHeader } from "../../../wave/vcd-declarations.js";
import { VcdStream, type DumpListener, type Followed } from "../../../wave/vcd-stream.js";
import { bestMap, findTop, inDump } from "../dump/design-in-dump.js";
import { renamed, type SignalMap } from "./map.js";

/** Rising edges of a clock, and of them behind the reset, after which nothing more is looked for. */
const EDGES = 32;
const BEHIND_RESET = 32;
/** Bytes of a dump that are held back at most. */
const LONGEST = 1 << 25;
/** Under reset fewer of the signals move than this part of them. */
const STILL = 1 / 32;
/** Scopes of the design that the reset goes into, where it is not in the top itself. */
const SCOPES = 3;

/** What a signal of one bit has done so far; times in units of the timescale. */
class Behaviour {
  readonly path: string;
  /** Names it has, and how deep in the design the first of them is, 0 around it: a clock and a reset go everywhere. */
  names = 1;
  readonly depth: number;
  rises = 0;
  falls = 0;
  lastRise = 0;
  shortest = Infinity;
  longest = 0;
  /** Signals that had moved when it first rose. */
  movedBefore = 0;
  startsLow = false;

  constructor(path: string, depth: number) {
    this.path = path;
    this.depth = depth;
  }

  /** @param moved signals that have moved so far */
  rise(time: number, moved: number): void {
    if (this.rises++ === 0) this.movedBefore = moved;
    else {
      this.shortest = Math.min(this.shortest, time - this.lastRise);
      this.longest = Math.max(this.longest, time - this.lastRise);
    }
    this.lastRise = time;
  }

  /** Rises in steps that are the same but for rounding, and falls between them. */
  get isRegular(): boolean {
    const slack = Math.max(1, this.shortest / 16);
    return this.rises >= 3 && this.falls >= this.rises - 1 && this.longest - this.shortest <= slack;
  }
}

/**
 * Finds clock and reset of a design, where the dump does not have the names of the map, in the beginning of the dump: the clock is
 * the signal of one bit that moves most, at regular steps; the reset, active low, is low first and rises once, before others move.
 */
export class PinSearch implements DumpListener {
  /** The map that goes with the dump, and what was found, in words. */
  map: SignalMap;
  readonly remarks: string[] = [];
  private readonly maps: readonly SignalMap[];
  private readonly stream = new VcdStream(this);
  private readonly given: string | undefined;
  private readonly signals: Behaviour[] = [];
  private needsClock = false;
  private needsReset = false;
  private header: DumpHeader | null = null;
  private bytes = 0;
  private moved = 0;

  /**
   * @param maps those that the dump may be of; the one that fits best is taken
   * @param top scope of the design; found by the map's paths when left out
   */
  constructor(maps: readonly SignalMap[], top?: string) {
    this.maps = maps;
    this.map = maps[0];
    this.given = top;
  }

  select(header: DumpHeader): readonly Followed[] {
    this.header = header;
    const index = new DumpIndex(header);
    this.map = bestMap(index, this.maps);
    const top = findTop(index, this.map, this.given);
    const lacks = (paths: string | readonly string[]): boolean =>
      index.findFirst([paths].flat().flatMap((path) => inDump(top, renamed(this.map, path)))) === undefined;
    this.needsClock = lacks(this.map.clock);
    this.needsReset = lacks(this.map.reset);
    if (!this.needsClock && !this.needsReset) return [];
    const around = top.slice(0, Math.max(0, top.lastIndexOf(".")));
    const byCode = new Map<string, Behaviour>();
    for (const { path, width, code } of index.variables) {
      const isInside = path.startsWith(`${top}.`);
      if (width !== 1 || (!isInside && path.slice(0, Math.max(0, path.lastIndexOf("."))) !== around)) continue;
      const known = byCode.get(code);
      if (known === undefined) byCode.set(code, new Behaviour(path, isInside ? depthIn(top, path) : 0));
      else known.names++;
    }
    this.signals.push(...byCode.values());
    return [...byCode.keys()].map((code) => ({ code, width: 1 }));
  }

  step(time: number): void {
    const { stream, signals } = this;
    // What moves in one step with the reset has not moved before it.
    const before = this.moved;
    for (let s = 0; s < signals.length; s++) {
      if (!stream.changes(s) || stream.nextUnknown[s] !== 0) continue;
      const signal = signals[s];
      const value = stream.next[s];
      if (stream.unknown[s] !== 0) signal.startsLow ||= value === 0 && signal.rises === 0;
      else if (value !== stream.now[s]) {
        if (signal.rises + signal.falls === 0) this.moved++;
        if (value === 1) signal.rise(time, before);
        else signal.falls++;
      }
    }
  }

  /** The next bytes of the dump. @returns whether enough has been seen */
  push(bytes: Uint8Array): boolean {
    this.stream.push(bytes);
    this.bytes += bytes.length;
    if (this.bytes >= LONGEST) return true;
    if (this.header === null) return false;
    if (!this.needsClock && !this.needsReset) return true;
    const clock = this.clock;
    if (clock === undefined || clock.rises < EDGES) return false;
    const reset = this.reset;
    return !this.needsReset || (reset !== undefined && clock.lastRise - reset.lastRise > BEHIND_RESET * clock.longest);
  }

  /** Enough has been seen: the map is changed to what was found. */
  finish(): void {
    const { clock, reset } = this;
    const unit = `x ${this.header?.timescale.replace(/\s+/g, "") ?? ""}`;
    if (this.needsClock && clock !== undefined) {
      this.map = { ...this.map, clock: `/${clock.path}` };
      this.remarks.push(
        `The dump does not have the map's clock: ${clock.path} is taken for it, which rises every ${clock.longest} ${unit}.`,
      );
    }
    if (this.needsReset && reset !== undefined) {
      this.map = { ...this.map, reset: `/${reset.path}` };
      this.remarks.push(
        `The dump does not have the map's reset: ${reset.path} is taken for it, active low, which rises once, at time ${reset.lastRise} ${unit}.`,
      );
    }
  }

  private get clock(): Behaviour | undefined {
    return this.signals.filter(({ isRegular }) => isRegular).sort((a, b) => b.rises - a.rises || nearer(a, b))[0];
  }

  private get reset(): Behaviour | undefined {
    return this.signals
      .filter(({ startsLow, rises, falls }) => startsLow && rises === 1 && falls === 0)
      .filter(({ depth, names }) => depth <= 1 || names >= SCOPES)
      .filter(({ movedBefore }) => movedBefore <= STILL * this.signals.length + 1)
      .sort((a, b) => a.lastRise - b.lastRise || nearer(a, b))[0];
  }
}

/** The one with more names first, then the one further up. */
function nearer(a: Behaviour, b: Behaviour): number {
  return b.names - a.names || a.depth - b.depth;
}

/** Scopes from the top to a signal, 1 for a signal of the top itself. */
function depthIn(top: string, path: string): number {
  return path.slice(top.length).split(".").length - 1;
}

/** A dump with the map that goes with it. */
export interface PinnedDump {
  readonly map: SignalMap;
  readonly remarks: readonly string[];
  /** All of the dump, from its beginning. */
  readonly bytes: AsyncIterable<Uint8Array>;
}

/** Looks for clock and reset in the beginning of a dump, which is held back until they are found and then given again. */
export async function pinnedDump(
  pieces: AsyncIterable<Uint8Array>,
  maps: readonly SignalMap[],
  top?: string,
): Promise<PinnedDump> {
  const search = new PinSearch(maps, top);
  const source = pieces[Symbol.asyncIterator]();
  const held: Uint8Array[] = [];
  try {
    for (let one = await source.next(); !one.done; one = await source.next()) {
      held.push(one.value);
      if (search.push(one.value)) break;
    }
  } catch (error) {
    await source.return?.();
    throw error;
  }
  search.finish();
  return { map: search.map, remarks: search.remarks, bytes: again(held, source) };
}

async function* again(held: Uint8Array[], source: AsyncIterator<Uint8Array>): AsyncGenerator<Uint8Array> {
  try {
    for (let piece = held.shift(); piece !== undefined; piece = held.shift()) yield piece;
    for (let one = await source.next(); !one.done; one = await source.next()) yield one.value;
  } finally {
    await source.return?.();
  }
}

import { distance } from "fastest-levenshtein";
import { UsageError } from "../../../hw/errors.js";
import { DumpIndex } from "../../../wave/dump-index.js";
import type { DumpHeader, DumpVariable } from "../../../wave/vcd-declarations.js";
import { VcdStream, type DumpListener, type Followed } from "../../../wave/vcd-stream.js";
import { bindDesign } from "../bound/bind-design.js";
import { BoundClock } from "../bound/bound-clock.js";
import { BoundSignals } from "../bound/bound-signals.js";
import type { DesignOptions, DrivenDesign } from "../bound/driven-design.js";
import { fieldsOf, type SignalMap } from "./map.js";
import { RtlView } from "../rtl-view.js";

/** A digest of the values that a vector takes, clock by clock. */
class History {
  private high = 0x811c9dc5;
  private low = 0x01000193;
  /** Times it has changed. */
  changes = 0;
  private last: Uint32Array | null = null;

  take(clock: number, words: Uint32Array, offset: number, size: number): void {
    const { last } = this;
    let same = last !== null;
    for (let w = 0; same && w < size; w++) same = last![w] === words[offset + w];
    if (same) return;
    if (last !== null) this.changes++;
    this.last ??= new Uint32Array(size);
    this.mix(clock);
    for (let w = 0; w < size; w++) this.mix((this.last[w] = words[offset + w]));
  }

  private mix(value: number): void {
    this.high = Math.imul(this.high ^ value, 0x01000193);
    this.low = Math.imul(this.low + value, 0x85ebca6b) ^ (this.low >>> 13);
  }

  get key(): string {
    return `${this.high >>> 0}/${this.low >>> 0}`;
  }
}

/** Changes to a map that fit it to a dump, and what they rest on. */
export interface Proposal {
  readonly base: string;
  readonly rename: Readonly<Record<string, string>>;
  /** Signals whose names are in the dump already; that nothing in the dump behaves like; that never move, so that only names speak. */
  readonly kept: number;
  readonly unknown: readonly string[];
  readonly still: readonly string[];
}

/**
 * Finds the signals of a map in a dump of a design with other names: the vectors of the same width that take the same values in
 * every clock, the most similar name among several.
 */
export class ProposeRun implements DumpListener {
  readonly stream = new VcdStream(this);
  private readonly map: SignalMap;
  private readonly top: string;
  private readonly options: DesignOptions;
  private readonly signals = new BoundSignals();
  private clock!: BoundClock;
  private design!: DrivenDesign;
  private view!: RtlView;
  private index!: DumpIndex;
  private candidates: readonly DumpVariable[] = [];
  private offsets: number[] = [];
  private models: History[] = [];
  private dumped: History[] = [];
  private clocks = 0;

  constructor(map: SignalMap, top: string, options: DesignOptions = {}) {
    this.map = map;
    this.top = top;
    this.options = options;
  }

  select(header: DumpHeader): readonly Followed[] {
    const { map, top, signals } = this;
    this.index = new DumpIndex(header);
    this.clock = new BoundClock(signals, this.index, map, top);
    this.design = bindDesign(signals, this.index, map, top, this.options);
    const { constants, probes } = this.design;
    this.view = new RtlView(fieldsOf(map, constants), probes, constants, () => "any");
    this.candidates = this.index.variables.filter(({ path }) => path.startsWith(`${top}.`));
    if (this.candidates.length === 0) {
      throw new UsageError(`The dump has no signal below ${top}: give the scope of the design with --top.`);
    }
    const byCode = new Map<string, number>();
    this.offsets = this.candidates.map((variable) => {
      const { code, path, width } = variable;
      const offset = byCode.get(code) ?? signals.add({ path, width, parts: [variable] });
      byCode.set(code, offset);
      return offset;
    });
    signals.seal();
    this.models = this.view.signals.map(() => new History());
    const histories = new Map([...new Set(this.offsets)].map((offset) => [offset, new History()]));
    this.dumped = this.offsets.map((offset) => histories.get(offset)!);
    return signals.followed;
  }

  step(): void {
    const { stream, signals, design, view } = this;
    if (!this.clock.rises(stream)) return;
    signals.sample(stream);
    design.take();
    design.settle();
    view.sample();
    view.signals.forEach(({ offset, width }, s) =>
      this.models[s].take(this.clocks, view.words, offset, (width + 31) >>> 5),
    );
    const seen = new Set<History>();
    this.candidates.forEach(({ width }, c) => {
      const history = this.dumped[c];
      if (seen.has(history)) return;
      seen.add(history);
      history.take(this.clocks, signals.words, this.offsets[c], (width + 31) >>> 5);
    });
    design.edge();
    this.clocks++;
  }

  /** The dump has been read. */
  finish(): Proposal {
    this.stream.finish();
    const { top, map } = this;
    const byBehaviour = new Map<string, string[]>();
    this.candidates.forEach(({ path, width }, c) => {
      const key = keyOf(width, this.dumped[c]);
      byBehaviour.set(key, [...(byBehaviour.get(key) ?? []), path.slice(top.length + 1)]);
    });
    const rename: Record<string, string> = {};
    const silent: { readonly path: string; readonly moves: boolean }[] = [];
    let kept = 0;
    const done = new Set<string>();
    this.view.signals.forEach(({ path, width }, s) => {
      if (done.has(path)) return;
      done.add(path);
      const alike = byBehaviour.get(keyOf(width, this.models[s])) ?? [];
      const moves = this.models[s].changes > 0;
      if (this.index.find(`${top}.${path}`) !== undefined) kept++;
      else if (!moves || alike.length === 0) silent.push({ path, moves });
      else rename[path] = nearest(path, alike);
    });
    const left = this.renameByScope(rename, silent);
    const paths = (moves: boolean): string[] => left.filter((one) => one.moves === moves).map(({ path }) => path);
    return { base: map.name, rename: { ...map.rename, ...rename }, kept, unknown: paths(true), still: paths(false) };
  }

  /** What does not speak by its behaviour may be where its neighbours are. Returns what is left over. */
  private renameByScope<T extends { readonly path: string }>(
    rename: Record<string, string>,
    silent: readonly T[],
  ): T[] {
    const votes = new Map<string, Map<string, number>>();
    for (const [from, to] of Object.entries(rename)) {
      const counts = votes.get(scopeOf(from)) ?? new Map<string, number>();
      counts.set(scopeOf(to), (counts.get(scopeOf(to)) ?? 0) + 1);
      votes.set(scopeOf(from), counts);
    }
    return silent.filter(({ path }) => {
      const counts = [...(votes.get(scopeOf(path)) ?? [])].sort(([, a], [, b]) => b - a);
      const found = counts
        .map(([scope]) => `${scope}.${leafOf(path)}`)
        .find((to) => this.index.find(`${this.top}.${to}`));
      if (found !== undefined) rename[path] = found;
      return found === undefined;
    });
  }
}

/** Vectors of other widths may hold the same numbers: the model's counters are wider than the RTL's. */
function keyOf(width: number, history: History): string {
  return `${Math.ceil(width / 32)} ${history.key}`;
}

function leafOf(path: string): string {
  return path.slice(path.lastIndexOf(".") + 1);
}

function scopeOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf(".")));
}

/** The name with the least to change, its end counting most. */
function nearest(path: string, among: readonly string[]): string {
  const far = (name: string): number => 3 * distance(leafOf(path), leafOf(name)) + distance(path, name);
  return among.reduce((best, name) => (far(name) < far(best) ? name : best));
}

import { valueOf } from "./bits.js";
import type { RtlView } from "./rtl-view.js";
import type { ViewSignal } from "./view-field.js";

/** Clocks before the first difference that are kept. */
export const BEFORE = 5;

/** The first difference of one signal. */
export interface Difference {
  readonly signal: number;
  /** Rising edge of the clock, counted from 0 at the beginning of the dump. */
  readonly edge: number;
  readonly time: number;
  readonly rtl: number | string;
  readonly model: number | string;
}

/** What the dump held around a difference: the sampled words of the clocks before it and of its own. */
export interface Surroundings {
  /** Edge of every kept clock, in order. */
  readonly edges: readonly number[];
  readonly words: readonly Uint32Array[];
  /** Their bits that are x or z. */
  readonly unknown: readonly Uint32Array[];
  /** Words of the model in the clock of the difference. */
  readonly model: Uint32Array;
  /** Wires that differed in the clock before, by number of the signal. */
  readonly wires: readonly number[];
}

/** A change that may come a clock late: how it has come so far. */
interface Lag {
  readonly from: number;
  readonly to: number;
  /** What the model showed in the clock before. */
  model: number;
  prompt: boolean;
  late: { readonly difference: Difference; readonly around: Surroundings } | null;
}

/** Compares the words of the model with those of the dump, clock by clock, and keeps what differs first. */
export class Divergence {
  /** By signal; undefined while it agrees. */
  readonly first: (Difference | undefined)[];
  /** Of the earliest difference of a register or output. */
  around: Surroundings | null = null;
  earliest = Infinity;
  private readonly view: RtlView;
  private readonly offsets: readonly number[];
  private readonly ring: { edge: number; readonly words: Uint32Array; readonly unknown: Uint32Array }[];
  private readonly lags = new Map<number, Lag>();
  /** Edge of the last difference of every wire. */
  private readonly lastWire: Float64Array;
  /** Signals that have been known since the reset. */
  private readonly judged: readonly boolean[];
  /** Bits of registers that have been known since the reset, in the words of the view. */
  private readonly known: Uint32Array;
  private judgesUnknown = true;
  private clocks = 0;

  /**
   * @param offsets first word of every signal of the view in the words of the dump
   * @param size words of the dump
   */
  constructor(view: RtlView, offsets: readonly number[], size: number) {
    this.view = view;
    this.offsets = offsets;
    this.first = view.signals.map(() => undefined);
    this.ring = Array.from({ length: BEFORE + 1 }, () => ({
      ...{ edge: -1, words: new Uint32Array(size), unknown: new Uint32Array(size) },
    }));
    this.known = new Uint32Array(view.words.length);
    this.lastWire = new Float64Array(view.signals.length).fill(-Infinity);
    this.judged = view.signals.map(({ kind }) => kind !== "wire");
    view.signals.forEach(({ lag }, s) => {
      if (lag !== null) this.lags.set(s, { ...lag, model: -1, prompt: false, late: null });
    });
  }

  /** Remembers the sampled words of a clock without comparing them. */
  remember(edge: number, words: Uint32Array, unknown: Uint32Array): void {
    const slot = this.ring[this.clocks++ % this.ring.length];
    slot.edge = edge;
    slot.words.set(words);
    slot.unknown.set(unknown);
  }

  /** Under reset, or where dumping has paused: nothing has been known yet. */
  forget(): void {
    this.known.fill(0);
    this.judgesUnknown = true;
  }

  /** An input is not known: what turns unknown until the next reset may come from it. */
  doubt(): void {
    this.known.fill(0);
    this.judgesUnknown = false;
  }

  /**
   * Bits in a word of a signal that differ: other values, or bits of a register that were known and no longer are.
   * @param at word of the view
   * @param from word of the dump
   */
  differing(at: number, from: number, words: Uint32Array, unknown: Uint32Array): number {
    const { words: model, mask } = this.view;
    const x = unknown[from];
    return (((words[from] ^ model[at]) & ~x) | (x & this.known[at])) & mask[at];
  }

  /** Compares one clock, whose words have been remembered. @returns whether a register or output differs */
  compare(edge: number, time: number, words: Uint32Array, unknown: Uint32Array): boolean {
    const { view, offsets } = this;
    const { signals, mask } = view;
    let differs = false;
    for (let s = 0; s < signals.length; s++) {
      const { offset, width, kind } = signals[s];
      const from = offsets[s];
      const notes = this.judgesUnknown && kind === "register";
      let different = 0;
      for (let w = 0, left = width; left > 0; w++, left -= 32) {
        different |= this.differing(offset + w, from + w, words, unknown);
        if (notes) this.known[offset + w] |= mask[offset + w] & ~unknown[from + w];
      }
      const lag = this.lags.get(s);
      if (lag === undefined ? different === 0 : !this.lagging(lag, s, edge, time, words, unknown, different)) continue;
      if (!this.judged[s]) {
        if (this.first[s] === undefined) this.first[s] = this.difference(s, edge, time, words, unknown);
        this.lastWire[s] = edge;
        continue;
      }
      differs = true;
      if (this.first[s] !== undefined) continue;
      this.first[s] = this.difference(s, edge, time, words, unknown);
      if (edge < this.earliest) {
        this.earliest = edge;
        this.around = this.surroundings(edge);
      }
    }
    return differs;
  }

  /** Whether a signal whose change may come late differs: it may, as long as it always does. */
  private lagging(
    lag: Lag,
    s: number,
    edge: number,
    time: number,
    words: Uint32Array,
    unknown: Uint32Array,
    different: number,
  ): boolean {
    const model = this.view.words[this.view.signals[s].offset];
    const changes = lag.model === lag.from && model === lag.to;
    lag.model = model;
    if (!changes) return different !== 0;
    if (different === 0) {
      lag.prompt = true;
      if (lag.late !== null && this.first[s] === undefined) this.take(s, lag.late);
      lag.late = null;
      return false;
    }
    if (words[this.offsets[s]] !== lag.from || lag.prompt) return true;
    lag.late ??= { difference: this.difference(s, edge, time, words, unknown), around: this.surroundings(edge) };
    return false;
  }

  /** A late change that was none of the simulator's. */
  private take(s: number, { difference, around }: NonNullable<Lag["late"]>): void {
    this.first[s] = difference;
    if (difference.edge >= this.earliest) return;
    this.earliest = difference.edge;
    this.around = around;
  }

  private difference(s: number, edge: number, time: number, words: Uint32Array, unknown: Uint32Array): Difference {
    const { view, offsets } = this;
    const { offset, width } = view.signals[s];
    const whole = new Uint32Array((width + 31) >>> 5);
    // Bits that the map says nothing about are shown as the dump has them.
    for (let w = 0; w < whole.length; w++) {
      const known = view.mask[offset + w];
      whole[w] = (view.words[offset + w] & known) | (words[offsets[s] + w] & ~known);
    }
    return {
      ...{ signal: s, edge, time },
      rtl: valueOf(words, unknown, offsets[s], width),
      model: valueOf(whole, null, 0, width),
    };
  }

  private surroundings(edge: number): Surroundings {
    const kept = this.ring.filter((slot) => slot.edge >= 0 && slot.edge > edge - this.ring.length);
    kept.sort((a, b) => a.edge - b.edge);
    return {
      edges: kept.map((slot) => slot.edge),
      words: kept.map(({ words }) => words.slice()),
      unknown: kept.map(({ unknown }) => unknown.slice()),
      model: this.view.words.slice(),
      wires: this.view.signals.flatMap((_signal, s) => (this.lastWire[s] === edge - 1 ? [s] : [])),
    };
  }

  /** The signals that differ first in the earliest clock, registers before the outputs that follow from them. */
  get earliestSignals(): ViewSignal[] {
    const found = this.view.signals.filter((_signal, s) => this.judged[s] && this.first[s]?.edge === this.earliest);
    const isOutput = ({ kind }: ViewSignal): number => (kind === "output" ? 1 : 0);
    return found.sort((a, b) => isOutput(a) - isOutput(b));
  }
}

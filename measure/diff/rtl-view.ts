import { clearBits, orBits } from "./bits.js";
import { compile, type Resolve } from "./map/expression.js";
import type { Probe } from "../../hw/probe.js";
import type { ProbeIndex } from "./map/probe-index.js";
import type { Constants, MapEntry, MapField } from "./map/map.js";

/** A signal of the RTL that the map knows: its bits in the words of a view, and what they are in the model. */
export interface ViewSignal {
  /** Path below the top. */
  readonly path: string;
  readonly width: number;
  /** First word in the arrays of the view. */
  readonly offset: number;
  readonly kind: MapEntry["kind"];
  readonly block: string;
  /** For wires: the block that it is an input of. */
  readonly into: string | null;
  readonly lag: { readonly from: number; readonly to: number } | null;
  readonly fields: readonly ViewField[];
}

/** Some bits of a signal, up to 32, and what they are in the model. */
export class ViewField {
  readonly low: number;
  readonly width: number;
  readonly read: () => number;
  /** The array and place behind `read`, where there is one. */
  readonly values: Probe["values"];
  readonly index: number;
  /** Path of the probe where the field is nothing else. */
  readonly path: string | undefined;
  /** Overwrites the probe; undefined where the field is more than one. */
  readonly write: ((value: number) => void) | undefined;
  readonly states: Readonly<Record<string, number>> | null;
  /** Every bit is 1 where the value is not 0. */
  readonly fills: boolean;
  /** Whether the field says anything in this clock; null for always. */
  readonly when: (() => number) | null;
  /** Names of the RTL's values, where the probe has names. */
  readonly names: readonly string[] | undefined;

  constructor(low: number, width: number, source: FieldSource) {
    this.low = low;
    this.width = width;
    this.read = source.read;
    this.values = source.values;
    this.index = source.index;
    this.path = source.path;
    this.write = source.write;
    this.states = source.states;
    this.fills = source.fills;
    this.when = source.when;
    this.names = source.names;
  }

  /** The value as the RTL encodes it. */
  value(): number {
    const value = this.read();
    if (this.fills) return value === 0 ? 0 : 0xffffffff;
    return this.states === null ? value : (this.states[value] ?? value);
  }
}

type FieldSource = Omit<ViewField, "low" | "width" | "value">;

/** Elements of an array of the model that lie one behind the other in a signal, too. */
class Run {
  readonly values: NonNullable<Probe["values"]>;
  readonly from: number;
  readonly word: number;
  readonly low: number;
  readonly width: number;
  count = 1;

  constructor(offset: number, { low, width, values, index }: ViewField) {
    this.values = values!;
    this.from = index;
    this.word = offset;
    this.low = low;
    this.width = width;
  }

  /** Whether a field goes on where the run ends; then it belongs to it. */
  takes(offset: number, field: ViewField): boolean {
    const { values, from, word, low, width, count } = this;
    if (field.values !== values || offset !== word || field.width !== width) return false;
    if (field.index !== from + count || field.low !== low + count * width) return false;
    this.count++;
    return true;
  }

  sample(words: Uint32Array): void {
    const { values, from, word, width, count } = this;
    let at = this.low;
    for (let i = 0; i < count; i++, at += width) orBits(words, word, at, width, values[from + i]);
  }
}

/** A field with the first word of its signal. */
class Step {
  readonly offset: number;
  readonly field: ViewField;

  constructor(offset: number, field: ViewField) {
    this.offset = offset;
    this.field = field;
  }

  sample(words: Uint32Array, mask: Uint32Array): void {
    const { offset, field } = this;
    const { low, width, when } = field;
    if (when !== null) {
      clearBits(mask, offset, low, width);
      if (when() === 0) return;
      orBits(mask, offset, low, width, 0xffffffff);
    }
    orBits(words, offset, low, width, field.value());
  }
}

/** Thrown inside an expression for a probe that the design does not have. */
class NoProbe extends Error {}

/** Names of an expression over a design: constants first, then probes. */
function resolver(probes: ProbeIndex, constants: Constants): Resolve {
  return (name, index) => {
    const value = constants[name];
    if (value !== undefined) return () => value;
    const element = probes.element(name, index);
    if (element === undefined) throw new NoProbe(name);
    const { probe, index: i } = element;
    const { values } = probe;
    return values === undefined ? () => probe.get(i) : () => values[i];
  };
}

/** Fields of one signal before its width is known. */
interface Draft {
  readonly path: string;
  readonly entry: MapEntry;
  readonly fields: ViewField[];
  readonly block: string;
  width: number;
}

/**
 * The model as the RTL would show it: every signal of a map as a vector, computed from probes. A signal that names a probe that
 * the design does not have is left out and listed in `absent`.
 */
export class RtlView {
  readonly signals: readonly ViewSignal[];
  readonly absent: readonly string[];
  /** What the model says, and which bits it says something about. */
  readonly words: Uint32Array;
  readonly mask: Uint32Array;
  private readonly runs: Run[] = [];
  private readonly steps: Step[] = [];

  /** @param widthOf width of a signal in the dump, undefined where that has none; such signals are left out */
  constructor(
    fields: readonly MapField[],
    probes: ProbeIndex,
    constants: Constants,
    widthOf: (path: string) => number | undefined | "any",
  ) {
    const drafts = new Map<string, Draft>();
    const absent = new Set<string>();
    const resolve = resolver(probes, constants);
    for (const field of fields) {
      const declared = widthOf(field.path);
      if (declared === undefined) continue;
      const width = declared === "any" ? null : declared;
      try {
        addField(drafts, field, width, resolve, probes);
      } catch (error) {
        if (!(error instanceof NoProbe)) throw error;
        absent.add(`${field.path} (${error.message})`);
      }
    }
    let offset = 0;
    this.signals = [...drafts.values()].map(({ entry, path, fields: slices, block, width }) => {
      const signal = {
        path,
        width,
        offset,
        kind: entry.kind,
        block,
        into: entry.into ?? null,
        lag: entry.lag ?? null,
        fields: slices,
      };
      offset += Math.ceil(width / 32);
      return signal;
    });
    this.absent = [...absent];
    this.words = new Uint32Array(offset);
    this.mask = new Uint32Array(offset);
    for (const signal of this.signals) {
      for (const { low, width } of signal.fields) orBits(this.mask, signal.offset, low, width, 0xffffffff);
    }
    this.plan();
  }

  /** Arrays are copied as they lie, everything else is computed field by field. */
  private plan(): void {
    for (const { fields, offset } of this.signals) {
      let run: Run | null = null;
      for (const field of fields) {
        const isCopy = field.values !== undefined && field.when === null && field.states === null && !field.fills;
        if (!isCopy) this.steps.push(new Step(offset, field));
        else if (run === null || !run.takes(offset, field)) this.runs.push((run = new Run(offset, field)));
      }
    }
  }

  /** Computes the words from the model as it is settled. */
  sample(): void {
    const { words, mask, runs, steps } = this;
    words.fill(0);
    for (let r = 0; r < runs.length; r++) runs[r].sample(words);
    for (let s = 0; s < steps.length; s++) steps[s].sample(words, mask);
  }
}

function addField(
  drafts: Map<string, Draft>,
  { entry, path, slice, width: given, model, when: condition }: MapField,
  declared: number | null,
  resolve: Resolve,
  probes: ProbeIndex,
): void {
  const text = model ?? "0";
  const expression = compile(text, resolve);
  const { plain } = expression;
  const probe = plain === undefined ? undefined : probes.find(plain.name);
  const whole = declared ?? given ?? (slice === null ? (probe?.width ?? 1) : slice.high + 1);
  const low = slice?.low ?? 0;
  const high = Math.min(slice?.high ?? whole - 1, whole - 1);
  if (high < low) return;
  const key = `${path} ${entry.copy ?? ""}`;
  const draft = drafts.get(key) ?? { entry, path, fields: [], block: entry.block ?? blockOf(text), width: 0 };
  drafts.set(key, draft);
  draft.width = Math.max(draft.width, declared ?? given ?? whole);
  const index = plain?.index[0] ?? 0;
  const set = probe?.set;
  const states = entry.states ?? null;
  const names = probe?.states;
  const source: FieldSource = {
    ...{ read: () => expression.read(), values: probe?.values, index, states, fills: entry.fill ?? false },
    path: plain?.name,
    write: set && ((value) => set.call(probe, index, value)),
    when: condition === null ? null : compile(condition, resolve).read,
    names: names && namesOf(names, states),
  };
  // Wider than a word: the low word is computed, the words above it are 0, or as full as it.
  const above: FieldSource = {
    ...source,
    read: () => 0,
    values: undefined,
    path: undefined,
    write: undefined,
    names: undefined,
  };
  for (let at = low; at <= high; at += 32) {
    const width = Math.min(32, high - at + 1);
    draft.fields.push(new ViewField(at, width, at === low || source.fills ? source : above));
  }
}

/** Names by the RTL's encoding. */
function namesOf(names: readonly string[], states: Readonly<Record<string, number>> | null): string[] {
  const byValue: string[] = [];
  names.forEach((name, value) => (byValue[states?.[value] ?? value] = name));
  return byValue;
}

/** The block of a signal without one: the first name of its first probe. */
function blockOf(model: string): string {
  return /[a-z]\w*(?=\.)/.exec(model)?.[0] ?? "outputs";
}

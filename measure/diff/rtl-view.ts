import { orBits } from "./bits.js";
import { compile, type Resolve } from "./map/expression.js";
import type { ProbeIndex } from "./map/probe-index.js";
import type { Constants, MapEntry, MapField } from "./map/map.js";
import { ViewField, type FieldSource, type ViewSignal } from "./view-field.js";
import { Run, Step } from "./view-words.js";

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

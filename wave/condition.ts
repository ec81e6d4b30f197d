import { conditionError, parseCondition, type Binary, type Comparison, type Expression } from "./condition-parser.js";
import type { Signal } from "./select.js";
import { named, nearest, nearestSignal } from "./signal-names.js";

type Evaluate = () => number;

const COMPARE: Readonly<Record<Comparison, (left: number, right: number) => boolean>> = {
  "==": (left, right) => left === right,
  "!=": (left, right) => left !== right,
  "<": (left, right) => left < right,
  "<=": (left, right) => left <= right,
  ">": (left, right) => left > right,
  ">=": (left, right) => left >= right,
};

/** An operand of `rose`, `fell` or `changed` with its value in the clock before; NaN in the first clock. */
interface Remembered {
  readonly evaluate: Evaluate;
  before: number;
  now: number;
}

function namesIn(expression: Expression): string[] {
  if (expression.kind === "name") return [expression.name];
  if (expression.kind === "number") return [];
  if ("operand" in expression) return namesIn(expression.operand);
  return [...namesIn(expression.left), ...namesIn(expression.right)];
}

function blockOf({ path }: Signal): string {
  return path.slice(0, path.lastIndexOf("."));
}

function blocksOf(meanings: readonly Signal[]): string[] {
  return meanings.length === 1 ? meanings.map(blockOf) : [];
}

/**
 * A condition bound to the signals of a design; see `parseCondition`. A name is a path or the end of one. An end that several
 * paths have means the signal of a block that another name of the condition stands for: `stall` beside `scheduler.state` is
 * that of the scheduler. Beside a comparison with a signal that has states a name may be one of these.
 * @throws UsageError naming the position of a mistake, with the nearest signal or state for a misspelt one
 */
export class Condition {
  private readonly text: string;
  private readonly signals: readonly Signal[];
  /** Blocks of the signals that a name of the condition means alone. */
  private readonly blocks: ReadonlySet<string>;
  private readonly remembered: Remembered[] = [];
  private readonly evaluate: Evaluate;

  constructor(text: string, signals: readonly Signal[]) {
    this.text = text;
    this.signals = signals;
    const expression = parseCondition(text);
    this.blocks = new Set(namesIn(expression).flatMap((name) => blocksOf(named(signals, name))));
    this.evaluate = this.bind(expression);
  }

  /** Whether the condition holds in this settled clock. To be asked in every clock, in order. */
  holds(): boolean {
    for (const entry of this.remembered) {
      entry.before = entry.now;
      entry.now = entry.evaluate();
    }
    return this.evaluate() !== 0;
  }

  private bind(expression: Expression): Evaluate {
    switch (expression.kind) {
      case "number":
        return () => expression.value;
      case "name": {
        const { probe, index } = this.signal(expression.name, expression.at);
        return () => probe.get(index) >>> 0;
      }
      case "not": {
        const operand = this.bind(expression.operand);
        return () => (operand() === 0 ? 1 : 0);
      }
      case "edge":
        return this.bindEdge(expression);
      default:
        return this.bindBinary(expression);
    }
  }

  private bindEdge({ edge, operand }: Extract<Expression, { kind: "edge" }>): Evaluate {
    const entry: Remembered = { evaluate: this.bind(operand), before: NaN, now: NaN };
    this.remembered.push(entry);
    if (edge === "rose") return () => (entry.before === 0 && entry.now !== 0 ? 1 : 0);
    if (edge === "fell") return () => (entry.before > 0 && entry.now === 0 ? 1 : 0);
    return () => (!Number.isNaN(entry.before) && entry.before !== entry.now ? 1 : 0);
  }

  private bindBinary({ kind, comparison, left, right }: Binary): Evaluate {
    if (kind === "compare") {
      const [a, b] = [this.side(left, right), this.side(right, left)];
      const compare = COMPARE[comparison!];
      return () => (compare(a(), b()) ? 1 : 0);
    }
    const [a, b] = [this.bind(left), this.bind(right)];
    return kind === "and" ? () => (a() !== 0 && b() !== 0 ? 1 : 0) : () => (a() !== 0 || b() !== 0 ? 1 : 0);
  }

  /** A side of a comparison: a name that is no signal is a state of the other side. */
  private side(expression: Expression, other: Expression): Evaluate {
    if (expression.kind !== "name" || other.kind !== "name") return this.bind(expression);
    const [own, others] = [this.meanings(expression.name), this.meanings(other.name)];
    const states = others.length === 1 ? others[0].probe.states : undefined;
    if (own.length === 1 || states === undefined) return this.bind(expression);
    const value = states.indexOf(expression.name);
    if (value >= 0) return () => value;
    if (own.length > 1) return this.bind(expression);
    const likely = nearest(states, expression.name);
    const mend = likely === undefined ? `it has ${states.join(", ")}` : `the nearest is ${likely}`;
    throw conditionError(this.text, expression.at, `${others[0].path} has no state ${expression.name}; ${mend}`);
  }

  /** The signals that a name may mean, those of the condition's blocks alone if there are any. */
  private meanings(name: string): readonly Signal[] {
    const all = named(this.signals, name);
    const near = all.filter((signal) => this.blocks.has(blockOf(signal)));
    return near.length > 0 ? near : all;
  }

  private signal(name: string, at: number): Signal {
    const found = this.meanings(name);
    if (found.length === 1) return found[0];
    if (found.length > 1) {
      const paths = found.slice(0, 4).map(({ path }) => path);
      const more = found.length > 4 ? ` and ${found.length - 4} more` : "";
      throw conditionError(this.text, at, `"${name}" may be ${paths.join(", ")}${more}; give more of the path`);
    }
    const likely = nearestSignal(this.signals, name);
    const mend = likely === undefined ? "give its dotted path or the end of it" : `the nearest is ${likely}`;
    throw conditionError(this.text, at, `no signal is named "${name}"; ${mend}`);
  }
}

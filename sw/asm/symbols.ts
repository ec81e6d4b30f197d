/** Symbols: labels, numeric local labels and values of `.equ`, `.set` and `=`. */
import { evaluate, isAddress, type Expression, type Names, type SymbolReference } from "./expression.js";
import { fail, type Statement } from "./source.js";
import type { Token } from "./tokens.js";

/** A place in a section; the layout gives it its address. */
export interface Marker {
  address: number;
}

type Definition = { readonly marker: Marker } | { readonly expression: Expression };

const NOWHERE = { pc: 0, pcrelAt: () => undefined };

class SymbolEntry implements SymbolReference {
  readonly name: string;
  definition: Definition | undefined;
  private evaluating = false;

  constructor(name: string) {
    this.name = name;
  }

  get isLabel(): boolean {
    return this.definition !== undefined && ("marker" in this.definition || isAddress(this.definition.expression));
  }

  value(at: Statement, offset: number): bigint {
    if (!this.definition) {
      const local = /^\d/.test(this.name);
      fail(at, offset, local ? `no label ${parseInt(this.name)}: follows` : `the symbol '${this.name}' is not defined`);
    }
    if ("marker" in this.definition) return BigInt(this.definition.marker.address);
    if (this.evaluating) fail(at, offset, `the symbol '${this.name}' is defined by itself`);
    this.evaluating = true;
    try {
      return evaluate(this.definition.expression, NOWHERE);
    } finally {
      this.evaluating = false;
    }
  }
}

export class SymbolTable implements Names {
  private readonly entries = new Map<string, SymbolEntry>();
  /** The last definition and the coming one of every numeric label. */
  private readonly behind = new Map<number, SymbolEntry>();
  private readonly ahead = new Map<number, SymbolEntry>();
  /** Makes a marker at the current location, for the symbol `.`. */
  private readonly here: () => Marker;

  constructor(here: () => Marker) {
    this.here = here;
  }

  private entry(name: string): SymbolEntry {
    let entry = this.entries.get(name);
    if (!entry) this.entries.set(name, (entry = new SymbolEntry(name)));
    return entry;
  }

  isDefined(name: string): boolean {
    return this.entries.get(name)?.definition !== undefined;
  }

  /** A reference to a symbol. One that has a value now is replaced by it, as it may be set again later. */
  read(at: Statement, { text, offset }: Token): Expression {
    if (text === ".") {
      const entry = new SymbolEntry(".");
      entry.definition = { marker: this.here() };
      return { kind: "symbol", entry, at, offset };
    }
    const entry = this.entry(text);
    if (entry.definition && "expression" in entry.definition) return entry.definition.expression;
    return { kind: "symbol", entry, at, offset };
  }

  readLocal(at: Statement, { text, value, offset }: Token): Expression {
    const number = Number(value);
    if (text.endsWith("b")) {
      const entry = this.behind.get(number);
      if (!entry) fail(at, offset, `no label ${number}: stands before '${text}'`);
      return { kind: "symbol", entry, at, offset };
    }
    let entry = this.ahead.get(number);
    if (!entry) this.ahead.set(number, (entry = new SymbolEntry(text)));
    return { kind: "symbol", entry, at, offset };
  }

  defineLabel(at: Statement, offset: number, name: string, marker: Marker): void {
    const entry = this.entry(name);
    if (entry.definition) fail(at, offset, `the symbol '${name}' is already defined`);
    entry.definition = { marker };
  }

  defineLocal(number: number, marker: Marker): void {
    const entry = this.ahead.get(number) ?? new SymbolEntry(`${number}f`);
    entry.definition = { marker };
    this.ahead.delete(number);
    this.behind.set(number, entry);
  }

  /** `.equ`, `.set` and `=`: may replace an earlier value but not a label. `.equiv` may not replace anything. */
  set(at: Statement, offset: number, name: string, expression: Expression, once = false): void {
    const entry = this.entry(name);
    if (entry.definition && (once || "marker" in entry.definition)) {
      fail(at, offset, `the symbol '${name}' is already defined`);
    }
    entry.definition = { expression };
  }

  /** Every named symbol but the assembler-local ones (`.L…`), as unsigned 32-bit values. */
  values(): Map<string, number> {
    const result = new Map<string, number>();
    const nowhere: Statement = { text: "", file: "", line: 0, columns: [0] };
    for (const [name, entry] of this.entries) {
      if (!entry.definition || name.startsWith(".L")) continue;
      result.set(name, Number(BigInt.asUintN(32, entry.value(nowhere, 0))));
    }
    return result;
  }
}

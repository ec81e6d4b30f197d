/** The state of one assembly, to which directives and instructions add: present section, symbols, options. */
import { findForms } from "../isa/isa.js";
import type { Program } from "../program.js";
import { constantValue, readExpression, type Expression } from "./expression.js";
import { encodeInstruction } from "./instructions.js";
import { bytesItem, markerItem, put, type Item } from "./items.js";
import { readOperands } from "./operands.js";
import { layOut, Section, type SectionKind } from "./sections.js";
import { fail, type Statement } from "./source.js";
import { SymbolTable } from "./symbols.js";
import type { TokenReader, Token } from "./tokens.js";

export interface AssemblerSettings {
  readonly compress: boolean;
  readonly fpInX: boolean;
  readonly include?: ((name: string) => string) | undefined;
  readonly read?: ((name: string) => Uint8Array) | undefined;
}

export class Assembly {
  readonly symbols: SymbolTable;
  readonly optionStack: boolean[] = [];
  /** `.option rvc` is in force. */
  compress: boolean;
  section: Section;
  /** The section before the present one. */
  previous: Section | undefined;
  readonly sectionStack: { present: Section; previous: Section | undefined }[] = [];
  private readonly sections: Section[] = [];
  readonly settings: AssemblerSettings;
  /** Addresses of the instructions must be even; checked when they are known. */
  private readonly instructions: { item: Item; at: Statement; offset: number }[] = [];

  constructor(settings: AssemblerSettings) {
    this.settings = settings;
    this.compress = settings.compress;
    this.section = new Section(".text", "code");
    this.sections.push(this.section);
    this.symbols = new SymbolTable(() => this.mark());
  }

  /** Makes the section the present one, creating it with that kind at its first use. */
  enter(name: string, kind: SectionKind): void {
    this.previous = this.section;
    const known = this.sections.find((section) => section.name === name);
    this.section = known ?? new Section(name, kind);
    if (!known) this.sections.push(this.section);
  }

  add(item: Item): void {
    this.section.items.push(item);
  }

  /** A marker at the current location. */
  mark(): Item {
    const marker = markerItem();
    this.add(marker);
    return marker;
  }

  expression(reader: TokenReader): Expression {
    return readExpression(reader, this.symbols);
  }

  /** An expression that must be known now. */
  constant(reader: TokenReader): number {
    const { offset } = reader.peek();
    const value = constantValue(this.expression(reader));
    if (value === undefined)
      fail(reader.at, offset, "this expression must be known here, without labels or later symbols");
    return Number(value);
  }

  /** Contents of a file that `.incbin` names. */
  read(at: Statement, { text, offset }: Token): Uint8Array {
    const { read } = this.settings;
    if (!read) fail(at, offset, `'${text}' cannot be read, as no function for it was given`);
    return read(text);
  }

  knows(mnemonic: string): boolean {
    return findForms(mnemonic).length > 0;
  }

  /** The operands at the reader make one instruction. */
  instruction(reader: TokenReader, mnemonic: string, offset: number): void {
    const { fpInX } = this.settings;
    const written = readOperands(reader, this.symbols);
    for (const item of encodeInstruction(reader.at, offset, mnemonic, written, { compress: this.compress, fpInX })) {
      this.instructions.push({ item, at: reader.at, offset });
      this.add(item);
    }
  }

  /** An instruction given as a number. */
  raw(at: Statement, value: number, size: number): void {
    const bytes = new Uint8Array(size);
    put(bytes, 0, size, value);
    const item = bytesItem(at, bytes);
    this.instructions.push({ item, at, offset: 0 });
    this.add(item);
  }

  /** Lays the sections out, at the addresses given by their names. */
  program(addresses: Readonly<Record<string, number>>): Program {
    const { segments, lines } = layOut(this.sections, addresses);
    for (const { item, at, offset } of this.instructions) {
      if (item.address % 2 !== 0) fail(at, offset, `the instruction stands at the odd address ${item.address}`);
    }
    const symbols = this.symbols.values();
    const code = this.sections.filter(({ kind, items }) => kind === "code" && items.length > 0);
    const entry = symbols.get("_start") ?? Math.min(...code.map(({ items }) => items[0].address));
    return { entry: entry === Infinity ? (segments[0]?.address ?? 0) : entry, segments, symbols, lines };
  }
}

/** What a directive does; the reader stands behind its name, `word`. */
export type Directive = (assembly: Assembly, reader: TokenReader, word: Token) => void;

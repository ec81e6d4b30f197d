/** The state of one assembly: present section, symbols, options; and what a statement does to it. */
import { findForms } from "../isa/isa.js";
import type { Program } from "../program.js";
import { DIRECTIVES, org } from "./directives.js";
import { constantValue, readExpression, type Expression } from "./expression.js";
import { Expander } from "./expander.js";
import { encodeInstruction } from "./instructions.js";
import { bytesItem, markerItem, put, type Item } from "./items.js";
import { readOperands } from "./operands.js";
import { layOut, Section, type SectionKind } from "./sections.js";
import { fail, readStatements, type Statement } from "./source.js";
import { SymbolTable } from "./symbols.js";
import { TokenReader, type Token } from "./tokens.js";

export interface AssemblerSettings {
  readonly compress: boolean;
  readonly fpInX: boolean;
  readonly include?: ((name: string) => string) | undefined;
  readonly read?: ((name: string) => Uint8Array) | undefined;
}

export class Assembler {
  readonly symbols: SymbolTable;
  readonly optionStack: boolean[] = [];
  /** `.option rvc` is in force. */
  compress: boolean;
  section: Section;
  /** The section before the present one. */
  previous: Section | undefined;
  readonly sectionStack: { present: Section; previous: Section | undefined }[] = [];
  private readonly sections: Section[] = [];
  private readonly settings: AssemblerSettings;
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

  private statement(at: Statement): void {
    const reader = new TokenReader(at);
    while (reader.peek(1).text === ":" && reader.peek(1).kind === "punctuation") {
      const label = reader.take();
      reader.take();
      if (label.kind === "name") this.symbols.defineLabel(at, label.offset, label.text, this.mark());
      else if (label.kind === "number") this.symbols.defineLocal(Number(label.value), this.mark());
      else fail(at, label.offset, `'${label.text}' is no label; a label is a name or a number before ':'`);
    }
    if (reader.atEnd) return;
    if (reader.peek().text === "." && reader.peek(1).text === "=") {
      const here = reader.take();
      reader.take();
      org(this, reader, here);
      reader.expectEnd();
      return;
    }
    const word = reader.takeName("a label, a directive or an instruction");
    if (reader.accept("=")) {
      this.symbols.set(at, word.offset, word.text, this.expression(reader));
      reader.expectEnd();
      return;
    }
    const name = word.text.toLowerCase();
    const directive = DIRECTIVES.get(name);
    if (directive) {
      directive(this, reader, word);
      reader.expectEnd();
    } else if (name.startsWith(".")) fail(at, word.offset, `'${word.text}' is no directive of this assembler`);
    else this.instruction(reader, name, word.offset);
  }

  /** Assembles the files in their order, then lays the sections out. */
  run(files: readonly { name: string; text: string }[], addresses: Readonly<Record<string, number>>): Program {
    const host = {
      constant: (reader: TokenReader) => this.constant(reader),
      isDefined: (symbol: string) => this.symbols.isDefined(symbol),
      include: this.settings.include,
    };
    const expander = new Expander(
      host,
      files.flatMap(({ name, text }) => readStatements(name, text)),
    );
    for (let at = expander.next(); at; at = expander.next()) this.statement(at);
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

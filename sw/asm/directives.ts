/** Directives that place data, switch sections and define symbols. */
import type { Assembler } from "./assembler.js";
import { constant, type Expression } from "./expression.js";
import { alignItem, bytesItem, dataItem, markerItem, spaceItem } from "./items.js";
import type { SectionKind } from "./sections.js";
import { fail } from "./source.js";
import type { Token, TokenReader } from "./tokens.js";

type Directive = (assembler: Assembler, reader: TokenReader, word: Token) => void;

function readList(assembler: Assembler, reader: TokenReader): { expression: Expression; offset: number }[] {
  const values: { expression: Expression; offset: number }[] = [];
  do {
    const { offset } = reader.peek();
    values.push({ expression: assembler.expression(reader), offset });
  } while (reader.accept(","));
  return values;
}

const data =
  (width: number): Directive =>
  (assembler, reader) => {
    if (!reader.atEnd) assembler.add(dataItem(reader.at, width, readList(assembler, reader)));
  };

const text =
  (terminated: boolean): Directive =>
  (assembler, reader) => {
    do {
      if (reader.peek().kind !== "string") reader.reject("a string in double quotes");
      const contents = reader.take().text + (terminated ? "\0" : "");
      assembler.add(
        bytesItem(
          reader.at,
          Uint8Array.from(contents, (character) => character.charCodeAt(0)),
        ),
      );
    } while (reader.accept(","));
  };

const align =
  (power: boolean): Directive =>
  (assembler, reader, word) => {
    const { offset } = reader.peek();
    const given = assembler.constant(reader);
    const optional = (): number | undefined => {
      if (!reader.accept(",")) return undefined;
      return reader.atEnd || reader.peek().text === "," ? undefined : assembler.constant(reader);
    };
    const fill = optional();
    const limit = optional();
    const alignment = power ? 2 ** given : given;
    if (!Number.isInteger(Math.log2(alignment)) || alignment > 2 ** 20) {
      const range = power ? "an exponent from 0 to 20" : "a power of two up to 1048576";
      fail(reader.at, offset, `'${word.text}' takes ${range}, found ${given}`);
    }
    const { section } = assembler;
    section.alignment = Math.max(section.alignment, alignment);
    assembler.add(alignItem(reader.at, alignment, fill, limit ?? Infinity, section.kind === "code"));
  };

const space: Directive = (assembler, reader) => {
  const { offset } = reader.peek();
  const count = assembler.expression(reader);
  const value = reader.accept(",") ? assembler.expression(reader) : constant(0);
  assembler.add(spaceItem(reader.at, offset, count, 1, value));
};

const fill: Directive = (assembler, reader) => {
  const { offset } = reader.peek();
  const count = assembler.expression(reader);
  const widthAt = reader.accept(",") ? reader.peek().offset : offset;
  const width = widthAt === offset ? 1 : assembler.constant(reader);
  const value = reader.accept(",") ? assembler.expression(reader) : constant(0);
  if (width < 1 || width > 8) fail(reader.at, widthAt, `.fill repeats values of 1 to 8 bytes, not ${width}`);
  assembler.add(spaceItem(reader.at, offset, count, width, value));
};

const org: Directive = (assembler, reader) => {
  const { offset } = reader.peek();
  const target = assembler.expression(reader);
  const value = reader.accept(",") ? assembler.expression(reader) : constant(0);
  assembler.add(spaceItem(reader.at, offset, target, 1, value, assembler.section.items[0] ?? assembler.mark()));
};

const KIND_BY_NAME: [RegExp, SectionKind][] = [
  [/^\.(text|init|fini)\b/, "code"],
  [/^\.s?bss\b/, "bss"],
];

const section: Directive = (assembler, reader) => {
  const token = reader.take();
  if (token.kind !== "name" && token.kind !== "string")
    fail(reader.at, token.offset, ".section takes the name of a section");
  let kind = KIND_BY_NAME.find(([pattern]) => pattern.test(token.text))?.[1] ?? "data";
  if (reader.accept(",")) {
    if (reader.peek().kind !== "string") reader.reject('section flags such as "ax" or "aw"');
    if (reader.take().text.includes("x")) kind = "code";
    if (reader.accept(",") && (reader.accept("@") || reader.accept("%"))) {
      if (reader.takeName("progbits or nobits").text === "nobits") kind = "bss";
    }
  }
  assembler.enter(token.text, kind);
};

const named =
  (name: string, kind: SectionKind): Directive =>
  (assembler) =>
    assembler.enter(name, kind);

const assign =
  (once: boolean): Directive =>
  (assembler, reader) => {
    const { text: name, offset } = reader.takeName("the name of a symbol");
    reader.expect(",");
    assembler.symbols.set(reader.at, offset, name, assembler.expression(reader), once);
  };

const common: Directive = (assembler, reader) => {
  const { text: name, offset } = reader.takeName("the name of a symbol");
  reader.expect(",");
  const count = assembler.expression(reader);
  const alignment = reader.accept(",") ? assembler.constant(reader) : 4;
  const { name: present, kind } = assembler.section;
  assembler.enter(".bss", "bss");
  assembler.section.alignment = Math.max(assembler.section.alignment, alignment);
  assembler.add(alignItem(reader.at, alignment, undefined, Infinity, false));
  const marker = markerItem();
  assembler.add(marker);
  assembler.symbols.defineLabel(reader.at, offset, name, marker);
  assembler.add(spaceItem(reader.at, offset, count, 1, constant(0)));
  assembler.enter(present, kind);
};

const OPTIONS_WITHOUT_EFFECT = ["relax", "norelax", "pic", "nopic", "csr-check", "no-csr-check"];

const option: Directive = (assembler, reader) => {
  const { text: name, offset } = reader.takeName("an option");
  if (name === "push") assembler.optionStack.push(assembler.compress);
  else if (name === "pop") {
    const saved = assembler.optionStack.pop();
    if (saved === undefined) fail(reader.at, offset, ".option pop has no .option push");
    assembler.compress = saved;
  } else if (name === "rvc" || name === "norvc") assembler.compress = name === "rvc";
  else if (name === "arch") {
    const change = reader.at.text.slice(offset);
    if (/[+,\s]c\b/.test(change)) assembler.compress = !/-\s*c\b/.test(change);
    while (!reader.atEnd) reader.take();
  } else if (!OPTIONS_WITHOUT_EFFECT.includes(name)) {
    fail(
      reader.at,
      offset,
      `'${name}' is none of the options rvc, norvc, push, pop, arch, ${OPTIONS_WITHOUT_EFFECT.join(", ")}`,
    );
  }
  reader.expectEnd();
};

const insn: Directive = (assembler, reader, word) => {
  const first = reader.peek();
  if (first.kind === "name") {
    reader.take();
    const format = [".insn4 ", ".insn2 "].map((prefix) => prefix + first.text).find((name) => assembler.knows(name));
    if (!format)
      fail(
        reader.at,
        first.offset,
        `'${first.text}' is no instruction format: r, r4, i, s, b, u, j, cr, ci, ciw, css, cl, cs, ca, cb, cj`,
      );
    assembler.instruction(reader, format, first.offset);
    return;
  }
  let value = assembler.constant(reader);
  let size = (value & 3) === 3 ? 4 : 2;
  if (reader.accept(",")) {
    size = value;
    value = assembler.constant(reader);
    if (size !== 2 && size !== 4) fail(reader.at, first.offset, `an instruction has 2 or 4 bytes, not ${size}`);
    if (size !== ((value & 3) === 3 ? 4 : 2)) {
      fail(reader.at, first.offset, `the low two bits of the word say that it has ${6 - size} bytes, not ${size}`);
    }
  }
  if (value < 0 || value >= 2 ** (8 * size)) fail(reader.at, word.offset, `the word does not fit ${size} bytes`);
  assembler.raw(reader.at, value, size);
};

const ignore: Directive = (_assembler, reader) => {
  while (!reader.atEnd) reader.take();
};

const IGNORED =
  ".globl .global .local .weak .hidden .protected .internal .type .size .file .loc .ident .attribute .addrsig .cfi_startproc .cfi_endproc .cfi_sections .cfi_def_cfa .cfi_def_cfa_offset .cfi_def_cfa_register .cfi_offset .cfi_restore .cfi_remember_state .cfi_restore_state";

/** Every directive by name; the statement ends where its function stops reading. */
export const DIRECTIVES: ReadonlyMap<string, Directive> = new Map<string, Directive>([
  ...[".byte", ".2byte", ".4byte", ".8byte"].map((name, i): [string, Directive] => [name, data(2 ** i)]),
  ...[".half", ".hword", ".short"].map((name): [string, Directive] => [name, data(2)]),
  ...[".word", ".long", ".int"].map((name): [string, Directive] => [name, data(4)]),
  ...[".dword", ".quad"].map((name): [string, Directive] => [name, data(8)]),
  [".ascii", text(false)],
  [".asciz", text(true)],
  [".string", text(true)],
  [".align", align(true)],
  [".p2align", align(true)],
  [".balign", align(false)],
  [".zero", space],
  [".space", space],
  [".skip", space],
  [".fill", fill],
  [".org", org],
  [".section", section],
  [".text", named(".text", "code")],
  [".data", named(".data", "data")],
  [".rodata", named(".rodata", "data")],
  [".bss", named(".bss", "bss")],
  [".equ", assign(false)],
  [".set", assign(false)],
  [".equiv", assign(true)],
  [".comm", common],
  [".lcomm", common],
  [".option", option],
  [".insn", insn],
  ...IGNORED.split(" ").map((name): [string, Directive] => [name, ignore]),
]);

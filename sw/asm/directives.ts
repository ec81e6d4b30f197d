/** Directives that place data, switch sections and define symbols. */
import type { Directive } from "./assembly.js";
import { constant, type Expression } from "./expression.js";
import { alignItem, bytesItem, dataItem, leb128Item, markerItem, put, spaceItem, type Item } from "./items.js";
import { encodeFloat, FLOAT_FORMATS, type FloatFormat } from "./float-literal.js";
import { option } from "./options.js";
import { SECTION_DIRECTIVES } from "./section-directives.js";
import type { SectionKind } from "./sections.js";
import { fail, splitOutside, type Statement } from "./source.js";

/** Adds one item for each expression of a list: `.` is the address of the value at hand. */
const values =
  (itemOf: (at: Statement, expression: Expression, offset: number) => Item): Directive =>
  (assembly, reader) => {
    if (reader.atEnd) return;
    do {
      const { offset } = reader.peek();
      assembly.add(itemOf(reader.at, assembly.expression(reader), offset));
    } while (reader.accept(","));
  };

const data = (width: number): Directive => values((at, expression, offset) => dataItem(at, width, expression, offset));

const leb128 = (signed: boolean): Directive =>
  values((at, expression, offset) => leb128Item(at, expression, offset, signed));

const floats =
  (format: FloatFormat): Directive =>
  (assembly, reader) => {
    const { at } = reader;
    const from = reader.peek().offset;
    for (const { text: literal, offset } of splitOutside(at.text.slice(from), ",")) {
      const bits = encodeFloat(literal, format);
      if (bits === undefined) fail(at, from + offset, `'${literal.trim()}' is no number such as -1.5e3, inf or nan`);
      const bytes = new Uint8Array(format.bytes);
      put(bytes, 0, format.bytes, bits);
      assembly.add(bytesItem(at, bytes));
    }
    reader.takeAll();
  };

const text =
  (terminated: boolean): Directive =>
  (assembly, reader) => {
    do {
      if (reader.peek().kind !== "string") reader.reject("a string in double quotes");
      const contents = reader.take().text + (terminated ? "\0" : "");
      assembly.add(
        bytesItem(
          reader.at,
          Uint8Array.from(contents, (character) => character.charCodeAt(0)),
        ),
      );
    } while (reader.accept(","));
  };

const align =
  (power: boolean): Directive =>
  (assembly, reader, word) => {
    const { offset } = reader.peek();
    const given = assembly.constant(reader);
    const optional = (): number | undefined => {
      if (!reader.accept(",")) return undefined;
      return reader.atEnd || reader.peek().text === "," ? undefined : assembly.constant(reader);
    };
    const fill = optional();
    const limit = optional();
    const alignment = power ? 2 ** given : given;
    if (!Number.isInteger(Math.log2(alignment)) || alignment > 2 ** 20) {
      const range = power ? "an exponent from 0 to 20" : "a power of two up to 1048576";
      fail(reader.at, offset, `'${word.text}' takes ${range}, found ${given}`);
    }
    const { section } = assembly;
    section.alignment = Math.max(section.alignment, alignment);
    assembly.add(alignItem(reader.at, alignment, fill, limit ?? Infinity, section.kind === "code"));
  };

const space: Directive = (assembly, reader) => {
  const { offset } = reader.peek();
  const count = assembly.expression(reader);
  const value = reader.accept(",") ? assembly.expression(reader) : constant(0);
  assembly.add(spaceItem(reader.at, offset, count, 1, value));
};

const fill: Directive = (assembly, reader) => {
  const { offset } = reader.peek();
  const count = assembly.expression(reader);
  const widthAt = reader.accept(",") ? reader.peek().offset : offset;
  const width = widthAt === offset ? 1 : assembly.constant(reader);
  const value = reader.accept(",") ? assembly.expression(reader) : constant(0);
  if (width < 0 || width > 8) fail(reader.at, widthAt, `.fill repeats values of 0 to 8 bytes, not ${width}`);
  assembly.add(spaceItem(reader.at, offset, count, width, value));
};

/** `.org`, and `. = …`, which is the same. */
export const org: Directive = (assembly, reader) => {
  const { offset } = reader.peek();
  const target = assembly.expression(reader);
  const value = reader.accept(",") ? assembly.expression(reader) : constant(0);
  assembly.add(spaceItem(reader.at, offset, target, 1, value, assembly.section.items[0] ?? assembly.mark()));
};

const named =
  (name: string, kind: SectionKind): Directive =>
  (assembly) =>
    assembly.enter(name, kind);

const assign =
  (once: boolean): Directive =>
  (assembly, reader) => {
    const { text: name, offset } = reader.takeName("the name of a symbol");
    reader.expect(",");
    assembly.symbols.set(reader.at, offset, name, assembly.expression(reader), once);
  };

const common: Directive = (assembly, reader) => {
  const { text: name, offset } = reader.takeName("the name of a symbol");
  reader.expect(",");
  const count = assembly.expression(reader);
  const alignment = reader.accept(",") ? assembly.constant(reader) : 4;
  const { name: present, kind } = assembly.section;
  assembly.enter(".bss", "bss");
  assembly.section.alignment = Math.max(assembly.section.alignment, alignment);
  assembly.add(alignItem(reader.at, alignment, undefined, Infinity, false));
  const marker = markerItem();
  assembly.add(marker);
  assembly.symbols.defineLabel(reader.at, offset, name, marker);
  assembly.add(spaceItem(reader.at, offset, count, 1, constant(0)));
  assembly.enter(present, kind);
};

const insn: Directive = (assembly, reader, word) => {
  const first = reader.peek();
  if (first.kind === "name") {
    reader.take();
    const format = [".insn4 ", ".insn2 "].map((prefix) => prefix + first.text).find((name) => assembly.knows(name));
    if (!format)
      fail(
        reader.at,
        first.offset,
        `'${first.text}' is no instruction format: r, r4, i, s, b, u, j, cr, ci, ciw, css, cl, cs, ca, cb, cj`,
      );
    assembly.instruction(reader, format, first.offset);
    return;
  }
  let value = assembly.constant(reader);
  let size = (value & 3) === 3 ? 4 : 2;
  if (reader.accept(",")) {
    size = value;
    value = assembly.constant(reader);
    if (size !== 2 && size !== 4) fail(reader.at, first.offset, `an instruction has 2 or 4 bytes, not ${size}`);
    if (size !== ((value & 3) === 3 ? 4 : 2)) {
      fail(reader.at, first.offset, `the low two bits of the word say that it has ${6 - size} bytes, not ${size}`);
    }
  }
  if (value < 0 || value >= 2 ** (8 * size)) fail(reader.at, word.offset, `the word does not fit ${size} bytes`);
  assembly.raw(reader.at, value, size);
};

const incbin: Directive = (assembly, reader) => {
  const token = reader.take();
  if (token.kind !== "string") fail(reader.at, token.offset, ".incbin takes the name of a file in double quotes");
  const contents = assembly.read(reader.at, token);
  const number = (fallback: number): number => {
    if (!reader.accept(",") || reader.atEnd || reader.peek().text === ",") return fallback;
    return assembly.constant(reader);
  };
  const skip = number(0);
  const count = number(contents.length - skip);
  if (skip < 0 || count < 0 || skip + count > contents.length) {
    fail(
      reader.at,
      token.offset,
      `'${token.text}' has ${contents.length} bytes, not ${count} behind the first ${skip}`,
    );
  }
  assembly.add(bytesItem(reader.at, contents.slice(skip, skip + count)));
};

const message: Directive = (_assembler, reader, word) => {
  const { kind, text: said } = reader.take();
  fail(reader.at, word.offset, kind === "string" ? said : `${word.text} was reached`);
};

const ignore: Directive = (_assembler, reader) => reader.takeAll();

const IGNORED =
  ".globl .global .local .weak .hidden .protected .internal .type .size .file .loc .ident .attribute .addrsig .addrsig_sym .print .warning .variant_cc .cfi_startproc .cfi_endproc .cfi_sections .cfi_def_cfa .cfi_def_cfa_offset .cfi_def_cfa_register .cfi_adjust_cfa_offset .cfi_offset .cfi_rel_offset .cfi_restore .cfi_undefined .cfi_same_value .cfi_remember_state .cfi_restore_state .cfi_return_column .cfi_signal_frame .cfi_personality .cfi_lsda .cfi_escape .cfi_val_offset";

/** Every directive by name; the statement ends where its function stops reading. */
export const DIRECTIVES: ReadonlyMap<string, Directive> = new Map<string, Directive>([
  ...[".byte", ".2byte", ".4byte", ".8byte"].map((name, i): [string, Directive] => [name, data(2 ** i)]),
  ...[".half", ".hword", ".short"].map((name): [string, Directive] => [name, data(2)]),
  ...[".word", ".long", ".int"].map((name): [string, Directive] => [name, data(4)]),
  ...[".dword", ".quad"].map((name): [string, Directive] => [name, data(8)]),
  [".uleb128", leb128(false)],
  [".sleb128", leb128(true)],
  [".float", floats(FLOAT_FORMATS.single)],
  [".single", floats(FLOAT_FORMATS.single)],
  [".double", floats(FLOAT_FORMATS.double)],
  [".float16", floats(FLOAT_FORMATS.half)],
  [".incbin", incbin],
  [".err", message],
  [".error", message],
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
  ...SECTION_DIRECTIVES,
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

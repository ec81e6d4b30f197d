/** Directives that switch between sections. */
import type { Assembly, Directive } from "./assembly.js";
import type { SectionKind } from "./sections.js";
import { fail, type Statement } from "./source.js";
import type { TokenReader } from "./tokens.js";

/** What a section is when its flags are not given: only these names stand for memory. */
const KIND_BY_NAME: readonly (readonly [RegExp, SectionKind])[] = [
  [/^\.(text|init|fini)(\.|$)/, "code"],
  [/^\.(s?bss|tbss)(\.|$)/, "bss"],
  [/^\.(s?data|data1|s?rodata|rodata1|tdata|(pre)?init_array|fini_array|ctors|dtors|tcdm)(\.|$)/, "data"],
];
const TYPES = ["progbits", "nobits", "note", "init_array", "fini_array", "preinit_array"];
const FLAGS = /^[aewxoMSGTR?\d]*$/;

function kindOfName(name: string): SectionKind {
  return KIND_BY_NAME.find(([pattern]) => pattern.test(name))?.[1] ?? "info";
}

/** `name`, `"flags"`, `@type`, and the size of entries or the name of a group, which do not matter here. */
function readSection(reader: TokenReader): { name: string; kind: SectionKind } {
  const token = reader.take();
  if (token.kind !== "name" && token.kind !== "string") {
    fail(reader.at, token.offset, ".section takes the name of a section");
  }
  let kind = kindOfName(token.text);
  if (reader.accept(",")) {
    const flags = reader.peek();
    if (flags.kind !== "string") reader.reject('section flags such as "ax" or "aw"');
    if (!FLAGS.test(flags.text)) fail(reader.at, flags.offset, `'${flags.text}' has a letter that is no section flag`);
    reader.take();
    // Without the flag a, a section is for the tools and not for the memory.
    if (!flags.text.includes("a")) kind = flags.text === "" && kind !== "info" ? kind : "info";
    else kind = flags.text.includes("x") ? "code" : kind === "bss" ? "bss" : "data";
    if (reader.accept(",")) kind = readType(reader, kind);
  }
  return { name: token.text, kind };
}

function readType(reader: TokenReader, kind: SectionKind): SectionKind {
  if (!reader.accept("@") && !reader.accept("%")) reader.reject("@progbits or @nobits");
  const { text, offset } = reader.takeName(`a section type: ${TYPES.join(", ")}`);
  if (!TYPES.includes(text)) fail(reader.at, offset, `'${text}' is no section type: ${TYPES.join(", ")}`);
  if (reader.accept(",")) reader.takeAll();
  if (kind === "info") return kind;
  return text === "nobits" ? "bss" : kind === "bss" ? "data" : kind;
}

const section: Directive = (assembly, reader) => {
  const { name, kind } = readSection(reader);
  assembly.enter(name, kind);
};

const push: Directive = (assembly, reader) => {
  const { name, kind } = readSection(reader);
  assembly.sectionStack.push({ present: assembly.section, previous: assembly.previous });
  assembly.enter(name, kind);
};

const fromStack = (assembly: Assembly, at: Statement, offset: number): void => {
  const saved = assembly.sectionStack.pop();
  if (!saved) fail(at, offset, ".popsection has no .pushsection");
  assembly.section = saved.present;
  assembly.previous = saved.previous;
};

export const SECTION_DIRECTIVES: readonly (readonly [string, Directive])[] = [
  [".section", section],
  [".pushsection", push],
  [".popsection", (assembly, reader, word) => fromStack(assembly, reader.at, word.offset)],
  [
    ".previous",
    (assembly, reader, word) => {
      const { section: present, previous } = assembly;
      if (!previous) fail(reader.at, word.offset, ".previous has no section before the present one");
      assembly.section = previous;
      assembly.previous = present;
    },
  ],
];

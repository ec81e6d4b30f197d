import type { Assembly } from "./assembly.js";
import { DIRECTIVES, org } from "./directives.js";
import { Expander } from "./expander.js";
import { fail, readStatements, type SourceFile, type Statement } from "./source.js";
import { TokenReader } from "./tokens.js";

function assembleStatement(assembly: Assembly, at: Statement): void {
  const reader = new TokenReader(at);
  while (reader.peek(1).text === ":" && reader.peek(1).kind === "punctuation") {
    const label = reader.take();
    reader.take();
    if (label.kind === "name") assembly.symbols.defineLabel(at, label.offset, label.text, assembly.mark());
    else if (label.kind === "number") assembly.symbols.defineLocal(Number(label.value), assembly.mark());
    else fail(at, label.offset, `'${label.text}' is no label; a label is a name or a number before ':'`);
  }
  if (reader.atEnd) return;
  if (reader.peek().text === "." && reader.peek(1).text === "=") {
    const here = reader.take();
    reader.take();
    org(assembly, reader, here);
    reader.expectEnd();
    return;
  }
  const word = reader.takeName("a label, a directive or an instruction");
  if (reader.accept("=")) {
    assembly.symbols.set(at, word.offset, word.text, assembly.expression(reader));
    reader.expectEnd();
    return;
  }
  const name = word.text.toLowerCase();
  const directive = DIRECTIVES.get(name);
  if (directive) {
    directive(assembly, reader, word);
    reader.expectEnd();
  } else if (name.startsWith(".")) fail(at, word.offset, `'${word.text}' is no directive of this assembler`);
  else assembly.instruction(reader, name, word.offset);
}

/** Expands sources, one after the other, and lets every statement act on the assembly. */
export function assembleInto(assembly: Assembly, sources: readonly SourceFile[]): void {
  const host = {
    constant: (reader: TokenReader) => assembly.constant(reader),
    isDefined: (symbol: string) => assembly.symbols.isDefined(symbol),
    include: assembly.settings.include,
  };
  const expander = new Expander(
    host,
    sources.flatMap(({ name, text }) => readStatements(name, text)),
  );
  for (let at = expander.next(); at; at = expander.next()) assembleStatement(assembly, at);
}

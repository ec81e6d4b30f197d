import { hasBits, type DumpHeader, type DumpVariable } from "../../wave/vcd-declarations.js";
import { VcdStream } from "../../wave/vcd-stream.js";

/** What a dump declares. */
export function headerOf(text: string): DumpHeader {
  let found: DumpHeader | undefined;
  const stream = new VcdStream({
    select(header) {
      found = header;
      return [];
    },
    step() {},
  });
  stream.push(Buffer.from(text.slice(0, text.search(/\$enddefinitions\s+\$end/) + 40), "latin1"));
  return found!;
}

/** The text of a dump with some of its variables alone, their codes as they are; scopes that are left empty go. */
export function excerpt(text: string, isWanted: (variable: DumpVariable) => boolean): string {
  const codes = new Set(
    headerOf(text)
      .variables.filter((variable) => hasBits(variable) && isWanted(variable))
      .map(({ code }) => code),
  );
  const [before, body] = text.split(/\$enddefinitions\s+\$end/);
  const declared = before
    .split("\n")
    .filter((line) => !/^\s*\$var\s/.test(line) || codes.has(line.trim().split(/\s+/)[3]));
  return `${withoutEmptyScopes(declared.join("\n"))}$enddefinitions $end\n${changesOf(body, codes)}\n`;
}

function changesOf(body: string, codes: ReadonlySet<string>): string {
  const lines: string[] = [];
  let time = "";
  for (const line of body.split("\n")) {
    if (line.startsWith("#")) time = line;
    else if (line !== "" && !line.startsWith("$")) {
      const space = line.indexOf(" ");
      if (!codes.has(space < 0 ? line.slice(1) : line.slice(space + 1))) continue;
      if (time !== "") lines.push(time);
      time = "";
      lines.push(line);
    }
  }
  return lines.join("\n");
}

function withoutEmptyScopes(text: string): string {
  const empty = /^[ \t]*\$scope [^\n]*\$end\s*\n\s*\$upscope \$end[^\n]*\n/gm;
  for (let now = text, last = ""; ; now = now.replace(empty, "")) {
    if (now === last) return now;
    last = now;
  }
}

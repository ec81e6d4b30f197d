/** A dump as it would have been had dumping begun at a time: all values then, and what changes from it on. */
export function lateDump(text: string, from: number): string {
  const end = text.indexOf("\n", text.search(/\$enddefinitions/)) + 1;
  const values = new Map<string, string>();
  const later: string[] = [];
  let begun = false;
  for (const line of text.slice(end).split("\n")) {
    if (line.startsWith("#")) {
      begun ||= Number(line.slice(1)) > from;
      if (begun) later.push(line);
    } else if (begun) later.push(line);
    else if (line !== "" && !line.startsWith("$")) {
      values.set(line.startsWith("b") ? line.slice(line.indexOf(" ") + 1) : line.slice(1), line);
    }
  }
  return `${text.slice(0, end)}#${from}\n$dumpvars\n${[...values.values()].join("\n")}\n$end\n${later.join("\n")}`;
}

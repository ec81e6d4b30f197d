/** `.option`: what an assembly may compress. */
import type { Directive } from "./assembly.js";
import { fail } from "./source.js";

const WITHOUT_EFFECT = ["relax", "norelax", "pic", "nopic", "csr-check", "no-csr-check"];

/** Whether compression is on after `.option arch, …`: changes such as `+c, -zfh`, or a whole ISA string. */
function compressesAfter(change: string, before: boolean): boolean {
  let compress = before;
  for (const part of change.split(",").map((text) => text.trim().toLowerCase())) {
    const [, sign, name] = /^([+-]?)\s*(.*)$/.exec(part)!;
    if (sign !== "") {
      if (/^z?c(a|\d.*)?$/.test(name)) compress = sign === "+";
    } else if (/^rv\d+/.test(name)) compress = /^rv\d+[a-y]*c|_zca/.test(name.replace(/\d+p\d+/g, ""));
  }
  return compress;
}

export const option: Directive = (assembly, reader) => {
  const { text: name, offset } = reader.takeName("an option");
  if (name === "push") assembly.optionStack.push(assembly.compress);
  else if (name === "pop") {
    const saved = assembly.optionStack.pop();
    if (saved === undefined) fail(reader.at, offset, ".option pop has no .option push");
    assembly.compress = saved;
  } else if (name === "rvc" || name === "norvc") assembly.compress = name === "rvc";
  else if (name === "arch") {
    reader.expect(",");
    assembly.compress = compressesAfter(reader.at.text.slice(reader.peek().offset), assembly.compress);
    reader.takeAll();
  } else if (WITHOUT_EFFECT.some((word) => reader.at.text.slice(offset).trim() === word)) reader.takeAll();
  else {
    const known = ["rvc", "norvc", "push", "pop", "arch", ...WITHOUT_EFFECT].join(", ");
    fail(reader.at, offset, `'${name}' is none of the options ${known}`);
  }
  reader.expectEnd();
};

/** Macros: their parameters, the arguments of a call, substitution in the body. */
import { readArgumentTexts, unquote, withoutSpace } from "./arguments.js";
import { fail, type Statement } from "./source.js";

interface Parameter {
  readonly name: string;
  readonly fallback?: string;
  readonly required: boolean;
  /** Takes the rest of the call. */
  readonly rest: boolean;
}

export interface Macro {
  readonly name: string;
  readonly parameters: readonly Parameter[];
  readonly body: readonly Statement[];
}

/** Reads the header after `.macro`, which ends at `after`. */
export function readMacro(at: Statement, after: number, body: readonly Statement[]): Macro {
  const header = /^\s*([A-Za-z_.$][\w.$]*)\s*,?\s*(.*?)\s*$/.exec(at.text.slice(after));
  if (!header) fail(at, after, ".macro takes a name and its parameters");
  const [, macroName, list] = header;
  const texts = list === "" ? [] : list.split(/\s*,\s*|(?<![:=])\s+(?![:=])/);
  const parameters = texts.map((text): Parameter => {
    const parts = /^([A-Za-z_.$][\w.$]*)(?:\s*:\s*(req|vararg))?(?:\s*=\s*(.*))?$/.exec(text);
    if (!parts) fail(at, after, `'${text}' is no macro parameter; write name, name=default, name:req or name:vararg`);
    const [, name, kind, fallback] = parts;
    const parameter = { name, required: kind === "req", rest: kind === "vararg" };
    return fallback === undefined ? parameter : { ...parameter, fallback };
  });
  return { name: macroName, parameters, body };
}

/** The value of every parameter in a call whose arguments begin at `after`. */
function readArguments({ name, parameters }: Macro, at: Statement, after: number): Map<string, string> {
  const values = new Map<string, string>();
  let position = 0;
  const texts = readArgumentTexts(at, after);
  for (const [index, { text: argument, offset }] of texts.entries()) {
    const keyword = /^([A-Za-z_.$][\w.$]*)=(?!=)(.*)$/s.exec(argument);
    if (keyword && parameters.some((parameter) => parameter.name === keyword[1])) {
      values.set(keyword[1], unquote(keyword[2]));
      continue;
    }
    const parameter = parameters[position++];
    if (!parameter) {
      if (argument === "" && index === texts.length - 1) break;
      fail(at, offset, `the macro '${name}' takes ${parameters.length} arguments, '${argument}' is one too many`);
    }
    if (parameter.rest) {
      values.set(parameter.name, withoutSpace(at.text.slice(offset)));
      break;
    }
    if (argument !== "") values.set(parameter.name, unquote(argument));
  }
  for (const { name: parameter, fallback, required } of parameters) {
    if (values.has(parameter)) continue;
    if (required) fail(at, at.text.search(/\S/), `the macro '${name}' needs the argument '${parameter}'`);
    values.set(parameter, fallback ?? "");
  }
  return values;
}

/** The name and the values of `.irp` and, by `characters`, of `.irpc`, which begin at `after`. No value stands for one that is empty. */
export function readRepetition(
  at: Statement,
  after: number,
  characters: boolean,
): { name: string; values: readonly string[] } {
  const header = /^\s*([A-Za-z_.$][\w.$]*)\s*,?/.exec(at.text.slice(after));
  if (!header) fail(at, after, "a repetition takes a name and the values it stands for");
  const texts = readArgumentTexts(at, after + header[0].length).map(({ text }) => unquote(text));
  const values = characters ? [...texts.join("")] : texts;
  return { name: header[1], values: values.length === 0 ? [""] : values };
}

/** The body with the arguments of a call put in; `number` is what `\@` stands for. */
export function callMacro(macro: Macro, at: Statement, after: number, number: number): Statement[] {
  const values = readArguments(macro, at, after).set("@", String(number));
  const within = at.within ?? `in the macro '${macro.name}' called at ${at.file}:${at.line}`;
  return macro.body.map((statement) => ({ ...substitute(statement, values), within }));
}

/** Replaces `\name`, `\@` and `\()`; the columns of a replacement are those of what it replaces. */
export function substitute(statement: Statement, values: ReadonlyMap<string, string>): Statement {
  let text = "";
  const columns: number[] = [];
  let done = 0;
  const copy = (end: number): void => {
    text += statement.text.slice(done, end);
    columns.push(...statement.columns.slice(done, end));
  };
  for (const match of statement.text.matchAll(/\\(?:(@)|\(\)|([A-Za-z_.$][\w.$]*))/g)) {
    const name = match[1] ?? match[2];
    const value = name === undefined ? "" : values.get(name);
    if (value === undefined) continue;
    copy(match.index);
    text += value;
    for (let i = 0; i < value.length; i++) columns.push(statement.columns[match.index]);
    done = match.index + match[0].length;
  }
  copy(statement.text.length);
  columns.push(statement.columns.at(-1)!);
  return { ...statement, text, columns };
}

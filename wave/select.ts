import { UsageError } from "../hw/errors.js";
import { walk, type Probe, type Scope } from "../hw/probe.js";
import { nearestSignal } from "./signal-names.js";

/** One element of a probe with its dotted path, e.g. `redmule.engine.acc[3]`. */
export interface Signal {
  /** Names of the scopes and of the element, separated by dots. */
  readonly path: string;
  readonly probe: Probe;
  /** Of the element in its probe, from 0. */
  readonly index: number;
}

/** The name of element `index` as waveforms show it: `state`, or `acc[3]` for an array. */
export function elementName(probe: Probe, index: number): string {
  return probe.length === 1 ? probe.name : `${probe.name}[${index}]`;
}

/** Every signal below `scope`, in the order of its probes. */
export function signalsOf(scope: Scope): Signal[] {
  const found: Signal[] = [];
  walk(scope, (path, probe) => {
    const prefix = path.join(".");
    for (let index = 0; index < probe.length; index++) {
      found.push({ path: `${prefix}.${elementName(probe, index)}`, probe, index });
    }
  });
  return found;
}

const TOKEN = /\*\*\.|\*\*|[*?{},]|[^*?{},]+/g;

function unbalanced(glob: string): UsageError {
  return new UsageError(`The signal pattern "${glob}" has unbalanced braces: write a choice as {a,b}.`);
}

/**
 * A glob over dotted paths: `*` and `?` stay inside one name, `**` crosses levels (`**.` also none), `{a,b}` is a choice.
 * The name of the top scope may be left out, and a trailing `[i]` of an array element too, which takes all elements.
 * @throws UsageError for unbalanced braces.
 */
export function globToRegExp(glob: string): RegExp {
  let depth = 0;
  const source = (glob.match(TOKEN) ?? []).map((token) => {
    if (token === "**.") return "(?:.*\\.)?";
    if (token === "**") return ".*";
    if (token === "*") return "[^.]*";
    if (token === "?") return "[^.]";
    if (token === "," && depth > 0) return "|";
    if (token === "{") depth++;
    else if (token === "}") depth--;
    if (depth < 0) throw unbalanced(glob);
    if (token === "{") return "(?:";
    if (token === "}") return ")";
    return token.replace(/[.\\+^$()|[\]}]/g, "\\$&");
  });
  if (depth > 0) throw unbalanced(glob);
  return new RegExp(`^(?:${source.join("")})(?:\\[\\d+\\])?$`);
}

/** The items whose path matches one pattern; see `globToRegExp`. */
export function matching<T extends { readonly path: string }>(items: readonly T[], glob: string): T[] {
  const pattern = globToRegExp(glob);
  return items.filter(({ path }) => pattern.test(path) || pattern.test(path.slice(path.indexOf(".") + 1)));
}

function nothingMatches(items: readonly { readonly path: string }[], glob: string): UsageError {
  const likely = /[*?{]/.test(glob) ? undefined : nearestSignal(items, glob);
  if (likely !== undefined) return new UsageError(`No signal matches "${glob}": the nearest is ${likely}.`);
  const examples = items.slice(0, 3).map(({ path }) => path);
  return new UsageError(
    `No signal matches "${glob}": the ${items.length} signals have dotted paths such as ${examples.join(", ")}, and "**.NAME" searches every level.`,
  );
}

/**
 * The items whose path matches a pattern, pattern by pattern in the order given, each once. A pattern that matches no whole
 * path may match the ends of some.
 * @throws UsageError for a pattern that matches nothing, with the nearest path for a misspelt one
 */
export function selectByPath<T extends { readonly path: string }>(items: readonly T[], globs: readonly string[]): T[] {
  const chosen = new Set<T>();
  for (const glob of globs) {
    const whole = matching(items, glob);
    const found = whole.length > 0 ? whole : matching(items, `**.${glob}`);
    if (found.length === 0) throw nothingMatches(items, glob);
    for (const item of found) chosen.add(item);
  }
  return [...chosen];
}

/** The signals below `scope` that match a pattern; see `globToRegExp` and `selectByPath`. */
export function select(scope: Scope, globs: readonly string[]): Signal[] {
  return selectByPath(signalsOf(scope), globs);
}

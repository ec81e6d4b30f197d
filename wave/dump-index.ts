import { hasBits, type DumpHeader, type DumpVariable } from "./vcd-declarations.js";

/** A vector of a dump: one variable, or several that make it up, the most significant first. */
export interface DumpVector {
  readonly path: string;
  readonly width: number;
  readonly parts: readonly Pick<DumpVariable, "code" | "width">[];
}

/**
 * The variables of a dump by path. What a simulator takes apart is put together again: vectors that are dumped bit by bit or
 * element by element, packed structs that are dumped as a scope of their members.
 */
export class DumpIndex {
  readonly variables: readonly DumpVariable[];
  private readonly byPath = new Map<string, DumpVariable>();
  /** Elements of `name[0]`, `name[1]`, ... by name. */
  private readonly elements = new Map<string, Map<number, DumpVariable>>();
  private readonly members = new Map<string, DumpVariable[]>();

  constructor({ variables, kinds }: DumpHeader) {
    this.variables = variables.filter(hasBits);
    for (const variable of this.variables) {
      const { path } = variable;
      if (!this.byPath.has(path)) this.byPath.set(path, variable);
      const [, name, index] = /^(.*)\[(\d+)\]$/.exec(path) ?? [];
      if (index !== undefined)
        entry(this.elements, name, () => new Map<number, DumpVariable>()).set(Number(index), variable);
      for (let dot = path.lastIndexOf("."); dot > 0; dot = path.lastIndexOf(".", dot - 1)) {
        const scope = path.slice(0, dot);
        if (kinds.get(scope) !== "struct") break;
        entry(this.members, scope, () => []).push(variable);
      }
    }
  }

  /** The vector of a path; undefined when the dump has none. */
  find(path: string): DumpVector | undefined {
    if (path.includes("*")) return this.findGlob(path);
    const variable = this.byPath.get(path);
    if (variable !== undefined) return { path, width: variable.width, parts: [variable] };
    const parts = this.members.get(path) ?? descending(this.elements.get(path));
    if (parts === undefined) return undefined;
    return { path, width: parts.reduce((sum, { width }) => sum + width, 0), parts };
  }

  /** The first variable whose path matches; `*` stands for any part of one name. */
  private findGlob(glob: string): DumpVector | undefined {
    const pattern = new RegExp(`^${glob.split("*").map(escaped).join("[^.]*")}$`);
    const variable = this.variables.find(({ path }) => pattern.test(path));
    return variable && { path: variable.path, width: variable.width, parts: [variable] };
  }

  /** The first of some paths that the dump has. */
  findFirst(paths: readonly string[]): DumpVector | undefined {
    for (const path of paths) {
      const vector = this.find(path);
      if (vector !== undefined) return vector;
    }
    return undefined;
  }

  /**
   * The scopes below which the wanted paths lie, those with the most of them first.
   * @param wanted relative paths
   */
  scopesOf(wanted: ReadonlySet<string>): { readonly scope: string; readonly found: number }[] {
    const counts = new Map<string, number>();
    for (const { path } of this.variables) {
      for (let dot = path.indexOf("."); dot >= 0; dot = path.indexOf(".", dot + 1)) {
        if (!wanted.has(path.slice(dot + 1))) continue;
        const scope = path.slice(0, dot);
        counts.set(scope, (counts.get(scope) ?? 0) + 1);
      }
    }
    return [...counts].map(([scope, found]) => ({ scope, found })).sort((a, b) => b.found - a.found);
  }
}

function entry<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  const value = map.get(key) ?? make();
  map.set(key, value);
  return value;
}

/** Elements 0 to n - 1 with the last in front; undefined where one is missing. */
function descending(elements: ReadonlyMap<number, DumpVariable> | undefined): DumpVariable[] | undefined {
  if (elements === undefined) return undefined;
  const found = Array.from({ length: elements.size }, (_, i) => elements.get(elements.size - 1 - i));
  return found.every((element) => element !== undefined) ? found : undefined;
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}

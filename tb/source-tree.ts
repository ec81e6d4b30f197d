import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, normalize, relative } from "node:path";
import { packageFile } from "../sw/package-file.js";

/** What a source file names of other modules. */
export interface Imports {
  /** Files of this project, from its top. */
  readonly files: readonly string[];
  /** Those that are needed when the file runs; the others give types alone. */
  readonly values: readonly string[];
  /** Names of packages. */
  readonly packages: readonly string[];
  /** Modules that are started as threads or programs, by `new URL`. */
  readonly started: readonly string[];
}

const IMPORT = /^\s*(?:import|export)\s+(type\s+)?((?:\{[^}]*\}|[\w*\s,])*?)\s*from\s*"([^"]+)"/gm;
const BARE = /^import\s+"([^"]+)"|\bimport\("([^"]+)"\)/gm;
const STARTED = /new URL\(\s*["`](\.[\w./-]+?)(?:\.(?:js|ts|\$\{extension\}))?["`],\s*import\.meta\.url/g;

/** All TypeScript sources below a folder of the project, without dist and packages. */
export function sourcesIn(folder: string): string[] {
  return readdirSync(packageFile(folder), { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && /\.ts$/.test(entry.name) && !/\.(d|as)\.ts$/.test(entry.name))
    .map((entry) => relative(packageFile(), join(entry.parentPath, entry.name)));
}

/** What a source file imports. */
export function importsOf(file: string): Imports {
  const text = readFileSync(packageFile(file), "utf8");
  const files = new Set<string>();
  const values = new Set<string>();
  const packages = new Set<string>();
  const add = (module: string, isValue: boolean): void => {
    if (!module.startsWith(".")) {
      if (!module.startsWith("node:")) packages.add(/^(@[^/]+\/)?[^/]+/.exec(module)![0]);
      return;
    }
    const path = normalize(join(dirname(file), module)).replace(/\.js$/, ".ts");
    files.add(path);
    if (isValue) values.add(path);
  };
  for (const [, type, names, module] of text.matchAll(IMPORT)) add(module, !type && !onlyTypes(names));
  for (const [, whole, dynamic] of text.matchAll(BARE)) add(whole ?? dynamic, true);
  const started = [...text.matchAll(STARTED)].map(([, path]) => `${normalize(join(dirname(file), path))}.ts`);
  return { files: [...files], values: [...values], packages: [...packages], started };
}

function onlyTypes(names: string): boolean {
  const inBraces = /^\{([^}]*)\}$/.exec(names.trim())?.[1];
  if (inBraces === undefined) return false;
  const each = inBraces.split(",").map((name) => name.trim());
  return each.every((name) => name === "" || name.startsWith("type "));
}

/** The files that some files reach, by imports of values and of types, themselves among them. */
export function reachedFrom(files: readonly string[], skip: (file: string) => boolean = () => false): Set<string> {
  const reached = new Set<string>();
  const open = [...files];
  for (let file = open.pop(); file !== undefined; file = open.pop()) {
    if (reached.has(file) || skip(file)) continue;
    reached.add(file);
    open.push(...importsOf(file).files.filter((next) => next.endsWith(".ts") && !next.endsWith(".d.ts")));
  }
  return reached;
}

/** Groups of files that import each other in a circle. */
export function circlesOf(graph: ReadonlyMap<string, readonly string[]>): string[][] {
  const place = new Map<string, number>();
  const low = new Map<string, number>();
  const stack: string[] = [];
  const circles: string[][] = [];
  const visit = (file: string): void => {
    place.set(file, place.size);
    low.set(file, place.get(file)!);
    stack.push(file);
    for (const next of graph.get(file) ?? []) {
      if (!place.has(next)) visit(next);
      if (stack.includes(next)) low.set(file, Math.min(low.get(file)!, low.get(next)!));
    }
    if (low.get(file) !== place.get(file)) return;
    const circle = stack.splice(stack.indexOf(file));
    if (circle.length > 1) circles.push(circle.sort());
  };
  for (const file of graph.keys()) if (!place.has(file)) visit(file);
  return circles;
}

import { existsSync, readdirSync, statSync } from "node:fs";
import { join, sep } from "node:path";
import { packageFile } from "../sw/package-file.js";

/** Sources of the compiled files, in a checkout. */
const SOURCES = ["cli", "golden", "hw", "index.ts", "measure", "run", "sw", "tb", "train", "tune", "view", "wave"];

/**
 * A source that is younger than the compiled files, or null: then what runs is not what was written.
 * @param root a checkout, or an installed package, which has no sources
 */
export function youngerSource(root: string): string | null {
  const compiled = join(root, "dist", "cli", "main.js");
  if (!existsSync(join(root, "cli", "main.ts")) || !existsSync(compiled)) return null;
  const { mtimeMs } = statSync(compiled);
  for (const source of SOURCES.filter((name) => existsSync(join(root, name)))) {
    const file = youngerIn(root, source, mtimeMs);
    if (file !== null) return file;
  }
  return null;
}

/** A source of `name`, a file or a folder below `root`, that was written after `since`; a thousand files are asked at every start. */
function youngerIn(root: string, name: string, since: number): string | null {
  if (name.endsWith(".ts")) {
    return !name.endsWith(".test.ts") && statSync(`${root}${sep}${name}`).mtimeMs > since ? name : null;
  }
  for (const entry of readdirSync(`${root}${sep}${name}`, { withFileTypes: true })) {
    const isSource = entry.isFile() ? entry.name.endsWith(".ts") : entry.isDirectory();
    const younger = isSource ? youngerIn(root, `${name}${sep}${entry.name}`, since) : null;
    if (younger !== null) return younger;
  }
  return null;
}

/** Commands whose verdict is about the sources. */
const JUDGES: ReadonlySet<string> = new Set(["regress", "prove", "inject", "mutate", "coverage", "fp", "hci"]);

/** What to say when the compiled files are older than their sources; `refused` where a verdict would be about others. */
export function staleness(command: string | undefined): { readonly text: string; readonly refused: boolean } | null {
  const source = youngerSource(packageFile());
  if (source === null) return null;
  const refused = command !== undefined && JUDGES.has(command);
  const mend = `run npm run build, or npx tsx cli/main.ts ${command ?? ""}`.trimEnd();
  return { text: `dist/ is older than ${source}, so it is not what would run: ${mend}.`, refused };
}

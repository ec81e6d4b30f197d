import { basename, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { quoted } from "../run/files/shell-word.js";

let words = "redmule";
let given: readonly string[] = [];

/** How this program was called, as the beginning of a command: `redmule`, `npx redmule` or `npx tsx cli/main.ts`. */
export function invocation(): string {
  return words;
}

/** The words behind the program's name. */
export function givenWords(): readonly string[] {
  return given;
}

/** What was given, as a command of its own. */
export function givenCommand(): string {
  return ["redmule", ...given].map(quoted).join(" ");
}

export function rememberWords(args: readonly string[]): void {
  given = args;
}

/**
 * Remembers how the program was called.
 * @param entry URL of the file that was started
 * @param called what stands in the place of the program's name, `process.argv[1]`
 */
export function rememberInvocation(
  entry: string,
  called: string | undefined,
  env: Readonly<Record<string, string | undefined>>,
): void {
  const path = relative(process.cwd(), fileURLToPath(entry));
  // A script of this package's own, `npm start`: who has the checkout has npx.
  const isScript = env["npm_lifecycle_script"]?.startsWith(`node ${path}`) === true;
  if (entry.endsWith(".ts")) words = `npx tsx ${path}`;
  else if (called !== undefined && basename(called) === "redmule") {
    words = env["npm_command"] === "exec" ? "npx redmule" : "redmule";
  } else words = isScript ? "npx redmule" : `node ${path}`;
}

/**
 * Compiles every `*.as.ts` (AssemblyScript) below hw/, golden/, run/ and train/ to a module in base64 beside it, `*.wasm.ts`, which Node, tests
 * and the browser load alike. A source that another one imports (`from "./name.as"`) is a part of that module, not one of its own.
 * `--check` compares instead, and ends with 1 where a module is not that of its source; `--of FILE` takes the modules that a source is in.
 */
import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";

const COMPILER = createRequire(import.meta.url).resolve("assemblyscript/bin/asc.js");
const FOLDERS = ["hw", "golden", "run", "train"].filter((folder) => existsSync(folder));
const OPTIONS = [
  "--enable",
  "simd",
  "--enable",
  "bulk-memory",
  "--enable",
  "relaxed-simd",
  "--runtime",
  "stub",
  "--importMemory",
  "-O3",
  "--noAssert",
];

/** The TypeScript file that holds the module of a source. */
function compiled(source: string): string {
  const folder = mkdtempSync(join(tmpdir(), "redmule-simd-"));
  try {
    const file = join(folder, "module.wasm");
    execFileSync(process.execPath, [COMPILER, source, ...OPTIONS, "-o", file], {
      stdio: ["ignore", "inherit", "inherit"],
    });
    const lines =
      readFileSync(file)
        .toString("base64")
        .match(/.{1,120}/g) ?? [];
    const text = lines.map((line) => `  "${line}",`).join("\n");
    return `// Made by \`npm run build:simd\` from ${basename(source)}.\nexport const MODULE = [\n${text}\n].join("");\n`;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The sources that a source imports. */
function importsOf(source: string): string[] {
  const names = readFileSync(source, "utf8").matchAll(/from "(\.[^"]*\.as)"/g);
  return [...names].map(([, name]) => join(dirname(source), `${name}.ts`));
}

const all = FOLDERS.flatMap((folder) =>
  readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".as.ts"))
    .map((name) => join(folder, name)),
);
const parts = new Set(all.flatMap(importsOf));
const of = process.argv.includes("--of") ? process.argv[process.argv.indexOf("--of") + 1] : null;
const holds = (source: string): boolean => source === of || importsOf(source).some(holds);
const sources = all.filter((source) => !parts.has(source) && (of === null || holds(source)));
for (const source of sources) {
  const target = source.replace(/\.as\.ts$/, ".wasm.ts");
  const text = compiled(source);
  if (!process.argv.includes("--check")) writeFileSync(target, text);
  else if (readFileSync(target, "utf8") !== text) {
    process.stderr.write(`error: ${target} is not what ${source} compiles to: run npm run build:simd.\n`);
    process.exitCode = 1;
  } else process.stdout.write(`${target} is what ${source} compiles to\n`);
}

/**
 * Packs the package, installs the tarball in a project of its own, type-checks the examples there against the packed types
 * and runs them. Run: npx tsx scripts/check-package.ts
 */
import { execFileSync } from "node:child_process";
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const project = mkdtempSync(join(tmpdir(), "redmule-package-"));
const { devDependencies } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as {
  devDependencies: Readonly<Record<string, string>>;
};
/** What a TypeScript project brings itself. */
const OWN = ["typescript", "@types/node"];

function run(command: string, args: readonly string[], cwd = project): string {
  return execFileSync(command, args, { cwd, encoding: "utf8", stdio: ["ignore", "pipe", "inherit"] });
}

try {
  const [{ filename, size, entryCount }] = JSON.parse(
    run("npm", ["pack", "--json", "--ignore-scripts", "--pack-destination", project], root),
  ) as { filename: string; size: number; entryCount: number }[];
  console.log(`${filename}: ${entryCount} files, ${(size / 1024).toFixed(0)} KiB`);

  writeFileSync(join(project, "package.json"), JSON.stringify({ name: "user", private: true, type: "module" }));
  const own = OWN.map((name) => `${name}@${devDependencies[name]}`);
  run("npm", ["install", "--prefer-offline", "--no-audit", "--no-fund", `./${filename}`, ...own]);
  const pulled = Object.keys(devDependencies).filter(
    (name) => !OWN.includes(name) && existsSync(join(project, "node_modules", name)),
  );
  if (pulled.length > 0) throw new Error(`the package pulls development dependencies: ${pulled.join(", ")}`);

  cpSync(join(root, "examples"), join(project, "examples"), { recursive: true });
  const flags = "--strict --module NodeNext --target ES2022 --types node --rootDir examples --outDir out".split(" ");
  const sources = readdirSync(join(project, "examples")).filter((name) => name.endsWith(".ts"));
  run("npx", ["tsc", ...flags, ...sources.map((name) => join("examples", name))]);
  for (const name of sources) {
    const output = run("node", [join("out", name.replace(/\.ts$/, ".js"))]);
    console.log(`\n== examples/${name}\n${output.trimEnd()}`);
  }
  const redmule = join(project, "node_modules", ".bin", "redmule");
  const commands = [...run(redmule, ["--help"]).matchAll(/^ {2}([a-z]+) /gm)].map(([, name]) => name);
  if (commands.length < 20) throw new Error(`redmule --help tells of ${commands.length} commands alone`);
  for (const command of commands) run(redmule, [command, "--help"]);
  run(redmule, ["view", "--out", "page.html"]);
  console.log(`\n${commands.length} commands load; the page is written`);
} finally {
  rmSync(project, { recursive: true });
}

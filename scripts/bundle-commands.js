/**
 * Puts what a command loads at its start into the one file that holds it, in dist/: a hundred small files, and the parts of the schemas'
 * package that nobody asks for, take longer to load than a small job. Runs after the compiler, on its output.
 */
import { readFileSync } from "node:fs";
import { dirname, join, relative, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "vite";

/** Commands that are started over and over, by scripts, with little to do. */
const COMMANDS = ["batch"];

const dist = fileURLToPath(new URL("../dist", import.meta.url));
const cli = join(dist, "cli");

/** What is loaded before any command: it stays in files of its own, so that an error has one class wherever it is thrown. */
const common = new Set();
collect(join(cli, "main.js"));

function collect(file) {
  if (common.has(file)) return;
  common.add(file);
  for (const [, path] of readFileSync(file, "utf8").matchAll(/^(?:import|export)\b[^;]*?"(\.[^"]+)";$/gm)) {
    collect(join(dirname(file), path));
  }
}

/** A module finds threads and files of the package from where it was compiled to. */
const places = {
  name: "places",
  transform(code, id) {
    if (!id.startsWith(dist) || !code.includes("import.meta.url")) return null;
    const path = `./${relative(cli, id).split(sep).join("/")}`;
    return { code: code.replaceAll("import.meta.url", `new URL("${path}", import.meta.url).href`), map: null };
  },
};

for (const command of COMMANDS) {
  await build({
    configFile: false,
    logLevel: "warn",
    plugins: [places],
    ssr: { noExternal: ["zod"] },
    build: {
      ssr: join(cli, `${command}.js`),
      outDir: cli,
      emptyOutDir: false,
      minify: false,
      target: "es2022",
      rolldownOptions: {
        external: (id, from) => id.startsWith(".") && common.has(join(dirname(from ?? cli), id)),
        output: { entryFileNames: "[name].js", codeSplitting: false },
      },
    },
  });
}

/**
 * Draws mutants from all that Stryker makes of hw/ and lets the tests of vitest.mutants.config.ts look for them.
 * Its tools are a package of their own: npm ci --prefix scripts/mutants
 * Usage: npm run mutants -- [--count 1000] [--seed 1] [--part 1/4] [--concurrency 1] [--out reports/mutants] [--list]
 * `--only FILE` takes the mutants whose keys stand in a file, one a line, instead of drawing; `--list` prints keys only.
 */
import { spawnSync } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import type { Mutant } from "@stryker-mutator/api/core";
import type { Logger } from "@stryker-mutator/api/logging";
import { commonTokens } from "@stryker-mutator/api/plugin";
import { createInstrumenter } from "@stryker-mutator/instrumenter";
import { createInjector } from "typed-inject";
import { SplitMix64 } from "../../run/data/random.js";
import { keyOf } from "./key.js";

/** Every mutant of hw/, in the order of files and of their text. */
async function allMutants(): Promise<readonly Mutant[]> {
  const files = readdirSync("hw", { recursive: true, encoding: "utf8" })
    .filter((name) => /(?<!\.as|\.wasm)\.ts$/.test(name))
    .sort()
    .map((name) => join("hw", name));
  const no = (): boolean => false;
  const silent = (): void => undefined;
  const levels = { isTraceEnabled: no, isDebugEnabled: no, isInfoEnabled: no, isWarnEnabled: no, isErrorEnabled: no };
  const texts = { trace: silent, debug: silent, info: silent, warn: silent, error: silent, fatal: silent };
  const logger: Logger = { ...levels, isFatalEnabled: no, ...texts };
  const injector = createInjector()
    .provideValue(commonTokens.getLogger, () => logger)
    .provideValue(commonTokens.logger, logger);
  const { mutants } = await injector.injectFunction(createInstrumenter).instrument(
    files.map((name) => ({ name, mutate: true, content: readFileSync(name, "utf8") })),
    { plugins: null, excludedMutations: [], ignorers: [], noHeader: false },
  );
  return mutants;
}

/** `count` of the mutants, all equally likely. */
function draw(mutants: readonly Mutant[], count: number, seed: number): Mutant[] {
  const random = new SplitMix64(seed);
  const left = [...mutants];
  return Array.from({ length: Math.min(count, left.length) }, () => left.splice(random.integer(left.length), 1)[0]);
}

/** A range of Stryker's option `mutate`. */
function rangeOf({ fileName, location: { start, end } }: Mutant): string {
  return `${fileName}:${start.line + 1}:${start.column}-${end.line + 1}:${end.column}`;
}

const { values } = parseArgs({
  options: {
    count: { type: "string", default: "1000" },
    seed: { type: "string", default: "1" },
    part: { type: "string", default: "1/1" },
    concurrency: { type: "string", default: "1" },
    out: { type: "string", default: "reports/mutants" },
    only: { type: "string" },
    list: { type: "boolean", default: false },
  },
});
const [part, parts] = values.part.split("/").map(Number);
const all = await allMutants();
const wanted = values.only === undefined ? null : new Set(readFileSync(values.only, "utf8").split("\n"));
const drawn = wanted
  ? all.filter((mutant) => wanted.has(keyOf(mutant)))
  : draw(all, Number(values.count), Number(values.seed)).filter((_, i) => i % parts === part - 1);
const keys = drawn.map(keyOf);
if (values.list) {
  process.stdout.write(`${keys.join("\n")}\n`);
} else {
  process.stdout.write(`Seed ${values.seed}, part ${values.part}: ${keys.length} of ${all.length} mutants of hw/.\n`);
  mkdirSync(values.out, { recursive: true });
  const config = join(values.out, "stryker.json");
  const base = JSON.parse(readFileSync("stryker.config.json", "utf8")) as object;
  const own = {
    mutate: [...new Set(drawn.map(rangeOf))],
    drawnMutants: keys,
    concurrency: Number(values.concurrency),
    eventReporter: { baseDir: join(values.out, "events") },
    jsonReporter: { fileName: join(values.out, "mutants.json") },
    tempDirName: join(values.out, "sandbox"),
  };
  writeFileSync(config, JSON.stringify({ ...base, ...own }));
  process.exitCode =
    spawnSync(join(import.meta.dirname, "node_modules/.bin/stryker"), ["run", config], { stdio: "inherit" }).status ??
    1;
}

import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { packageFile } from "../sw/package-file.js";
import { circlesOf, importsOf, reachedFrom, sourcesIn } from "./source-tree.js";

/** A folder imports from those before it, and from itself. */
const ORDER = ["hw", "golden", "sw", "run", "wave", "measure", "view", "train", "tune", "cli", "tb"];
/** Commands that verify the design, and what they share. */
const VERIFYING = /^cli\/(regress|coverage|prove|inject|mutate|hci|merge)\b/;

const folders = ORDER.filter((folder) => existsSync(packageFile(folder)));
const sources = folders.flatMap(sourcesIn);
const folderOf = (file: string): string => file.split("/")[0];
const isTest = (file: string): boolean => file.endsWith(".test.ts");

interface Manifest {
  readonly files: readonly string[];
  readonly dependencies: Readonly<Record<string, string>>;
}
const manifest = JSON.parse(readFileSync(packageFile("package.json"), "utf8")) as Manifest;

/** Files from which the build starts. */
function entries(): string[] {
  const text = readFileSync(packageFile("tsconfig.build.json"), "utf8").replace(/^\s*\/\/.*$/gm, "");
  const { include } = JSON.parse(text) as { include: readonly string[] };
  return include.filter((file) => !file.includes("*"));
}

test("a folder imports from those below it alone; only verifying commands reach into tb/", () => {
  const upward = sources.flatMap((file) => {
    const rank = ORDER.indexOf(folderOf(file));
    const wrong = importsOf(file).files.filter((other) => ORDER.indexOf(folderOf(other)) > rank);
    return wrong
      .filter((other) => !(VERIFYING.test(file) && other.startsWith("tb/")))
      .map((other) => `${file} > ${other}`);
  });
  expect(upward).toEqual([]);
});

test("hw/fpu is a leaf, and of hw/redmule and hw/cluster only the second knows the first", () => {
  const known = (file: string): readonly string[] => importsOf(file).files;
  const inner = /^hw\/(redmule|cluster)\//;
  expect(sourcesIn("hw/fpu").filter((file) => known(file).some((other) => inner.test(other)))).toEqual([]);
  const redmule = sourcesIn("hw/redmule").filter((file) =>
    known(file).some((other) => other.startsWith("hw/cluster/")),
  );
  expect(redmule).toEqual([]);
});

test("no file needs itself, neither to run nor for a type", () => {
  const graph = new Map(sources.map((file) => [file, importsOf(file).files]));
  expect(circlesOf(graph)).toEqual([]);
});

test("the circles of a graph are found", () => {
  const graph = new Map(Object.entries({ a: ["b"], b: ["c", "e"], c: ["a"], d: ["a"], e: ["f"], f: ["e"], g: [] }));
  expect(circlesOf(graph)).toEqual([
    ["e", "f"],
    ["a", "b", "c"],
  ]);
});

test("the package ships what its commands and its users reach, and what they need is a dependency of it", () => {
  const shipped = [...reachedFrom(entries())];
  expect(shipped.filter(isTest)).toEqual([]);
  const packages = new Set(shipped.flatMap((file) => importsOf(file).packages));
  expect([...packages].filter((name) => !(name in manifest.dependencies))).toEqual([]);
  const started = shipped.flatMap((file) => importsOf(file).started).filter((file) => existsSync(packageFile(file)));
  expect(started.filter((file) => !shipped.includes(file))).toEqual([]);
});

test("without the verifying commands nothing of tb/ is reached", () => {
  const reached = [...reachedFrom(["index.ts", "cli/main.ts"], (file) => VERIFYING.test(file))];
  expect(reached.filter((file) => file.startsWith("tb/"))).toEqual([]);
});

test("beside dist/ the tarball holds assembler sources, the SDK, documents and the data of redmule learn alone", () => {
  const pack = execFileSync("npm", ["pack", "--dry-run", "--json", "--ignore-scripts"], {
    cwd: packageFile(),
    encoding: "utf8",
    stdio: ["ignore", "pipe", "ignore"],
  });
  const [{ files }] = JSON.parse(pack) as { files: readonly { readonly path: string }[] }[];
  const allowed =
    /^(dist\/|docs\/|sw\/.*\.S$|sw\/sdk\/|sw\/README\.md$|train\/learn\/data\/|(README|CHANGELOG)\.md$|LICENSE$|package\.json$)/;
  expect(files.map(({ path }) => path).filter((path) => !allowed.test(path))).toEqual([]);
  expect(files.some(({ path }) => path === "sw/runtime/start.S")).toBe(true);
});

import { execFileSync } from "node:child_process";
import {
  cpSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { UsageError } from "../../hw/errors.js";
import { packageFile } from "../../sw/package-file.js";
import { atEnd } from "../../run/files/temporaries.js";
import { withFault, type Fault } from "./fault.js";

const SOURCES = ["cli", "golden", "hw", "measure", "run", "sw", "tb", "train", "tune", "wave"];
const PROJECT_FILES = ["package.json", "tsconfig.json", "vitest.config.ts", "index.ts"];

function emptyProject(): string {
  const root = temporaryFolder();
  atEnd(() => remove(root));
  symlinkSync(packageFile("node_modules"), join(root, "node_modules"));
  return root;
}

/** @throws UsageError where no file can be written */
function temporaryFolder(): string {
  try {
    return mkdtempSync(join(tmpdir(), "redmule-fault-"));
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new UsageError(
      `No folder can be made in ${tmpdir()} (${code}), which the faulty design goes into: set TMPDIR to one that you may write to.`,
    );
  }
}

function remove(folder: string): void {
  rmSync(folder, { recursive: true, force: true });
}

function patch(path: string, fault: Fault): void {
  writeFileSync(path, withFault(readFileSync(path, "utf8"), fault));
}

/** Puts a fault into copied sources; one in AssemblyScript into the modules that it is in, too. */
function patchSources(root: string, fault: Fault): void {
  patch(join(root, fault.file), fault);
  if (!fault.file.endsWith(".as.ts")) return;
  cpSync(packageFile("scripts", "build-simd.ts"), join(root, "scripts", "build-simd.ts"));
  const script = ["--import", "tsx", "scripts/build-simd.ts", "--of", fault.file];
  execFileSync(process.execPath, script, { cwd: root, stdio: ["ignore", "ignore", "inherit"] });
}

/** The modules with a fault among compiled files: they are the same in TypeScript and in JavaScript. */
function patchModules(dist: string, fault: Fault): void {
  const root = faultySources(fault);
  for (const name of readdirSync(join(root, "hw"), { recursive: true, encoding: "utf8" })) {
    if (!name.endsWith(".wasm.ts")) continue;
    cpSync(join(root, "hw", name), join(dist, "hw", name.replace(/\.ts$/, ".js")));
  }
}

/**
 * A temporary copy of the sources and tests with a fault, gone when this process ends; its folder.
 * @throws UsageError where the package has no sources, as when installed from a registry
 */
export function faultySources(fault: Fault): string {
  if (!existsSync(packageFile("vitest.config.ts"))) {
    throw new UsageError(`Fault ${fault.name} is sought by the tests, which are not in this package: use a checkout.`);
  }
  const root = emptyProject();
  for (const name of [...SOURCES, ...PROJECT_FILES].filter((source) => existsSync(packageFile(source)))) {
    cpSync(packageFile(name), join(root, name), { recursive: true });
  }
  patchSources(root, fault);
  return root;
}

/**
 * A temporary copy of the compiled files with a fault, gone when this process ends; the folder that holds `cli`, `hw` and `tb`.
 * @throws UsageError where nothing is compiled
 */
export function faultyDist(fault: Fault): string {
  if (!existsSync(packageFile("dist", "cli"))) {
    throw new UsageError(`Fault ${fault.name} goes into the compiled files, and there is no dist/: run npm run build.`);
  }
  const root = emptyProject();
  for (const name of ["dist", "package.json"]) cpSync(packageFile(name), join(root, name), { recursive: true });
  if (fault.file.endsWith(".as.ts")) patchModules(join(root, "dist"), fault);
  else patch(join(root, "dist", fault.file.replace(/\.ts$/, ".js")), fault);
  return join(root, "dist");
}

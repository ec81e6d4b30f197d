import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { packageFile } from "../../sw/package-file.js";

/** Folders whose sources decide what a campaign finds. */
const FOLDERS = ["golden", "hw", "measure", "run", "sw", "tb", "train", "tune"];

let known: string | undefined;

/** Digest of the code that runs, of its sources or of its compiled files: shards of one campaign must have the same. */
export function codeDigest(compiled = import.meta.url.endsWith(".js")): string {
  if (known !== undefined) return known;
  const hash = createHash("sha256");
  for (const folder of FOLDERS) {
    const root = compiled ? packageFile("dist", folder) : packageFile(folder);
    const files = readdirSync(root, { withFileTypes: true, recursive: true })
      .filter((entry) => entry.isFile() && (compiled ? /\.js$/ : /(?<!\.test)\.ts$/).test(entry.name))
      .map((entry) => join(entry.parentPath, entry.name))
      .sort();
    for (const file of files) hash.update(file.slice(root.length)).update(readFileSync(file));
  }
  return (known = hash.digest("hex").slice(0, 16));
}

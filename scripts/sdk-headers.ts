/** Writes the headers of the C SDK that follow from the model: `--check` compares instead and ends with 1 where one differs. */
import { readFileSync, writeFileSync } from "node:fs";
import { SDK_HEADERS } from "./sdk/headers.js";

for (const [file, text] of Object.entries(SDK_HEADERS)) {
  if (!process.argv.includes("--check")) writeFileSync(file, text);
  else if (readFileSync(file, "utf8") !== text) {
    process.stderr.write(`error: ${file} is not what the model says: run npx tsx scripts/sdk-headers.ts.\n`);
    process.exitCode = 1;
  }
}

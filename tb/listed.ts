import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { expect } from "vitest";

/**
 * Compares a text with the reviewed list of this name in tb/reference/. After a wanted change
 * `UPDATE_LISTS=1 npx vitest run FILE` writes the list anew, to be read in the diff.
 */
export function expectListed(text: string, name: string): void {
  const file = fileURLToPath(new URL(`reference/${name}`, import.meta.url));
  if (process.env["UPDATE_LISTS"] === "1") {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
  expect(text.split("\n")).toEqual(readFileSync(file, "utf8").split("\n"));
}

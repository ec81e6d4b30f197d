import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll } from "vitest";

/** A new folder for the tests of a file or of the `describe` around it, taken away behind the last of them. */
export function testFolder(name: string): string {
  const folder = mkdtempSync(join(tmpdir(), `redmule-${name}-`));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

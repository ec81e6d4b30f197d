import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { parseScripts, SCRIPT_ARRAYS, withoutData } from "./register-script.js";
import { replay } from "./replay.js";

const FOLDER = new URL("../reference/registers/", import.meta.url);

function unpacked(name: string): string {
  return gunzipSync(readFileSync(new URL(`${name}.txt.gz`, FOLDER))).toString();
}

test.each(Object.entries(SCRIPT_ARRAYS))(
  "%s: every recorded register script has the reference's answer in every clock of both ports",
  (name, array) => {
    const scripts = parseScripts(array, unpacked(`${name}.scripts`), unpacked(`${name}.trace`));
    expect(scripts.length).toBeGreaterThan(40);
    for (const script of scripts) {
      const lines = replay(script, "upstream-51cd064", "staged").map(withoutData);
      expect({ id: script.id, lines }).toEqual({ id: script.id, lines: script.trace });
    }
  },
);

import { readFileSync } from "node:fs";
import ts from "typescript";
import { describe, expect, test } from "vitest";
import { packageFile } from "../../sw/package-file.js";
import { withFault } from "./fault.js";
import { FAULTS, faultOf } from "./faults.js";

/** As tsconfig.build.json has it: modules, types erased. */
function compiled(source: string): string {
  const compilerOptions = { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ESNext };
  return ts.transpileModule(source, { compilerOptions }).outputText;
}

describe("seeded faults", () => {
  test("are at least sixty, each with a name of its own", () => {
    expect(FAULTS.length).toBeGreaterThanOrEqual(60);
    expect(new Set(FAULTS.map(({ name }) => name)).size).toBe(FAULTS.length);
  });

  test.each(FAULTS)("$name fits its source and its compiled form exactly once", (fault) => {
    const source = readFileSync(packageFile(fault.file), "utf8");
    expect(withFault(source, fault)).not.toBe(source);
    const diagnostics = ts.transpileModule(withFault(source, fault), { reportDiagnostics: true }).diagnostics;
    expect(diagnostics).toEqual([]);
    const text = compiled(source);
    expect(withFault(text, fault)).not.toBe(text);
  });

  test("a fault of another version and an unknown one are refused", () => {
    expect(() => withFault("const a = 1;", FAULTS[0])).toThrow(/holds 0 times instead of once/);
    expect(() => faultOf("typo")).toThrow(/no fault typo/);
  });
});

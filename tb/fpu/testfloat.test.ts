import { readdirSync } from "node:fs";
import { expect, test } from "vitest";
import { VectorChecker } from "../../cli/fp.js";
import { unpackedFile, VECTOR_FOLDER } from "./vectors.js";

const files = readdirSync(VECTOR_FOLDER).filter((file) => file.endsWith(".txt.gz"));

test.each(files)("%s: values and flags equal Berkeley TestFloat", (file) => {
  const [name, rounding] = file.split(".");
  const checker = new VectorChecker(name, rounding.startsWith("l") ? "rne" : rounding);
  checker.write(unpackedFile(file));
  expect(checker.end()).toMatchObject({ valueMismatches: 0, flagMismatches: 0, first: [] });
});

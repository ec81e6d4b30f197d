import type { CaseResult } from "./task.js";

/** Text for an XML attribute: what XML cannot hold is left out. */
function escaped(text: string): string {
  return text
    .replace(/[^\t\n\x20-\ud7ff\ue000-\ufffd]/g, "")
    .replace(/&/g, "&amp;")
    .replace(/</g, "&lt;")
    .replace(/>/g, "&gt;")
    .replace(/"/g, "&quot;")
    .replace(/\n/g, "&#10;");
}

function testcase(result: CaseResult, replay: string): string {
  const { seed, what, clocks, fault } = result;
  const name = escaped(`seed ${seed}: ${what}`);
  const properties = `<properties><property name="seed" value="${seed}"/><property name="clocks" value="${clocks}"/></properties>`;
  const failure =
    fault === null ? "" : `<failure type="${fault.kind}" message="${escaped(fault.text)}">${escaped(replay)}</failure>`;
  return `    <testcase classname="redmule.regress" name="${name}">${properties}${failure}</testcase>\n`;
}

/**
 * JUnit XML of a regression, piece by piece: a test case a job, the seed in its name and its properties.
 * @param replay the command that runs a job again
 */
export function* junit(
  suite: string,
  results: readonly CaseResult[],
  replay: (result: CaseResult) => string,
): Generator<string> {
  const failures = results.filter(({ fault }) => fault !== null).length;
  const counts = `tests="${results.length}" failures="${failures}" errors="0" skipped="0"`;
  yield `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites>\n  <testsuite name="${escaped(suite)}" ${counts}>\n`;
  for (const result of results) yield testcase(result, replay(result));
  yield "  </testsuite>\n</testsuites>\n";
}

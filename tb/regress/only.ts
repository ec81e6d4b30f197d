import { UsageError } from "../../hw/errors.js";
import { CE_MODELS } from "../../hw/redmule/ce-model.js";
import { OPERATIONS, TENSOR_FORMATS } from "../../hw/redmule/operation.js";
import type { RegressJob, RegressStep } from "./regress-job.js";

type Test = (job: RegressJob) => boolean;

function some(test: (step: RegressStep) => boolean): Test {
  return ({ steps }) => steps.some(test);
}

/** What a job can be chosen by; names of one group are alternatives. */
const GROUPS: readonly Readonly<Record<string, Test>>[] = [
  Object.fromEntries(OPERATIONS.map((op) => [op.toLowerCase(), some((step) => step.op === op)])),
  Object.fromEntries(Object.keys(TENSOR_FORMATS).map((fmt) => [fmt, some((step) => step.fmt === fmt)])),
  { stalls: ({ stall }) => stall.p > 0, "no-stalls": ({ stall }) => stall.p === 0 },
  { single: ({ steps }) => steps.length === 1, several: ({ steps }) => steps.length > 1 },
  { queue: some(({ start }) => start === "queue") },
  { abort: some(({ clearAfter }) => clearAfter !== null) },
  { storm: ({ storm }) => storm.length > 0 },
  { accesses: some(({ accesses }) => accesses > 0) },
  Object.fromEntries(CE_MODELS.map((ce) => [ce, ({ design }: RegressJob) => design.ce === ce])),
];

export const ONLY_NAMES = GROUPS.flatMap((group) => Object.keys(group));

/**
 * Whether a job has what a list of names asks for: of every group with a name in the list, one of them.
 * @throws UsageError for a name that is none
 */
export function onlyTest(names: readonly string[]): Test {
  const unknown = names.find((name) => !ONLY_NAMES.includes(name));
  if (unknown !== undefined) {
    throw new UsageError(`--only names "${unknown}": use names of ${ONLY_NAMES.join(", ")}.`);
  }
  const chosen = GROUPS.map((group) => names.flatMap((name) => group[name] ?? [])).filter(({ length }) => length > 0);
  return (job) => chosen.every((tests) => tests.some((test) => test(job)));
}

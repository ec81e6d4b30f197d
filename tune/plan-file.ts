import { readFileSync } from "node:fs";
import { z } from "zod";
import { UsageError } from "../hw/errors.js";
import { IM2ROWS, type GemmChoice } from "../train/plan/choice.js";
import type { PlanTarget } from "../train/plan/plan.js";

const units = z.int().positive();
const outer = z.enum(["rows", "columns"]);
const im2row = z.enum(IM2ROWS);
const sizes = { exchanged: z.boolean(), im2row, rows: units, steps: units, columns: units, products: units, outer };
const choice = z.discriminatedUnion("engine", [
  z.strictObject({
    engine: z.literal("cores"),
    lay: z.enum(["rows", "transposed", "turned"]),
    ...sizes,
    block: z.strictObject({ rows: units, columns: units }),
    split: z.enum(["blocks", "columns"]),
  }),
  z.strictObject({ engine: z.literal("redmule"), ...sizes }),
]);
const schema = z.strictObject({
  network: z.string(),
  precision: z.string(),
  engine: z.string(),
  layout: z.string(),
  batch: units,
  /** Who goes first at the banks. */
  priority: z.enum(["cores", "redmule"]),
  /** Clocks after which the other side gets one, 0: never. */
  maxStall: z.int().min(0).max(255).default(0),
  /** Clocks of the whole step: with these choices, and without them. */
  clocks: z.number(),
  default: z.number(),
  products: z.array(z.strictObject({ name: z.string(), macs: z.number(), clocks: z.number(), choice })),
});

/** What `redmule tune --out` writes: the choice for every product of a network's training step, with its clocks in its place. */
export type TunedPlan = z.output<typeof schema>;

/** @throws UsageError naming the file and its first mistake */
export function readPlan(path: string): TunedPlan {
  let json: unknown;
  try {
    json = JSON.parse(readFileSync(path, "utf8"));
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new UsageError(
      `--plan ${path} ${code === undefined ? "is not JSON" : `cannot be read (${code})`}: give a file of redmule tune.`,
    );
  }
  const parsed = schema.safeParse(json);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new UsageError(
    `--plan ${path} is no plan of redmule tune (${issue.path.join(".") || "the whole"}: ${issue.message}): tune again.`,
  );
}

/** What a plan is used for. */
export interface PlannedRun {
  readonly network: string;
  readonly precision: string;
  readonly layout: string;
  readonly batch: number;
}

/**
 * The choices of a plan for a run, and the setting of the arbiter.
 * @throws UsageError when it was tuned for another network, precision, layout or batch
 */
export function choicesFrom(
  path: string,
  run: PlannedRun,
): Required<Pick<PlanTarget, "choices" | "priority" | "maxStall">> {
  const plan = readPlan(path);
  const text = ({ network, precision, layout, batch }: PlannedRun): string =>
    `${network} ${precision} ${layout} batch ${batch}`;
  if (text(plan) !== text(run)) {
    throw new UsageError(`--plan ${path} was tuned for ${text(plan)}, not for ${text(run)}: tune again.`);
  }
  const choices = new Map(plan.products.map(({ name, choice: found }): [string, GemmChoice] => [name, found]));
  return { choices, priority: plan.priority, maxStall: plan.maxStall };
}

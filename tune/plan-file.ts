import { readFileSync } from "node:fs";
import { z } from "zod";
import { UsageError } from "../hw/errors.js";
import type { Choices, GemmChoice } from "../train/plan/choice.js";

const units = z.int().positive();
const outer = z.enum(["rows", "columns"]);
const sizes = { exchanged: z.boolean(), rows: units, steps: units, columns: units, products: units, outer };
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
  products: z.array(z.strictObject({ name: z.string(), macs: z.number(), clocks: z.number(), choice })),
});

/** What `redmule tune --out` writes: the choice for every product of a network's training step. */
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

/**
 * The choices of a plan for a network.
 * @throws UsageError when it was tuned for another network, precision or layout
 */
export function choicesFrom(path: string, network: string, precision: string, layout: string): Choices {
  const plan = readPlan(path);
  const [was, is] = [`${plan.network} ${plan.precision} ${plan.layout}`, `${network} ${precision} ${layout}`];
  if (was !== is) throw new UsageError(`--plan ${path} was tuned for ${was}, not for ${is}: tune again.`);
  return new Map(plan.products.map(({ name, choice: found }): [string, GemmChoice] => [name, found]));
}

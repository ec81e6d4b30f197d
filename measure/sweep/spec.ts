import { z } from "zod";
import { UsageError } from "../../hw/errors.js";
import { validated, whole } from "../../hw/schema.js";
import { pointSchema, type PointInput } from "./point.js";

/** Points of a sweep at most. */
export const MOST_POINTS = 1e7;

const parametersSchema = pointSchema.partial();
const object = z.record(z.string(), z.unknown(), { error: "give an object in braces" });
const specSchema = z.strictObject({
  base: object.default({}),
  list: z.array(object, { error: "give a list of objects in brackets" }).min(1, { error: "give a point" }).optional(),
  product: object.default({}),
  sample: z.strictObject({ points: whole(1, MOST_POINTS), seed: whole(0, 2 ** 40).default(0) }).optional(),
});

const rangeSchema = z.strictObject({
  from: z.number({ error: "give a number" }),
  to: z.number({ error: "give a number" }),
  step: z.number({ error: "give a number above 0" }).positive({ error: "give a number above 0" }).optional(),
  times: z.number({ error: "give a number above 1" }).gt(1, { error: "give a number above 1" }).optional(),
});

/** A spec as a user writes it; a parameter of the product takes a list of values or a range. */
export type SpecInput = {
  readonly base?: PointInput;
  readonly list?: readonly PointInput[];
  readonly product?: { readonly [name in keyof PointInput]?: Axis<NonNullable<PointInput[name]>> };
  readonly sample?: { readonly points: number; readonly seed?: number };
};
type Axis<T> = readonly T[] | z.input<typeof rangeSchema>;

/**
 * What a sweep runs: `base` with each entry of `list`, and each of these with every combination of the values in `product`, the
 * last parameter changing fastest; with `sample` only so many different points of them.
 */
export interface SweepSpec {
  readonly base: PointInput;
  readonly list: readonly PointInput[];
  readonly product: Readonly<Record<string, readonly unknown[]>>;
  readonly sample: { readonly points: number; readonly seed: number } | null;
}

/**
 * Checks the form of a spec and the value of every parameter, and expands ranges.
 * @param where names the input in errors, for example a file
 * @throws UsageError in one sentence, naming field and value
 */
export function parseSpec(input: unknown, where: string): SweepSpec {
  const { base, list = [{}], product, sample } = validated(specSchema, input, where);
  const spec: SweepSpec = {
    base: parameters(base, `${where}, base`),
    list: list.map((entry, i) => parameters(entry, `${where}, list ${i}`)),
    product: Object.fromEntries(Object.entries(product).map(([name, axis]) => [name, valuesOf(name, axis, where)])),
    sample: sample ?? null,
  };
  checkNamedOnce(spec, where);
  return spec;
}

function parameters(input: unknown, where: string): PointInput {
  validated(parametersSchema, input, where);
  return input as PointInput;
}

function valuesOf(name: string, axis: unknown, where: string): readonly unknown[] {
  const place = `${where}, product`;
  const isRange = typeof axis === "object" && axis !== null && !Array.isArray(axis);
  const values = isRange ? rangeOf(axis, `${place}.${name}`) : axis;
  if (!Array.isArray(values) || values.length === 0) {
    throw new UsageError(
      `${place}: ${name} is ${JSON.stringify(axis)}: give values in brackets, or a range such as {"from": 16, "to": 96, "step": 16}.`,
    );
  }
  for (const value of values) parameters({ [name]: value }, place);
  return values;
}

/** From `from` by `step`, or by factors of `times`, up to `to`. */
function rangeOf(input: unknown, where: string): number[] {
  const { from, to, step, times } = validated(rangeSchema, input, where);
  if (step !== undefined && times !== undefined) {
    throw new UsageError(`${where} has both step ${step} and times ${times}: leave one of them out.`);
  }
  if (to < from || (times !== undefined && from <= 0)) {
    throw new UsageError(`${where}: from is ${from} and to is ${to}: give a range that goes up.`);
  }
  const values: number[] = [];
  for (let value = from; value <= to; value = next(from, values.length, step ?? 1, times)) {
    if (values.push(value) > MOST_POINTS) throw new UsageError(`${where}: step is ${step}: give a larger one.`);
  }
  return values;
}

/** Value `i` of a range. Digits that a sum or product of decimal fractions has too many are rounded off. */
function next(from: number, i: number, step: number, times: number | undefined): number {
  return Number((times === undefined ? from + i * step : from * times ** i).toPrecision(12));
}

function checkNamedOnce({ base, list, product }: SweepSpec, where: string): void {
  const other = Object.keys(product).find((name) => name in base || list.some((entry) => name in entry));
  if (other === undefined) return;
  const place = other in base ? "base" : "list";
  throw new UsageError(`${where}: ${other} stands in product and in ${place}: take it out of one of them.`);
}

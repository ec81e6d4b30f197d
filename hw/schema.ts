import { z } from "zod";
import { UsageError } from "./errors.js";

/** A whole number of a range; the message is the mend. */
export function whole(least: number, most: number): z.ZodNumber {
  const error = `give a whole number from ${least} to ${most}`;
  return z.int({ error }).min(least, { error }).max(most, { error });
}

/** A power of two of a range; the message is the mend. */
export function powerOfTwo(least: number, most: number): z.ZodNumber {
  const error = `give a power of two from ${least} to ${most}`;
  return z
    .int({ error })
    .min(least, { error })
    .max(most, { error })
    .refine((value) => (value & (value - 1)) === 0, { error });
}

/** One of some names; the message is the mend. */
export function choice<const T extends readonly string[]>(names: T): z.ZodEnum<{ [K in T[number]]: K }> {
  return z.enum(names, { error: `use one of ${names.join(", ")}` });
}

/**
 * What a schema makes of an input that a user wrote.
 * @param where names the input in the sentence, for example a file or "line 3"
 * @throws UsageError for the first mistake, naming the field, its value, the limit and the mend
 */
export function validated<T extends z.ZodType>(schema: T, input: unknown, where: string): z.output<T> {
  const result = schema.safeParse(input);
  if (result.success) return result.data;
  throw new UsageError(`${where}: ${sentence(result.error.issues[0], input)}.`);
}

function sentence(issue: z.core.$ZodIssue, input: unknown): string {
  const path = issue.path.map(String).join(".");
  const value = issue.path.reduce<unknown>((at, key) => (at as Record<PropertyKey, unknown> | undefined)?.[key], input);
  if (issue.code === "unrecognized_keys") {
    const inside = path === "" ? "" : ` in ${path}`;
    return `unknown field "${issue.keys.join('", "')}"${inside}: correct its name or leave it out`;
  }
  if (issue.code === "invalid_type" && issue.expected === "object") {
    return `${path === "" ? "the value" : path} is ${shown(value)}: give an object in braces`;
  }
  if (value === undefined) return `${path} is missing: ${issue.message}`;
  return `${path} is ${shown(value)}: ${issue.message}`;
}

/** A value as JSON, cut short. */
function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? "missing";
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}

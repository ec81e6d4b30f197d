import { z } from "zod";
import { UsageError } from "../../hw/errors.js";

// Fields that the trace formats share.
export const count = z.int().nonnegative();
export const digits = z.string().regex(/^[0-9a-f]+$/i, "is not a hex string");
export const bit = z.union([z.literal(0), z.literal(1)]);

/** The lines of a trace: a header, then one line a clock. */
export interface TraceLines {
  /** Lines, the header included. */
  readonly count: number;
  /** Names line `i` in messages. */
  where(i: number): string;
  /** @throws UsageError naming the line and the first field that does not fit */
  parse<T>(schema: z.ZodType<T>, i: number): T;
  /** Line `i` of clock `i - 1`. @throws UsageError likewise, and for another clock */
  parseClock<T extends { readonly c: number }>(schema: z.ZodType<T>, i: number): T;
}

/**
 * Splits a trace (JSON lines) into its lines.
 * @param name file name for messages
 * @throws UsageError when it is empty
 */
export function readLines(text: string, name: string): TraceLines {
  const lines = text.split("\n").filter((line) => line.trim() !== "");
  if (lines.length === 0) throw new UsageError(`${name} is empty: give a trace recorded as JSON lines.`);
  const where = (i: number) => `${name}:${i + 1}`;
  const parse = <T>(schema: z.ZodType<T>, i: number): T => parseLine(schema, lines[i], where(i));
  return {
    ...{ count: lines.length, where, parse },
    parseClock(schema, i) {
      const line = parse(schema, i);
      if (line.c === i - 1) return line;
      throw new UsageError(`${where(i)}: clock ${line.c} stands where clock ${i - 1} is due.`);
    },
  };
}

function parseLine<T>(schema: z.ZodType<T>, text: string, where: string): T {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new UsageError(`${where}: the line is not JSON: record the trace again or remove the damaged end.`);
  }
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const { path, message } = parsed.error.issues[0];
  throw new UsageError(`${where}: field ${path.join(".") || "(line)"} does not fit the trace format: ${message}.`);
}

/** @throws UsageError for a master beyond `last` */
export function checkMasters(masters: readonly number[], last: number, where: string): void {
  const stranger = masters.find((m) => m > last);
  if (stranger === undefined) return;
  throw new UsageError(`${where}: master ${stranger} does not exist: the header lists masters 0 to ${last}.`);
}

/**
 * Digits of a hex number in groups of `size`, least significant group first.
 * @throws UsageError when there are more than `length` groups
 */
export function wordsOfHex(digits: string, size: number, length: number, where: string): number[] {
  if (digits.length > size * length) {
    throw new UsageError(
      `${where}: "${digits}" has more than ${size * length} hex digits: shorten it to the port's width.`,
    );
  }
  const padded = digits.padStart(size * length, "0");
  return Array.from({ length }, (_, i) => parseInt(padded.slice((length - 1 - i) * size, (length - i) * size), 16));
}

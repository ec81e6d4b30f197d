import { z } from "zod";
import { constant } from "./expression.js";

const paths = z.union([z.string(), z.array(z.string()).min(1)]);
const range = z.union([z.number(), z.string(), z.array(z.union([z.string(), z.number()]))]);

/** A signal of the RTL, or some of its bits, and what it is in the model. */
const entrySchema = z.strictObject({
  /** Path below the top, with `{…}` for what a loop or a parameter gives, and a slice of bits behind it: `a.b_q[7:0]`. */
  rtl: z.string(),
  /** An expression over probes of the model; left out where the RTL's value is constant or ignored. */
  model: z.string().optional(),
  /** Bits of the whole signal, as an expression; by default up to the highest slice. */
  width: z.union([z.number(), z.string()]).optional(),
  /** Registers and outputs are judged; wires tell whether a block's inputs agreed. */
  kind: z.enum(["register", "output", "wire"]).default("register"),
  /** The block that it belongs to; by default the first name of the probe. */
  block: z.string().optional(),
  /** For wires: the block that it is an input of. */
  into: z.string().optional(),
  /** RTL value of every value of the model, where the encodings differ. */
  states: z.record(z.string(), z.number()).optional(),
  /** Tells entries apart that are the same bits of the RTL as another, where the model holds them twice. */
  copy: z.number().optional(),
  /** Repeats the entry: numbers from 0 below a number or expression, or the values of a list. */
  for: z.record(z.string(), range).optional(),
  /** Every bit of the slice is 1 where the model's value is not 0. */
  fill: z.boolean().optional(),
  /** Compared only in clocks in which this expression over probes is not 0. */
  when: z.string().optional(),
  /** A change from one value to another that the RTL may show a clock late. */
  lag: z.strictObject({ from: z.number(), to: z.number() }).optional(),
  /** Holds only where this expression of constants is not 0. */
  if: z.string().optional(),
});

/** A probe that no entry gives directly, from the RTL, to begin in the middle of a run. */
const loadSchema = z.strictObject({
  probe: z.string(),
  /** An expression over paths of the RTL in quotes. */
  from: z.string(),
  for: z.record(z.string(), range).optional(),
  if: z.string().optional(),
});

/** A width of the RTL that says what a parameter is. */
const parameterSchema = z.strictObject({ width: paths, is: z.string() });

export const mapSchema = z.strictObject({
  name: z.string(),
  /** Paths below the top, or from the root of the dump with a slash in front; the first that the dump has counts. */
  clock: paths,
  reset: paths,
  /** The design of the model that stands beside the RTL. */
  design: z.enum(["redmule", "interconnect"]).default("redmule"),
  /** The peripheral port and the answers of the memory, by the names of their signals. */
  periph: z.partialRecord(z.enum(["req", "add", "wen", "be", "data", "id"]), paths).default({}),
  tcdm: z.partialRecord(z.enum(["gnt", "r_valid", "r_data"]), paths).default({}),
  /** Inputs of the interconnect; `{i}` is the number of a port or bank. */
  inputs: z.record(z.string(), paths).default({}),
  /**
   * L, H and D = H (P + 1), or PORTS, BANKS and WORDS of the interconnect, by widths of the dump; of several the first that the
   * dump has.
   */
  parameters: z.record(z.string(), z.array(parameterSchema)).default({}),
  entries: z.array(entrySchema),
  loads: z.array(loadSchema).default([]),
  /** Globs of registers of the model that the RTL does not have. */
  modelOnly: z.array(z.string()).default([]),
  /** Other names: a path of the map, or a scope with `.**` behind it, and what the dump calls it. */
  rename: z.record(z.string(), z.string()).default({}),
  /** Globs of RTL paths that are not compared. */
  ignore: z.array(z.string()).default([]),
});

/** A map as it is written. */
export type MapInput = z.input<typeof mapSchema>;
export type SignalMap = z.output<typeof mapSchema>;
export type MapEntry = SignalMap["entries"][number];

/** A map that says only where it departs from one that ships. */
export const changesSchema = mapSchema.partial().extend({ base: z.string() });

/** Constants that a map's expressions may name. */
export type Constants = Readonly<Record<string, number>>;

/** One slice of one signal, its loops and parameters filled in. */
export interface MapField {
  readonly entry: MapEntry;
  readonly path: string;
  /** Bits of the slice; null for all of the signal. */
  readonly slice: { readonly high: number; readonly low: number } | null;
  readonly width: number | null;
  readonly model: string | null;
  readonly when: string | null;
}

type Loop = Readonly<Record<string, string | number>>;

/** The values of every loop, nested in the order they are written in. */
function loopsOf(ranges: MapEntry["for"], constants: Constants): Loop[] {
  let loops: Loop[] = [{}];
  for (const [name, range] of Object.entries(ranges ?? {})) {
    loops = loops.flatMap((loop) => {
      const values = Array.isArray(range)
        ? range
        : Array.from({ length: constantOf(range, constants, loop) }, (_, i) => i);
      return values.map((value) => ({ ...loop, [name]: value }));
    });
  }
  return loops;
}

function constantOf(text: string | number, constants: Constants, loop: Loop): number {
  if (typeof text === "number") return text;
  const numbers = Object.entries(loop).filter((pair): pair is [string, number] => typeof pair[1] === "number");
  return constant(text, { ...constants, ...Object.fromEntries(numbers) });
}

/** Fills in `{…}`: a loop's value, `{i:a,b,c}` for the one of a list that it numbers, or an expression of constants. */
function filled(template: string, constants: Constants, loop: Loop): string {
  return template.replace(/\{([^{}]*)\}/g, (_all, inner: string) => {
    const [, name, list] = /^(\w+):(.*)$/.exec(inner) ?? [];
    if (list !== undefined) return list.split(",")[Number(loop[name])] ?? "";
    return String(loop[inner] ?? constantOf(inner, constants, loop));
  });
}

/** A path as the dump calls it. */
export function renamed({ rename }: SignalMap, path: string): string {
  const exact = rename[path];
  if (exact !== undefined) return exact;
  for (let dot = path.lastIndexOf("."); dot > 0; dot = path.lastIndexOf(".", dot - 1)) {
    const scope = rename[`${path.slice(0, dot)}.**`];
    if (scope !== undefined) return `${scope.replace(/\.\*\*$/, "")}${path.slice(dot)}`;
  }
  return path;
}

/** Every slice of a map for an array of these parameters. */
export function fieldsOf(map: SignalMap, constants: Constants): MapField[] {
  return map.entries.flatMap((entry) =>
    loopsOf(entry.for, constants)
      .filter((loop) => entry.if === undefined || constantOf(filled(entry.if, constants, loop), constants, loop) !== 0)
      .map((loop) => {
        const text = filled(entry.rtl, constants, loop);
        const [, path, high, low] = /^(.*?)(?:\[(\d+):(\d+)\])?$/.exec(text)!;
        return {
          entry,
          path: renamed(map, path),
          slice: high === undefined ? null : { high: Number(high), low: Number(low) },
          width: entry.width === undefined ? null : constantOf(entry.width, constants, loop),
          model: entry.model === undefined ? null : filled(entry.model, constants, loop),
          when: entry.when === undefined ? null : filled(entry.when, constants, loop),
        };
      }),
  );
}

/** The probes that are loaded by expressions, filled in. */
export function loadsOf({ loads }: SignalMap, constants: Constants): { probe: string; from: string }[] {
  return loads.flatMap(({ probe, from, for: ranges, if: condition }) =>
    loopsOf(ranges, constants)
      .filter(
        (loop) => condition === undefined || constantOf(filled(condition, constants, loop), constants, loop) !== 0,
      )
      .map((loop) => ({ probe: filled(probe, constants, loop), from: filled(from, constants, loop) })),
  );
}

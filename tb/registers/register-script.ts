import type { ArrayShape } from "../redmule/reference-data.js";

/** One command of a register script. */
export type Command =
  | { readonly kind: "fill"; readonly seed: number }
  | { readonly kind: "stall"; readonly p: number; readonly seed: number }
  | {
      readonly kind: "access";
      readonly read: boolean;
      readonly addr: number;
      readonly data: number;
      readonly be: number;
    }
  | { readonly kind: "idle"; readonly clocks: number }
  | { readonly kind: "event"; readonly most: number };

/** Accesses to RedMulE's peripheral port at given clocks, on a memory from address 0 on, and the RTL's answer. */
export interface RegisterScript {
  readonly array: ArrayShape;
  readonly id: string;
  /** Words of the memory, and the seed of what it holds. */
  readonly words: number;
  readonly seed: number;
  readonly commands: readonly Command[];
  /** A line a clock, then the line of the sums; a run of equal lines of busy alone is one line with its length. */
  readonly trace: readonly string[];
}

/** The arrays of the recorded scripts, by the names of their files. */
export const SCRIPT_ARRAYS: Readonly<Record<string, ArrayShape>> = {
  "12x4": { L: 12, H: 4, P: 3 },
  "12x8": { L: 12, H: 8, P: 3 },
  "8x2": { L: 8, H: 2, P: 3 },
  "4x4": { L: 4, H: 4, P: 1 },
};

function commandOf(line: string): Command {
  const [kind, ...fields] = line.split(" ");
  const [first, second] = fields.map(Number);
  switch (kind) {
    case "F":
      return { kind: "fill", seed: first };
    case "S":
      return { kind: "stall", p: first, seed: second };
    case "a": {
      const [addr, data, be] = fields.slice(1).map((field) => parseInt(field, 16));
      return { kind: "access", read: first === 1, addr, data, be };
    }
    case "i":
      return { kind: "idle", clocks: first };
    case "e":
      return { kind: "event", most: first };
    default:
      throw new Error(`The script command ${line} is unknown.`);
  }
}

/** What stands behind each line that begins with N, by the rest of that line. */
function sections(text: string): [head: string, lines: string[]][] {
  return text
    .split(/^N /m)
    .slice(1)
    .map((section) => {
      const [head, ...lines] = section.trimEnd().split("\n");
      return [head, lines];
    });
}

/** The scripts of an array, each with its trace; both in the form of the project's reference set `registers/`. */
export function parseScripts(array: ArrayShape, scripts: string, traces: string): RegisterScript[] {
  const traceOf = new Map(sections(traces));
  return sections(scripts).map(([head, lines]) => {
    const [id, words, seed] = head.split(" ");
    const commands = lines.filter((line) => line !== "Z").map(commandOf);
    return { array, id, words: Number(words), seed: Number(seed), commands, trace: traceOf.get(id)! };
  });
}

/** A trace line without the data that are written: the memory at the end tells them. */
export function withoutData(line: string): string {
  return line.replace(/(W[0-9a-f]+!?):([0-9a-f,]*)/, (_all, access: string, words: string) => {
    return `${access}:${words.replace(/([0-9a-f])[0-9a-f]{8}/g, "$1")}`;
  });
}
